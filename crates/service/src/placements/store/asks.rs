//! Who was asked for a school's availability: one row a person or address and round.

use chrono::{DateTime, NaiveDateTime, NaiveTime, Utc};
use chrono_tz::Europe::London;
use serde_json::json;
use store::{FromQueryResult, StoreError, Tx, naive, utc, values};

use crate::placements::rules::reminders::{AskRound, Why};
use crate::policy::Permit;
use crate::vocabulary::{AcademicYear, OrganisationId, PersonId, Urn};

/// Why somebody was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The school has not said anything of the year.
    First,
    /// It said no of the year before.
    NextYear,
    /// To say whether what it said is still right.
    Termly,
}

impl Kind {
    fn parse(code: &str) -> Kind {
        match code {
            "next_year" => Kind::NextYear,
            "termly" => Kind::Termly,
            _ => Kind::First,
        }
    }
}

/// Somebody was asked.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Its key.
    pub id: i64,
    /// Its public id, from which its link is made.
    pub public_id: String,
    /// The school.
    pub school: OrganisationId,
    /// Its name.
    pub school_name: String,
    /// Its URN.
    pub urn: String,
    /// The year.
    pub year: AcademicYear,
    /// The person, where it was a user.
    pub person: Option<PersonId>,
    /// Their name.
    pub name: Option<String>,
    /// Where the mail goes; none once it has been taken off.
    pub address: Option<String>,
    /// Why.
    pub kind: Kind,
    /// When it was decided.
    pub queued_at: DateTime<Utc>,
    /// When its mail was handed over, or its letter posted.
    pub handed_over_at: Option<DateTime<Utc>>,
    /// When this link was used to answer.
    pub answered_at: Option<DateTime<Utc>>,
}

#[derive(FromQueryResult)]
struct Row {
    id: i64,
    public_id: String,
    school: i64,
    school_name: String,
    urn: String,
    year: i32,
    person: Option<i64>,
    name: Option<String>,
    address: Option<String>,
    kind: String,
    queued_at: NaiveDateTime,
    handed_over_at: Option<NaiveDateTime>,
    answered_at: Option<NaiveDateTime>,
}

const SELECT: &str = "select k.id, k.public_id, k.school, o.name as school_name, o.urn, k.year, k.person, p.name,
    coalesce(p.email, k.address) as address, k.kind, k.queued_at, k.handed_over_at, k.answered_at
  from availability_ask k join organisation o on o.id = k.school
    left join person p on p.id = k.person and p.disabled_at is null";

impl From<Row> for Asked {
    fn from(row: Row) -> Asked {
        Asked {
            id: row.id,
            public_id: row.public_id,
            school: OrganisationId(row.school),
            school_name: row.school_name,
            urn: row.urn,
            year: AcademicYear::starting(row.year),
            person: row.person.map(PersonId),
            name: row.name,
            address: row.address,
            kind: Kind::parse(&row.kind),
            queued_at: utc(row.queued_at),
            handed_over_at: row.handed_over_at.map(utc),
            answered_at: row.answered_at.map(utc),
        }
    }
}

/// The asking with this public id.
pub async fn by_public_id(tx: &mut Tx, public_id: &str) -> Result<Option<Asked>, StoreError> {
    let row: Option<Row> = tx.one(&format!("{SELECT} where k.public_id = $1"), values![public_id]).await?;
    Ok(row.map(Asked::from))
}

/// Everybody at a school who was asked, the last first: one of them holds the code that was typed.
pub async fn of_school(tx: &mut Tx, urn: Urn) -> Result<Vec<Asked>, StoreError> {
    let sql = format!("{SELECT} where o.urn = $1 order by k.queued_at desc, k.id desc limit 50");
    let rows: Vec<Row> = tx.all(&sql, values![urn.to_string()]).await?;
    Ok(rows.into_iter().map(Asked::from).collect())
}

/// Notes that a link was used to answer; `false` when it had been used before.
///
/// # Errors
/// [`StoreError`]; then nothing is written.
pub async fn take(tx: &mut Tx, permit: &Permit, now: DateTime<Utc>, asked: &Asked) -> Result<bool, StoreError> {
    let taken = tx
        .execute(
            "update availability_ask set answered_at = $1 where id = $2 and school = $3 and answered_at is null",
            values![naive(now), asked.id, permit.on().get()],
        )
        .await?;
    Ok(taken == 1)
}

/// Notes that a mail was handed over.
pub async fn handed_over(tx: &mut Tx, public_id: &str, now: DateTime<Utc>) -> Result<(), StoreError> {
    tx.execute(
        "update availability_ask set handed_over_at = $1 where public_id = $2 and handed_over_at is null",
        values![naive(now), public_id],
    )
    .await?;
    Ok(())
}

