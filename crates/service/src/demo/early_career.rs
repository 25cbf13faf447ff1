//! Early career training in the demo: cohorts, who trains for whom, and schools in every state.

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use serde_json::json;
use store::{Tx, naive, values};

use super::NotFilled;
use super::partners::Story;
use super::people::{Cast, Part, accept, join, part};
use super::words::{AREAS, FAMILY, GIVEN};
use crate::api::rules::{Life, NotAName, Token};
use crate::api::store::{self as tokens, Wanted};
use crate::early_career::rules::cohorts::Cohort;
use crate::early_career::store::pairings::{Pair, Partner};
use crate::early_career::store::{bodies, cohorts, pairings, schools};
use crate::partnerships::rules::{DAYS_TO_REPORT, Reason};
use crate::platform::App;
use crate::platform::clock::end_of_day_after;
use crate::platform::sessions::Kind;
use crate::policy::{Action, Actor, Permit, Role};
use crate::vocabulary::{AcademicYear, OrganisationId, PersonId, Urn, london_date};

/// Lead providers and delivery partners: more than a page of each.
const LEADS: usize = 27;
const PARTNERS: usize = 30;
/// Delivery partners that a lead provider is paired with.
const PAIRED: usize = 3;
/// Schools that the leading lead provider confirmed for the cohort that is open.
const CONFIRMED: usize = 64;

const AT_ASHDOWN: [Part; 4] = [
    part(
        "Lena Whitfield",
        "lena.whitfield@ashdown.example",
        &[Role::Coordinator],
        "Coordinator of a lead provider with more than 60 schools",
    ),
    part("Piotr Zielinski", "piotr.zielinski@ashdown.example", &[Role::Viewer], "Viewer of the same lead provider"),
    part(
        "Grace Adeyemi",
        "grace.adeyemi@ashdown.example",
        &[Role::Finance],
        "Finance officer of the same lead provider",
    ),
    part("Owen Rees", "owen.rees@ashdown.example", &[Role::Administrator], "Administrator of the same lead provider"),
];

const AT_TAMAR: Part =
    part("Isla Burnett", "isla.burnett@tamar.example", &[Role::Viewer], "Viewer of a delivery partner");

/// Who trains early career teachers in the demo.
pub(super) struct Training {
    /// Lead providers, the leading one first.
    leads: Vec<OrganisationId>,
    /// Delivery partners.
    partners: Vec<Partner>,
    /// The leading lead provider's coordinator.
    coordinator: PersonId,
    /// Its administrator.
    administrator: PersonId,
    /// The cohort that is open.
    cohort: AcademicYear,
}

/// The first and the last day of a cohort, seen from the day on which the demo is made.
fn days(today: NaiveDate, from: i64, to: i64) -> (NaiveDate, NaiveDate) {
    (today + TimeDelta::days(from), today + TimeDelta::days(to))
}

