//! Adding, changing and removing users. Each checks the rules again inside its transaction.

use chrono::{DateTime, Utc};
use serde_json::json;
use store::{FromQueryResult, StoreError, Tx, naive, values};

use super::{name_of, place_held, visits};
use crate::accounts::events;
use crate::accounts::rules::{self, INVITATION_LIFE, NewUser, Refusal};
use crate::platform::{App, mail};
use crate::policy::{Permit, Roles};
use crate::vocabulary::{OrganisationId, PersonId};

/// Why nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum NotDone {
    /// A rule says no; the sentence is the page's.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Who was added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Added {
    /// The person.
    pub person: PersonId,
    /// Whether they have never signed in, and so need an invitation.
    pub is_new: bool,
}

#[derive(FromQueryResult)]
struct Known {
    id: i64,
    has_signed_in: bool,
    belongs_somewhere: bool,
    belongs_here: bool,
}

/// Adds a user to the permit's organisation; mails nobody (see [`Added::tell`]).
///
/// A person who belongs somewhere keeps the name that others see; one who belongs nowhere any more takes the new one.
///
/// # Errors
/// [`NotDone`]: already a user here, not with the DfE's address at the DfE, or the first one and no administrator.
pub async fn add_user(
    tx: &mut Tx,
    app: &App,
    permit: &Permit,
    now: DateTime<Utc>,
    user: &NewUser,
) -> Result<Added, NotDone> {
    let organisation = permit.on();
    let facts = place_held(tx, organisation, &app.settings.support_domain).await?;
    rules::may_belong(&facts, &user.email)?;
    rules::may_begin_with(&facts, permit.person(), user.roles)?;
    let known = known(tx, user, organisation).await?;
    let (person, is_new) = match known {
        Some(known) if known.belongs_here => return Err(already_here(tx, organisation).await?),
        Some(known) => {
            if !known.belongs_somewhere {
                let sql = "update person set name = $2 where id = $1";
                tx.execute(sql, values![known.id, user.name.as_str()]).await?;
            }
            (PersonId(known.id), !known.has_signed_in)
        }
        None => (make_person(tx, app, now, user).await?, true),
    };
    if give_roles(tx, person, organisation, user.roles, now).await? == 0 {
        // Somebody else added them between our look and our write.
        return Err(already_here(tx, organisation).await?);
    }
    let mut entry = events::user_added(permit, person, user.roles, now);
    entry.personal.push(("email", user.email.as_str().to_owned()));
    tx.record(entry);
    Ok(Added { person, is_new })
}

async fn known(tx: &mut Tx, user: &NewUser, here: OrganisationId) -> Result<Option<Known>, StoreError> {
    let sql = "select p.id, p.last_signed_in_at is not null as has_signed_in,
          exists (select 1 from person_role r where r.person = p.id) as belongs_somewhere,
          exists (select 1 from person_role r where r.person = p.id and r.organisation = $2) as belongs_here
        from person p where p.email_folded = $1";
    tx.one(sql, values![user.email.folded(), here.get()]).await
}

async fn already_here(tx: &mut Tx, organisation: OrganisationId) -> Result<NotDone, StoreError> {
    Ok(Refusal::AlreadyHere(name_of(tx, organisation).await?).into())
}

async fn make_person(tx: &mut Tx, app: &App, now: DateTime<Utc>, user: &NewUser) -> Result<PersonId, StoreError> {
    let sql = "insert into person (public_id, email, email_folded, name, created_at) values ($1, $2, $3, $4, $5)
               on conflict (email_folded) do update set email_folded = excluded.email_folded returning id";
    let row = values![app.chance.public_id(), user.email.as_str(), user.email.folded(), user.name.as_str(), naive(now)];
    let id: Option<i64> = tx.scalar(sql, row).await?;
    id.map(PersonId).ok_or_else(|| StoreError::Refused("a person was not made".to_owned()))
}

async fn give_roles(
    tx: &mut Tx,
    person: PersonId,
    organisation: OrganisationId,
    roles: Roles,
    now: DateTime<Utc>,
) -> Result<u64, StoreError> {
    let mut given = 0;
    for role in roles.iter() {
        let sql = "insert into person_role (person, organisation, role, given_at) values ($1, $2, $3, $4)
                   on conflict (person, organisation, role) do nothing";
        given += tx.execute(sql, values![person.get(), organisation.get(), role.code(), naive(now)]).await?;
    }
    Ok(given)
}

