//! The SQL of an import.

use super::columns::{COLUMNS, Kept, NAME, STATUS};
use super::read::{Incoming, Known, Refusal};
use super::rules::Cell;
use super::run::{FileRun, Run};
use crate::organisations::folding::fold;
use crate::organisations::rules::Status;
use crate::vocabulary::Urn;
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{DbErr, QueryResult};
use serde_json::json;
use std::collections::HashMap;
use std::fmt::Write;
use std::sync::LazyLock;
use store::{FromQueryResult, StoreError, Tx, Value, texts, values};

/// Our columns as they are listed in SQL.
static LIST: LazyLock<String> =
    LazyLock::new(|| COLUMNS.iter().map(|column| column.name).collect::<Vec<_>>().join(", "));

/// What a conflict with a row of the same URN does.
static OVERWRITE: LazyLock<String> = LazyLock::new(|| {
    let mut sql = String::new();
    for column in &COLUMNS {
        let _ = write!(sql, "{0} = excluded.{0}, ", column.name);
    }
    sql
});

#[derive(FromQueryResult)]
struct KnownRow {
    urn: Urn,
    row_hash: i64,
    status: i32,
    is_dropped: bool,
}

/// A row of any width, every value cast to text.
pub struct TextRow(pub Vec<Option<String>>);

impl FromQueryResult for TextRow {
    fn from_query_result(row: &QueryResult, _: &str) -> Result<Self, DbErr> {
        let places = 0..row.column_names().len();
        Ok(Self(places.map(|place| row.try_get_by_index(place)).collect::<Result<_, _>>()?))
    }
}

/// A count as the log keeps it.
pub fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// Rows of the database in memory at once: a row as the driver holds it takes many times what we keep of it.
const READ_AT_ONCE: u32 = 4096;

/// The names of the files of schools that were brought in last, of those that are dated.
pub async fn names_of_schools(tx: &mut Tx) -> Result<Vec<String>, StoreError> {
    let sql = "select f.name from register_file f where f.holds = 'establishments' and f.run = (select max(r.id)
         from register_run r join register_file x on x.run = r.id and x.holds = 'establishments'
         where r.state = 'done')";
    let rows: Vec<TextRow> = tx.all(sql, values![]).await?;
    Ok(rows.into_iter().filter_map(|TextRow(mut cells)| cells.pop().flatten()).collect())
}

/// What we hold of every school.
pub async fn known(tx: &mut Tx) -> Result<HashMap<Urn, Known>, StoreError> {
    let sql = format!(
        "select urn, row_hash, status, dropped_on is not null as is_dropped from establishment \
         where urn > $1 order by urn limit {READ_AT_ONCE}"
    );
    let mut known = HashMap::new();
    let mut after = String::new();
    loop {
        let rows: Vec<KnownRow> = tx.all(&sql, values![after]).await?;
        let Some(last) = rows.last() else { return Ok(known) };
        after = last.urn.to_string();
        known.extend(rows.into_iter().map(|row| (row.urn, row.known())));
    }
}

impl KnownRow {
    fn known(&self) -> Known {
        let is_open = Status::of_code(self.status).is_some_and(Status::is_open) && !self.is_dropped;
        Known { hash: self.row_hash, is_open, is_dropped: self.is_dropped, is_stored: true, seen_in: 0 }
    }
}

/// A row as it stands in the database.
pub struct Held {
    urn: Urn,
    /// One for each of our columns.
    pub cells: Vec<Cell>,
}

impl FromQueryResult for Held {
    fn from_query_result(row: &QueryResult, _: &str) -> Result<Self, DbErr> {
        let cell = |(place, kept): (usize, Kept)| -> Result<Cell, DbErr> {
            Ok(match kept {
                Kept::Text => row.try_get_by_index::<Option<String>>(place)?.map_or(Cell::Absent, Cell::Text),
                Kept::Whole => row.try_get_by_index::<Option<i32>>(place)?.map_or(Cell::Absent, Cell::Whole),
                Kept::Date => row.try_get_by_index::<Option<NaiveDate>>(place)?.map_or(Cell::Absent, Cell::Date),
            })
        };
        let cells = COLUMNS.iter().enumerate().map(|(place, column)| cell((place + 1, column.kept())));
        Ok(Self { urn: row.try_get_by_index(0)?, cells: cells.collect::<Result<_, _>>()? })
    }
}

/// The rows of these schools as they stand.
pub async fn held(tx: &mut Tx, urns: &[Urn]) -> Result<HashMap<Urn, Held>, StoreError> {
    if urns.is_empty() {
        return Ok(HashMap::new());
    }
    let given = tx.dialect().texts("$1", "urn");
    let sql = format!("select urn, {} from establishment where urn in (select given.urn from {given})", LIST.as_str());
    let rows: Vec<Held> = tx.all(&sql, values![texts(urns)]).await?;
    Ok(rows.into_iter().map(|held| (held.urn, held)).collect())
}

