//! The requests for links. Nothing here takes a permit: nobody is signed in yet, and the proof is the link itself.

use chrono::{DateTime, NaiveDateTime, Utc};
use store::{FromQueryResult, StoreError, Tx, naive, utc, values};

use super::rules::{LINK_LIFE, MAIL_WINDOW, MAILS_IN_WINDOW, Request, WRONG_CODES};
use crate::vocabulary::PersonId;

/// A request for a link.
#[derive(Debug)]
pub struct Ask<'a> {
    /// The public id of the new row.
    pub public_id: &'a str,
    /// The address that was typed, folded.
    pub email_folded: &'a str,
    /// The digest of the asking browser's secret.
    pub browser_hash: &'a str,
    /// Where to go afterwards.
    pub return_to: &'a str,
}

/// Whether the person `p` may sign in at `$now`: enabled, and somebody who has never signed in needs a live
/// invitation, unless none was ever sent.
pub const MAY_ARRIVE: &str = "p.disabled_at is null
              and (p.last_signed_in_at is not null
                or exists (select 1 from invitation i where i.person = p.id and i.expires_at > $now)
                or not exists (select 1 from invitation i where i.person = p.id))";

/// Keeps a request. The same statements run for known, unknown and disabled addresses and over the limit:
/// only the row's person tells them apart, and only a row with a person is ever mailed.
///
/// Who has never signed in needs a live invitation, unless none was ever sent: so the invitations of such a person
/// must not be purged.
pub async fn ask(tx: &mut Tx, now: DateTime<Utc>, ask: Ask<'_>) -> Result<(), StoreError> {
    // Two requests at once are counted one after the other.
    let lock = format!("select id from person where email_folded = $1{}", tx.dialect().for_update());
    tx.scalar::<i64>(&lock, values![ask.email_folded]).await?;
    let may_arrive = MAY_ARRIVE.replace("$now", "$5");
    let sql = format!(
        "insert into sign_in_request (public_id, email_folded, person, browser_hash, return_to, issue, wrong_codes,
           asked_at, expires_at, unbound)
         values ($1, $2,
           (select p.id from person p where p.email_folded = $2 and {may_arrive}
              and (select count(*) from sign_in_request r where r.email_folded = $2 and r.person is not null
                     and r.unbound = $8 and r.asked_at > $7) < $9),
           $3, $4, 1, 0, $5, $6, $8)"
    );
    tx.execute(
        &sql,
        values![
            ask.public_id,
            ask.email_folded,
            ask.browser_hash,
            ask.return_to,
            naive(now),
            naive(now + LINK_LIFE),
            naive(now - MAIL_WINDOW),
            false,
            MAILS_IN_WINDOW
        ],
    )
    .await?;
    Ok(())
}

/// Keeps a request that an operator made for a person; false when nobody enabled has the address.
pub async fn ask_unbound(
    tx: &mut Tx,
    now: DateTime<Utc>,
    public_id: &str,
    email_folded: &str,
) -> Result<Option<PersonId>, StoreError> {
    let sql = "select id from person where email_folded = $1 and disabled_at is null";
    let Some(person) = tx.scalar::<i64>(sql, values![email_folded]).await? else { return Ok(None) };
    tx.execute(
        "insert into sign_in_request (public_id, email_folded, person, browser_hash, return_to, issue, wrong_codes,
           asked_at, expires_at, unbound) values ($1, $2, $3, '', '/', 1, 0, $4, $5, $6)",
        values![public_id, email_folded, person, naive(now), naive(now + LINK_LIFE), true],
    )
    .await?;
    Ok(Some(PersonId(person)))
}

#[derive(FromQueryResult)]
struct Row {
    public_id: String,
    issue: i32,
    browser_hash: String,
    unbound: bool,
    expires_at: NaiveDateTime,
    used_at: Option<NaiveDateTime>,
    opened_elsewhere_at: Option<NaiveDateTime>,
    wrong_codes: i32,
    return_to: String,
    email_folded: String,
}

const COLUMNS: &str = "public_id, issue, browser_hash, unbound, expires_at, used_at, opened_elsewhere_at, wrong_codes, \
                       return_to, email_folded";

