//! `import-providers`: the list of initial teacher training providers.
//!
//! A provider is an organisation of its own, known by its code. Where a school runs it, the school's URN is kept
//! beside it; the two are never merged. A provider that is no longer on the list is kept.

use super::folding::fold;
use super::register::rules::{self, Manner};
use super::register::small::{self, Small, as_cells};
use super::register::sql::{self, TextRow};
use super::register::{Counts, FileRun, NotImported, Options, Refusal, Run, SHOWN_REFUSALS, log_refusal};
use crate::platform::clock::Chance;
use crate::policy::Permit;
use crate::vocabulary::{ProviderCode, Ukprn, Urn, london_date};
use serde_json::{Map, Value as Json, json};
use std::collections::BTreeMap;
use std::path::Path;
use std::time::Instant;
use store::{Db, StoreError, Tx, naive, values};

/// The columns of the list that we take; the first two must be there.
const WANTED: [&str; 15] = [
    "code",
    "operating_name",
    "ukprn",
    "urn",
    "provider_type",
    "accreditation_number",
    "accreditation_start_date",
    "accreditation_end_date",
    "address_line_1",
    "address_line_2",
    "address_line_3",
    "town_or_city",
    "postcode",
    "legal_name",
    "accreditation_status",
];
const REQUIRED: usize = 2;

/// Our columns: name and type in SQL. The code comes first.
const COLUMNS: [(&str, &str); 13] = [
    ("provider_code", "text"),
    ("name", "text"),
    ("name_folded", "text"),
    ("ukprn", "text"),
    ("run_by_urn", "text"),
    ("provider_type", "text"),
    ("accreditation_number", "text"),
    ("accredited_from", "date"),
    ("accredited_to", "date"),
    ("street", "text"),
    ("town", "text"),
    ("postcode", "text"),
    ("legal_name", "text"),
];

/// The values of a provider, in the order of [`COLUMNS`] without the code.
type Values = Vec<Option<String>>;

/// Brings the list of providers in; each is added or brought up to date by its code.
///
/// # Errors
/// [`NotImported::Refused`] when the file is broken, cut short, empty or has no codes; nothing is changed then.
pub async fn import(
    db: &Db,
    permit: &Permit,
    path: &Path,
    chance: &Chance,
    options: Options,
) -> Result<Run, NotImported> {
    let began = Instant::now();
    let file = match small::read(path, &WANTED, REQUIRED) {
        Ok(file) => file,
        Err(NotImported::Refused(why)) => {
            log_refusal(db, permit, "providers", options, &why).await?;
            return Err(NotImported::Refused(why));
        }
        Err(other) => return Err(other),
    };
    let mut tx = db.begin().await?;
    let number = sql::begin(&mut tx, "providers", options.at, options.force).await?;
    let mut counts = Counts { read: sql::count(file.rows.len() + file.refusals.len()), ..Counts::default() };
    let (given, refusals) = judge(&file);
    let held = held(&mut tx).await?;
    let mut written = Vec::new();
    for (code, values) in &given {
        match held.get(code.as_str()) {
            Some(before) if before == values => {
                counts.unchanged += 1;
                continue;
            }
            Some(_) => counts.changed += 1,
            None => counts.added += 1,
        }
        written.push(object(*code, values, chance));
    }
    write(&mut tx, &written, options).await?;
    sql::keep_refusals(&mut tx, number, &file.name, &refusals).await?;
    counts.refused = sql::count(refusals.iter().filter(|it| it.is_row).count());
    let mut run = finished(number, options, counts, &file, &refusals);
    if run.has_changed_anything() {
        run.version = Some(sql::raise_version(&mut tx).await?);
    }
    sql::finish(&mut tx, &run, options.at + began.elapsed()).await?;
    let data = json!({ "new": counts.added, "changed": counts.changed, "refused": counts.refused });
    tx.record(permit.entry(options.at, format!("register_run:{number}"), data));
    tx.commit().await?;
    Ok(run)
}

fn finished(number: i64, options: Options, counts: Counts, file: &Small, refusals: &[Refusal]) -> Run {
    let shown = refusals.iter().take(SHOWN_REFUSALS);
    Run {
        number,
        started_at: options.at,
        counts,
        things: "providers",
        files: vec![FileRun::of("providers", &file.name, london_date(options.at), counts)],
        aside: Vec::new(),
        passed_over: Vec::new(),
        refusals: shown.map(|it| (file.name.clone(), it.line, it.reason.clone())).collect(),
        cells_left_out: sql::count(refusals.iter().filter(|it| !it.is_row).count()),
        version: None,
    }
}

