//! Who is to be told that a provider named their school, and how it went.

mod letters;

use chrono::{DateTime, NaiveDateTime, Utc};
use store::{FromQueryResult, StoreError, Tx, Value, naive, utc, values};

use super::membership::{Current, subject_of};
pub use letters::{letter, letter_of, make_letters, unmade, waiting, waiting_count};

use crate::organisations::directory;
use crate::organisations::folding::fold;
use crate::partnerships::rules::{About, DAYS_TO_REPORT};
use crate::platform::clock::end_of_day_after;
use crate::policy::Permit;
use crate::vocabulary::OrganisationId;

/// Queues a notice for everybody who is to be told of the memberships that the hub added at `at`.
///
/// A school's users are told; without users its contact, the one that it gave itself before others' and the hub's own
/// before a file's, and never at an address that has been put right since it was added; without either it is "Not told yet" and can be told by a letter. Source: product.md decision 12. Gives the number of notices that mail will carry.
pub async fn queue_for_added(tx: &mut Tx, hub: OrganisationId, at: DateTime<Utc>) -> Result<u64, StoreError> {
    let added = "from membership m join partnership h on h.id = m.partnership
        where h.kind = 'placement' and h.hub = $1 and m.added_at = $2 and m.status = 'active' and m.told_at is null";
    let to_users = format!(
        "insert into notice (public_id, membership, report_number, way, person, queued_at)
         select m.public_id || 'n' || m.report_number || 'p' || r.person, m.id, m.report_number, 'mail', r.person, $2
         {} on conflict (public_id) do nothing",
        added.replace(
            "where",
            "join (select distinct person, organisation from person_role where role in ('coordinator', 'administrator')) r
             on r.organisation = m.organisation join person p on p.id = r.person and p.disabled_at is null where"
        )
    );
    let to_contacts = format!(
        "insert into notice (public_id, membership, report_number, way, address, queued_at)
         select m.public_id || 'n' || m.report_number || 'c' || c.id, m.id, m.report_number, 'mail', c.address, $2
         {} and not exists (select 1 from notice n where n.membership = m.id and n.report_number = m.report_number
             and n.way = 'mail')
           and not exists (select 1 from notice w where w.membership = m.id and w.report_number < m.report_number
             and w.queued_at >= m.added_at and lower(w.address) = lower(c.address))
         on conflict (public_id) do nothing",
        added.replace(
            "where",
            "join contact c on c.id = (select x.id from contact x where x.organisation = m.organisation
               order by case when x.source in ('school', 'support') then 0 when x.given_by = $1 then 1
                 when x.source = 'file' then 2 else 3 end,
               case x.purpose when 'itt' then 0 when 'placements' then 1 when 'general' then 2 else 3 end, x.id
               limit 1) where"
        )
    );
    let mut queued = 0;
    for sql in [to_users, to_contacts] {
        queued += tx.execute(&sql, values![hub.get(), naive(at)]).await?;
    }
    note_for_added(tx, hub, at).await?;
    Ok(queued)
}

/// Puts it on the list of notifications of each school, in one statement; the mail is never kept for a daily one,
/// because its days run from when it was handed over.
async fn note_for_added(tx: &mut Tx, hub: OrganisationId, at: DateTime<Utc>) -> Result<(), StoreError> {
    let Some(provider) = directory::by_id(tx, hub).await? else { return Ok(()) };
    let line = format!("{} has added your school to its partner schools", provider.name);
    let href = format!("/partner-providers/{}", directory::key_of(tx, hub).await?);
    tx.execute(
        "insert into notification (public_id, organisation, topic, kind, line, line_folded, href, at)
         select m.public_id || 'n' || m.report_number, m.organisation, 'partners', 'school_added', $3, $4, $5, $2
         from membership m join partnership h on h.id = m.partnership
         where h.kind = 'placement' and h.hub = $1 and m.added_at = $2 and m.status = 'active'
         on conflict (public_id) do nothing",
        values![hub.get(), naive(at), line.as_str(), fold(&line), href],
    )
    .await?;
    Ok(())
}