impl From<Row> for Request {
    fn from(row: Row) -> Request {
        Request {
            public_id: row.public_id,
            issue: i64::from(row.issue),
            browser_hash: row.browser_hash,
            is_unbound: row.unbound,
            expires_at: utc(row.expires_at),
            is_used: row.used_at.is_some(),
            is_opened_elsewhere: row.opened_elsewhere_at.is_some(),
            wrong_codes: row.wrong_codes,
            return_to: row.return_to,
            email_folded: row.email_folded,
        }
    }
}

/// The request with this public id, whatever its state.
pub async fn find(tx: &mut Tx, public_id: &str) -> Result<Option<Request>, StoreError> {
    let sql = format!("select {COLUMNS} from sign_in_request where public_id = $1");
    Ok(tx.one::<Row>(&sql, values![public_id]).await?.map(Request::from))
}

/// The newest request of the browser, for as long as its page makes sense.
pub async fn newest_of(tx: &mut Tx, browser_hash: &str, now: DateTime<Utc>) -> Result<Option<Request>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from sign_in_request where browser_hash = $1 and asked_at > $2 order by id desc limit 1"
    );
    Ok(tx.one::<Row>(&sql, values![browser_hash, naive(now - MAIL_WINDOW)]).await?.map(Request::from))
}

/// Counts one try of a code on every open request of the browser, and gives those that could still take it.
///
/// Counted before it is compared: of many tries at once, none escapes the count.
pub async fn count_try(tx: &mut Tx, browser_hash: &str, now: DateTime<Utc>) -> Result<Vec<Request>, StoreError> {
    let sql = format!(
        "update sign_in_request set wrong_codes = wrong_codes + 1
         where browser_hash = $1 and used_at is null and expires_at > $2 and wrong_codes < $3 returning {COLUMNS}"
    );
    let rows: Vec<Row> = tx.all(&sql, values![browser_hash, naive(now), WRONG_CODES]).await?;
    Ok(rows.into_iter().map(Request::from).collect())
}

/// Notes that a link was opened in another browser, which is shown the code.
pub async fn note_opened_elsewhere(tx: &mut Tx, public_id: &str, now: DateTime<Utc>) -> Result<(), StoreError> {
    tx.execute(
        "update sign_in_request set opened_elsewhere_at = $2
         where public_id = $1 and opened_elsewhere_at is null and used_at is null",
        values![public_id, naive(now)],
    )
    .await?;
    Ok(())
}

/// Uses a request up, and with it the other open ones of its browser; gives whom it signs in.
///
/// Of two at once one gets the person: the other finds the row used.
pub async fn take(tx: &mut Tx, request: &Request, now: DateTime<Utc>) -> Result<Option<PersonId>, StoreError> {
    let used = tx
        .execute(
            "update sign_in_request set used_at = $2
             where public_id = $1 and used_at is null and expires_at > $2 and person is not null",
            values![request.public_id.as_str(), naive(now)],
        )
        .await?;
    if used != 1 {
        return Ok(None);
    }
    tx.execute(
        "update sign_in_request set used_at = $3
         where email_folded = $1 and browser_hash = $2 and browser_hash <> '' and used_at is null",
        values![request.email_folded.as_str(), request.browser_hash.as_str(), naive(now)],
    )
    .await?;
    let sql = "select p.id from sign_in_request r join person p on p.id = r.person and p.disabled_at is null
               where r.public_id = $1";
    let person: Option<i64> = tx.scalar(sql, values![request.public_id.as_str()]).await?;
    if let Some(person) = person {
        note_arrival(tx, PersonId(person), now).await?;
    }
    Ok(person.map(PersonId))
}

/// Notes that a person signed in.
pub async fn note_arrival(tx: &mut Tx, person: PersonId, now: DateTime<Utc>) -> Result<(), StoreError> {
    let sql = "update person set last_signed_in_at = $2 where id = $1";
    tx.execute(sql, values![person.get(), naive(now)]).await.map(drop)
}

/// To whom a request's mail goes; nothing when there is no such account or the limit is reached.
pub async fn recipient(tx: &mut Tx, public_id: &str) -> Result<Option<(String, String)>, StoreError> {
    #[derive(FromQueryResult)]
    struct Person {
        name: String,
        email: String,
    }
    let sql = "select p.name, p.email from sign_in_request r join person p on p.id = r.person and p.disabled_at is null
               where r.public_id = $1";
    Ok(tx.one::<Person>(sql, values![public_id]).await?.map(|it| (it.name, it.email)))
}
