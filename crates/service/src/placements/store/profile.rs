//! What a provider tells its partner schools of a year.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use serde_json::json;
use store::{FromQueryResult, StoreError, Tx, naive, utc, values};

use crate::placements::words::{Phase, Route, Subject, Word};
use crate::platform::clock::Chance;
use crate::policy::Permit;
use crate::vocabulary::{AcademicYear, OrganisationId, PersonId};

/// What a provider says of a year; everything may be empty.
#[derive(Clone, Debug, Default)]
pub struct Profile {
    /// How trainees are on placement, such as "two days a week, then a block".
    pub pattern: String,
    /// How long, such as "24 weeks".
    pub weeks: String,
    /// The routes that it offers.
    pub routes: Vec<Route>,
    /// The post of whom schools contact.
    pub contact_post: String,
    /// Its address.
    pub contact_address: String,
    /// Anything else.
    pub note: String,
    /// When anything of the year was last changed, windows and numbers included; none when nothing was ever said.
    pub changed_at: Option<DateTime<Utc>>,
    /// The name of who did.
    pub changed_by: Option<String>,
    /// When trainees are on placement, the first day first.
    pub windows: Vec<PlacementWindow>,
    /// Numbers of trainees by phase and, in secondary, subject.
    pub trainees: Vec<Trainees>,
}

/// Days on which trainees are on placement.
#[derive(Clone, Debug, FromQueryResult)]
pub struct PlacementWindow {
    /// Its public id.
    pub public_id: String,
    /// What the provider calls it.
    pub name: String,
    /// The first day.
    pub starts_on: NaiveDate,
    /// The last day.
    pub ends_on: NaiveDate,
}

/// A number of trainees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trainees {
    /// In which phase.
    pub phase: Phase,
    /// In which subject; none outside secondary.
    pub subject: Option<Subject>,
    /// How many.
    pub number: i32,
}

#[derive(FromQueryResult)]
struct Row {
    pattern: String,
    weeks: String,
    routes: String,
    contact_post: String,
    contact_address: String,
    note: String,
    changed_at: NaiveDateTime,
    changed_by: Option<String>,
}

#[derive(FromQueryResult)]
struct TraineesRow {
    phase: String,
    subject: String,
    number: i32,
}

/// What the provider says of the year.
pub async fn provider_profile(
    tx: &mut Tx,
    provider: OrganisationId,
    year: AcademicYear,
) -> Result<Profile, StoreError> {
    let key = || values![provider.get(), year.start_year()];
    let row: Option<Row> = tx
        .one(
            "select f.pattern, f.weeks, f.routes, f.contact_post, f.contact_address, f.note, f.changed_at,
               p.name as changed_by
             from provider_profile f left join person p on p.id = f.changed_by where f.provider = $1 and f.year = $2",
            key(),
        )
        .await?;
    let Some(row) = row else { return Ok(Profile::default()) };
    let windows = tx
        .all(
            "select public_id, name, starts_on, ends_on from provider_window where provider = $1 and year = $2
             order by starts_on, ends_on, id",
            key(),
        )
        .await?;
    let numbers: Vec<TraineesRow> =
        tx.all("select phase, subject, number from provider_trainees where provider = $1 and year = $2", key()).await?;
    let read = |it: TraineesRow| {
        Phase::parse(&it.phase).map(|phase| Trainees { phase, subject: Subject::parse(&it.subject), number: it.number })
    };
    let mut trainees: Vec<Trainees> = numbers.into_iter().filter_map(read).collect();
    trainees.sort_by_key(|it| (it.phase, it.subject));
    Ok(Profile {
        pattern: row.pattern,
        weeks: row.weeks,
        routes: Route::parse_all(&row.routes),
        contact_post: row.contact_post,
        contact_address: row.contact_address,
        note: row.note,
        changed_at: Some(utc(row.changed_at)),
        changed_by: row.changed_by,
        windows,
        trainees,
    })
}

/// One thing that a provider changes of a year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProfileEdit {
    /// How trainees are on placement.
    Pattern(String),
    /// How long.
    Weeks(String),
    /// The routes.
    Routes(Vec<Route>),
    /// The post and the address of whom schools contact.
    Contact(String, String),
    /// Anything else.
    Note(String),
    /// A new window: its name, first and last day.
    AddWindow(String, NaiveDate, NaiveDate),
    /// A window of this public id, changed.
    ChangeWindow(String, String, NaiveDate, NaiveDate),
    /// The window of this public id is no more.
    RemoveWindow(String),
    /// The numbers of trainees of a phase, in place of the earlier ones.
    Trainees(Phase, Vec<Trainees>),
}

