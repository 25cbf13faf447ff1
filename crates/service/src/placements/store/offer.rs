//! Offering placements: one or many, in the same few statements; all of them or none.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::{Value, json};
use store::{StoreError, Tx, naive, values};

use super::{Outcome, availability, subject};
use crate::organisations::folding::fold;
use crate::placements::rules::{Offer, What};
use crate::placements::words::{Route, Term, Word};
use crate::platform::clock::Chance;
use crate::policy::Permit;
use crate::vocabulary::{AcademicYear, PersonId, london_date};

/// The columns of a description, with their types for [`store::Dialect::recordset`].
pub(super) const DESCRIBED: [(&str, &str); 15] = [
    ("year", "bigint"),
    ("phase", "text"),
    ("year_group", "text"),
    ("subject", "text"),
    ("key_stage", "text"),
    ("title", "text"),
    ("title_folded", "text"),
    ("places", "bigint"),
    ("itp_places", "bigint"),
    ("terms", "text"),
    ("starts_on", "date"),
    ("ends_on", "date"),
    ("routes", "text"),
    ("setting", "text"),
    ("note", "text"),
];

/// A description as a JSON object with the columns of [`DESCRIBED`].
pub(super) fn described(offer: &Offer) -> Value {
    let title = offer.what.title();
    let (year_group, key_stage) = match &offer.what {
        What::Primary(group) => (Some(group.code()), None),
        What::Send(stage) => (None, Some(stage.code())),
        What::Secondary { .. } => (None, None),
    };
    let days = offer.when.days();
    let day = |day: NaiveDate| day.to_string();
    json!({
        "year": offer.year.start_year(),
        "phase": offer.what.phase().code(),
        "year_group": year_group,
        "subject": offer.what.subjects().first().map(|it| it.code()),
        "key_stage": key_stage,
        "title_folded": fold(&title),
        "title": title,
        "places": offer.places,
        "itp_places": offer.itp_places,
        "terms": Term::joined(offer.when.terms()),
        "starts_on": days.map(|(first, _)| day(first)),
        "ends_on": days.map(|(_, last)| day(last)),
        "routes": Route::joined(&offer.routes),
        "setting": offer.setting.code(),
        "note": offer.note,
    })
}

/// Offers placements for the school of the permit; gives their public ids, in the order given.
///
/// # Errors
/// [`StoreError`]. The inner result holds the first [`crate::placements::rules::Refusal`]; then nothing is written.
pub async fn offer(
    tx: &mut Tx,
    permit: &Permit,
    chance: &Chance,
    now: DateTime<Utc>,
    offers: &[Offer],
) -> Outcome<Vec<String>> {
    let today = london_date(now);
    if let Err(refusal) = offers.iter().try_for_each(|offer| offer.check(today)) {
        return Ok(Err(refusal));
    }
    let ids: Vec<String> = offers.iter().map(|_| chance.public_id()).collect();
    let rows: Vec<Value> = offers
        .iter()
        .zip(&ids)
        .map(|(offer, id)| {
            let mut row = described(offer);
            row["public_id"] = json!(id);
            row
        })
        .collect();
    write(tx, permit, now, &Value::from(rows)).await?;
    let subjects = offers.iter().zip(&ids).flat_map(|(offer, id)| with_id(offer, id));
    write_subjects(tx, &Value::from(subjects.collect::<Vec<_>>())).await?;
    let years: BTreeSet<AcademicYear> = offers.iter().map(|it| it.year).collect();
    for year in years {
        availability::offered(tx, permit, now, year).await?;
    }
    for (offer, id) in offers.iter().zip(&ids) {
        let (title, year) = (offer.what.title(), offer.year.start_year());
        let data = json!({ "change": "offered", "title": title, "year": year, "places": offer.places });
        tx.record(permit.entry(now, subject(id), data));
    }
    Ok(Ok(ids))
}

async fn write(tx: &mut Tx, permit: &Permit, now: DateTime<Utc>, rows: &Value) -> Result<(), StoreError> {
    let mut columns = vec![("public_id", "text")];
    columns.extend(DESCRIBED);
    let given = tx.dialect().recordset("$1", &columns);
    let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
    let sql = format!(
        "insert into placement ({}, school, state, created_at, created_by, changed_at, changed_by)
         select given.{}, $2, 'offered', $3, $4, $3, $4 from {given} where true",
        names.join(", "),
        names.join(", given.")
    );
    let person = permit.person().map(PersonId::get);
    tx.execute(&sql, values![rows.to_string(), permit.on().get(), naive(now), person]).await?;
    Ok(())
}

/// The subjects of a placement, for [`write_subjects`].
pub(super) fn with_id(offer: &Offer, id: &str) -> Vec<Value> {
    offer.what.subjects().iter().map(|it| json!({ "public_id": id, "subject": it.code() })).collect()
}

/// Writes subject and additional subjects of placements.
pub(super) async fn write_subjects(tx: &mut Tx, rows: &Value) -> Result<(), StoreError> {
    let given = tx.dialect().recordset("$1", &[("public_id", "text"), ("subject", "text")]);
    let sql = format!(
        "insert into placement_subject (placement, subject)
         select p.id, given.subject from {given} join placement p on p.public_id = given.public_id"
    );
    tx.execute(&sql, values![rows.to_string()]).await?;
    Ok(())
}
