//! Erasures done again: a restored backup is older than they are.
//!
//! An erasure is noted in a file that is kept apart from the database: when it was, and a code that only the service's
//! own secret can make from the address. The file tells nobody who was erased.

use chrono::{DateTime, NaiveDateTime, Utc};
use store::{FromQueryResult, StoreError, Tx, naive, values};

use super::erase;
use crate::platform::secret::{Purpose, Secret};
use crate::policy::Permit;
use crate::vocabulary::EmailAddress;

/// The note of an erasure: a line of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Noted {
    at: DateTime<Utc>,
    code: String,
}

impl Noted {
    /// The note of an address that is erased now.
    pub fn of(secret: &Secret, address: &EmailAddress, now: DateTime<Utc>) -> Noted {
        Noted { at: now, code: code(secret, &address.folded()) }
    }

    /// The line, without its end.
    pub fn line(&self) -> String {
        format!("{} {}", self.at.to_rfc3339(), self.code)
    }

    /// The notes of a file.
    ///
    /// # Errors
    /// The number of the first line that is no note, from 1.
    pub fn read(text: &str) -> Result<Vec<Noted>, usize> {
        let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
        lines.map(|(index, line)| Noted::parse(line).ok_or(index + 1)).collect()
    }

    fn parse(line: &str) -> Option<Noted> {
        let (at, code) = line.trim().split_once(' ')?;
        let at = DateTime::parse_from_rfc3339(at).ok()?.to_utc();
        (code.len() == 43).then(|| Noted { at, code: code.to_owned() })
    }
}

/// The part of a token that tells nothing of what it was made from.
fn code(secret: &Secret, folded: &str) -> String {
    let token = secret.token(Purpose::Erasure, folded, 0);
    token.rsplit('.').next().unwrap_or_default().to_owned()
}

#[derive(FromQueryResult)]
struct Found {
    address: String,
    /// When the address was last given to us on purpose; null for what only followed from it.
    given_at: Option<NaiveDateTime>,
}

/// Every address that is kept, with when it was last given.
const ADDRESSES: &str = "select address, max(given_at) as given_at from (
      select email_folded as address, created_at as given_at from person
      union all select lower(address), given_at from contact
      union all select email_folded, asked_at from access_request
      union all select lower(address), null from notice where address is not null
      union all select email_folded, null from sign_in_request
      union all select lower(value), null from audit_personal where value like '%@%'
    ) as kept group by address order by address";

/// Erases again what had been erased before the database was restored; gives how many addresses that were.
///
/// An address that was given to us anew after its erasure is left alone.
///
/// # Errors
/// Those of the database; then nothing is erased.
pub async fn erase_again(
    tx: &mut Tx,
    permit: &Permit,
    now: DateTime<Utc>,
    secret: &Secret,
    notes: &[Noted],
) -> Result<usize, StoreError> {
    let mut erased = 0;
    let found: Vec<Found> = tx.all(ADDRESSES, values![]).await?;
    for Found { address, given_at } in found {
        let code = code(secret, &address);
        let last = notes.iter().filter(|note| note.code == code).map(|note| naive(note.at)).max();
        let is_older = last.is_some_and(|noted| given_at.is_none_or(|given| given <= noted));
        // What cannot be read as an address cannot have been erased by one.
        if is_older && let Ok(address) = address.parse::<EmailAddress>() {
            erase(tx, permit, now, &address).await?;
            erased += 1;
        }
    }
    Ok(erased)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_is_read_back_and_tells_no_address() {
        let secret = Secret::of([1; 32]);
        let address: EmailAddress = "Sam@School.example".parse().unwrap();
        let note = Noted::of(&secret, &address, "2026-11-24T10:00:00Z".parse().unwrap());
        assert!(!note.line().to_lowercase().contains("sam"), "{}", note.line());
        assert_eq!(Noted::read(&format!("{}\n\n", note.line())), Ok(vec![note.clone()]));
        let same: EmailAddress = "sam@school.EXAMPLE".parse().unwrap();
        assert_eq!(Noted::of(&secret, &same, note.at), note);
        assert_ne!(Noted::of(&Secret::of([2; 32]), &same, note.at), note);
    }

    #[test]
    fn a_line_that_is_no_note_is_named() {
        assert_eq!(Noted::read("2026-11-24T10:00:00+00:00 short"), Err(1));
        assert_eq!(Noted::read("\nwhat"), Err(2));
    }
}
