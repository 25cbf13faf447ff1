//! People and their roles. Read in this order: here (who belongs where), `users` (changes), `own` (one's own account
//! and sessions), `visits` (the DfE at an organisation), `addressees` (to whom a mail goes).

pub(super) mod addressees;
mod own;
mod users;
mod visits;

use chrono::{DateTime, NaiveDateTime, Utc};
use store::{FromQueryResult, StoreError, Tx, naive, utc, values};

pub use own::{
    OwnSession, accept_terms, change_own, choose_organisation, digest_of, end_all_sessions, end_session, sessions_of,
};
pub use users::{Added, NotDone, add_user, change_roles, invite_again, remove_user};
pub(super) use visits::note_end;
pub use visits::{begin_for, begin_visit, end_visit};

use super::rules::{Place, Standing, TERMS_VERSION};
use crate::policy::{Role, Roles};
use crate::vocabulary::{OrganisationId, PersonId};

/// An organisation that a person belongs to.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Choice {
    /// Its key.
    pub id: OrganisationId,
    /// Its public id, for the form.
    pub public_id: String,
    /// Its name.
    pub name: String,
    /// What kind it is: `school`, `provider` or `dfe`.
    pub kind: String,
    /// Where it is, when that is known.
    pub town: Option<String>,
    /// Its postcode, when that is known.
    pub postcode: Option<String>,
    /// Its URN, when it is a school.
    pub urn: Option<String>,
    /// Its code, when it is a provider.
    pub provider_code: Option<String>,
}

/// The organisations that a person belongs to, by name.
pub async fn organisations_of(tx: &mut Tx, person: PersonId) -> Result<Vec<Choice>, StoreError> {
    let sql = "select o.id, o.public_id, o.name, o.kind, o.town, o.postcode, o.urn, o.provider_code
               from organisation o
               where exists (select 1 from person_role r where r.person = $1 and r.organisation = o.id)
               order by o.name_folded, o.id";
    tx.all(sql, values![person.get()]).await
}

/// Where a person stands when they sign in, and the organisation that they act as from the start.
///
/// The DfE's users start as the DfE whatever else they belong to. Source: acceptance A40.
pub async fn standing(tx: &mut Tx, person: PersonId) -> Result<(Standing, Option<OrganisationId>), StoreError> {
    let organisations = organisations_of(tx, person).await?;
    let dfe = organisations.iter().find(|it| it.kind == "dfe").map(|it| it.id);
    let only = if let [only] = organisations.as_slice() { Some(only.id) } else { None };
    let sql = "select count(*) from person_role where person = $1 and role in ('support', 'regulator')";
    let desk: Option<i64> = tx.scalar(sql, values![person.get()]).await?;
    let standing = Standing {
        organisations: organisations.len(),
        is_dfe: desk.unwrap_or(0) > 0,
        has_accepted: has_accepted_terms(tx, person).await?,
    };
    Ok((standing, dfe.or(only)))
}

/// Whether the person has accepted the terms in force.
pub async fn has_accepted_terms(tx: &mut Tx, person: PersonId) -> Result<bool, StoreError> {
    let version: Option<Option<String>> =
        tx.scalar("select terms_version from person where id = $1", values![person.get()]).await?;
    Ok(version.flatten().as_deref() == Some(TERMS_VERSION))
}

/// A user of an organisation, as its list shows them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// Their key.
    pub person: PersonId,
    /// Their public id, for addresses.
    pub public_id: String,
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
    /// What they may do here.
    pub roles: Roles,
    /// When they last signed in, anywhere.
    pub last_signed_in_at: Option<DateTime<Utc>>,
    /// Until when their newest invitation lives, while they have never signed in.
    pub invited_until: Option<DateTime<Utc>>,
}

#[derive(FromQueryResult)]
struct UserRow {
    id: i64,
    public_id: String,
    name: String,
    email: String,
    roles: String,
    last_signed_in_at: Option<NaiveDateTime>,
    invited_until: Option<NaiveDateTime>,
}

