//! The list of a provider's partner schools: searched, filtered, ordered, in pages.

use chrono::NaiveDateTime;
use store::{Dialect, FromQueryResult, Listed, StoreError, Tx, Value, Window, values};

use crate::organisations::folding::fold;
use crate::vocabulary::OrganisationId;

/// What the list is narrowed to; empty means everything.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Words of the name, the town, or a URN or postcode.
    pub words: String,
    /// Phases of education, as the register writes them.
    pub phases: Vec<String>,
    /// Types of school.
    pub types: Vec<String>,
    /// Local authorities.
    pub areas: Vec<String>,
    /// `active`, `reported`, `proposed`, `closed`.
    pub statuses: Vec<String>,
    /// `told`, `not_told`.
    pub told: Vec<String>,
    /// The order.
    pub order: Order,
}

/// The orders that the list offers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// By name, A to Z.
    #[default]
    Name,
    /// Last added first.
    Added,
    /// By town, then name.
    Town,
}

/// A line of the list.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Line {
    /// The school's number.
    pub urn: String,
    /// Its name in the register.
    pub name: String,
    /// Its town, or what stands for it.
    pub town: Option<String>,
    /// Its postcode.
    pub postcode: Option<String>,
    /// Its phase.
    pub phase: Option<String>,
    /// Its type.
    pub kind: Option<String>,
    /// Its local authority.
    pub area: Option<String>,
    /// 1 open, 2 closed, 3 open but proposed to close, 4 proposed to open.
    pub register_status: i32,
    /// The membership's status.
    pub status: String,
    /// Why it was reported.
    pub report_reason: Option<String>,
    /// When the school was told.
    pub told_at: Option<NaiveDateTime>,
    /// When it was added.
    pub added_at: NaiveDateTime,
    /// Trainees, where the provider said so.
    pub trainees: Option<i32>,
}

const COLUMNS: &str = "e.urn, e.name, coalesce(e.town, e.locality, e.local_authority) as town, e.postcode, e.phase,
    e.type as kind, e.local_authority as area, e.status as register_status, m.status, m.report_reason, m.told_at,
    m.added_at, m.trainees";

const FROM: &str = "from partnership h join membership m on m.partnership = h.id and m.status <> 'left'
  join organisation o on o.id = m.organisation join establishment e on e.urn = o.urn
  where h.kind = 'placement' and h.hub = $1";

/// Conditions and their parameters, growing together.
struct Where {
    dialect: Dialect,
    sql: String,
    values: Vec<Value>,
}

impl Where {
    fn push(&mut self, value: impl Into<Value>) -> String {
        self.values.push(value.into());
        format!("${}", self.values.len())
    }

    fn and(&mut self, condition: &str) {
        self.sql.push_str(" and ");
        self.sql.push_str(condition);
    }

    fn among(&mut self, column: &str, wanted: &[String]) {
        if wanted.is_empty() {
            return;
        }
        let marks: Vec<String> = wanted.iter().map(|it| self.push(it.clone())).collect();
        self.and(&format!("{column} in ({})", marks.join(", ")));
    }

    fn words(&mut self, words: &str) {
        for word in words.split_whitespace().take(8) {
            let folded = fold(word);
            // A word of signs alone folds to nothing; it is then searched for as it stands.
            let mark = self.push(Dialect::containing(if folded.is_empty() { word } else { folded.trim() }));
            let parts = ["o.name_folded", "coalesce(e.town, e.locality, e.local_authority)", "e.urn", "e.postcode"];
            let any = parts.map(|part| self.dialect.contains(part, &mark)).join(" or ");
            self.and(&format!("({any})"));
        }
    }

    fn statuses(&mut self, statuses: &[String]) {
        let conditions: Vec<&str> = statuses
            .iter()
            .filter_map(|status| match status.as_str() {
                "active" => Some("(m.status = 'active' and e.status <> 2)"),
                "reported" => Some("m.status = 'reported'"),
                "proposed" => Some("m.status = 'proposed'"),
                "closed" => Some("e.status = 2"),
                _ => None,
            })
            .collect();
        if !conditions.is_empty() {
            self.and(&format!("({})", conditions.join(" or ")));
        }
    }

    fn told(&mut self, told: &[String]) {
        match told {
            [one] if one == "told" => self.sql.push_str(" and m.told_at is not null"),
            [one] if one == "not_told" => self.sql.push_str(" and m.told_at is null"),
            _ => {}
        }
    }
}

fn narrowed(dialect: Dialect, hub: OrganisationId, filter: &Filter) -> Where {
    let mut it = Where { dialect, sql: FROM.to_owned(), values: values![hub.get()].to_vec() };
    it.words(&filter.words);
    it.among("e.phase", &filter.phases);
    it.among("e.type", &filter.types);
    it.among("e.local_authority", &filter.areas);
    it.statuses(&filter.statuses);
    it.told(&filter.told);
    it
}

/// A page of the list, and how long the whole of it is.
pub async fn page(
    tx: &mut Tx,
    hub: OrganisationId,
    filter: &Filter,
    window: Window,
) -> Result<Listed<Line>, StoreError> {
    let narrowed = narrowed(tx.dialect(), hub, filter);
    let order = match filter.order {
        Order::Name => "o.name_folded, o.id",
        Order::Added => "m.added_at desc, o.name_folded, o.id",
        Order::Town => "coalesce(e.town, e.locality, e.local_authority), o.name_folded, o.id",
    };
    let total: i64 =
        tx.scalar(&format!("select count(*) {}", narrowed.sql), narrowed.values.clone()).await?.unwrap_or(0);
    let sql =
        format!("select {COLUMNS} {} order by {order} limit {} offset {}", narrowed.sql, window.take, window.skip);
    let rows = tx.all(&sql, narrowed.values).await?;
    Ok(Listed { rows, total: u64::try_from(total).unwrap_or(0) })
}

/// A value that the list can be filtered by, and how many lines have it.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Facet {
    /// `phase`, `type` or `area`.
    pub facet: String,
    /// The value, as the register writes it.
    pub value: String,
    /// Lines of the whole list with it.
    pub lines: i64,
}

/// What the filters offer: only what the list holds.
pub async fn facets(tx: &mut Tx, hub: OrganisationId) -> Result<Vec<Facet>, StoreError> {
    let one = |facet: &str, column: &str| {
        format!(
            "select '{facet}' as facet, {column} as value, count(*) as lines {FROM} and {column} is not null group by {column}"
        )
    };
    let sql = format!(
        "{} union all {} union all {} order by 1, 2",
        one("phase", "e.phase"),
        one("type", "e.type"),
        one("area", "e.local_authority")
    );
    tx.all(&sql, values![hub.get()]).await
}

#[derive(FromQueryResult)]
struct UrnRow {
    urn: String,
}

/// The numbers of a provider's partner schools.
pub async fn urns(tx: &mut Tx, hub: OrganisationId) -> Result<Vec<String>, StoreError> {
    let rows: Vec<UrnRow> = tx.all(&format!("select o.urn {FROM}"), values![hub.get()]).await?;
    Ok(rows.into_iter().map(|row| row.urn).collect())
}
