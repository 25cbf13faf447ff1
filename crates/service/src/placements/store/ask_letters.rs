//! Partner schools that no mail can ask for their availability, and the letters that ask them.

use chrono::{DateTime, NaiveDateTime, Utc};
use serde_json::json;
use store::{Dialect, FromQueryResult, Listed, StoreError, Tx, Value, Window, naive, utc, values};

use super::asks::{Asked, by_public_id};
use crate::organisations::folding::fold;
use crate::partnerships::store as partnerships;
use crate::policy::Permit;
use crate::vocabulary::{AcademicYear, OrganisationId, Urn};

/// What the list is narrowed to; empty means everything.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Words of the name or the town, or a URN.
    pub words: String,
    /// `none`, `made`, `posted`.
    pub letters: Vec<String>,
    /// By town instead of by name.
    pub by_town: bool,
}

/// A school that has said nothing of the year, and has neither a user who could nor an address.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Unasked {
    /// Its number.
    pub urn: String,
    /// Its name.
    pub name: String,
    /// Its town.
    pub town: Option<String>,
    /// Its postcode.
    pub postcode: Option<String>,
    /// When the provider made a letter.
    pub made_at: Option<NaiveDateTime>,
    /// When the provider said that it was posted.
    pub posted_at: Option<NaiveDateTime>,
}

impl Unasked {
    /// How its letter stands, as the filter has it.
    pub fn letter(&self) -> &'static str {
        match (self.made_at, self.posted_at) {
            (None, _) => "none",
            (Some(_), None) => "made",
            (Some(_), Some(_)) => "posted",
        }
    }

    /// When its letter was posted.
    pub fn posted(&self) -> Option<DateTime<Utc>> {
        self.posted_at.map(utc)
    }
}

/// Who offers placements has said that it can. Whom mail reaches is said in `asks.rs`: users who edit, or an address that is not for early career teachers alone.
const FROM: &str =
    "from membership m join partnership h on h.id = m.partnership and h.kind = 'placement' and h.hub = $1
  join organisation o on o.id = m.organisation join establishment e on e.urn = o.urn and e.status in (1, 3)
  left join availability_ask k on k.school = o.id and k.year = $2 and k.asked_by = $1
  where m.kind = 'placement' and m.status = 'active'
    and not exists (select 1 from availability v where v.school = o.id and v.year = $2 and v.answer is not null)
    and not exists (select 1 from placement p where p.school = o.id and p.year = $2 and p.state = 'offered')
    and not exists (select 1 from person_role r where r.organisation = o.id and r.role = 'coordinator')
    and not exists (select 1 from contact c where c.organisation = o.id and c.purpose <> 'ect')";

/// A page of a provider's partner schools that mail cannot ask about a year, as long as they have not answered.
pub async fn unasked(
    tx: &mut Tx,
    (provider, year): (OrganisationId, AcademicYear),
    filter: &Filter,
    window: Window,
) -> Result<Listed<Unasked>, StoreError> {
    let dialect = tx.dialect();
    let mut sql = FROM.to_owned();
    let mut values: Vec<Value> = values![provider.get(), year.start_year()].to_vec();
    for word in fold(&filter.words).split_whitespace().take(8) {
        values.push(Dialect::containing(word).into());
        let mark = format!("${}", values.len());
        let town = dialect.contains("lower(coalesce(e.town, ''))", &mark);
        let (name, urn) = (dialect.contains("o.name_folded", &mark), dialect.contains("o.urn", &mark));
        sql.extend([" and (", &name, " or ", &town, " or ", &urn, ")"]);
    }
    let letters: Vec<&str> = filter
        .letters
        .iter()
        .filter_map(|it| match it.as_str() {
            "none" => Some("k.id is null"),
            "made" => Some("(k.id is not null and k.handed_over_at is null)"),
            "posted" => Some("k.handed_over_at is not null"),
            _ => None,
        })
        .collect();
    if !letters.is_empty() {
        sql.extend([" and (", &letters.join(" or "), ")"]);
    }
    let total: i64 = tx.scalar(&format!("select count(*) {sql}"), values.clone()).await?.unwrap_or(0);
    let order = if filter.by_town { "e.town, o.name_folded, o.id" } else { "o.name_folded, o.id" };
    let sql = format!(
        "select o.urn, e.name, e.town, e.postcode, k.queued_at as made_at, k.handed_over_at as posted_at
         {sql} order by {order} limit {} offset {}",
        window.take, window.skip
    );
    Ok(Listed { rows: tx.all(&sql, values).await?, total: total.unsigned_abs() })
}

fn id_of(provider: OrganisationId, school: OrganisationId, year: AcademicYear) -> String {
    format!("q{school}y{}l{provider}", year.start_year())
}

/// The letter that a provider made to a school about a year.
pub async fn letter(
    tx: &mut Tx,
    (provider, school): (OrganisationId, OrganisationId),
    year: AcademicYear,
) -> Result<Option<Asked>, StoreError> {
    by_public_id(tx, &id_of(provider, school, year)).await
}

/// Makes the letter; twice is as good as once.
///
/// # Errors
/// [`StoreError`]; then nothing is written.
pub async fn make(
    tx: &mut Tx,
    permit: &Permit,
    now: DateTime<Utc>,
    (school, urn): (OrganisationId, Urn),
    year: AcademicYear,
) -> Result<(), StoreError> {
    let made = tx
        .execute(
            "insert into availability_ask (public_id, school, year, kind, asked_by, queued_at)
             values ($1, $2, $3, 'first', $4, $5) on conflict (public_id) do nothing",
            values![id_of(permit.on(), school, year), school.get(), year.start_year(), permit.on().get(), naive(now)],
        )
        .await?;
    if made == 1 {
        let data = json!({ "change": "ask_letter_made", "year": year.to_string() });
        tx.record(permit.entry(now, partnerships::subject(permit.on(), urn), data));
    }
    Ok(())
}

/// Notes that the letter was posted; once.
///
/// # Errors
/// [`StoreError`]; then nothing is written.
pub async fn posted(
    tx: &mut Tx,
    permit: &Permit,
    now: DateTime<Utc>,
    (urn, letter): (Urn, &Asked),
) -> Result<(), StoreError> {
    let sql =
        "update availability_ask set handed_over_at = $1 where id = $2 and asked_by = $3 and handed_over_at is null";
    if tx.execute(sql, values![naive(now), letter.id, permit.on().get()]).await? == 1 {
        let data = json!({ "change": "ask_letter_posted", "year": letter.year.to_string() });
        tx.record(permit.entry(now, partnerships::subject(permit.on(), urn), data));
    }
    Ok(())
}
