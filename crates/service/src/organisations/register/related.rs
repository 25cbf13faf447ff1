//! Links, groups and the schools in them: small files, compared whole.

use super::files::Source;
use super::header::{Header, Holds};
use super::import::{Import, refused};
use super::read::{Refusal, Unread};
use super::rows::{Rows, text_of};
use super::rules::{self, Cell, Manner};
use super::run::{FileRun, NotImported, Progress};
use super::store::TextRow;
use serde_json::{Map, Value as Json};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::hash::Hasher;
use std::sync::Arc;
use store::{StoreError, Tx, values};
use xxhash_rust::xxh3::Xxh3;

const WRITTEN_AT_ONCE: usize = 2000;
/// A file that would remove more than one in so many rows needs `--force`.
const LARGE_SHARE: usize = 20;

/// One table that is filled from one file.
struct Table {
    name: &'static str,
    /// How many of the columns, from the first, are the key.
    key: usize,
    /// How many of the columns, from the first, a row must have.
    required: usize,
    /// Our name, the type in SQL, the header, how it is read.
    columns: &'static [(&'static str, &'static str, &'static str, Manner)],
}

impl Table {
    fn of(holds: Holds) -> &'static Table {
        match holds {
            Holds::Links => &LINKS,
            Holds::Groups => &GROUPS,
            Holds::GroupLinks | Holds::Establishments => &GROUP_LINKS,
        }
    }

    fn stands_already(&self) -> String {
        let names: Vec<&str> = self.columns[..self.key].iter().map(|column| column.2).collect();
        match names.split_last() {
            Some((last, [])) => format!("{last} stands in this file already"),
            Some((last, others)) => format!("{} and {last} stand in this file already", others.join(", ")),
            None => String::new(),
        }
    }
}

/// The register's names of the columns that we take of such a file.
pub(super) fn columns(holds: Holds) -> impl Iterator<Item = &'static str> {
    Table::of(holds).columns.iter().map(|column| column.2)
}

const LINKS: Table = Table {
    name: "establishment_link",
    key: 3,
    required: 3,
    columns: &[
        ("urn", "text", "URN", Manner::Digits),
        ("link_urn", "text", "LinkURN", Manner::Digits),
        ("kind", "text", "LinkType", Manner::Text),
        ("established_on", "date", "LinkEstablishedDate", Manner::Date),
    ],
};

const GROUPS: Table = Table {
    name: "establishment_group",
    key: 1,
    required: 2,
    columns: &[
        ("uid", "text", "Group UID", Manner::Digits),
        ("name", "text", "Group Name", Manner::Text),
        ("group_id", "text", "Group ID", Manner::Text),
        ("kind_code", "integer", "Group Type (code)", Manner::Whole),
        ("kind", "text", "Group Type", Manner::Text),
        ("companies_house_number", "text", "Companies House Number", Manner::Text),
        ("ukprn", "text", "UKPRN", Manner::Digits),
        ("status", "text", "Group Status", Manner::Text),
        ("opened_on", "date", "Open date", Manner::Date),
        ("closed_on", "date", "Closed Date", Manner::Date),
    ],
};

const GROUP_LINKS: Table = Table {
    name: "establishment_group_link",
    key: 2,
    required: 2,
    columns: &[
        ("urn", "text", "URN", Manner::Digits),
        ("uid", "text", "Linked UID", Manner::Digits),
        ("joined_on", "date", "Joined date", Manner::Date),
    ],
};

/// Key and other values of a row, as text.
type Whole = BTreeMap<Vec<Option<String>>, Vec<Option<String>>>;