fn value(kept: Kept, cell: Cell) -> Value {
    match (cell, kept) {
        (Cell::Text(text), _) => text.into(),
        (Cell::Whole(number), _) => number.into(),
        (Cell::Date(day), _) => day.into(),
        (Cell::Absent, Kept::Text) => None::<String>.into(),
        (Cell::Absent, Kept::Whole) => None::<i32>.into(),
        (Cell::Absent, Kept::Date) => None::<NaiveDate>.into(),
    }
}

/// Writes rows, new ones and others in place of what stood. At most a batch at a time.
pub async fn write(tx: &mut Tx, rows: Vec<Incoming>) -> Result<(), StoreError> {
    if rows.is_empty() {
        return Ok(());
    }
    let places = tx.dialect().rows(rows.len(), COLUMNS.len() + 2);
    let sql = format!(
        "insert into establishment (urn, {}, row_hash) {places} \
         on conflict (urn) do update set {}row_hash = excluded.row_hash, dropped_on = null",
        LIST.as_str(),
        OVERWRITE.as_str()
    );
    let mut values = Vec::with_capacity(rows.len() * (COLUMNS.len() + 2));
    for row in rows {
        values.push(row.urn.into());
        values.extend(COLUMNS.iter().zip(row.cells).map(|(column, cell)| value(column.kept(), cell)));
        values.push(row.hash.into());
    }
    tx.execute(&sql, values).await?;
    Ok(())
}

/// Notes the new hashes of rows whose bytes differ and whose values do not.
pub async fn note_hashes(tx: &mut Tx, rows: &[(Urn, i64)]) -> Result<(), StoreError> {
    if rows.is_empty() {
        return Ok(());
    }
    let given = tx.dialect().recordset("$1", &[("urn", "text"), ("row_hash", "bigint")]);
    let sql = format!(
        "update establishment set row_hash = given.row_hash, dropped_on = null from {given} \
         where establishment.urn = given.urn"
    );
    let rows: Vec<_> = rows.iter().map(|(urn, hash)| json!({ "urn": urn.to_string(), "row_hash": hash })).collect();
    tx.execute(&sql, values![json!(rows).to_string()]).await?;
    Ok(())
}

/// A value that differs from the one before it.
pub struct Change {
    /// Which school.
    pub urn: Urn,
    /// Which of our columns.
    pub field: &'static str,
    /// What stood there.
    pub before: Option<String>,
    /// What stands there now.
    pub after: Option<String>,
}

/// Gives organisations the new names of their schools.
pub async fn rename(tx: &mut Tx, changes: &[Change]) -> Result<(), StoreError> {
    let renamed = changes.iter().filter(|it| it.field == COLUMNS[NAME].name);
    let row = |it: &Change| {
        let name = it.after.as_deref().unwrap_or_default();
        json!({ "urn": it.urn.to_string(), "name": name, "name_folded": fold(name) })
    };
    let rows: Vec<_> = renamed.map(row).collect();
    if rows.is_empty() {
        return Ok(());
    }
    let columns = [("urn", "text"), ("name", "text"), ("name_folded", "text")];
    let sql = format!(
        "update organisation set name = given.name, name_folded = given.name_folded from {} \
         where organisation.urn = given.urn",
        tx.dialect().recordset("$1", &columns)
    );
    tx.execute(&sql, values![json!(rows).to_string()]).await?;
    Ok(())
}

/// Keeps changes as history.
pub async fn keep_changes(tx: &mut Tx, run: i64, on: NaiveDate, changes: &[Change]) -> Result<(), StoreError> {
    if changes.is_empty() {
        return Ok(());
    }
    let columns = [("urn", "text"), ("field", "text"), ("before", "text"), ("after", "text")];
    let sql = format!(
        "insert into establishment_change (urn, field, before, after, run, noticed_on) \
         select given.urn, given.field, given.before, given.after, $2, $3 from {}",
        tx.dialect().recordset("$1", &columns)
    );
    let row =
        |it: &Change| json!({ "urn": it.urn.to_string(), "field": it.field, "before": it.before, "after": it.after });
    let rows: Vec<_> = changes.iter().map(row).collect();
    tx.execute(&sql, values![json!(rows).to_string(), run, on]).await?;
    Ok(())
}

/// Marks schools that stand in no file any more.
pub async fn drop_rows(tx: &mut Tx, urns: &[Urn], on: NaiveDate) -> Result<(), StoreError> {
    if urns.is_empty() {
        return Ok(());
    }
    let given = tx.dialect().texts("$1", "urn");
    let sql = format!("update establishment set dropped_on = $2 where urn in (select given.urn from {given})");
    tx.execute(&sql, values![texts(urns), on]).await?;
    Ok(())
}

