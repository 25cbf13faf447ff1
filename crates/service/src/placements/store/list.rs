//! A school's list of its placements: of one year, searched, filtered, ordered, in pages.

use store::{Dialect, FromQueryResult, Listed, StoreError, Tx, Value, Window, values};

use super::placement::{COLUMNS, FROM, Row};
use super::{Placement, Share, shares_of_many};
use crate::organisations::folding::fold;
use crate::vocabulary::{AcademicYear, OrganisationId};

/// What the list is narrowed to; empty means everything that is offered.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Words of the title.
    pub words: String,
    /// Codes of phases.
    pub phases: Vec<String>,
    /// `available`, `assigned`, `requested`, `withdrawn`.
    pub statuses: Vec<String>,
    /// The order.
    pub order: Order,
}

/// The orders that the list offers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// By title, A to Z.
    #[default]
    Title,
    /// Last changed first.
    Changed,
}

/// A line of the list.
#[derive(Clone, Debug)]
pub struct Line {
    /// The placement.
    pub placement: Placement,
    /// Every share of it.
    pub shares: Vec<Share>,
}

/// Some of its places are asked for.
const REQUESTED: &str =
    "exists (select 1 from placement_assignment a where a.placement = p.id and a.state = 'requested')";

fn narrowed(dialect: Dialect, school: OrganisationId, year: AcademicYear, filter: &Filter) -> (String, Vec<Value>) {
    let mut sql = format!("{FROM} where p.school = $1 and p.year = $2");
    let mut values: Vec<Value> = values![school.get(), year.start_year()].to_vec();
    for word in fold(&filter.words).split_whitespace().take(8) {
        values.push(Dialect::containing(word).into());
        sql.extend([" and ", &dialect.contains("p.title_folded", &format!("${}", values.len()))]);
    }
    let mut marks = Vec::new();
    for phase in &filter.phases {
        values.push(phase.clone().into());
        marks.push(format!("${}", values.len()));
    }
    if !marks.is_empty() {
        sql.extend([" and p.phase in (", &marks.join(", "), ")"]);
    }
    let mut statuses: Vec<&str> = Vec::new();
    for status in &filter.statuses {
        match status.as_str() {
            "available" => statuses.push("(p.state = 'offered' and p.places_assigned < p.places)"),
            "assigned" => statuses.push("(p.state = 'offered' and p.places_assigned > 0)"),
            "requested" => statuses.push(REQUESTED),
            "withdrawn" => statuses.push("p.state = 'withdrawn'"),
            _ => {}
        }
    }
    if statuses.is_empty() {
        statuses.push("p.state = 'offered'");
    }
    sql.extend([" and (", &statuses.join(" or "), ")"]);
    (sql, values)
}

/// A page of the list, and how long the whole of it is.
pub async fn page(
    tx: &mut Tx,
    (school, year): (OrganisationId, AcademicYear),
    filter: &Filter,
    window: Window,
) -> Result<Listed<Line>, StoreError> {
    let (from, values) = narrowed(tx.dialect(), school, year, filter);
    let total: i64 = tx.scalar(&format!("select count(*) {from}"), values.clone()).await?.unwrap_or(0);
    let order = match filter.order {
        Order::Title => "p.title_folded, p.id",
        Order::Changed => "p.changed_at desc, p.id desc",
    };
    let sql = format!("select {COLUMNS} {from} order by {order} limit {} offset {}", window.take, window.skip);
    let rows: Vec<Row> = tx.all(&sql, values).await?;
    let placements: Vec<Placement> = rows.into_iter().map(Placement::try_from).collect::<Result<_, _>>()?;
    let keys: Vec<i64> = placements.iter().map(|it| it.id).collect();
    let mut shares = shares_of_many(tx, &keys).await?;
    let mut lines = Vec::with_capacity(placements.len());
    for placement in placements {
        let (own, rest) = shares.into_iter().partition(|share| share.placement == placement.id);
        shares = rest;
        lines.push(Line { placement, shares: own });
    }
    Ok(Listed { rows: lines, total: total.unsigned_abs() })
}

/// How a school's year stands, in numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, FromQueryResult)]
pub struct Counts {
    /// Placements offered.
    pub offered: i64,
    /// Places of them.
    pub places: i64,
    /// Places assigned or completed.
    pub assigned: i64,
    /// Requests that wait for an answer.
    pub requests: i64,
}

/// Counts a school's placements of a year.
pub async fn counts(tx: &mut Tx, school: OrganisationId, year: AcademicYear) -> Result<Counts, StoreError> {
    let found: Option<Counts> = tx
        .one(
            "select count(*) as offered, coalesce(sum(p.places), 0) as places,
               coalesce(sum(p.places_assigned), 0) as assigned,
               (select count(*) from placement_assignment a join placement q on q.id = a.placement
                  where q.school = $1 and q.year = $2 and a.state = 'requested') as requests
             from placement p where p.school = $1 and p.year = $2 and p.state = 'offered'",
            values![school.get(), year.start_year()],
        )
        .await?;
    Ok(found.unwrap_or_default())
}