/// Brings one of the smaller files in: what it has is put in place of what stood.
pub(super) async fn import(
    import: &mut Import<'_>,
    source: &Source,
    header: &Header,
    holds: Holds,
) -> Result<FileRun, NotImported> {
    let table = Table::of(holds);
    (import.report)(Progress { file: &source.name, read_bytes: 0, size_bytes: source.size_bytes });
    let (content_hash, rows) = hash(source, header).map_err(|why| refused(&source.name, &why))?;
    let mut file = FileRun {
        name: source.name.clone(),
        holds: holds.code(),
        published_on: source.date().unwrap_or(import.today),
        content_hash,
        missing_columns: table.columns.iter().map(|it| it.2).filter(|name| header.place(name).is_none()).collect(),
        read: rows,
        added: 0,
        changed: 0,
        removed: 0,
        refused: 0,
    };
    if last_hash(import.tx, file.holds).await?.as_deref() == Some(&file.content_hash) {
        return Ok(file);
    }
    let (given, refusals) = parse(source, header, table).map_err(|why| refused(&source.name, &why))?;
    file.refused = import.refuse(&source.name, &refusals).await?;
    compare_and_write(import, table, given, &mut file).await?;
    (import.report)(Progress { file: &source.name, read_bytes: source.size_bytes, size_bytes: source.size_bytes });
    Ok(file)
}

/// Stands for all rows of a file; and how many there are under the header.
fn hash(source: &Source, header: &Header) -> Result<(String, u32), Unread> {
    source.read(Arc::default(), |reader| {
        let mut hasher = Xxh3::with_seed(header.seed);
        let mut rows = Rows::new(reader);
        let mut count = 0_u32;
        rows.next_row()?;
        while let Some(row) = rows.next_row()? {
            hasher.write(row.bytes);
            hasher.write(b"\n");
            count += 1;
        }
        if count == 0 { Err(Unread::NoRows) } else { Ok((format!("{:016x}", hasher.finish()), count)) }
    })?
}

async fn last_hash(tx: &mut Tx, holds: &str) -> Result<Option<String>, StoreError> {
    let sql = "select content_hash from register_file where holds = $1 order by run desc limit 1";
    tx.scalar(sql, values![holds]).await
}

fn parse(source: &Source, header: &Header, table: &Table) -> Result<(Whole, Vec<Refusal>), Unread> {
    let places: Vec<Option<usize>> = table.columns.iter().map(|column| header.place(column.2)).collect();
    source.read(Arc::default(), |reader| {
        let mut rows = Rows::new(reader);
        let mut refusals = Vec::new();
        let mut given = Whole::new();
        rows.next_row()?;
        while let Some(row) = rows.next_row()? {
            let text = text_of(row.bytes);
            let mut refuse = |reason, is_row| refusals.push(Refusal { line: row.line, reason, is_row });
            let row_cells = match header.row(&text) {
                Ok(row_cells) => row_cells,
                Err(reason) => {
                    refuse(reason, true);
                    continue;
                }
            };
            let mut read = Vec::with_capacity(table.columns.len());
            for (place, column) in places.iter().zip(table.columns) {
                let found = place.map(|place| row_cells[place].clone());
                let cell = rules::read(column.3, found.as_slice()).unwrap_or_else(|odd| {
                    refuse(format!("{}: {}", column.2, odd.0), false);
                    Cell::Absent
                });
                read.push(cell.written());
            }
            if let Some(lacking) = read[..table.required].iter().position(Option::is_none) {
                refuse(format!("{} is missing", table.columns[lacking].2), true);
            } else {
                let others = read.split_off(table.key);
                match given.entry(read) {
                    Entry::Vacant(free) => drop(free.insert(others)),
                    Entry::Occupied(_) => refuse(table.stands_already(), true),
                }
            }
        }
        rows.cut_short(header.width).map_or(Ok((given, refusals)), |line| Err(Unread::CutShort(line)))
    })?
}

async fn held(tx: &mut Tx, table: &Table) -> Result<Whole, StoreError> {
    let list: Vec<String> = table.columns.iter().map(|column| format!("cast({} as text)", column.0)).collect();
    let rows: Vec<TextRow> = tx.all(&format!("select {} from {}", list.join(", "), table.name), []).await?;
    let split = |TextRow(mut key): TextRow| {
        let others = key.split_off(table.key);
        (key, others)
    };
    Ok(rows.into_iter().map(split).collect())
}