/// Begins the log of a run, so that what it changes can name it.
pub async fn begin(tx: &mut Tx, what: &str, at: DateTime<Utc>, forced: bool) -> Result<i64, StoreError> {
    let sql = "insert into register_run (what, state, started_at, finished_at, forced, read, added, changed, closed, \
               reopened, unchanged, dropped, refused) values ($1, 'done', $2, $2, $3, 0, 0, 0, 0, 0, 0, 0, 0) returning id";
    let number: Option<i64> = tx.scalar(sql, values![what, at, forced]).await?;
    Ok(number.unwrap_or_default())
}

/// Logs a run that was refused, with the sentence that says why.
pub async fn log_refused(
    tx: &mut Tx,
    what: &str,
    at: DateTime<Utc>,
    forced: bool,
    why: &str,
) -> Result<(), StoreError> {
    let number = begin(tx, what, at, forced).await?;
    tx.execute("update register_run set state = 'refused', reason = $2 where id = $1", values![number, why]).await?;
    Ok(())
}

/// Completes the log of a run.
pub async fn finish(tx: &mut Tx, run: &Run, at: DateTime<Utc>) -> Result<(), StoreError> {
    let sql = "update register_run set finished_at = $2, read = $3, added = $4, changed = $5, closed = $6, \
               reopened = $7, unchanged = $8, dropped = $9, refused = $10 where id = $1";
    let counts = run.counts;
    let numbers = [
        counts.read,
        counts.added,
        counts.changed,
        counts.closed,
        counts.reopened,
        counts.unchanged,
        counts.dropped,
        counts.refused,
    ];
    let counts = numbers.into_iter().map(|count| i64::from(count).into());
    tx.execute(sql, values![run.number, at].into_iter().chain(counts)).await?;
    for file in &run.files {
        keep_file(tx, run.number, file).await?;
    }
    Ok(())
}

async fn keep_file(tx: &mut Tx, run: i64, file: &FileRun) -> Result<(), StoreError> {
    let sql = "insert into register_file (run, name, holds, published_on, content_hash, missing_columns, read, added, \
               changed, removed, refused) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    let text = [file.content_hash.clone(), file.missing_columns.join(", ")];
    let counts = [file.read, file.added, file.changed, file.removed, file.refused];
    let values = values![run, file.name.as_str(), file.holds, file.published_on]
        .into_iter()
        .chain(text.map(Value::from))
        .chain(counts.map(|count| i64::from(count).into()));
    tx.execute(sql, values).await?;
    Ok(())
}

/// Logs rows that were not taken, and cells that were left out.
pub async fn keep_refusals(tx: &mut Tx, run: i64, file: &str, refusals: &[Refusal]) -> Result<(), StoreError> {
    if refusals.is_empty() {
        return Ok(());
    }
    let columns = [("line", "integer"), ("reason", "text")];
    let sql = format!(
        "insert into register_refusal (run, file, line, reason) select $2, $3, given.line, given.reason from {}",
        tx.dialect().recordset("$1", &columns)
    );
    let rows: Vec<_> = refusals.iter().map(|it| json!({ "line": it.line, "reason": it.reason })).collect();
    tx.execute(&sql, values![json!(rows).to_string(), run, file]).await?;
    Ok(())
}

/// Notes which columns the register published on a day and which it did not.
pub async fn note_columns(tx: &mut Tx, missing: &[&str], on: NaiveDate) -> Result<(), StoreError> {
    for column in &COLUMNS {
        let Some(name) = column.headers.last() else { continue };
        let sql = if missing.contains(name) {
            "insert into register_column (name, missing_since) values ($1, $2) \
             on conflict (name) do update set missing_since = coalesce(register_column.missing_since, excluded.missing_since)"
        } else {
            "insert into register_column (name, seen_on) values ($1, $2) \
             on conflict (name) do update set seen_on = excluded.seen_on, missing_since = null"
        };
        tx.execute(sql, values![*name, on]).await?;
    }
    Ok(())
}

/// The name of the fact that holds the register's version.
pub const VERSION: &str = "register_version";

/// Raises the version of the register, which tells every node to load it anew.
pub async fn raise_version(tx: &mut Tx) -> Result<i64, StoreError> {
    let version =
        store::fact::get(tx, VERSION).await?.and_then(|text| text.parse::<i64>().ok()).unwrap_or_default() + 1;
    store::fact::set(tx, VERSION, &version.to_string()).await?;
    Ok(version)
}

/// The status of a row.
pub fn status(cells: &[Cell]) -> Option<Status> {
    cells.get(STATUS).and_then(Cell::whole).and_then(Status::of_code)
}
