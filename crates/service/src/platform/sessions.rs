//! Sessions: a random 256-bit id in a cookie, only its SHA-256 stored; permission read afresh at each request.

use chrono::{DateTime, Duration, NaiveDateTime, Utc};
use store::{Db, StoreError, Tx, naive, utc, values};

use super::clock::{Chance, morning_of};
use super::secret::digest;
use crate::policy::{Manner, Permit, Role, Roles, Scopes};
use crate::vocabulary::{OrganisationId, PersonId, london_date};

/// Idle time after which a session ends. Source: trust.md S4.
pub const IDLE: Duration = Duration::hours(2);
/// Time after which it ends whatever happens. Source: trust.md S4.
pub const ABSOLUTE: Duration = Duration::hours(12);
/// How often last-seen is written at most. Source: product.md "Audit".
const SEEN_EVERY: Duration = Duration::seconds(60);
/// How long a page may wait for that: an import may hold the one writer of a SQLite file for seconds.
const SEEN_WITHIN: std::time::Duration = std::time::Duration::from_millis(200);

/// Unread notifications are counted no further than this.
pub const MOST_UNREAD: i64 = 100;
/// Notifications that are older count as read.
const UNREAD_FOR: Duration = Duration::days(90);

/// Notifications up to this moment, a morning, count as read.
pub fn unread_since(now: DateTime<Utc>) -> DateTime<Utc> {
    morning_of(london_date(now - UNREAD_FOR))
}

/// An organisation as the header and the permission check need it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acting {
    /// Its key.
    pub id: OrganisationId,
    /// Its name.
    pub name: String,
    /// Its kind.
    pub kind: Kind,
    /// Its URN, when it is a school.
    pub urn: Option<String>,
}

/// The kinds of organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A school of the register.
    School,
    /// An ITT provider.
    Provider,
    /// Leads the training of early career teachers.
    LeadProvider,
    /// Gives the training of early career teachers for a lead provider.
    DeliveryPartner,
    /// A trust or federation of schools.
    Trust,
    /// The Department itself.
    Dfe,
}

impl Kind {
    /// The word kept in the database.
    pub fn code(self) -> &'static str {
        match self {
            Kind::School => "school",
            Kind::Provider => "provider",
            Kind::LeadProvider => "lead_provider",
            Kind::DeliveryPartner => "delivery_partner",
            Kind::Trust => "trust",
            Kind::Dfe => "dfe",
        }
    }

    /// The kind of a word; an unknown one is a fault in the database.
    ///
    /// # Errors
    /// [`StoreError`] that names the word.
    pub fn read(word: &str) -> Result<Kind, StoreError> {
        match word {
            "school" => Ok(Kind::School),
            "provider" => Ok(Kind::Provider),
            "lead_provider" => Ok(Kind::LeadProvider),
            "delivery_partner" => Ok(Kind::DeliveryPartner),
            "trust" => Ok(Kind::Trust),
            "dfe" => Ok(Kind::Dfe),
            other => Err(StoreError::Unreadable(format!("“{other}” is not a kind of organisation"))),
        }
    }
}

/// Who is signed in, read afresh at each request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Viewer {
    /// The session's public id, for lists of sessions.
    pub session: String,
    /// The person.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
    /// The organisation that they act as, once chosen.
    pub acting: Option<Acting>,
    /// Their roles in it.
    pub roles: Roles,
    /// The organisation that the DfE looks at or acts for, or that has let theirs act for it.
    pub on_behalf_of: Option<Acting>,
    /// Which of the three it is; of no meaning without such an organisation.
    pub manner: Manner,
    /// A school for which the session still acts, and may not any more: the delegation has ended.
    pub lapsed: Option<Acting>,
    /// How many organisations they may choose from.
    pub organisations: i64,
    /// When this session was asked for a code from the app, and got it.
    pub second_factor_at: Option<DateTime<Utc>>,
    /// How many notifications of the organisation they have not read, [`MOST_UNREAD`] at most.
    pub unread: i64,
    /// The version of the terms that they accepted.
    pub terms_version: Option<String>,
}

impl Viewer {
    /// Whether they look or act for the DfE, which takes more than a link.
    pub fn is_of_the_desk(&self) -> bool {
        self.acting.is_some() && (self.roles.has(Role::Support) || self.roles.has(Role::Regulator))
    }
}