/// Makes cohorts (one is over, one is open, one is to come), organisations, pairings and people.
pub(super) async fn organisations(
    tx: &mut Tx,
    app: &App,
    now: DateTime<Utc>,
    cast: &mut Cast,
) -> Result<Training, NotFilled> {
    let (at, today) = (now - Days::new(90), london_date(now));
    let desk = *cast.visitors.first().ok_or(NotFilled::Short("people"))?;
    let permit = keeper(desk, cast.department, OrganisationId::SERVICE)?;
    let year = AcademicYear::at(now);
    let seasons = [(year.previous(), -480, -120), (year, -85, 150), (year.next(), 280, 600)];
    for (year, from, to) in seasons {
        let (opens_on, closes_on) = days(today, from, to);
        cohorts::keep(tx, &permit, at, Cohort { year, opens_on, closes_on }).await?;
    }
    let leads = make(tx, app, &permit, at, (Kind::LeadProvider, LEADS)).await?;
    let partners = make(tx, app, &permit, at, (Kind::DeliveryPartner, PARTNERS)).await?;
    for (number, lead) in leads.iter().enumerate() {
        let permit = keeper(desk, cast.department, lead.id)?;
        for year in [year.previous(), year, year.next()] {
            for place in 0..PAIRED {
                let delivery_partner = &partners[(number + place) % partners.len()];
                let pair = Pair { cohort: year, delivery_partner, starts_on: london_date(at) };
                pairings::pair(tx, &permit, &app.chance, at, pair).await?;
            }
        }
        // One delivery partner has left everybody whom it trained for.
        let ended = pairings::all(tx).await?.into_iter().filter(|it| {
            number == 1 && it.lead_provider.id == lead.id && it.delivery_partner.id == partners[3 % partners.len()].id
        });
        for pairing in ended {
            pairings::end(tx, &permit, at + Days::new(30), (&pairing, london_date(at) + Days::new(30))).await?;
        }
    }
    let (coordinator, administrator) = people(tx, app, at, (leads[0].id, partners[0].id), cast).await?;
    let leads = leads.into_iter().map(|it| it.id).collect();
    Ok(Training { leads, partners, coordinator, administrator, cohort: year })
}

fn keeper(person: PersonId, department: OrganisationId, on: OrganisationId) -> Result<Permit, NotFilled> {
    let roles = [Role::Support].into_iter().collect();
    let actor = Actor::Person { person, organisation: Some(department), roles, on_behalf_of: None };
    Ok(actor.may(Action::ManageCohorts, on)?)
}

async fn make(
    tx: &mut Tx,
    app: &App,
    permit: &Permit,
    at: DateTime<Utc>,
    (kind, count): (Kind, usize),
) -> Result<Vec<Partner>, NotFilled> {
    let (first, ending) = match kind {
        Kind::LeadProvider => ("Ashdown Institute", "Teacher Development"),
        _ => ("Tamar Teaching Hub", "Teaching Hub"),
    };
    let mut made = Vec::with_capacity(count);
    for number in 0..count {
        let town = AREAS[number % (AREAS.len() - 1)].towns[(number / 11) % 4];
        let name = if number == 0 { first.to_owned() } else { format!("{town} {ending}") };
        let one = bodies::make(tx, permit, &app.chance, at, (kind, &name)).await?;
        made.push(one.ok_or(NotFilled::Short("names of lead providers"))?);
    }
    Ok(made)
}

async fn people(
    tx: &mut Tx,
    app: &App,
    at: DateTime<Utc>,
    (lead, partner): (OrganisationId, OrganisationId),
    cast: &mut Cast,
) -> Result<(PersonId, PersonId), NotFilled> {
    let (mut coordinator, mut administrator) = (None, None);
    for part in &AT_ASHDOWN {
        let person = join(tx, app, at, lead, part).await?;
        accept(tx, at, person, lead).await?;
        coordinator = coordinator.or(Some(person));
        administrator = Some(person).filter(|_| part.has(Role::Administrator)).or(administrator);
        cast.lines.push(part.line());
    }
    let person = join(tx, app, at, partner, &AT_TAMAR).await?;
    accept(tx, at, person, partner).await?;
    cast.lines.push(AT_TAMAR.line());
    coordinator.zip(administrator).ok_or(NotFilled::Short("people"))
}

/// A token of the leading lead provider's, with which its system can read and change things.
pub(super) async fn token(tx: &mut Tx, app: &App, now: DateTime<Utc>, training: &Training) -> Result<Token, NotFilled> {
    let (lead, roles) = (training.leads[0], [Role::Administrator].into_iter().collect());
    let person = training.administrator;
    let actor = Actor::Person { person, organisation: Some(lead), roles, on_behalf_of: None };
    let permit = actor.may(Action::ManageTokens, lead)?;
    let name = "Records system".parse().map_err(|it: NotAName| NotFilled::Refused(it.to_string()))?;
    let wanted = Wanted { public_id: app.chance.public_id(), name, may_write: true, life: Life::Year };
    tokens::make(tx, app, &permit, now, &wanted).await?.map_err(|it| NotFilled::Refused(it.to_string()))
}

