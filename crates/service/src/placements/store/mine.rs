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
    /// A code of a subject.
    pub subject: Option<String>,
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
    for (column, wanted) in [("a.state", &filter.states), ("p.phase", &filter.phases)] {
        let mut marks = Vec::new();
        for word in wanted {
            values.push(word.clone().into());
            marks.push(format!("${}", values.len()));
        }
        if !marks.is_empty() {
            sql.extend([" and ", column, " in (", &marks.join(", "), ")"]);
        }
    }
    if let Some(subject) = &filter.subject {
        values.push(subject.clone().into());
        let mark = values.len().to_string();
        sql.extend([
            " and exists (select 1 from placement_subject s where s.placement = p.id and s.subject = $",
            &mark,
            ")",
        ]);
    }
    (sql, values)
}

/// A page of a provider's shares of a year: those that wait first, then by school and title.
pub async fn mine(
    tx: &mut Tx,
    (provider, year): (OrganisationId, AcademicYear),
    filter: &MineFilter,
    window: Window,
) -> Result<Listed<MineLine>, StoreError> {
    let (from, values) = narrowed(tx.dialect(), provider, year, filter);
    let total: i64 = tx.scalar(&format!("select count(*) {from}"), values.clone()).await?.unwrap_or(0);
    let sql = format!(
        "select a.id as share, p.id as placement {from}
         order by case a.state when 'requested' then 0 when 'assigned' then 1 else 2 end, o.name_folded,
           p.title_folded, a.id limit {} offset {}",
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
