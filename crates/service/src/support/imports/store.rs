//! The log of imports as rows.

use chrono::{NaiveDate, NaiveDateTime};
use store::{Dialect, FromQueryResult, Listed, StoreError, Tx, Value, Window, values};

/// An import.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Run {
    /// Its number, which the command printed.
    pub id: i64,
    /// `register`, `providers` or `contacts`.
    pub what: String,
    /// `done` or `refused`.
    pub state: String,
    /// When it began.
    pub started_at: NaiveDateTime,
    /// When it ended.
    pub finished_at: NaiveDateTime,
    /// Whether it was done however many schools it would close.
    pub forced: bool,
    /// Rows read.
    pub read: i32,
    /// Rows that were new.
    pub added: i32,
    /// Rows that differ from before.
    pub changed: i32,
    /// Schools that closed.
    pub closed: i32,
    /// Schools that opened again.
    pub reopened: i32,
    /// Rows as before.
    pub unchanged: i32,
    /// Rows that stand in no file any more.
    pub dropped: i32,
    /// Rows that were not taken.
    pub refused: i32,
    /// Why the whole was refused.
    pub reason: Option<String>,
}

/// A file of an import.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct File {
    /// Its name.
    pub name: String,
    /// What it held.
    pub holds: String,
    /// Its date.
    pub published_on: NaiveDate,
    /// Columns that it lacks.
    pub missing_columns: String,
    /// Rows read.
    pub read: i32,
    /// Rows that were new.
    pub added: i32,
    /// Rows that differ from before.
    pub changed: i32,
    /// Rows that were not taken.
    pub refused: i32,
}

/// A row or cell that was not taken.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Refusal {
    /// The file.
    pub file: String,
    /// Its line.
    pub line: i32,
    /// Why.
    pub reason: String,
}

/// What the list is narrowed to.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Words of a file's name, or of the reason.
    pub words: String,
    /// `register`, `providers`, `contacts`.
    pub what: Vec<String>,
    /// `done`, `some`, `refused`.
    pub went: Vec<String>,
    /// Oldest first instead of newest first.
    pub oldest_first: bool,
}

const COLUMNS: &str = "r.id, r.what, r.state, r.started_at, r.finished_at, r.forced, r.read, r.added, r.changed,
    r.closed, r.reopened, r.unchanged, r.dropped, r.refused, r.reason";

impl Filter {
    fn conditions(&self, dialect: Dialect) -> (String, Vec<Value>) {
        let (mut sql, mut values) = (" from register_run r where true".to_owned(), Vec::<Value>::new());
        for word in self.words.split_whitespace().take(8) {
            values.push(Dialect::containing(word).into());
            let mark = format!("${}", values.len());
            let (reason, name) = (dialect.contains("r.reason", &mark), dialect.contains("f.name", &mark));
            let file = format!("exists (select 1 from register_file f where f.run = r.id and {name})");
            sql.extend([" and (", &reason, " or ", &file, ")"]);
        }
        if !self.what.is_empty() {
            let marks = self.what.iter().map(|it| {
                values.push(it.as_str().into());
                format!("${}", values.len())
            });
            let marks = marks.collect::<Vec<_>>().join(", ");
            sql.extend([" and r.what in (", &marks, ")"]);
        }
        let went: Vec<&str> = self
            .went
            .iter()
            .filter_map(|it| match it.as_str() {
                "done" => Some("(r.state = 'done' and r.refused = 0)"),
                "some" => Some("(r.state = 'done' and r.refused > 0)"),
                "refused" => Some("r.state = 'refused'"),
                _ => None,
            })
            .collect();
        if !went.is_empty() {
            sql.extend([" and (", &went.join(" or "), ")"]);
        }
        (sql, values)
    }
}

/// A page of the imports.
pub async fn runs(tx: &mut Tx, filter: &Filter, window: Window) -> Result<Listed<Run>, StoreError> {
    let (conditions, values) = filter.conditions(tx.dialect());
    let total: i64 = tx.scalar(&format!("select count(*){conditions}"), values.clone()).await?.unwrap_or(0);
    let order = if filter.oldest_first { "r.started_at, r.id" } else { "r.started_at desc, r.id desc" };
    let (take, skip) = (window.take, window.skip);
    let sql = format!("select {COLUMNS}{conditions} order by {order} limit {take} offset {skip}");
    Ok(Listed { rows: tx.all(&sql, values).await?, total: total.unsigned_abs() })
}

/// The import with this number.
pub async fn run(tx: &mut Tx, number: i64) -> Result<Option<Run>, StoreError> {
    tx.one(&format!("select {COLUMNS} from register_run r where r.id = $1"), values![number]).await
}

/// The files of an import.
pub async fn files(tx: &mut Tx, number: i64) -> Result<Vec<File>, StoreError> {
    let sql = "select name, holds, published_on, missing_columns, read, added, changed, refused from register_file
               where run = $1 order by name";
    tx.all(sql, values![number]).await
}

/// A page of what an import did not take, in the order of the files.
pub async fn refusals(tx: &mut Tx, number: i64, words: &str, window: Window) -> Result<Listed<Refusal>, StoreError> {
    let dialect = tx.dialect();
    let (mut from, mut values) = (" from register_refusal where run = $1".to_owned(), values![number].to_vec());
    for word in words.split_whitespace().take(8) {
        values.push(Dialect::containing(word).into());
        let mark = format!("${}", values.len());
        let any = ["file", "reason", "cast(line as text)"].map(|part| dialect.contains(part, &mark)).join(" or ");
        from.extend([" and (", &any, ")"]);
    }
    let total: i64 = tx.scalar(&format!("select count(*){from}"), values.clone()).await?.unwrap_or(0);
    let (take, skip) = (window.take, window.skip);
    let order = "order by file, line, reason";
    let sql = format!("select file, line, reason{from} {order} limit {take} offset {skip}");
    Ok(Listed { rows: tx.all(&sql, values).await?, total: total.unsigned_abs() })
}