/// The notices of a run that mail has not carried yet.
pub async fn of_run(tx: &mut Tx, hub: i64, at: NaiveDateTime) -> Result<Vec<String>, StoreError> {
    #[derive(FromQueryResult)]
    struct Row {
        public_id: String,
    }
    let rows: Vec<Row> = tx
        .all(
            "select n.public_id from notice n join membership m on m.id = n.membership
             join partnership h on h.id = m.partnership
             where h.kind = 'placement' and h.hub = $1 and m.added_at = $2 and n.report_number = m.report_number
               and n.way = 'mail' and n.handed_over_at is null order by n.id",
            values![hub, at],
        )
        .await?;
    Ok(rows.into_iter().map(|row| row.public_id).collect())
}

/// A notice with everything that its mail, its letter or its page says.
#[derive(Clone, Debug)]
pub struct Notice {
    /// Its key.
    pub id: i64,
    /// Its public id, which the link names.
    pub public_id: String,
    /// The membership it is about.
    pub membership: i64,
    /// What the membership is about.
    pub about: About,
    /// Who trains the teachers for a lead provider.
    pub delivery_partner: Option<String>,
    /// The time of adding that it is about.
    pub report_number: i32,
    /// The membership's own report number now: another one means that it was added again since.
    pub current_report_number: i32,
    /// The membership's status now.
    pub status: String,
    /// Why it was reported.
    pub report_reason: Option<String>,
    /// Until when it can be reported, once somebody has been told.
    pub deadline: Option<DateTime<Utc>>,
    /// Where mail goes: a user's address or the contact's.
    pub address: Option<String>,
    /// The user's name.
    pub person_name: Option<String>,
    /// The school's organisation.
    pub school: OrganisationId,
    /// Its URN.
    pub urn: String,
    /// Its name.
    pub school_name: String,
    /// The provider's organisation.
    pub provider: OrganisationId,
    /// Its name.
    pub provider_name: String,
    /// Its code.
    pub provider_code: Option<String>,
    /// When it was decided that it goes.
    pub queued_at: DateTime<Utc>,
    /// When it was handed over.
    pub handed_over_at: Option<DateTime<Utc>>,
    /// The code of a letter.
    pub letter_code: Option<String>,
    /// When the provider added the school.
    pub added_at: DateTime<Utc>,
}

#[derive(FromQueryResult)]
struct Row {
    id: i64,
    public_id: String,
    membership: i64,
    kind: String,
    cohort: Option<i32>,
    delivery_partner: Option<String>,
    report_number: i32,
    current_report_number: i32,
    status: String,
    report_reason: Option<String>,
    report_deadline: Option<NaiveDateTime>,
    address: Option<String>,
    person_name: Option<String>,
    school: i64,
    urn: String,
    school_name: String,
    provider: i64,
    provider_name: String,
    provider_code: Option<String>,
    queued_at: NaiveDateTime,
    handed_over_at: Option<NaiveDateTime>,
    letter_code: Option<String>,
    added_at: NaiveDateTime,
}

const SELECT: &str =
    "select n.id, n.public_id, n.membership, m.kind, m.cohort, d.name as delivery_partner, n.report_number, m.report_number as current_report_number,
    m.status, m.report_reason, m.report_deadline, coalesce(p.email, n.address) as address, p.name as person_name,
    s.id as school, s.urn, s.name as school_name, h.hub as provider, o.name as provider_name, o.provider_code,
    n.queued_at, n.handed_over_at, n.letter_code, m.added_at
  from notice n join membership m on m.id = n.membership join partnership h on h.id = m.partnership
  join organisation s on s.id = m.organisation join organisation o on o.id = h.hub
  left join organisation d on d.id = m.delivery_partner left join person p on p.id = n.person";

