//! A list of providers between two pages: what stood in it and what was chosen, kept for seven days.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use store::{StoreError, Tx};

use super::BASE;
use crate::platform::upload::Row;
use crate::platform::uploads::{self, New, Whose};
use crate::policy::Permit;
use crate::vocabulary::OrganisationId;

/// What the lists are for, as `upload.purpose` has it.
const PURPOSE: &str = "partner_providers";

/// What came of a list that was confirmed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Outcome {
    /// The codes of the providers that were added.
    pub added: Vec<String>,
    /// The codes of those that were not, and why.
    pub left_out: Vec<(String, String)>,
}

/// The list.
pub(super) struct Kept {
    key: i64,
    /// Its public id.
    pub id: String,
    /// Its rows without a heading: line and cells.
    pub rows: Vec<Row>,
    /// For the line of each row that is not certain: the code that was chosen, or nothing for none of them.
    pub choices: BTreeMap<usize, String>,
    /// What came of it, once its providers have been added.
    pub outcome: Option<Outcome>,
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
    let new = New {
        purpose: PURPOSE,
        public_id: id,
        file_name,
        cells: serde_json::to_string(&cells).unwrap_or_default(),
        columns: "{}".to_owned(),
        choices: "{}".to_owned(),
        rows: rows.len(),
    };
    uploads::keep(tx, permit, now, new).await
}

/// The school's list with this public id, while it is kept; `hold` makes a second click wait for the first.
pub(super) async fn find(
    tx: &mut Tx,
    school: OrganisationId,
    id: &str,
    now: DateTime<Utc>,
    hold: bool,
) -> Result<Option<Kept>, StoreError> {
    let whose = Whose { owner: school, purposes: &[PURPOSE], public_id: id };
    let found = if hold { uploads::hold(tx, whose, now).await? } else { uploads::find(tx, whose, now).await? };
    let Some(found) = found else { return Ok(None) };
    let unreadable = |_| StoreError::Unreadable(format!("upload {id} cannot be read"));
    let cells: Vec<(usize, Vec<String>)> = serde_json::from_str(&found.cells).map_err(unreadable)?;
    Ok(Some(Kept {
        key: found.id,
        id: id.to_owned(),
        rows: cells.into_iter().map(|(line, cells)| Row { line, cells }).collect(),
        choices: serde_json::from_str(&found.choices).map_err(unreadable)?,
        outcome: (found.state == "confirmed").then(|| serde_json::from_str(&found.outcome).unwrap_or_default()),
    }))
}

/// Keeps what was chosen.
pub(super) async fn choose(tx: &mut Tx, permit: &Permit, kept: &Kept) -> Result<(), StoreError> {
    let choices = serde_json::to_string(&kept.choices).unwrap_or_default();
    uploads::set_choices(tx, permit, kept.key, &choices).await
}

/// The list has become partner providers.
pub(super) async fn confirm(
    tx: &mut Tx,
    permit: &Permit,
    now: DateTime<Utc>,
    (kept, outcome): (&Kept, &Outcome),
) -> Result<(), StoreError> {
    let outcome = serde_json::to_string(outcome).unwrap_or_default();
    uploads::confirm(tx, permit, now, kept.key, &outcome).await
}