const USERS: &str = "select p.id, p.public_id, p.name, p.email, p.last_signed_in_at,
    string_agg(r.role, ' ') as roles,
    (select max(i.expires_at) from invitation i where i.person = p.id) as invited_until
  from person_role r join person p on p.id = r.person";

/// The users of an organisation, by name.
pub async fn users_of(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<User>, StoreError> {
    let sql = format!("{USERS} where r.organisation = $1 group by p.id");
    let rows: Vec<UserRow> = tx.all(&sql, values![organisation.get()]).await?;
    let mut users: Vec<User> = rows.into_iter().map(User::from).collect();
    users.sort_by_cached_key(|user| (user.name.to_lowercase(), user.person));
    Ok(users)
}

/// The user of an organisation with this public id.
pub async fn user(tx: &mut Tx, organisation: OrganisationId, public_id: &str) -> Result<Option<User>, StoreError> {
    let sql = format!("{USERS} where r.organisation = $1 and p.public_id = $2 group by p.id");
    let row: Option<UserRow> = tx.one(&sql, values![organisation.get(), public_id]).await?;
    Ok(row.map(User::from))
}

impl From<UserRow> for User {
    fn from(row: UserRow) -> User {
        let last_signed_in_at = row.last_signed_in_at.map(utc);
        User {
            person: PersonId(row.id),
            public_id: row.public_id,
            name: row.name,
            email: row.email,
            roles: row.roles.split(' ').filter_map(Role::parse).collect(),
            invited_until: row.invited_until.map(utc).filter(|_| last_signed_in_at.is_none()),
            last_signed_in_at,
        }
    }
}

/// What the rules need to know of an organisation, for a page.
pub async fn place(tx: &mut Tx, organisation: OrganisationId, support_domain: &str) -> Result<Place, StoreError> {
    place_with(tx, organisation, support_domain, "").await
}

/// The same for a change: the roles are held until the commit, so that two changes cannot each rely on the other's.
async fn place_held(tx: &mut Tx, organisation: OrganisationId, support_domain: &str) -> Result<Place, StoreError> {
    let lock = tx.dialect().for_update();
    place_with(tx, organisation, support_domain, lock).await
}

async fn place_with(
    tx: &mut Tx,
    organisation: OrganisationId,
    support_domain: &str,
    lock: &str,
) -> Result<Place, StoreError> {
    #[derive(FromQueryResult)]
    struct Held {
        person: i64,
        role: String,
    }
    // The organisation is held and not its users, of whom one that another transaction has just given would be missed.
    let sql = format!("select kind from organisation where id = $1{lock}");
    let kind: Option<String> = tx.scalar(&sql, values![organisation.get()]).await?;
    let sql = "select person, role from person_role where organisation = $1 order by person, role";
    let held: Vec<Held> = tx.all(sql, values![organisation.get()]).await?;
    let mut users: Vec<(PersonId, Roles)> = Vec::new();
    for group in held.chunk_by(|one, next| one.person == next.person) {
        let roles = group.iter().filter_map(|it| Role::parse(&it.role)).collect();
        users.extend(group.first().map(|it| (PersonId(it.person), roles)));
    }
    Ok(Place { is_dfe: kind.as_deref() == Some("dfe"), support_domain: support_domain.to_owned(), users })
}

/// The name of an organisation.
pub async fn name_of(tx: &mut Tx, organisation: OrganisationId) -> Result<String, StoreError> {
    let name: Option<String> =
        tx.scalar("select name from organisation where id = $1", values![organisation.get()]).await?;
    Ok(name.unwrap_or_default())
}

/// Whether an invitation with this public id still lives; nothing when there is none.
pub async fn is_invitation_live(tx: &mut Tx, public_id: &str, now: DateTime<Utc>) -> Result<Option<bool>, StoreError> {
    let sql = "select expires_at > $2 from invitation where public_id = $1";
    tx.scalar(sql, values![public_id, naive(now)]).await
}