/// How a school stands in the demo.
enum State {
    /// Told so many days ago.
    Told(u64),
    /// Nobody could tell it.
    NotTold,
    /// Told long ago, and reported.
    Reported(Reason),
}

/// Confirms schools of the leading lead provider in every state, and a few of the others.
pub(super) async fn schools(tx: &mut Tx, story: &Story<'_>, training: &Training) -> Result<(), NotFilled> {
    let (leading, cohort) = (training.leads[0], training.cohort);
    let confirming = confirming(leading, training.coordinator)?;
    for (number, urn) in story.open.iter().take(CONFIRMED).enumerate() {
        let state = match number {
            0..=35 => State::Told(30),
            36..=40 => State::Reported(Reason::ALL[number - 36]),
            41..=52 => State::Told(4),
            _ => State::NotTold,
        };
        let partner = &training.partners[number % PAIRED];
        confirm(tx, story, &confirming, (cohort, *urn, partner), &state).await?;
        if number < 40 {
            confirm(tx, story, &confirming, (cohort.previous(), *urn, partner), &State::Told(85)).await?;
        }
        said(tx, story, cohort, *urn, number).await?;
    }
    if let Some(closed) = story.closed.first() {
        let partner = &training.partners[0];
        confirm(tx, story, &confirming, (cohort, *closed, partner), &State::Told(30)).await?;
    }
    for (number, urn) in story.open.iter().skip(CONFIRMED).enumerate() {
        let place = 1 + number % 5;
        let permit = self::confirming(training.leads[place], training.coordinator)?;
        let partner = &training.partners[place];
        confirm(tx, story, &permit, (cohort, *urn, partner), &State::Told(20)).await?;
    }
    Ok(())
}

fn confirming(lead: OrganisationId, person: PersonId) -> Result<Permit, NotFilled> {
    let roles = [Role::Coordinator].into_iter().collect();
    let actor = Actor::Person { person, organisation: Some(lead), roles, on_behalf_of: None };
    Ok(actor.may(Action::ConfirmSchools, lead)?)
}

/// A confirmed school, with its notice, its report and the events of both.
async fn confirm(
    tx: &mut Tx,
    story: &Story<'_>,
    permit: &Permit,
    (cohort, urn, partner): (AcademicYear, Urn, &Partner),
    state: &State,
) -> Result<(), NotFilled> {
    let told = match state {
        State::Told(days) => Some(story.days_ago(*days)),
        State::Reported(_) => Some(story.days_ago(30)),
        State::NotTold => None,
    };
    let at = told.unwrap_or_else(|| story.days_ago(2)) - TimeDelta::minutes(2);
    let reported = if let State::Reported(reason) = state { Some(*reason) } else { None };
    let lead = permit.on();
    partnership(tx, lead, cohort, at).await?;
    let public_id = story.app.chance.public_id();
    let deadline = told.map(|at| naive(end_of_day_after(at, DAYS_TO_REPORT)));
    tx.execute(
        "insert into membership (public_id, partnership, organisation, kind, cohort, delivery_partner, basis, status,
           added_by, report_number, report_reason, told_at, told_by, report_deadline, version, added_at, changed_at, changed_by)
         select $1, h.id, o.id, 'ect', $2, $3, 'provider_led', $4, h.hub, 1, $5, $6, $7, $8, 1, $9, $10, $11
         from partnership h, organisation o where h.kind = 'ect' and h.hub = $12 and h.cohort = $2 and o.urn = $13",
        values![
            public_id.as_str(),
            cohort.start_year(),
            partner.id,
            if reported.is_some() { "reported" } else { "active" },
            reported.map(Reason::code),
            told.map(naive),
            told.map(|_| "mail"),
            deadline,
            naive(at),
            naive(if reported.is_some() { story.days_ago(25) } else { at }),
            permit.person().map(PersonId::get),
            lead,
            urn
        ],
    )
    .await?;
    let subject = schools::subject(lead, cohort, &urn.to_string());
    let year = cohort.start_year();
    let change =
        json!({ "change": "confirmed", "urn": urn.to_string(), "cohort": year, "delivery_partner": partner.name });
    tx.record(permit.entry(at, subject.clone(), change));
    if let Some(told) = told {
        notice(tx, &public_id, told).await?;
        let by = Actor::Job.may(Action::HandOver, lead)?;
        let change = json!({ "change": "told", "urn": urn.to_string(), "cohort": year, "way": "mail" });
        tx.record(by.entry(told, subject.clone(), change));
    }
    if let Some(reason) = reported {
        report(tx, &public_id, reason, story.days_ago(25)).await?;
        let change = json!({ "change": "reported", "urn": urn.to_string(), "cohort": year, "reason": reason.code() });
        tx.record(permit.entry(story.days_ago(25), subject, change));
    }
    Ok(())
}

