//! Who arrives from a provider. Nothing here takes a permit: nobody is signed in yet, and the proof is the provider's.

use chrono::{DateTime, Utc};
use store::{StoreError, Tx, naive, values};

use crate::accounts::sign_in::store::{MAY_ARRIVE, note_arrival};
use crate::vocabulary::PersonId;

/// The person with this address who may sign in now, noted as having done so; nothing when there is none.
pub async fn arriving(tx: &mut Tx, email_folded: &str, now: DateTime<Utc>) -> Result<Option<PersonId>, StoreError> {
    let sql = format!("select p.id from person p where p.email_folded = $1 and {}", MAY_ARRIVE.replace("$now", "$2"));
    let found: Option<i64> = tx.scalar(&sql, values![email_folded, naive(now)]).await?;
    let Some(person) = found.map(PersonId) else { return Ok(None) };
    note_arrival(tx, person, now).await?;
    Ok(Some(person))
}