impl ProfileEdit {
    /// What it changes, as banners and the audit trail name it.
    pub fn title(&self) -> &'static str {
        match self {
            ProfileEdit::Pattern(_) => "Pattern of placements",
            ProfileEdit::Weeks(_) => "Length of placements",
            ProfileEdit::Routes(_) => "Routes",
            ProfileEdit::Contact(..) => "Contact for schools",
            ProfileEdit::Note(_) => "Note to schools",
            ProfileEdit::AddWindow(..) | ProfileEdit::ChangeWindow(..) | ProfileEdit::RemoveWindow(_) => {
                "Placement windows"
            }
            ProfileEdit::Trainees(..) => "Trainee numbers",
        }
    }
}

/// What the audit trail calls a provider's profile of a year.
pub fn profile_subject(provider: OrganisationId, year: AcademicYear) -> String {
    format!("provider-profile {provider}/{}", year.start_year())
}

/// Changes one thing of the year; whether there was anything to change: a window may have gone.
///
/// # Errors
/// [`StoreError`]; then nothing may be committed.
pub async fn edit_profile(
    tx: &mut Tx,
    permit: &Permit,
    chance: &Chance,
    now: DateTime<Utc>,
    (year, edit): (AcademicYear, &ProfileEdit),
) -> Result<bool, StoreError> {
    touch(tx, permit, now, year).await?;
    let (provider, start) = (permit.on().get(), year.start_year());
    let changed = match edit {
        ProfileEdit::Pattern(text) => set(tx, provider, start, ("pattern", text)).await?,
        ProfileEdit::Weeks(text) => set(tx, provider, start, ("weeks", text)).await?,
        ProfileEdit::Routes(routes) => set(tx, provider, start, ("routes", &Route::joined(routes))).await?,
        ProfileEdit::Note(text) => set(tx, provider, start, ("note", text)).await?,
        ProfileEdit::Contact(post, address) => {
            set(tx, provider, start, ("contact_post", post)).await?;
            set(tx, provider, start, ("contact_address", address)).await?
        }
        ProfileEdit::AddWindow(name, first, last) => {
            tx.execute(
                "insert into provider_window (public_id, provider, year, name, starts_on, ends_on)
                 values ($1, $2, $3, $4, $5, $6)",
                values![chance.public_id(), provider, start, name.as_str(), *first, *last],
            )
            .await?
        }
        ProfileEdit::ChangeWindow(id, name, first, last) => {
            tx.execute(
                "update provider_window set name = $1, starts_on = $2, ends_on = $3
                 where provider = $4 and year = $5 and public_id = $6",
                values![name.as_str(), *first, *last, provider, start, id.as_str()],
            )
            .await?
        }
        ProfileEdit::RemoveWindow(id) => {
            tx.execute(
                "delete from provider_window where provider = $1 and year = $2 and public_id = $3",
                values![provider, start, id.as_str()],
            )
            .await?
        }
        ProfileEdit::Trainees(phase, numbers) => {
            write_trainees(tx, (provider, start), *phase, numbers).await?;
            1
        }
    };
    if changed == 0 {
        return Ok(false);
    }
    let data = json!({ "change": "profile_changed", "what": edit.title() });
    tx.record(permit.entry(now, profile_subject(permit.on(), year), data));
    Ok(true)
}

/// Makes the row of the year, and notes who changed it last.
async fn touch(tx: &mut Tx, permit: &Permit, now: DateTime<Utc>, year: AcademicYear) -> Result<(), StoreError> {
    tx.execute(
        "insert into provider_profile (provider, year, changed_at, changed_by) values ($1, $2, $3, $4)
         on conflict (provider, year) do update set changed_at = excluded.changed_at, changed_by = excluded.changed_by",
        values![permit.on().get(), year.start_year(), naive(now), permit.person().map(PersonId::get)],
    )
    .await?;
    Ok(())
}

/// Writes one column of the year's row; its name is ours.
async fn set(tx: &mut Tx, provider: i64, year: i32, (column, text): (&'static str, &str)) -> Result<u64, StoreError> {
    let sql = format!("update provider_profile set {column} = $1 where provider = $2 and year = $3");
    tx.execute(&sql, values![text, provider, year]).await
}

async fn write_trainees(
    tx: &mut Tx,
    (provider, year): (i64, i32),
    phase: Phase,
    numbers: &[Trainees],
) -> Result<(), StoreError> {
    tx.execute(
        "delete from provider_trainees where provider = $1 and year = $2 and phase = $3",
        values![provider, year, phase.code()],
    )
    .await?;
    let rows: Vec<_> =
        numbers.iter().map(|it| json!({ "subject": it.subject.map_or("", Word::code), "number": it.number })).collect();
    let given = tx.dialect().recordset("$1", &[("subject", "text"), ("number", "integer")]);
    let sql = format!(
        "insert into provider_trainees (provider, year, phase, subject, number)
         select $2, $3, $4, given.subject, given.number from {given} where true"
    );
    tx.execute(&sql, values![serde_json::Value::from(rows).to_string(), provider, year, phase.code()]).await?;
    Ok(())
}
