//! A provider's share of a placement: places that it has asked for or been assigned.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use serde_json::json;
use store::{FromQueryResult, StoreError, Tx, utc, values};

use crate::placements::rules::Assignment;
use crate::vocabulary::{AcademicYear, OrganisationId};

/// A provider's share of a placement.
#[derive(Clone, Debug)]
pub struct Share {
    /// Its key.
    pub id: i64,
    /// Its public id, for addresses.
    pub public_id: String,
    /// The key of the placement.
    pub placement: i64,
    /// The provider.
    pub provider: OrganisationId,
    /// The provider's name.
    pub provider_name: String,
    /// The provider's code.
    pub provider_code: String,
    /// How many places.
    pub places: i32,
    /// How it stands.
    pub state: Assignment,
    /// What the provider wrote with its request.
    pub message: String,
    /// Why it was declined or released, in the words of whoever did.
    pub reason: String,
    /// When it was requested; none where the school assigned without a request.
    pub requested_at: Option<DateTime<Utc>>,
    /// When it was last decided.
    pub decided_at: Option<DateTime<Utc>>,
    /// For `where version = …`.
    pub version: i32,
    /// When it last changed.
    pub changed_at: DateTime<Utc>,
}

#[derive(FromQueryResult)]
pub(super) struct Row {
    id: i64,
    public_id: String,
    placement: i64,
    provider: i64,
    provider_name: String,
    provider_code: String,
    places: i32,
    state: String,
    message: String,
    reason: String,
    requested_at: Option<NaiveDateTime>,
    expires_on: Option<NaiveDate>,
    decided_at: Option<NaiveDateTime>,
    version: i32,
    changed_at: NaiveDateTime,
}

/// Shares with their providers: tables a (share) and o (provider).
const SELECT: &str =
    "select a.id, a.public_id, a.placement, a.provider, o.name as provider_name, o.provider_code, a.places, a.state,
    a.message, a.reason, a.requested_at, a.expires_on, a.decided_at, a.version, a.changed_at
  from placement_assignment a join organisation o on o.id = a.provider";

impl TryFrom<Row> for Share {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Share, StoreError> {
        let state = Assignment::read(&row.state, row.expires_on).ok_or_else(|| {
            StoreError::Unreadable(format!("placement assignment {} has the state “{}”", row.id, row.state))
        })?;
        Ok(Share {
            id: row.id,
            public_id: row.public_id,
            placement: row.placement,
            provider: OrganisationId(row.provider),
            provider_name: row.provider_name,
            provider_code: row.provider_code,
            places: row.places,
            state,
            message: row.message,
            reason: row.reason,
            requested_at: row.requested_at.map(utc),
            decided_at: row.decided_at.map(utc),
            version: row.version,
            changed_at: utc(row.changed_at),
        })
    }
}

/// The share with this public id, whoever's it is.
pub async fn share(tx: &mut Tx, public_id: &str) -> Result<Option<Share>, StoreError> {
    let row: Option<Row> = tx.one(&format!("{SELECT} where a.public_id = $1"), values![public_id]).await?;
    row.map(Share::try_from).transpose()
}

/// Every share of a placement, those that wait for an answer first, then the newest.
pub async fn shares_of(tx: &mut Tx, placement: i64) -> Result<Vec<Share>, StoreError> {
    shares_of_many(tx, &[placement]).await
}

/// Every share of these placements, those that wait for an answer first, then the newest.
pub async fn shares_of_many(tx: &mut Tx, placements: &[i64]) -> Result<Vec<Share>, StoreError> {
    let wanted: Vec<_> = placements.iter().map(|id| json!({ "id": id })).collect();
    let given = tx.dialect().recordset("$1", &[("id", "bigint")]);
    let sql = format!(
        "{SELECT} join {given} on given.id = a.placement
         order by case a.state when 'requested' then 0 when 'assigned' then 1 else 2 end, a.changed_at desc, a.id"
    );
    let rows: Vec<Row> = tx.all(&sql, values![serde_json::Value::from(wanted).to_string()]).await?;
    rows.into_iter().map(Share::try_from).collect()
}

/// The shares with these keys.
pub(super) async fn shares_by_key(tx: &mut Tx, keys: &[i64]) -> Result<HashMap<i64, Share>, StoreError> {
    let wanted: Vec<_> = keys.iter().map(|id| json!({ "id": id })).collect();
    let given = tx.dialect().recordset("$1", &[("id", "bigint")]);
    let sql = format!("{SELECT} where a.id in (select given.id from {given})");
    let rows: Vec<Row> = tx.all(&sql, values![serde_json::Value::from(wanted).to_string()]).await?;
    rows.into_iter().map(|row| Share::try_from(row).map(|it| (it.id, it))).collect()
}

/// A share on which a day has passed: a request to expire, or an assignment to complete.
#[derive(Clone, Debug)]
pub struct Due {
    /// The share's public id.
    pub share: String,
    /// Its placement's public id.
    pub placement: String,
}

#[derive(FromQueryResult)]
struct DueRow {
    share: String,
    placement: String,
}

/// Requests whose last day is over, and places assigned in years that are over, as of a day in London; the oldest first.
pub async fn due(tx: &mut Tx, today: NaiveDate, most: u32) -> Result<Vec<Due>, StoreError> {
    let over = AcademicYear::of(today).start_year();
    let sql = format!(
        "select a.public_id as share, p.public_id as placement
         from placement_assignment a join placement p on p.id = a.placement
         where (a.state = 'requested' and a.expires_on < $1) or (a.state = 'assigned' and p.year < $2)
         order by a.id limit {most}"
    );
    let rows: Vec<DueRow> = tx.all(&sql, values![today, over]).await?;
    Ok(rows.into_iter().map(|row| Due { share: row.share, placement: row.placement }).collect())
}
