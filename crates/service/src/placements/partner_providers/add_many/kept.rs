//! A list of providers between two pages: what stood in it and what was chosen, kept for seven days.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use store::{FromQueryResult, StoreError, Tx, naive, values};

use super::BASE;
use crate::platform::upload::Row;
use crate::policy::Permit;
use crate::vocabulary::{OrganisationId, PersonId};

/// Days for which a list is kept. Source: product.md, retention.
const DAYS_KEPT: i64 = 7;

/// The list.
pub(super) struct Kept {
    /// Its public id.
    pub id: String,
    /// Its rows without a heading: line and cells.
    pub rows: Vec<Row>,
    /// For the line of each row that is not certain: the code that was chosen, or nothing for none of them.
    pub choices: BTreeMap<usize, String>,
    /// Whether its providers have been added.
    pub is_confirmed: bool,
}

impl Kept {
    /// The address of one of its pages.
    pub(super) fn at(&self, page: &str) -> String {
        format!("{BASE}/{}/{page}", self.id)
    }
}

/// Keeps a list that was read.
pub(super) async fn keep(
    tx: &mut Tx,
    permit: &Permit,
    now: DateTime<Utc>,
    id: &str,
    (file_name, rows): (&str, &[Row]),
) -> Result<(), StoreError> {
    let cells: Vec<(usize, &Vec<String>)> = rows.iter().map(|it| (it.line, &it.cells)).collect();
    tx.execute(
        "insert into upload (public_id, purpose, person, organisation, file_name, cells, columns, choices, state,
           created_at, expires_at, row_count)
         values ($1, 'partner_providers', $2, $3, $4, $5, '{}', '{}', 'read', $6, $7, $8)",
        values![
            id,
            permit.person().map(PersonId::get),
            permit.on().get(),
            file_name,
            serde_json::to_string(&cells).unwrap_or_default(),
            naive(now),
            naive(now + TimeDelta::days(DAYS_KEPT)),
            i32::try_from(rows.len()).unwrap_or(i32::MAX)
        ],
    )
    .await?;
    Ok(())
}

/// The school's list with this public id, while it is kept; `hold` makes a second click wait for the first.
pub(super) async fn find(
    tx: &mut Tx,
    school: OrganisationId,
    id: &str,
    now: DateTime<Utc>,
    hold: bool,
) -> Result<Option<Kept>, StoreError> {
    #[derive(FromQueryResult)]
    struct Found {
        public_id: String,
        cells: String,
        choices: String,
        state: String,
    }
    let lock = if hold { tx.dialect().for_update() } else { "" };
    let sql = format!(
        "select public_id, cells, choices, state from upload
         where public_id = $1 and organisation = $2 and expires_at > $3 and purpose = 'partner_providers'{lock}"
    );
    let found: Option<Found> = tx.one(&sql, values![id, school.get(), naive(now)]).await?;
    let Some(found) = found else { return Ok(None) };
    let unreadable = |_| StoreError::Unreadable(format!("upload {id} cannot be read"));
    let cells: Vec<(usize, Vec<String>)> = serde_json::from_str(&found.cells).map_err(unreadable)?;
    Ok(Some(Kept {
        id: found.public_id,
        rows: cells.into_iter().map(|(line, cells)| Row { line, cells }).collect(),
        choices: serde_json::from_str(&found.choices).map_err(unreadable)?,
        is_confirmed: found.state == "confirmed",
    }))
}

/// Keeps what was chosen.
pub(super) async fn choose(tx: &mut Tx, permit: &Permit, kept: &Kept) -> Result<(), StoreError> {
    let choices = serde_json::to_string(&kept.choices).unwrap_or_default();
    let sql = "update upload set choices = $1 where public_id = $2 and organisation = $3 and state = 'read'";
    tx.execute(sql, values![choices, kept.id.as_str(), permit.on().get()]).await?;
    Ok(())
}

/// The list has become partner providers.
pub(super) async fn confirm(tx: &mut Tx, permit: &Permit, now: DateTime<Utc>, kept: &Kept) -> Result<(), StoreError> {
    let sql = "update upload set state = 'confirmed', confirmed_at = $1 where public_id = $2 and organisation = $3";
    tx.execute(sql, values![naive(now), kept.id.as_str(), permit.on().get()]).await?;
    Ok(())
}