store::glance! {
    #[derive(Clone)]
    struct Row {
        public_id: String,
        ends_at: NaiveDateTime,
        person: i64,
        name: String,
        email: String,
        terms_version: Option<String>,
        seen_at: NaiveDateTime,
        second_factor_at: Option<NaiveDateTime>,
        organisation: Option<i64>,
        organisation_name: Option<String>,
        organisation_kind: Option<String>,
        organisation_urn: Option<String>,
        behalf: Option<i64>,
        behalf_name: Option<String>,
        behalf_kind: Option<String>,
        behalf_urn: Option<String>,
        manner: Option<String>,
        lets_placements: Option<bool>,
        lets_early_career: Option<bool>,
        roles: Option<String>,
        organisations: i64,
        unread: i64,
    }
}

const FIND: &str = "select s.public_id, s.ends_at, s.person, p.name, p.email, p.terms_version, s.seen_at, s.second_factor_at,
    o.id as organisation, o.name as organisation_name, o.kind as organisation_kind, o.urn as organisation_urn,
    b.id as behalf, b.name as behalf_name, b.kind as behalf_kind, b.urn as behalf_urn,
    s.on_behalf_manner as manner, g.placements as lets_placements, g.early_career as lets_early_career,
    (select string_agg(r.role, ' ') from person_role r where r.person = s.person and r.organisation = s.organisation) as roles,
    (select count(distinct r.organisation) from person_role r where r.person = s.person) as organisations,
    (select count(*) from (select 1 as one from notification n
       where n.organisation = s.organisation and s.on_behalf_of is null and n.at > $2
         and (n.person is null or n.person = s.person)
         and n.at > coalesce((select u.at from notification_read u
                              where u.person = s.person and u.organisation = s.organisation), $2)
         and not exists (select 1 from notification_seen v where v.notification = n.id and v.person = s.person)
       limit 100) as fresh) as unread
  from session s join person p on p.id = s.person and p.disabled_at is null
  left join organisation o on o.id = s.organisation left join organisation b on b.id = s.on_behalf_of
  left join delegation g on s.on_behalf_manner = 'delegated' and g.school = s.on_behalf_of and g.delegate = s.organisation
    and g.state = 'open' and g.starts_on <= $3 and (g.ends_on is null or g.ends_on >= $3)
  where s.token_hash = $1";

/// Who holds the session, if it is live; a role taken away is gone at once.
pub async fn find(db: &Db, token: &str, now: DateTime<Utc>) -> Result<Option<Viewer>, StoreError> {
    let hash = digest(token);
    // Every page asks this, so it is one statement and one way to the database and back.
    // It is asked in the same words all day, so that the answer can be known already.
    let found: Option<Row> = db.one(FIND, values![hash.clone(), naive(unread_since(now)), london_date(now)]).await?;
    let Some(row) = found.filter(|row| utc(row.ends_at) > now && utc(row.seen_at) > now - IDLE) else {
        return Ok(None);
    };
    if utc(row.seen_at) + SEEN_EVERY < now {
        // No page fails for it: while the database is busy or full, it is noted at a later one.
        match tokio::time::timeout(SEEN_WITHIN, note_seen(db, hash, now)).await {
            Ok(Ok(())) | Err(_) => {}
            Ok(Err(error)) => tracing::warn!(%error, "when a session was last used could not be noted"),
        }
    }
    viewer(row).map(Some)
}

async fn note_seen(db: &Db, hash: String, now: DateTime<Utc>) -> Result<(), StoreError> {
    let mut tx = db.begin().await?;
    tx.execute("update session set seen_at = $2 where token_hash = $1", values![hash, naive(now)]).await?;
    tx.commit().await
}

