//! Whom a school can choose: the trusts of the register, and providers.

use chrono::{DateTime, Utc};
use store::{FromQueryResult, StoreError, Tx, values};

use crate::organisations::directory::{self, Named};
use crate::organisations::folding::fold;
use crate::platform::App;
use crate::vocabulary::OrganisationId;

/// An organisation that could act for a school.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Choice {
    /// How a form names it: `group-` and the number of a group, or `provider-` and its code.
    pub key: String,
    /// Its name.
    pub name: String,
    /// What tells it from others.
    pub hint: String,
}

const GROUP: &str = "select 'group-' || t.uid as key, t.name, coalesce(t.kind, 'Group of schools') || coalesce(', ' || t.group_id, '') as hint
  from establishment_group t";
const OPEN: &str = "(t.status is null or t.status = 'Open')";

/// The trusts and federations to which the register says that the school belongs.
///
/// # Errors
/// Those of the database.
pub async fn groups_of(tx: &mut Tx, urn: &str) -> Result<Vec<Choice>, StoreError> {
    let sql =
        format!("{GROUP} join establishment_group_link l on l.uid = t.uid where l.urn = $1 and {OPEN} order by t.name");
    tx.all(&sql, values![urn]).await
}

/// Trusts and providers whose name has these words; so many at most, and one more to tell that there are more.
///
/// # Errors
/// Those of the database.
pub async fn find_bodies(tx: &mut Tx, words: &str, most: i64) -> Result<Vec<Choice>, StoreError> {
    let like = format!("%{}%", fold(words).replace(['%', '_', '\\'], " ").replace(' ', "%"));
    let sql = format!(
        "select key, name, hint from (
           {GROUP} where lower(t.name) like $1 and {OPEN}
           union all
           select 'provider-' || o.provider_code as key, o.name, 'Provider, code ' || o.provider_code as hint
           from organisation o where o.kind = 'provider' and o.name_folded like $1) as bodies
         order by name, key limit $2"
    );
    tx.all(&sql, values![like, most + 1]).await
}

/// The organisation that a form names; that of a group is made when it is first needed.
///
/// # Errors
/// Those of the database.
pub async fn organisation_of(
    tx: &mut Tx,
    app: &App,
    key: &str,
    now: DateTime<Utc>,
) -> Result<Option<Named>, StoreError> {
    if let Some(code) = key.strip_prefix("provider-") {
        return directory::by_code(tx, code).await;
    }
    let Some(uid) = key.strip_prefix("group-") else { return Ok(None) };
    directory::ensure_trust(tx, uid, &app.chance, now).await
}

/// What a form would call this organisation, if it is one that could act for schools.
///
/// # Errors
/// Those of the database.
pub async fn named(tx: &mut Tx, key: &str) -> Result<Option<(Option<OrganisationId>, String)>, StoreError> {
    if let Some(code) = key.strip_prefix("provider-") {
        return Ok(directory::by_code(tx, code).await?.map(|it| (Some(it.id), it.name)));
    }
    let Some(uid) = key.strip_prefix("group-") else { return Ok(None) };
    let sql = format!("select t.name from establishment_group t where t.uid = $1 and {OPEN}");
    let Some(name) = tx.scalar::<String>(&sql, values![uid]).await? else { return Ok(None) };
    let id: Option<i64> = tx.scalar("select id from organisation where group_uid = $1", values![uid]).await?;
    Ok(Some((id.map(OrganisationId), name)))
}