impl Added {
    /// Promises the mail: an invitation that lives 14 days, or "you have been added" to who has signed in before.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn tell(self, tx: &mut Tx, app: &App, permit: &Permit, now: DateTime<Utc>) -> Result<(), StoreError> {
        if self.is_new {
            return invite(tx, app, permit, now, self.person).await;
        }
        let parameters = json!({ "person": self.person.get(), "organisation": permit.on().get() });
        mail::queue(tx, app, "added_to_organisation", parameters, now).await?;
        Ok(())
    }
}

async fn invite(
    tx: &mut Tx,
    app: &App,
    permit: &Permit,
    now: DateTime<Utc>,
    person: PersonId,
) -> Result<(), StoreError> {
    let public_id = app.chance.public_id();
    let sql =
        "insert into invitation (public_id, person, organisation, sent_at, expires_at) values ($1, $2, $3, $4, $5)";
    let row = values![public_id.as_str(), person.get(), permit.on().get(), naive(now), naive(now + INVITATION_LIFE)];
    tx.execute(sql, row).await?;
    mail::queue(tx, app, "account_created", json!({ "invitation": public_id }), now).await?;
    Ok(())
}

/// Invites a user who has never signed in once more.
///
/// # Errors
/// Those of the database.
pub async fn invite_again(
    tx: &mut Tx,
    app: &App,
    permit: &Permit,
    now: DateTime<Utc>,
    person: PersonId,
) -> Result<(), StoreError> {
    tx.record(events::account(permit, person, "invited_again", now));
    invite(tx, app, permit, now, person).await
}

/// Gives a user other roles here; takes effect on their next request.
///
/// # Errors
/// [`NotDone`]: gone already, the last administrator, or not the roles any more that whoever asks `has_seen`.
pub async fn change_roles(
    tx: &mut Tx,
    app: &App,
    permit: &Permit,
    now: DateTime<Utc>,
    (person, roles, has_seen): (PersonId, Roles, impl FnOnce(Roles) -> bool),
) -> Result<(), NotDone> {
    let facts = place_held(tx, permit.on(), &app.settings.support_domain).await?;
    rules::may_become(&facts, person, roles)?;
    let before = facts.users.iter().find(|(it, _)| *it == person).map(|(_, roles)| *roles).unwrap_or_default();
    if before == roles {
        return Ok(());
    }
    if !has_seen(before) {
        return Err(Refusal::ChangedMeanwhile.into());
    }
    for role in before.iter().filter(|role| !roles.has(*role)) {
        let sql = "delete from person_role where person = $1 and organisation = $2 and role = $3";
        tx.execute(sql, values![person.get(), permit.on().get(), role.code()]).await?;
    }
    give_roles(tx, person, permit.on(), roles, now).await?;
    tx.record(events::roles_changed(permit, person, before, roles, now));
    Ok(())
}

/// Removes a user from the permit's organisation and promises the mail; other organisations keep them.
///
/// # Errors
/// [`NotDone`]: oneself, the last administrator, or gone already.
pub async fn remove_user(
    tx: &mut Tx,
    app: &App,
    permit: &Permit,
    now: DateTime<Utc>,
    person: PersonId,
) -> Result<(), NotDone> {
    let facts = place_held(tx, permit.on(), &app.settings.support_domain).await?;
    rules::may_remove(&facts, permit.person(), person)?;
    let before = facts.users.iter().find(|(it, _)| *it == person).map(|(_, roles)| *roles).unwrap_or_default();
    let sql = "delete from person_role where person = $1 and organisation = $2";
    tx.execute(sql, values![person.get(), permit.on().get()]).await?;
    let sql = "delete from invitation where person = $1 and organisation = $2";
    tx.execute(sql, values![person.get(), permit.on().get()]).await?;
    visits::leave_visits(tx, permit, now, person).await?;
    tx.record(events::user_removed(permit, person, before, now));
    let parameters = json!({ "person": person.get(), "organisation": permit.on().get() });
    mail::queue(tx, app, "removed_from_organisation", parameters, now).await?;
    Ok(())
}