async fn compare_and_write(
    import: &mut Import<'_>,
    table: &Table,
    given: Whole,
    file: &mut FileRun,
) -> Result<(), NotImported> {
    let held = held(import.tx, table).await?;
    let removed: Vec<&Vec<Option<String>>> = held.keys().filter(|key| !given.contains_key(*key)).collect();
    if removed.len() * LARGE_SHARE > held.len() && !import.force {
        return Err(NotImported::Refused(format!(
            "{} would remove {} of {} rows, more than 5%. Nothing has been changed. \
             If that is right, import it with --force.",
            file.name,
            removed.len(),
            held.len()
        )));
    }
    let mut written = Vec::new();
    for (key, others) in &given {
        match held.get(key) {
            Some(before) if before == others => {}
            before => {
                file.changed += u32::from(before.is_some());
                file.added += u32::from(before.is_none());
                written.push((key, others));
            }
        }
    }
    file.removed = u32::try_from(removed.len()).unwrap_or(u32::MAX);
    let removed = removed.into_iter().map(|key| object(table, key.iter())).collect::<Vec<_>>();
    remove(import.tx, table, &removed).await?;
    write(import.tx, table, &written).await?;
    Ok(())
}

fn object<'row>(table: &Table, values: impl Iterator<Item = &'row Option<String>>) -> Json {
    let pairs = table.columns.iter().zip(values);
    let pairs = pairs.map(|(column, value)| (column.0.to_owned(), value.clone().map_or(Json::Null, Json::String)));
    Json::Object(pairs.collect::<Map<_, _>>())
}

type Row<'row> = (&'row Vec<Option<String>>, &'row Vec<Option<String>>);

async fn write(tx: &mut Tx, table: &Table, rows: &[Row<'_>]) -> Result<(), StoreError> {
    let names: Vec<&str> = table.columns.iter().map(|column| column.0).collect();
    let types: Vec<(&str, &str)> = table.columns.iter().map(|column| (column.0, column.1)).collect();
    let given: Vec<String> = names.iter().map(|name| format!("given.{name}")).collect();
    let overwrite: Vec<String> = names[table.key..].iter().map(|name| format!("{name} = excluded.{name}")).collect();
    // SQLite needs a condition to tell this "on conflict" from the "on" of a join.
    let sql = format!(
        "insert into {} ({}) select {} from {} where true on conflict ({}) do update set {}",
        table.name,
        names.join(", "),
        given.join(", "),
        tx.dialect().recordset("$1", &types),
        names[..table.key].join(", "),
        overwrite.join(", ")
    );
    for chunk in rows.chunks(WRITTEN_AT_ONCE) {
        let rows: Vec<Json> = chunk.iter().map(|(key, others)| object(table, key.iter().chain(*others))).collect();
        let rows = Json::Array(rows).to_string();
        tx.execute(&sql, values![rows]).await?;
    }
    Ok(())
}

async fn remove(tx: &mut Tx, table: &Table, keys: &[Json]) -> Result<(), StoreError> {
    let types: Vec<(&str, &str)> = table.columns[..table.key].iter().map(|column| (column.0, column.1)).collect();
    let names: Vec<&str> = types.iter().map(|(name, _)| *name).collect();
    let given: Vec<String> = names.iter().map(|name| format!("given.{name}")).collect();
    let sql = format!(
        "delete from {} where ({}) in (select {} from {})",
        table.name,
        names.join(", "),
        given.join(", "),
        tx.dialect().recordset("$1", &types)
    );
    for chunk in keys.chunks(WRITTEN_AT_ONCE) {
        let keys = serde_json::to_string(chunk).unwrap_or_default();
        tx.execute(&sql, values![keys]).await?;
    }
    Ok(())
}
