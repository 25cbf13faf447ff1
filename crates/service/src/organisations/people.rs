//! Whom to tell at an organisation.

use store::{FromQueryResult, StoreError, Tx, texts, values};

use crate::policy::Role;
use crate::vocabulary::{OrganisationId, PersonId};

/// A user of an organisation, as mail addresses them.
#[derive(Clone, Debug)]
pub struct Recipient {
    /// Who.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
}

impl Recipient {
    /// Somebody at a provider, for the samples of mails.
    pub fn sample_of_provider() -> Recipient {
        Recipient {
            person: PersonId(0),
            name: "Robin Patel".to_owned(),
            email: "robin.patel@provider.example".to_owned(),
        }
    }

    /// Somebody at a school, for the samples of mails.
    pub fn sample_of_school() -> Recipient {
        Recipient { person: PersonId(0), name: "Sam Carter".to_owned(), email: "sam.carter@school.example".to_owned() }
    }
}

#[derive(FromQueryResult)]
struct Row {
    id: i64,
    name: String,
    email: String,
}

/// The users of an organisation who have any role there, by name.
pub async fn users_of(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<Recipient>, StoreError> {
    users(tx, organisation, &Role::ALL).await
}

/// Those of them who have this role there, by name.
pub async fn users_with(tx: &mut Tx, organisation: OrganisationId, role: Role) -> Result<Vec<Recipient>, StoreError> {
    users(tx, organisation, &[role]).await
}

async fn users(tx: &mut Tx, organisation: OrganisationId, roles: &[Role]) -> Result<Vec<Recipient>, StoreError> {
    let given = tx.dialect().texts("$2", "role");
    let sql = format!(
        "select p.id, p.name, p.email from person p where p.disabled_at is null
           and exists (select 1 from person_role r where r.person = p.id and r.organisation = $1
             and r.role in (select given.role from {given}))
         order by p.name, p.id"
    );
    let rows: Vec<Row> = tx.all(&sql, values![organisation.get(), texts(roles.iter().map(|it| it.code()))]).await?;
    Ok(rows.into_iter().map(|row| Recipient { person: PersonId(row.id), name: row.name, email: row.email }).collect())
}

/// Whether anybody of the organisation uses the service.
pub async fn has_users(tx: &mut Tx, organisation: OrganisationId) -> Result<bool, StoreError> {
    let found: Option<i64> = tx
        .scalar("select r.person from person_role r where r.organisation = $1 limit 1", values![organisation.get()])
        .await?;
    Ok(found.is_some())
}
