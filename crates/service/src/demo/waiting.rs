//! People who ask for access.

use chrono::TimeDelta;
use serde_json::json;
use store::{Tx, naive, values};

use super::NotFilled;
use super::partners::Story;
use super::words::{FAMILY, GIVEN};
use crate::policy::{Action, Actor};
use crate::vocabulary::EmailAddress;

/// Requests for access: more than a page of them waits.
const REQUESTS: usize = 30;

/// People at schools who opened the mail of somebody else, and ask to become the first user.
pub(super) async fn requests(tx: &mut Tx, story: &Story<'_>) -> Result<(), NotFilled> {
    for number in 0..REQUESTS {
        let current = story.current(tx, story.open[number % 15]).await?;
        let name = format!("{} {}", GIVEN[number % GIVEN.len()], FAMILY[(number / 3) % FAMILY.len()]);
        let email = format!("{}@school{}.example", name.to_lowercase().replace(' ', "."), story.open[number % 15]);
        let email: EmailAddress = email.parse().map_err(|_| NotFilled::Short("good addresses"))?;
        let hours = i64::try_from(REQUESTS - number).unwrap_or(0);
        let at = story.now - TimeDelta::hours(hours);
        let permit = Actor::LinkHolder { organisation: current.school }.may(Action::AskForAccess, current.school)?;
        let public_id = story.app.chance.public_id();
        let sql = "insert into access_request (public_id, organisation, notice, name, email, email_folded, asked_at)
            select $1, $2, min(id), $3, $4, $5, $6 from notice where membership = $7";
        let row = values![
            public_id.as_str(),
            current.school.get(),
            name.as_str(),
            email.as_str(),
            email.folded(),
            naive(at),
            current.id
        ];
        tx.execute(sql, row).await?;
        let subject = crate::accounts::first_user::store::subject(&public_id);
        let mut entry = permit.entry(at, subject, json!({ "change": "asked" }));
        entry.personal.extend([("name", name), ("email", email.as_str().to_owned())]);
        tx.record(entry);
    }
    Ok(())
}
