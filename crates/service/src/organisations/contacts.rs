//! `import-contacts`: addresses at which schools can be told, from a file `urn,address`.

use super::directory::ensure_schools;
use super::register::small::{self, Small};
use super::register::sql;
use super::register::{Counts, FileRun, NotImported, Options, Refusal, Run, SHOWN_REFUSALS, log_refusal};
use crate::platform::clock::Chance;
use crate::policy::Permit;
use crate::vocabulary::{EmailAddress, Urn, london_date};
use serde_json::json;
use std::collections::BTreeSet;
use std::path::Path;
use std::time::Instant;
use store::{Db, StoreError, Tx, naive, values};

const WANTED: [&str; 2] = ["urn", "address"];

/// One good row.
struct Given {
    line: u32,
    urn: Urn,
    address: EmailAddress,
}

/// Brings addresses in. Each row is judged; those that are refused stand in the log with line and reason.
///
/// # Errors
/// [`NotImported::Refused`] when the file is broken, cut short, empty or has not both columns; nothing is changed then.
pub async fn import(
    db: &Db,
    permit: &Permit,
    path: &Path,
    chance: &Chance,
    options: Options,
) -> Result<Run, NotImported> {
    let began = Instant::now();
    let file = match small::read(path, &WANTED, WANTED.len()) {
        Ok(file) => file,
        Err(NotImported::Refused(why)) => {
            log_refusal(db, permit, "contacts", options, &why).await?;
            return Err(NotImported::Refused(why));
        }
        Err(other) => return Err(other),
    };
    let mut tx = db.begin().await?;
    let number = sql::begin(&mut tx, "contacts", options.at, options.force).await?;
    let (mut given, mut refusals) = judge(&file);
    let urns: BTreeSet<Urn> = given.iter().map(|row| row.urn).collect();
    let urns: Vec<Urn> = urns.into_iter().collect();
    let schools: BTreeSet<Urn> = super::store::listed(&mut tx, &urns).await?.into_iter().map(|it| it.urn).collect();
    given.retain(|row| {
        let is_known = schools.contains(&row.urn);
        if !is_known {
            let reason = format!("URN {} is not in the register", row.urn);
            refusals.push(Refusal { line: row.line, reason, is_row: true });
        }
        is_known
    });
    refusals.sort_by_key(|it| it.line);
    let known: Vec<Urn> = schools.into_iter().collect();
    ensure_schools(&mut tx, &known, chance, options.at).await?;
    let added = write(&mut tx, &given, options).await?;
    sql::keep_refusals(&mut tx, number, &file.name, &refusals).await?;
    let counts = Counts {
        read: sql::count(file.rows.len() + file.refusals.len()),
        added,
        unchanged: sql::count(given.len()).saturating_sub(added),
        refused: sql::count(refusals.len()),
        ..Counts::default()
    };
    let run = Run {
        number,
        started_at: options.at,
        counts,
        things: "contacts",
        files: vec![FileRun::of("contacts", &file.name, london_date(options.at), counts)],
        aside: Vec::new(),
        passed_over: Vec::new(),
        refusals: refusals
            .iter()
            .take(SHOWN_REFUSALS)
            .map(|it| (file.name.clone(), it.line, it.reason.clone()))
            .collect(),
        cells_left_out: 0,
        version: None,
    };
    sql::finish(&mut tx, &run, options.at + began.elapsed()).await?;
    let data = json!({ "new": counts.added, "refused": counts.refused });
    tx.record(permit.entry(options.at, format!("register_run:{number}"), data));
    tx.commit().await?;
    Ok(run)
}

/// Takes the rows with a URN and an address; says of the others what is wrong, without repeating an address.
fn judge(file: &Small) -> (Vec<Given>, Vec<Refusal>) {
    let mut refusals = file.refusals.clone();
    let mut given = Vec::new();
    let mut seen = BTreeSet::new();
    for (line, cells) in &file.rows {
        let [urn, address] = [0, 1].map(|place| cells[place].as_deref().unwrap_or_default());
        let reason = match (urn.parse::<Urn>(), address.parse::<EmailAddress>()) {
            (Ok(urn), Ok(address)) if seen.insert((urn, address.folded())) => {
                given.push(Given { line: *line, urn, address });
                continue;
            }
            (Ok(_), Ok(_)) => "URN and address stand in this file already".to_owned(),
            _ if urn.is_empty() => "URN is missing".to_owned(),
            (Err(why), _) => why.to_string(),
            (_, Err(why)) => why.to_string(),
        };
        refusals.push(Refusal { line: *line, reason, is_row: true });
    }
    (given, refusals)
}

async fn write(tx: &mut Tx, given: &[Given], options: Options) -> Result<u32, StoreError> {
    let columns = [("urn", "text"), ("address", "text")];
    let sql = format!(
        "insert into contact (organisation, purpose, post, address, source, given_at) \
         select organisation.id, 'general', '', given.address, 'file', $2 from {} \
         join organisation on organisation.urn = given.urn where true \
         on conflict (organisation, purpose, address) do nothing",
        tx.dialect().recordset("$1", &columns)
    );
    let row = |it: &Given| json!({ "urn": it.urn.to_string(), "address": it.address.as_str() });
    let rows: Vec<_> = given.iter().map(row).collect();
    let added = tx.execute(&sql, values![json!(rows).to_string(), naive(options.at)]).await?;
    Ok(u32::try_from(added).unwrap_or(u32::MAX))
}
