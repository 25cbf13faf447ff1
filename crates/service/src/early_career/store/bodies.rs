//! Lead providers and delivery partners: organisations of their own, apart from any ITT provider that the same body is.

use chrono::{DateTime, Utc};
use serde_json::json;
use store::{FromQueryResult, StoreError, Tx, naive, values};

use crate::organisations::directory::Named;
use crate::organisations::folding::fold;
use crate::platform::clock::Chance;
use crate::platform::sessions::Kind;
use crate::policy::Permit;
use crate::vocabulary::OrganisationId;

#[derive(FromQueryResult)]
struct Row {
    id: i64,
    public_id: String,
    name: String,
}

impl From<Row> for Named {
    fn from(row: Row) -> Named {
        Named { id: OrganisationId(row.id), public_id: row.public_id, name: row.name }
    }
}

/// All of a kind, by name.
pub async fn of_kind(tx: &mut Tx, kind: Kind) -> Result<Vec<Named>, StoreError> {
    let sql = "select id, public_id, name from organisation where kind = $1 order by name_folded, id";
    let rows: Vec<Row> = tx.all(sql, values![kind.code()]).await?;
    Ok(rows.into_iter().map(Named::from).collect())
}

/// The lead provider or delivery partner of this public id.
pub async fn find(tx: &mut Tx, kind: Kind, public_id: &str) -> Result<Option<Named>, StoreError> {
    let sql = "select id, public_id, name from organisation where kind = $1 and public_id = $2";
    let row: Option<Row> = tx.one(sql, values![kind.code(), public_id]).await?;
    Ok(row.map(Named::from))
}

/// The one of this kind that is called so, however it is written.
pub async fn by_name(tx: &mut Tx, kind: Kind, name: &str) -> Result<Option<Named>, StoreError> {
    let sql = "select id, public_id, name from organisation where kind = $1 and name_folded = $2 order by id";
    let row: Option<Row> = tx.one(sql, values![kind.code(), fold(name)]).await?;
    Ok(row.map(Named::from))
}

/// Makes one; none when there is one of this kind and name already.
///
/// # Errors
/// [`StoreError`]; then nothing may be committed.
pub async fn make(
    tx: &mut Tx,
    permit: &Permit,
    chance: &Chance,
    now: DateTime<Utc>,
    (kind, name): (Kind, &str),
) -> Result<Option<Named>, StoreError> {
    if by_name(tx, kind, name).await?.is_some() {
        return Ok(None);
    }
    let public_id = chance.public_id();
    tx.execute(
        "insert into organisation (public_id, kind, name, name_folded, created_at) values ($1, $2, $3, $4, $5)",
        values![public_id.as_str(), kind.code(), name, fold(name), naive(now)],
    )
    .await?;
    let made = find(tx, kind, &public_id).await?;
    if let Some(made) = &made {
        let data = json!({ "change": "body_made", "kind": kind.code(), "name": name });
        tx.record(permit.entry(now, format!("organisation {}", made.id), data));
    }
    Ok(made)
}
