//! Tokens of the API as rows.

use chrono::{DateTime, NaiveDateTime, Utc};
use serde_json::json;
use store::{Db, FromQueryResult, StoreError, Tx, naive, utc, values};

use super::rules::{Life, Name, Refusal, Token, may_make};
use crate::organisations::news;
use crate::platform::App;
use crate::platform::secret::digest;
use crate::platform::sessions::Kind;
use crate::policy::{Actor, Permit};
use crate::vocabulary::{OrganisationId, PersonId};

use super::mail::{TokenMade, TokenRemoved};

/// How often it is noted at most that a token was used.
const USED_EVERY: chrono::Duration = chrono::Duration::seconds(60);
/// How long a request may wait for that.
const USED_WITHIN: std::time::Duration = std::time::Duration::from_millis(200);

/// A token as its organisation sees it.
#[derive(Clone, Debug)]
pub struct Kept {
    /// Its public id.
    pub public_id: String,
    /// Its name.
    pub name: String,
    /// Whether it may change anything.
    pub may_write: bool,
    /// When it was made.
    pub made_at: DateTime<Utc>,
    /// The name of who made it.
    pub made_by: Option<String>,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
    /// When it was last used, to the minute.
    pub last_used_at: Option<DateTime<Utc>>,
}

#[derive(FromQueryResult)]
struct Row {
    public_id: String,
    name: String,
    may_write: bool,
    made_at: NaiveDateTime,
    made_by: Option<String>,
    expires_at: NaiveDateTime,
    last_used_at: Option<NaiveDateTime>,
}

impl From<Row> for Kept {
    fn from(row: Row) -> Kept {
        Kept {
            public_id: row.public_id,
            name: row.name,
            may_write: row.may_write,
            made_at: utc(row.made_at),
            made_by: row.made_by,
            expires_at: utc(row.expires_at),
            last_used_at: row.last_used_at.map(utc),
        }
    }
}

const LIVE: &str = "select t.public_id, t.name, t.may_write, t.made_at, p.name as made_by, t.expires_at, t.last_used_at
  from api_token t left join person p on p.id = t.made_by
  where t.organisation = $1 and t.removed_at is null and t.expires_at > $2";

/// The organisation's tokens that work, oldest first.
///
/// # Errors
/// Those of the database.
pub async fn live(tx: &mut Tx, organisation: OrganisationId, now: DateTime<Utc>) -> Result<Vec<Kept>, StoreError> {
    let rows: Vec<Row> = tx.all(&format!("{LIVE} order by t.made_at, t.id"), values![organisation, naive(now)]).await?;
    Ok(rows.into_iter().map(Kept::from).collect())
}

/// One of them.
///
/// # Errors
/// Those of the database.
pub async fn find(
    tx: &mut Tx,
    organisation: OrganisationId,
    public_id: &str,
    now: DateTime<Utc>,
) -> Result<Option<Kept>, StoreError> {
    let sql = format!("{LIVE} and t.public_id = $3");
    let row: Option<Row> = tx.one(&sql, values![organisation, naive(now), public_id]).await?;
    Ok(row.map(Kept::from))
}

/// A token to be made.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// Its public id, given with the form, so that a second press makes no second token.
    pub public_id: String,
    /// Its name.
    pub name: Name,
    /// Whether it may change anything.
    pub may_write: bool,
    /// How long it lives.
    pub life: Life,
}