/// The askings that were decided at a moment.
pub async fn of_run(tx: &mut Tx, at: NaiveDateTime) -> Result<Vec<String>, StoreError> {
    #[derive(FromQueryResult)]
    struct Id {
        public_id: String,
    }
    let rows: Vec<Id> = tx
        .all(
            "select public_id from availability_ask where queued_at = $1 and asked_by is null order by id",
            values![at],
        )
        .await?;
    Ok(rows.into_iter().map(|it| it.public_id).collect())
}

/// A person wants no more reminders. The permit is that of whoever holds the link which was sent to that person.
pub async fn stop(tx: &mut Tx, permit: &Permit, now: DateTime<Utc>, person: PersonId) -> Result<(), StoreError> {
    tx.execute(
        "update person set reminders_stopped_at = $1 where id = $2 and reminders_stopped_at is null",
        values![naive(now), person.get()],
    )
    .await?;
    let data = json!({ "change": "reminders_stopped", "person": person.get() });
    tx.record(permit.entry(now, format!("organisation {}", permit.on()), data));
    Ok(())
}

/// Schools that work with a provider, have users or have answered before; and that are open.
const SCHOOLS: &str = "o.kind = 'school'
    and exists (select 1 from establishment e where e.urn = o.urn and e.status in (1, 3))
    and (exists (select 1 from membership m where m.organisation = o.id and m.kind = 'placement' and m.status = 'active')
      or exists (select 1 from person_role w where w.organisation = o.id)
      or exists (select 1 from availability b where b.school = o.id))";

/// Of them, those that have said nothing of the year ($1).
const SILENT: &str =
    "not exists (select 1 from availability v where v.school = o.id and v.year = $1 and v.answer is not null)";

/// Of them, those that offer or may offer something, and have not looked at it since the round began ($3).
const OFFERING: &str = "exists (select 1 from availability v where v.school = o.id and v.year = $1
    and v.answer in ('yes', 'maybe') and coalesce(v.confirmed_at, v.answered_at) < $3)";

/// Those who change things at a school and want reminders.
const USERS: &str = "join person_role r on r.organisation = o.id and r.role = 'coordinator'
    join person p on p.id = r.person and p.disabled_at is null and p.reminders_stopped_at is null";

/// The one address of a school where nobody of it uses the service: by purpose, its own before what others gave.
const CONTACTS: &str = "join contact c on c.organisation = o.id and c.id =
    (select x.id from contact x where x.organisation = o.id and x.purpose <> 'ect'
     order by case x.purpose when 'placements' then 0 when 'itt' then 1 else 2 end,
       case when x.source in ('school', 'support') then 0 else 1 end, x.id limit 1)
    and not exists (select 1 from person_role r where r.organisation = o.id and r.role = 'coordinator')";

/// Asks everybody of a round who has not been asked in it; gives how many that are.
///
/// Ids are made from school, year, round and recipient: two workers at once add each only once.
///
/// # Errors
/// [`StoreError`]; then nobody is asked.
pub async fn ask(tx: &mut Tx, permit: &Permit, now: DateTime<Utc>, round: AskRound) -> Result<u64, StoreError> {
    let midnight = round.since.and_time(NaiveTime::MIN).and_local_timezone(London).earliest();
    let since = midnight.map_or(now, |it| it.with_timezone(&Utc));
    let (kinds, kind, which, tag) = match round.why {
        Why::Yearly => (
            "('first', 'next_year')",
            "case when exists (select 1 from availability b where b.school = o.id and b.year = $1 - 1 and b.ask_again)
               then 'next_year' else 'first' end",
            SILENT,
            "n".to_owned(),
        ),
        Why::Termly => ("('termly')", "'termly'", OFFERING, format!("t{}", round.since.format("%m"))),
    };
    let mut asked = 0;
    // Users first: a school that has them is asked through them alone.
    for (who, person, address, mark, number) in
        [(USERS, "p.id", "null", "p", "p.id"), (CONTACTS, "null", "c.address", "c", "c.id")]
    {
        let sql = format!(
            "insert into availability_ask (public_id, school, year, person, address, kind, queued_at)
             select 'q' || cast(o.id as text) || 'y' || cast(cast($1 as integer) as text) || $4 || '{mark}'
                 || cast({number} as text),
               o.id, cast($1 as integer), {person}, {address}, {kind}, $2 from organisation o {who}
             where {SCHOOLS} and {which} and $3 <= $2 and not exists
               (select 1 from availability_ask k where k.school = o.id and k.year = $1 and k.kind in {kinds}
                  and k.queued_at >= $3 and k.asked_by is null)
             on conflict (public_id) do nothing"
        );
        asked += tx.execute(&sql, values![round.year.start_year(), naive(now), naive(since), tag.clone()]).await?;
    }
    if asked > 0 {
        let why = if round.why == Why::Yearly { "yearly" } else { "termly" };
        let data = json!({ "change": "asked", "year": round.year.start_year(), "why": why, "asked": asked });
        tx.record(permit.entry(now, format!("availability {}", round.year.start_year()), data));
    }
    Ok(asked)
}
