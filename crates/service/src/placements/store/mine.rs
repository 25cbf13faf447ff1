//! What a provider has: its shares of placements in a year, searched, filtered, in pages.

use store::{Dialect, FromQueryResult, Listed, StoreError, Tx, Value, Window, values};

use super::placement::placements_by_key;
use super::share::shares_by_key;
use super::{Placement, Share};
use crate::organisations::folding::fold;
use crate::vocabulary::{AcademicYear, OrganisationId};

/// What the list is narrowed to; empty means everything.
#[derive(Clone, Debug, Default)]
pub struct MineFilter {
    /// Words of the school's name or the placement's title.
    pub words: String,
    /// Codes of states of the machine.
    pub states: Vec<String>,
    /// Codes of phases.
    pub phases: Vec<String>,
    /// Codes of subjects.
    pub subjects: Vec<String>,
    /// URNs of schools.
    pub schools: Vec<String>,
    /// The order.
    pub order: MineOrder,
}

/// The orders that the list offers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MineOrder {
    /// Those that wait first, then by school and title.
    #[default]
    Waiting,
    /// By title, A to Z.
    Title,
    /// Last changed first.
    Changed,
}

/// A line of the list.
#[derive(Clone, Debug)]
pub struct MineLine {
    /// The placement; never show who else has places on it.
    pub placement: Placement,
    /// The provider's share of it.
    pub share: Share,
}

#[derive(FromQueryResult)]
struct Ids {
    share: i64,
    placement: i64,
}

fn narrowed(
    dialect: Dialect,
    provider: OrganisationId,
    year: AcademicYear,
    filter: &MineFilter,
) -> (String, Vec<Value>) {
    let mut sql = "from placement_assignment a join placement p on p.id = a.placement
        join organisation o on o.id = p.school where a.provider = $1 and p.year = $2"
        .to_owned();
    let mut values: Vec<Value> = values![provider.get(), year.start_year()].to_vec();
    for word in fold(&filter.words).split_whitespace().take(8) {
        values.push(Dialect::containing(word).into());
        let mark = format!("${}", values.len());
        let any = ["p.title_folded", "o.name_folded", "o.urn"].map(|column| dialect.contains(column, &mark));
        sql.extend([" and (", &any.join(" or "), ")"]);
    }
    for (column, wanted) in [("a.state", &filter.states), ("p.phase", &filter.phases), ("o.urn", &filter.schools)] {
        let mut marks = Vec::new();
        for word in wanted {
            values.push(word.clone().into());
            marks.push(format!("${}", values.len()));
        }
        if !marks.is_empty() {
            sql.extend([" and ", column, " in (", &marks.join(", "), ")"]);
        }
    }
    let mut marks = Vec::new();
    for subject in &filter.subjects {
        values.push(subject.clone().into());
        marks.push(format!("${}", values.len()));
    }
    if !marks.is_empty() {
        sql.extend([
            " and exists (select 1 from placement_subject s where s.placement = p.id and s.subject in (",
            &marks.join(", "),
            "))",
        ]);
    }
    (sql, values)
}

/// A page of a provider's shares of a year.
pub async fn mine(
    tx: &mut Tx,
    (provider, year): (OrganisationId, AcademicYear),
    filter: &MineFilter,
    window: Window,
) -> Result<Listed<MineLine>, StoreError> {
    let (from, values) = narrowed(tx.dialect(), provider, year, filter);
    let total: i64 = tx.scalar(&format!("select count(*) {from}"), values.clone()).await?.unwrap_or(0);
    let order = match filter.order {
        MineOrder::Waiting => {
            "case a.state when 'requested' then 0 when 'assigned' then 1 else 2 end, o.name_folded, p.title_folded, a.id"
        }
        MineOrder::Title => "p.title_folded, o.name_folded, a.id",
        MineOrder::Changed => "a.changed_at desc, a.id desc",
    };
    let sql = format!(
        "select a.id as share, p.id as placement {from} order by {order} limit {} offset {}",
        window.take, window.skip
    );
    let ids: Vec<Ids> = tx.all(&sql, values).await?;
    let keys = |of: fn(&Ids) -> i64| ids.iter().map(of).collect::<Vec<i64>>();
    let placements = placements_by_key(tx, &keys(|it| it.placement)).await?;
    let mut shares = shares_by_key(tx, &keys(|it| it.share)).await?;
    let line = |ids: &Ids| {
        let placement = placements.get(&ids.placement)?.clone();
        shares.remove(&ids.share).map(|share| MineLine { placement, share })
    };
    let rows = ids.iter().filter_map(line).collect();
    Ok(Listed { rows, total: total.unsigned_abs() })
}

/// A value that the list can be filtered by, with what pages show.
#[derive(Clone, Debug, FromQueryResult)]
pub struct MineFacet {
    /// `school` or `subject`.
    pub facet: String,
    /// A URN, or a code of a subject.
    pub value: String,
    /// The school's name, or the code again.
    pub label: String,
}

/// What the filters offer: only what the list of the year holds.
pub async fn mine_facets(
    tx: &mut Tx,
    provider: OrganisationId,
    year: AcademicYear,
) -> Result<Vec<MineFacet>, StoreError> {
    let from = "from placement_assignment a join placement p on p.id = a.placement";
    let sql = format!(
        "select distinct 'school' as facet, o.urn as value, o.name as label {from}
           join organisation o on o.id = p.school where a.provider = $1 and p.year = $2
         union all
         select distinct 'subject', s.subject, s.subject {from}
           join placement_subject s on s.placement = p.id where a.provider = $1 and p.year = $2
         order by 1, 3, 2"
    );
    tx.all(&sql, values![provider.get(), year.start_year()]).await
}