/// Makes a token; its value is given here and never again.
///
/// # Errors
/// Those of the database. The inner error is the page's; then nothing is changed.
pub async fn make(
    tx: &mut Tx,
    app: &App,
    permit: &Permit,
    now: DateTime<Utc>,
    wanted: &Wanted,
) -> Result<Result<Token, Refusal>, StoreError> {
    // Held, so that of two who make one at once the second counts the first's.
    let sql = format!("select id from organisation where id = $1{}", tx.dialect().for_update());
    tx.scalar::<i64>(&sql, values![permit.on()]).await?;
    let made: Option<i64> =
        tx.scalar("select count(*) from api_token where public_id = $1", values![wanted.public_id.as_str()]).await?;
    if made.unwrap_or(0) > 0 {
        return Ok(Err(Refusal::MadeBefore));
    }
    let count = i64::try_from(live(tx, permit.on(), now).await?.len()).unwrap_or(i64::MAX);
    if let Err(refusal) = may_make(count) {
        return Ok(Err(refusal));
    }
    let token = Token::of(app.chance.bytes());
    let expires_at = now + wanted.life.time();
    let sql =
        "insert into api_token (public_id, organisation, name, may_write, token_hash, made_at, made_by, expires_at)
               values ($1, $2, $3, $4, $5, $6, $7, $8)";
    let row = values![
        wanted.public_id.as_str(),
        permit.on(),
        wanted.name.as_str(),
        wanted.may_write,
        digest(token.as_str()),
        naive(now),
        permit.person().map(PersonId::get),
        naive(expires_at)
    ];
    tx.execute(sql, row).await?;
    let data = json!({
        "change": "token_made", "name": wanted.name.as_str(), "may_write": wanted.may_write,
        "expires_at": store::text_of(naive(expires_at))
    });
    tx.record(permit.entry(now, subject(&wanted.public_id), data));
    news::tell::<TokenMade>(tx, app, now, json!({ "token": wanted.public_id })).await?;
    Ok(Ok(token))
}

/// Ends a token at once, on every node; false when it does not work any more.
///
/// # Errors
/// Those of the database.
pub async fn remove(
    tx: &mut Tx,
    app: &App,
    permit: &Permit,
    now: DateTime<Utc>,
    public_id: &str,
) -> Result<bool, StoreError> {
    let sql = "update api_token set removed_at = $3, removed_by = $4
               where public_id = $1 and organisation = $2 and removed_at is null and expires_at > $3";
    let row = values![public_id, permit.on(), naive(now), permit.person().map(PersonId::get)];
    if tx.execute(sql, row).await? != 1 {
        return Ok(false);
    }
    tx.record(permit.entry(now, subject(public_id), json!({ "change": "token_removed" })));
    news::tell::<TokenRemoved>(tx, app, now, json!({ "token": public_id })).await?;
    Ok(true)
}

fn subject(public_id: &str) -> String {
    format!("api-token {public_id}")
}

/// Who asks with a token.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The token's key.
    pub token: i64,
    /// For whom it acts.
    pub organisation: OrganisationId,
    /// What kind of organisation that is.
    pub kind: Kind,
    /// As the policy sees it.
    pub actor: Actor,
}

store::glance! {
    #[derive(Clone)]
    struct CallerRow {
        expires_at: NaiveDateTime,
        id: i64,
        organisation: i64,
        kind: String,
        may_write: bool,
        last_used_at: Option<NaiveDateTime>,
    }
}

const CALLER: &str = "select t.expires_at, t.id, t.organisation, o.kind, t.may_write, t.last_used_at
  from api_token t join organisation o on o.id = t.organisation
  where t.token_hash = $1 and t.removed_at is null";

/// Who holds the token, if it works; read afresh at each request, so that a token that was removed is gone at once.
///
/// # Errors
/// Those of the database.
pub async fn caller(db: &Db, token: &Token, now: DateTime<Utc>) -> Result<Option<Caller>, StoreError> {
    let found: Option<CallerRow> = db.one(CALLER, values![digest(token.as_str())]).await?;
    let Some(row) = found.filter(|row| utc(row.expires_at) > now) else { return Ok(None) };
    if row.last_used_at.is_none_or(|at| utc(at) + USED_EVERY < now) {
        // No request fails for it: while the database is busy or full, it is noted at a later one.
        match tokio::time::timeout(USED_WITHIN, note_used(db, row.id, now)).await {
            Ok(Ok(())) | Err(_) => {}
            Ok(Err(error)) => tracing::warn!(%error, "when a token was last used could not be noted"),
        }
    }
    let CallerRow { id: token, organisation, may_write, .. } = row;
    let organisation = OrganisationId(organisation);
    Ok(Some(Caller {
        token,
        organisation,
        kind: Kind::read(&row.kind)?,
        actor: Actor::ApiToken { token, organisation, may_write },
    }))
}

async fn note_used(db: &Db, token: i64, now: DateTime<Utc>) -> Result<(), StoreError> {
    let mut tx = db.begin().await?;
    tx.execute("update api_token set last_used_at = $2 where id = $1", values![token, naive(now)]).await?;
    tx.commit().await
}
