//! Writes the demo's schools as if two imports had brought them.

use chrono::{DateTime, Days, Utc};
use serde_json::{Value, json};
use store::{StoreError, Tx, naive, values};

use super::schools::{COLUMNS, School};
use crate::organisations::register::VERSION;
use crate::vocabulary::{Urn, london_date};

/// A column of a table: its name, its type in SQL.
pub(super) type Column = (&'static str, &'static str);

/// Inserts rows that are given as JSON objects, all in one statement.
pub(super) async fn insert(tx: &mut Tx, table: &str, columns: &[Column], rows: Vec<Value>) -> Result<(), StoreError> {
    let names = columns.iter().map(|(name, _)| *name).collect::<Vec<_>>();
    let given = tx.dialect().recordset("$1", columns);
    let sql = format!(
        "insert into {table} ({}) select {} from {given}",
        names.join(", "),
        names.iter().map(|name| format!("given.{name}")).collect::<Vec<_>>().join(", ")
    );
    tx.execute(&sql, values![Value::from(rows).to_string()]).await?;
    Ok(())
}

/// Writes everything that the register would hold.
pub(super) async fn write(tx: &mut Tx, now: DateTime<Utc>, schools: &[School]) -> Result<(), StoreError> {
    let columns: Vec<Column> = COLUMNS.iter().copied().chain([("row_hash", "bigint")]).collect();
    let row = |school: &School| {
        let mut row = school.row.clone();
        row["row_hash"] = json!(0);
        row
    };
    insert(tx, "establishment", &columns, schools.iter().map(row).collect()).await?;
    links(tx, schools).await?;
    groups(tx, schools).await?;
    let total = i32::try_from(schools.len()).unwrap_or(i32::MAX);
    run(tx, now - Days::new(60), (total, total, 0)).await?;
    let second = run(tx, now - Days::new(7), (total, 0, CHANGED)).await?;
    changes(tx, now, second, schools).await?;
    store::fact::set(tx, VERSION, "1").await
}

/// How many schools the second import changed.
const CHANGED: i32 = 60;

/// A closed school went on as the next one; every third of them only in part.
async fn links(tx: &mut Tx, schools: &[School]) -> Result<(), StoreError> {
    let mut rows = Vec::new();
    let pairs = schools.iter().zip(schools.iter().skip(1)).filter(|(closed, _)| closed.status == 2);
    for (number, (closed, next)) in pairs.enumerate() {
        let manner = if number % 3 == 2 { " - merged" } else { "" };
        let day = closed.row["closed_on"].clone();
        for (urn, link_urn, word) in [(closed.urn, next.urn, "Successor"), (next.urn, closed.urn, "Predecessor")] {
            rows.push(json!({
                "urn": urn.to_string(), "link_urn": link_urn.to_string(), "kind": format!("{word}{manner}"),
                "established_on": day,
            }));
        }
    }
    let columns = [("urn", "text"), ("link_urn", "text"), ("kind", "text"), ("established_on", "date")];
    insert(tx, "establishment_link", &columns, rows).await
}

/// The trusts, with their academies.
async fn groups(tx: &mut Tx, schools: &[School]) -> Result<(), StoreError> {
    let mut trusts: Vec<&str> = schools.iter().filter_map(|it| it.row["trust"].as_str()).collect();
    trusts.sort_unstable();
    trusts.dedup();
    let uid = |trust: &str| trusts.iter().position(|it| *it == trust).map(|place| (99_001 + place).to_string());
    let rows = trusts.iter().map(|trust| {
        json!({ "uid": uid(trust), "name": trust, "kind_code": 6, "kind": "Multi-academy trust", "status": "Open" })
    });
    let columns = [("uid", "text"), ("name", "text"), ("kind_code", "integer"), ("kind", "text"), ("status", "text")];
    insert(tx, "establishment_group", &columns, rows.collect()).await?;
    let member = |school: &School| {
        let trust = school.row["trust"].as_str()?;
        Some(json!({ "urn": school.urn.to_string(), "uid": uid(trust) }))
    };
    let columns = [("urn", "text"), ("uid", "text")];
    insert(tx, "establishment_group_link", &columns, schools.iter().filter_map(member).collect()).await
}

/// A run that ended well, with its one file.
async fn run(tx: &mut Tx, at: DateTime<Utc>, (read, added, changed): (i32, i32, i32)) -> Result<i64, StoreError> {
    let sql = "insert into register_run (what, state, started_at, finished_at, forced, read, added, changed, closed,
            reopened, unchanged, dropped, refused)
        values ('register', 'done', $1, $1, false, $2, $3, $4, 0, 0, $5, 0, 0) returning id";
    let row = values![naive(at), read, added, changed, read - added - changed];
    let id: Option<i64> = tx.scalar(sql, row).await?;
    let id = id.ok_or_else(|| StoreError::Unreadable("the demo's import was not kept".to_owned()))?;
    let day = london_date(at);
    let sql = "insert into register_file (run, name, holds, published_on, content_hash, missing_columns, read, added,
            changed, removed, refused) values ($1, $2, 'establishments', $3, $4, '', $5, $6, $7, 0, 0)";
    let name = format!("edubasealldata{}.csv", day.format("%Y%m%d"));
    tx.execute(sql, values![id, name, day, format!("demo {day}"), read, added, changed]).await?;
    Ok(id)
}

/// What the second import changed: head counts, and a few names.
async fn changes(tx: &mut Tx, now: DateTime<Utc>, run: i64, schools: &[School]) -> Result<(), StoreError> {
    let day = london_date(now - Days::new(7)).to_string();
    let change = |urn: Urn, field: &str, before: Value, after: Value| {
        json!({
            "urn": urn.to_string(), "field": field, "before": before, "after": after, "run": run, "noticed_on": day,
        })
    };
    let changed = schools.iter().step_by(33).take(usize::try_from(CHANGED).unwrap_or(0)).enumerate();
    let rows = changed.map(|(number, school)| {
        if number % 5 == 0 {
            let before = school.name.replace("Primary School", "Community Primary School");
            change(school.urn, "name", json!(before), json!(school.name))
        } else {
            let after = school.row["pupils"].as_i64();
            let before = after.map(|it| (it - 7).to_string());
            change(school.urn, "pupils", json!(before), json!(after.map(|it| it.to_string())))
        }
    });
    let columns = [
        ("urn", "text"),
        ("field", "text"),
        ("before", "text"),
        ("after", "text"),
        ("run", "bigint"),
        ("noticed_on", "date"),
    ];
    insert(tx, "establishment_change", &columns, rows.collect()).await
}