fn viewer(row: Row) -> Result<Viewer, StoreError> {
    let roles: Roles = row.roles.iter().flat_map(|it| it.split(' ')).filter_map(Role::parse).collect();
    let lets = row.lets_placements.zip(row.lets_early_career);
    let lets = lets.map(|(placements, early_career)| Scopes { placements, early_career });
    let manner = manner(row.manner.as_deref(), roles, lets);
    let acting = acting(row.organisation, row.organisation_name, row.organisation_kind, row.organisation_urn)?;
    let behalf = self::acting(row.behalf, row.behalf_name, row.behalf_kind, row.behalf_urn)?;
    let is_delegated = row.manner.as_deref() == Some(Manner::Delegated(Scopes::default()).code());
    let (on_behalf_of, lapsed) = match (manner.is_some(), is_delegated) {
        (true, _) => (behalf, None),
        (false, true) => (None, behalf),
        (false, false) => (None, None),
    };
    Ok(Viewer {
        session: row.public_id,
        person: PersonId(row.person),
        name: row.name,
        email: row.email,
        // An organisation in which no role is left is no longer theirs.
        acting: acting.filter(|_| !roles.is_empty()),
        on_behalf_of,
        manner: manner.unwrap_or(Manner::Looking),
        lapsed,
        roles,
        organisations: row.organisations,
        second_factor_at: row.second_factor_at.map(utc),
        unread: row.unread,
        terms_version: row.terms_version,
    })
}

/// How the session is with another organisation, as far as these roles and that organisation let it now.
fn manner(kept: Option<&str>, roles: Roles, lets: Option<Scopes>) -> Option<Manner> {
    match Manner::read(kept) {
        Manner::Delegated(_) => lets.filter(|_| roles.has(Role::Coordinator)).map(Manner::Delegated),
        // Only support acts: whoever has become a regulator meanwhile looks.
        Manner::Acting if roles.has(Role::Support) => Some(Manner::Acting),
        _ => (roles.has(Role::Support) || roles.has(Role::Regulator)).then_some(Manner::Looking),
    }
}

fn acting(
    id: Option<i64>,
    name: Option<String>,
    kind: Option<String>,
    urn: Option<String>,
) -> Result<Option<Acting>, StoreError> {
    let (Some(id), Some(name), Some(kind)) = (id, name, kind) else { return Ok(None) };
    Ok(Some(Acting { id: OrganisationId(id), name, kind: Kind::read(&kind)?, urn }))
}

/// What a new session starts with.
#[derive(Debug)]
pub struct Start<'a> {
    /// Whose it is.
    pub person: PersonId,
    /// The organisation, when there is only one to choose.
    pub organisation: Option<OrganisationId>,
    /// What the browser calls itself, for the list of sessions.
    pub user_agent: &'a str,
}

/// Starts a session and gives the token for the cookie; nothing stored can sign anybody in.
pub async fn start(tx: &mut Tx, chance: &Chance, now: DateTime<Utc>, start: Start<'_>) -> Result<String, StoreError> {
    let bytes: [u8; 32] = chance.bytes();
    let token = data_encoding::BASE64URL_NOPAD.encode(&bytes);
    let agent: String = start.user_agent.chars().take(200).collect();
    tx.execute(
        "insert into session (token_hash, public_id, person, organisation, user_agent, started_at, seen_at, ends_at)
         values ($1, $2, $3, $4, $5, $6, $6, $7)",
        values![
            digest(&token),
            chance.public_id(),
            start.person.get(),
            start.organisation.map(OrganisationId::get),
            agent,
            naive(now),
            naive(now + ABSOLUTE)
        ],
    )
    .await?;
    Ok(token)
}

/// Gives a live session a new token: at a change of organisation or of power. Source: trust.md S4.
pub async fn renew(tx: &mut Tx, permit: &Permit, chance: &Chance, session: &str) -> Result<String, StoreError> {
    let bytes: [u8; 32] = chance.bytes();
    let token = data_encoding::BASE64URL_NOPAD.encode(&bytes);
    let person = permit.person().map(PersonId::get);
    tx.execute(
        "update session set token_hash = $1 where public_id = $2 and person = $3",
        values![digest(&token), session.to_owned(), person],
    )
    .await?;
    Ok(token)
}

/// Notes that the session has given a code from the app, and gives it a new token.
pub async fn pass_second_factor(
    tx: &mut Tx,
    permit: &Permit,
    chance: &Chance,
    (session, now): (&str, DateTime<Utc>),
) -> Result<String, StoreError> {
    let person = permit.person().map(PersonId::get);
    let sql = "update session set second_factor_at = $3 where public_id = $1 and person = $2";
    tx.execute(sql, values![session, person, naive(now)]).await?;
    renew(tx, permit, chance, session).await
}

/// Ends one session of the person.
pub async fn end(tx: &mut Tx, permit: &Permit, session: &str) -> Result<u64, StoreError> {
    let person = permit.person().map(PersonId::get);
    tx.execute("delete from session where public_id = $1 and person = $2", values![session.to_owned(), person]).await
}
