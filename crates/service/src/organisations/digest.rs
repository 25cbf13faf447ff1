//! The daily mail: what happened since the last, for whoever chose one mail a day instead of each at once.
//!
//! What waits for it was kept beside each change by [`super::news::tell`]. At seven in the morning in London one round
//! takes all of it, and queues one row that becomes one mail for each person; where nothing waits, nothing goes.

use askama::Template as _;
use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeDelta, Utc};
use serde::Deserialize;
use serde_json::{Value, json};
use store::{FromQueryResult, StoreError, Tx, fact, naive, utc, values};

use crate::platform::App;
use crate::platform::clock::{day, morning_of};
use crate::platform::mail::{self, Fault, Mail, Priority, Rendered, Template, Work};
use crate::platform::worker::{DueWork, Round};
use crate::vocabulary::london_date;

/// The bulk row of a morning.
const DAILY_MAILS: &str = "daily_mails";
/// The mail to one person.
const DAILY_MAIL: &str = "daily_mail";
/// The fact that says which morning was done last: "20261126", digits alone, which compare alike in every collation.
const LAST: &str = "daily mails";
/// The most that one mail tells; the list of notifications has all.
const MOST: usize = 50;

/// The templates of this capability, for the roof's list.
pub const TEMPLATES: &[&dyn Template] = &[&DailyMails, &DailyMail];

/// Queues the daily mails, every morning at seven in London.
#[derive(Debug)]
pub struct SendDailyMails;

impl DueWork for SendDailyMails {
    fn name(&self) -> &'static str {
        "send daily mails"
    }

    fn every(&self) -> TimeDelta {
        TimeDelta::minutes(1)
    }

    fn run<'a>(&'a self, app: &'a App, now: DateTime<Utc>) -> Round<'a> {
        Box::pin(queue_daily_mails(app, now))
    }
}

/// Takes what happened before seven this morning for a daily mail; once for each day, however many do it at once.
///
/// # Errors
/// Those of the database; then nothing was taken, and the next round does it.
pub async fn queue_daily_mails(app: &App, now: DateTime<Utc>) -> Result<(), StoreError> {
    let today = london_date(now);
    let seven = morning_of(today);
    if now < seven {
        return Ok(());
    }
    let name = today.format("%Y%m%d").to_string();
    // A look first, so that every other minute holds up nobody who writes.
    if fact::get(&mut app.db.read().await?, LAST).await?.is_some_and(|last| last >= name) {
        return Ok(());
    }
    let mut tx = app.db.begin().await?;
    let sql = "insert into fact (name, value) values ($1, $2)
               on conflict (name) do update set value = excluded.value where fact.value < excluded.value";
    if tx.execute(sql, values![LAST, name.as_str()]).await? == 0 {
        return Ok(());
    }
    let sql = "update digest_item set day = $1 where day is null
                 and notification in (select n.id from notification n where n.at < $2)";
    if tx.execute(sql, values![name.as_str(), naive(seven)]).await? > 0 {
        mail::queue(&mut tx, app, DAILY_MAILS, json!({ "day": name }), now).await?;
    }
    tx.commit().await?;
    app.wake.notify_one();
    Ok(())
}

#[derive(Deserialize)]
struct Morning {
    day: String,
    #[serde(default)]
    person: i64,
}

struct DailyMails;

impl Template for DailyMails {
    fn name(&self) -> &'static str {
        DAILY_MAILS
    }

    fn priority(&self) -> Priority {
        Priority::Bulk
    }

    fn trigger(&self) -> &'static str {
        "It is seven in the morning in London, and something happened that waits for daily mails"
    }

    fn recipient(&self) -> &'static str {
        "Nobody: it becomes one “daily_mail” for each person for whom something waits"
    }

    fn sample(&self) -> Option<Mail> {
        None
    }

    fn render<'a>(&'a self, tx: &'a mut Tx, app: &'a App, parameters: &'a Value) -> Work<'a, Rendered> {
        Box::pin(async move {
            #[derive(FromQueryResult)]
            struct Row {
                person: i64,
            }
            let day = Morning::deserialize(parameters)?.day;
            let sql = "select distinct person from digest_item where day = $1 order by person";
            let rows: Vec<Row> = tx.all(sql, values![day.as_str()]).await?;
            let message = |Row { person }| {
                let parameters = json!({ "day": day, "person": person });
                mail::message(app, &format!("daily{day}p{person}"), DAILY_MAIL, parameters, app.clock.now())
            };
            Ok(Rendered::Several(rows.into_iter().map(message).collect::<Result<_, _>>()?))
        })
    }
}

