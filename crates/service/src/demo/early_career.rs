//! Early career training in the demo: cohorts, lead providers, delivery partners, and who trains for whom.

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use store::Tx;

use super::NotFilled;
use super::people::{Cast, Part, accept, join, part};
use super::words::AREAS;
use crate::api::rules::{Life, NotAName, Token};
use crate::api::store::{self as tokens, Wanted};
use crate::early_career::rules::cohorts::Cohort;
use crate::early_career::store::pairings::{Pair, Partner};
use crate::early_career::store::{bodies, cohorts, pairings};
use crate::platform::App;
use crate::platform::sessions::Kind;
use crate::policy::{Action, Actor, Permit, Role};
use crate::vocabulary::{AcademicYear, OrganisationId, PersonId, london_date};

/// Lead providers and delivery partners: more than a page of each.
const LEADS: usize = 27;
const PARTNERS: usize = 30;
/// Delivery partners that a lead provider is paired with.
pub(super) const PAIRED: usize = 3;
/// Days since all of it was set up: before the earlier cohort opened.
const DAYS: u64 = 490;

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
    pub leads: Vec<OrganisationId>,
    /// Delivery partners.
    pub partners: Vec<Partner>,
    /// The leading lead provider's coordinator.
    pub coordinator: PersonId,
    /// Its administrator.
    administrator: PersonId,
    /// The cohort that is open.
    pub cohort: AcademicYear,
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
    let (at, today) = (now - Days::new(DAYS), london_date(now));
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
        accept(tx, at + Days::new(DAYS - 2), person, lead).await?;
        coordinator = coordinator.or(Some(person));
        administrator = Some(person).filter(|_| part.has(Role::Administrator)).or(administrator);
        cast.lines.push(part.line());
    }
    let person = join(tx, app, at, partner, &AT_TAMAR).await?;
    accept(tx, at + Days::new(DAYS - 2), person, partner).await?;
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