/// Takes the rows that name a provider; notes what cannot be read.
fn judge(file: &Small) -> (BTreeMap<ProviderCode, Values>, Vec<Refusal>) {
    let mut refusals = file.refusals.clone();
    let mut given = BTreeMap::new();
    for (line, cells) in &file.rows {
        let mut refuse = |reason: String, is_row| refusals.push(Refusal { line: *line, reason, is_row });
        let code = cells[0].as_deref().unwrap_or_default();
        let (code, name) = match (code.parse::<ProviderCode>(), cells[1].as_ref()) {
            (Ok(code), Some(name)) => (code, name),
            (Ok(code), None) => {
                refuse(format!("Provider {code} has no operating name"), true);
                continue;
            }
            (Err(_), _) if code.is_empty() => {
                refuse("The row has no provider code".to_owned(), true);
                continue;
            }
            (Err(why), _) => {
                refuse(format!("“{code}” is no provider code. {why}"), true);
                continue;
            }
        };
        if given.contains_key(&code) {
            refuse(format!("Provider code {code} stands in this file already"), true);
            continue;
        }
        let mut read = |place: usize, rule: &dyn Fn(&str) -> Option<String>| {
            let text = cells[place].as_deref()?;
            let value = rule(text);
            if value.is_none() {
                refuse(format!("{}: “{text}” cannot be read", WANTED[place]), false);
            }
            value
        };
        let street: Vec<&str> = cells[8..11].iter().flatten().map(String::as_str).collect();
        let values = vec![
            Some(name.clone()),
            Some(fold(name)),
            read(2, &|text| text.parse::<Ukprn>().ok().map(|it| it.to_string())),
            read(3, &|text| text.parse::<Urn>().ok().map(|it| it.to_string())),
            cells[4].clone(),
            cells[5].clone(),
            read(6, &day),
            read(7, &day),
            Some(street.join(", ")).filter(|street| !street.is_empty()),
            cells[11].clone(),
            read(12, &|text| rules::read(Manner::Postcode, &as_cells(Some(text))).ok()?.written()),
            cells[13].clone(),
        ];
        given.insert(code, values);
    }
    (given, refusals)
}

/// A day, with or without a time after it.
fn day(text: &str) -> Option<String> {
    let day = text.split('T').next().unwrap_or(text);
    rules::date(day).ok().flatten().map(|day| day.to_string())
}

async fn held(tx: &mut Tx) -> Result<BTreeMap<String, Values>, StoreError> {
    let list: Vec<String> = COLUMNS.iter().map(|(name, _)| format!("cast({name} as text)")).collect();
    let sql = format!("select {} from organisation where kind = 'provider'", list.join(", "));
    let rows: Vec<TextRow> = tx.all(&sql, []).await?;
    let split = |TextRow(mut cells): TextRow| {
        let values = cells.split_off(1);
        cells.pop().flatten().map(|code| (code, values))
    };
    Ok(rows.into_iter().filter_map(split).collect())
}

fn object(code: ProviderCode, values: &Values, chance: &Chance) -> Json {
    let mut row = Map::new();
    row.insert("public_id".to_owned(), chance.public_id().into());
    row.insert("provider_code".to_owned(), code.to_string().into());
    for ((name, _), value) in COLUMNS[1..].iter().zip(values) {
        row.insert((*name).to_owned(), value.clone().into());
    }
    Json::Object(row)
}

async fn write(tx: &mut Tx, rows: &[Json], options: Options) -> Result<(), StoreError> {
    let names: Vec<&str> = COLUMNS.iter().map(|(name, _)| *name).collect();
    let given: Vec<String> = names.iter().map(|name| format!("given.{name}")).collect();
    let overwrite: Vec<String> = names[1..].iter().map(|name| format!("{name} = excluded.{name}")).collect();
    let types: Vec<(&str, &str)> = COLUMNS.into_iter().chain([("public_id", "text")]).collect();
    let sql = format!(
        "insert into organisation (public_id, kind, created_at, {}) select given.public_id, 'provider', $2, {} from {} \
         where true on conflict (provider_code) where provider_code is not null do update set {}",
        names.join(", "),
        given.join(", "),
        tx.dialect().recordset("$1", &types),
        overwrite.join(", ")
    );
    tx.execute(&sql, values![json!(rows).to_string(), naive(options.at)]).await?;
    Ok(())
}