impl From<Row> for Notice {
    fn from(row: Row) -> Notice {
        Notice {
            id: row.id,
            public_id: row.public_id,
            membership: row.membership,
            about: About::read(&row.kind, row.cohort),
            delivery_partner: row.delivery_partner,
            report_number: row.report_number,
            current_report_number: row.current_report_number,
            status: row.status,
            report_reason: row.report_reason,
            deadline: row.report_deadline.map(utc),
            address: row.address,
            person_name: row.person_name,
            school: OrganisationId(row.school),
            urn: row.urn,
            school_name: row.school_name,
            provider: OrganisationId(row.provider),
            provider_name: row.provider_name,
            provider_code: row.provider_code,
            queued_at: utc(row.queued_at),
            handed_over_at: row.handed_over_at.map(utc),
            letter_code: row.letter_code,
            added_at: utc(row.added_at),
        }
    }
}

async fn one(tx: &mut Tx, condition: &str, value: impl Into<Value>) -> Result<Option<Notice>, StoreError> {
    let row: Option<Row> = tx.one(&format!("{SELECT} where {condition}"), [value.into()]).await?;
    Ok(row.map(Notice::from))
}

/// The notice with this public id.
pub async fn by_public_id(tx: &mut Tx, public_id: &str) -> Result<Option<Notice>, StoreError> {
    one(tx, "n.public_id = $1", public_id).await
}

/// The newest notice of a school about early career training that is still right.
pub async fn newest_of_school(tx: &mut Tx, school: OrganisationId) -> Result<Option<Notice>, StoreError> {
    let condition =
        "m.organisation = $1 and m.kind = 'ect' and m.status = 'active' and n.report_number = m.report_number
         order by n.id desc limit 1";
    one(tx, condition, school.get()).await
}

/// The notice of a letter's code.
pub async fn by_letter_code(tx: &mut Tx, code: &str) -> Result<Option<Notice>, StoreError> {
    one(tx, "n.letter_code = $1", code).await
}

/// Notes that a notice has been handed over: the first one starts the fourteen days.
///
/// # Errors
/// [`StoreError`]; then the notice stays as it was.
pub async fn handed_over(tx: &mut Tx, permit: &Permit, now: DateTime<Utc>, notice: &Notice) -> Result<(), StoreError> {
    tx.execute(
        "update notice set handed_over_at = $2 where id = $1 and handed_over_at is null",
        values![notice.id, naive(now)],
    )
    .await?;
    let way = if notice.letter_code.is_some() { "letter" } else { "mail" };
    let told = tx
        .execute(
            "update membership set told_at = $3, told_by = $4, report_deadline = $5, version = version + 1
             where id = $1 and report_number = $2 and told_at is null and status = 'active'",
            values![
                notice.membership,
                notice.report_number,
                naive(now),
                way,
                naive(end_of_day_after(now, DAYS_TO_REPORT))
            ],
        )
        .await?;
    if told == 1 {
        let data = serde_json::json!({ "change": "told", "urn": notice.urn, "way": way });
        let subject = subject_of(notice.about, notice.provider, &notice.urn);
        tx.record(permit.entry(now, subject, notice.about.event(data)));
    }
    Ok(())
}

/// The notices of a membership's present time of adding that mail carried to an address and to no user: whom to tell
/// by mail when it ends. Users have the news.
pub async fn told_contacts(tx: &mut Tx, current: &Current) -> Result<Vec<String>, StoreError> {
    #[derive(FromQueryResult)]
    struct Id {
        public_id: String,
    }
    let rows: Vec<Id> = tx
        .all(
            "select public_id from notice where membership = $1 and report_number = $2 and way = 'mail'
               and person is null and handed_over_at is not null order by id",
            values![current.id, current.report_number],
        )
        .await?;
    Ok(rows.into_iter().map(|row| row.public_id).collect())
}