/// The lead provider's partnership of a cohort.
async fn partnership(
    tx: &mut Tx,
    lead: OrganisationId,
    cohort: AcademicYear,
    at: DateTime<Utc>,
) -> Result<(), NotFilled> {
    let reference = format!("P-E{lead}Y{}", cohort.start_year());
    tx.execute(
        "insert into partnership (reference, kind, hub, cohort, status, created_at)
         values ($1, 'ect', $2, $3, 'active', $4) on conflict do nothing",
        values![reference.as_str(), lead, cohort.start_year(), naive(at)],
    )
    .await?;
    Ok(())
}

async fn notice(tx: &mut Tx, membership: &str, told: DateTime<Utc>) -> Result<(), NotFilled> {
    tx.execute(
        "insert into notice (public_id, membership, report_number, way, address, queued_at, handed_over_at)
         select m.public_id || 'n1e', m.id, 1, 'mail', 'office@school' || o.urn || '.example', m.added_at, $2
         from membership m join organisation o on o.id = m.organisation where m.public_id = $1",
        values![membership, naive(told)],
    )
    .await?;
    Ok(())
}

async fn report(tx: &mut Tx, membership: &str, reason: Reason, at: DateTime<Utc>) -> Result<(), NotFilled> {
    tx.execute(
        "insert into report (membership, report_number, reason, reported_at, notice)
         select m.id, 1, $2, $3, (select min(n.id) from notice n where n.membership = m.id)
         from membership m where m.public_id = $1",
        values![membership, reason.code(), naive(at)],
    )
    .await?;
    Ok(())
}

/// What some schools have said: their tutor, their numbers, or that they have nobody this year.
async fn said(tx: &mut Tx, story: &Story<'_>, cohort: AcademicYear, urn: Urn, number: usize) -> Result<(), NotFilled> {
    let at = naive(story.days_ago(1 + number as u64 % 20));
    if number.is_multiple_of(2) {
        let name = format!("{} {}", GIVEN[number % GIVEN.len()], FAMILY[(number / 2) % FAMILY.len()]);
        tx.execute(
            "insert into induction_tutor (school, name, email, nominated_at)
             select id, $2, $3, $4 from organisation where urn = $1",
            values![urn, name, format!("induction@school{urn}.example"), at],
        )
        .await?;
    }
    if number.is_multiple_of(3) {
        let count = i32::try_from(number % 7).unwrap_or(0);
        let is_none = number == 33;
        tx.execute(
            "insert into early_career_numbers (school, cohort, teachers, mentors, not_this_year, changed_at)
             select id, $2, $3, $4, $5, $6 from organisation where urn = $1",
            values![
                urn,
                cohort.start_year(),
                (!is_none).then_some(count),
                (!is_none).then_some(count.min(3)),
                is_none,
                at
            ],
        )
        .await?;
    }
    Ok(())
}