#[derive(FromQueryResult)]
struct Row {
    name: String,
    email: String,
    organisation: String,
    line: String,
    href: String,
    at: NaiveDateTime,
}

/// What happened to one organisation.
struct Section {
    organisation: String,
    lines: Vec<Line>,
}

struct Line {
    words: String,
    day: String,
    link: String,
}

#[derive(askama::Template)]
#[template(path = "organisations/digest.txt")]
struct Words<'a> {
    name: &'a str,
    sections: Vec<Section>,
    more: usize,
    service: &'a str,
}

/// The rows are those of one person, by organisation.
fn daily_mail(rows: &[Row], on: NaiveDate, service: &str) -> Result<Option<Mail>, Fault> {
    let Some(first) = rows.first() else { return Ok(None) };
    let mut sections: Vec<Section> = Vec::new();
    for row in rows.iter().take(MOST) {
        let line = Line {
            words: row.line.clone(),
            day: day(london_date(utc(row.at))),
            link: format!("{service}{}", row.href),
        };
        match sections.last_mut().filter(|it| it.organisation == row.organisation) {
            Some(section) => section.lines.push(line),
            None => sections.push(Section { organisation: row.organisation.clone(), lines: vec![line] }),
        }
    }
    let words = Words { name: &first.name, sections, more: rows.len().saturating_sub(MOST), service };
    let things = if rows.len() == 1 { "1 thing has".to_owned() } else { format!("{} things have", rows.len()) };
    let subject = format!("{things} happened: your daily email of {}", day(on));
    Ok(Some(Mail::new(&first.email, &subject, &words.render()?)?))
}

struct DailyMail;

impl Template for DailyMail {
    fn name(&self) -> &'static str {
        DAILY_MAIL
    }

    fn priority(&self) -> Priority {
        Priority::Bulk
    }

    fn trigger(&self) -> &'static str {
        "It is seven in the morning in London, and something happened that waits for the person’s daily mail"
    }

    fn recipient(&self) -> &'static str {
        "Each person who chose one mail a day, and still belongs to an organisation to which something happened"
    }

    fn sample(&self) -> Option<Mail> {
        let on = NaiveDate::from_ymd_opt(2026, 11, 26)?;
        let row = |line: &str, href: &str| Row {
            name: "Robin Patel".to_owned(),
            email: "robin.patel@provider.example".to_owned(),
            organisation: "Oakfield Teaching Alliance".to_owned(),
            line: line.to_owned(),
            href: href.to_owned(),
            at: on.and_time(chrono::NaiveTime::MIN),
        };
        let rows = [
            row("Meadow Lane Primary School has added you to its partner providers", "/partner-schools/900001"),
            row(
                "Meadow Lane Primary School has assigned you 2 places: Primary (Year 3), 2026 to 2027",
                "/placements/…",
            ),
        ];
        daily_mail(&rows, on, "https://partnerships.example").ok().flatten()
    }

    fn render<'a>(&'a self, tx: &'a mut Tx, app: &'a App, parameters: &'a Value) -> Work<'a, Rendered> {
        Box::pin(async move {
            let Morning { day, person } = Morning::deserialize(parameters)?;
            let Ok(on) = NaiveDate::parse_from_str(&day, "%Y%m%d") else {
                return Ok(Rendered::Nothing("the morning has no day"));
            };
            let rows: Vec<Row> = tx
                .all(
                    "select p.name, p.email, o.name as organisation, n.line, n.href, n.at from digest_item d
                     join notification n on n.id = d.notification join organisation o on o.id = n.organisation
                     join person p on p.id = d.person and p.disabled_at is null
                     where d.person = $1 and d.day = $2 and exists
                       (select 1 from person_role r where r.person = d.person and r.organisation = n.organisation)
                     order by o.name, o.id, n.at, n.id",
                    values![person, day.as_str()],
                )
                .await?;
            let mail = daily_mail(&rows, on, &app.settings.public_url)?;
            Ok(mail.map_or(Rendered::Nothing("nothing of it is theirs any more"), Rendered::Mail))
        })
    }
}
