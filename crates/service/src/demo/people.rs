//! The demo's organisations and people.

use chrono::{DateTime, Days, Utc};
use serde_json::json;
use store::{StoreError, Tx, naive, values};

use super::NotFilled;
use super::register::insert;
use super::schools::School;
use super::words::{AREAS, FAMILY, GIVEN};
use crate::accounts::rules::NewUser;
use crate::accounts::store::{accept_terms, add_user};
use crate::organisations::directory;
use crate::organisations::folding::fold;
use crate::platform::App;
use crate::policy::{Action, Actor, Permit, Role, Roles};
use crate::vocabulary::{EmailAddress, OrganisationId, PersonId, PersonName, london_date};

/// How many providers there are.
const PROVIDERS: usize = 40;
/// Organisations of the person who has many.
const MANY: usize = 28;

/// Types of provider, in the words of their list.
const TYPES: [&str; 3] = ["scitt", "hei", "school"];

const NAMES: [&str; 10] = [
    "Teaching Alliance",
    "SCITT",
    "University",
    "School Direct Partnership",
    "Teacher Training",
    "Institute of Education",
    "Schools Trust SCITT",
    "Education Partnership",
    "College of Teaching",
    "Early Years Training",
];

/// Who and what the rest of the demo speaks of.
pub(super) struct Cast {
    /// The providers, the leading one first; the last works with nobody yet.
    pub providers: Vec<OrganisationId>,
    /// The coordinator of the leading provider.
    pub coordinator: PersonId,
    /// Somebody who coordinates at each of the other providers.
    pub others: PersonId,
    /// The Department.
    pub department: OrganisationId,
    /// The desk and the regulator, in this order.
    pub visitors: Vec<PersonId>,
    /// Lines for the first page: name, address, what they are.
    pub lines: Vec<String>,
}

/// What somebody is in the demo.
pub(super) struct Part {
    name: &'static str,
    email: &'static str,
    roles: &'static [Role],
    what: &'static str,
}

pub(super) const fn part(name: &'static str, email: &'static str, roles: &'static [Role], what: &'static str) -> Part {
    Part { name, email, roles, what }
}

const AT_OAKFIELD: [Part; 5] = [
    part(
        "Robin Patel",
        "robin.patel@oakfield.example",
        &[Role::Coordinator],
        "Coordinator of a provider with more than 60 partner schools",
    ),
    part("Vera Lindqvist", "vera.lindqvist@oakfield.example", &[Role::Viewer], "Viewer of the same provider"),
    part("Ada Mensah", "ada.mensah@oakfield.example", &[Role::Administrator], "Administrator of the same provider"),
    part("Femi Okoro", "femi.okoro@oakfield.example", &[Role::Finance], "Finance officer of the same provider"),
    part("Sian Hughes", "sian.hughes@oakfield.example", &[Role::Signatory], "Signatory of the same provider"),
];

const AT_THE_SCHOOL: [Part; 2] = [
    part(
        "Sam Carter",
        "sam.carter@meadowlane.example",
        &[Role::Coordinator],
        "Coordinator of a school that many providers named",
    ),
    part("Jo Winter", "jo.winter@meadowlane.example", &[Role::Administrator], "Administrator of the same school"),
];

const AT_THE_DFE: [Part; 3] = [
    part("Dana Price", "dana.price@dfe.example", &[Role::Support], "DfE support desk"),
    part("Reg Thornton", "reg.thornton@dfe.example", &[Role::Regulator], "DfE regulator"),
    part("Kit Lowe", "kit.lowe@dfe.example", &[Role::Administrator], "DfE administrator: looks after the DfE’s users"),
];

const OF_MANY: Part = part(
    "Mina Osei",
    "mina.osei@consortium.example",
    &[Role::Coordinator, Role::Administrator],
    "Coordinator of many providers: chooses one after signing in",
);

const NEW: Part = part(
    "Noor Haddad",
    "noor.haddad@newstart.example",
    &[Role::Coordinator, Role::Administrator],
    "New at a provider without partner schools; has accepted no terms",
);

/// Makes the organisations and everybody in them.
pub(super) async fn write(tx: &mut Tx, app: &App, at: DateTime<Utc>, schools: &[School]) -> Result<Cast, NotFilled> {
    let providers = providers(tx, app, at).await?;
    let (Some(&leading), Some(&last), Some(school)) = (providers.first(), providers.last(), schools.first()) else {
        return Err(NotFilled::Short("providers"));
    };
    directory::ensure_schools(tx, &[school.urn], &app.chance, at).await?;
    let school = directory::by_urn(tx, school.urn).await?.ok_or(NotFilled::Short("schools"))?.id;
    let department = directory::department(tx, &app.chance, at).await?.id;
    let (mut coordinator, mut visitors) = (None, Vec::new());
    let mut lines = Vec::new();
    let places = [(leading, &AT_OAKFIELD[..]), (school, &AT_THE_SCHOOL[..]), (department, &AT_THE_DFE[..])];
    for (organisation, parts) in places {
        for part in parts {
            let person = join(tx, app, at, organisation, part).await?;
            accept(tx, at, person, organisation).await?;
            coordinator = coordinator.or(Some(person));
            visitors.extend((organisation == department).then_some(person));
            lines.push(part.line());
        }
    }
    let mut others = None;
    for organisation in providers.iter().skip(1).take(MANY) {
        others = Some(join(tx, app, at, *organisation, &OF_MANY).await?);
    }
    let (Some(coordinator), Some(others)) = (coordinator, others) else { return Err(NotFilled::Short("people")) };
    accept(tx, at, others, providers[1]).await?;
    lines.push(OF_MANY.line());
    join(tx, app, at, last, &NEW).await?;
    lines.push(NEW.line());
    colleagues(tx, app, at, leading).await?;
    Ok(Cast { providers, coordinator, others, department, visitors, lines })
}

impl Part {
    /// Whether they have this role.
    pub(super) fn has(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }

    pub(super) fn line(&self) -> String {
        format!("{}\t{}\t{}", self.name, self.email, self.what)
    }
}

/// Makes a person a user of an organisation.
pub(super) async fn join(
    tx: &mut Tx,
    app: &App,
    at: DateTime<Utc>,
    organisation: OrganisationId,
    part: &Part,
) -> Result<PersonId, NotFilled> {
    let permit = Actor::Operator.may(Action::ManageUsers, organisation)?;
    add(tx, app, &permit, at, (part.name, part.email, part.roles)).await
}

async fn add(
    tx: &mut Tx,
    app: &App,
    permit: &Permit,
    at: DateTime<Utc>,
    (name, email, roles): (&str, &str, &[Role]),
) -> Result<PersonId, NotFilled> {
    let roles: Roles = roles.iter().copied().collect();
    let name: PersonName = name.parse().map_err(|_| NotFilled::Short("good names"))?;
    let email: EmailAddress = email.parse().map_err(|_| NotFilled::Short("good addresses"))?;
    Ok(add_user(tx, app, permit, at, &NewUser { name, email, roles }).await?.person)
}

/// Signed in once, and accepted the terms then.
pub(super) async fn accept(
    tx: &mut Tx,
    at: DateTime<Utc>,
    person: PersonId,
    place: OrganisationId,
) -> Result<(), NotFilled> {
    let sql = "update person set last_signed_in_at = $2 where id = $1";
    tx.execute(sql, values![person.get(), naive(at)]).await?;
    let actor = Actor::Person { person, organisation: Some(place), roles: Roles::default(), on_behalf_of: None };
    let permit = actor.may(Action::AcceptTerms, place)?;
    Ok(accept_terms(tx, &permit, at).await?)
}

/// Enough users for a list of more than a page.
async fn colleagues(tx: &mut Tx, app: &App, at: DateTime<Utc>, place: OrganisationId) -> Result<(), NotFilled> {
    let permit = Actor::Operator.may(Action::ManageUsers, place)?;
    for number in 0..24 {
        let (given, family) = (GIVEN[number % GIVEN.len()], FAMILY[number % FAMILY.len()]);
        let email = format!("{}.{}@oakfield.example", given.to_lowercase(), family.to_lowercase());
        let roles = [Role::Viewer, Role::Viewer, Role::Coordinator][number % 3];
        add(tx, app, &permit, at, (&format!("{given} {family}"), &email, &[roles])).await?;
    }
    Ok(())
}

async fn providers(tx: &mut Tx, app: &App, at: DateTime<Utc>) -> Result<Vec<OrganisationId>, StoreError> {
    let today = london_date(at);
    let rows = (0..PROVIDERS).map(|number| {
        let area = &AREAS[number % (AREAS.len() - 1)];
        let town = area.towns[(number / 11) % 4];
        let name = match number {
            0 => "Oakfield Teaching Alliance".to_owned(),
            it if it + 1 == PROVIDERS => "New Start Teacher Training".to_owned(),
            _ => format!("{town} {}", NAMES[number % NAMES.len()]),
        };
        let is_accredited = number % 4 != 3;
        json!({
            "public_id": app.chance.public_id(), "kind": "provider", "name": name, "name_folded": fold(&name),
            "legal_name": if number % 5 == 0 { Some(format!("{name} Limited")) } else { None },
            "provider_code": code(number), "ukprn": (10_990_001 + number).to_string(),
            "provider_type": TYPES[number % TYPES.len()],
            "accreditation_number": is_accredited.then(|| (9_001 + number).to_string()),
            "accredited_from": is_accredited.then(|| (today - Days::new(800)).to_string()),
            "accredited_to": (number % 16 == 5).then(|| (today - Days::new(30)).to_string()),
            "street": format!("{} High Street", number + 1), "town": town,
            "postcode": format!("{}{} 1AA", area.postcode, number % 9 + 1),
            "created_at": store::text_of(naive(at)),
        })
    });
    insert(tx, "organisation", &COLUMNS, rows.collect()).await?;
    let mut ids = Vec::with_capacity(PROVIDERS);
    for number in 0..PROVIDERS {
        ids.extend(directory::by_code(tx, &code(number)).await?.map(|it| it.id));
    }
    Ok(ids)
}

fn code(number: usize) -> String {
    format!("Z{number:02}")
}

const COLUMNS: [super::register::Column; 15] = [
    ("public_id", "text"),
    ("kind", "text"),
    ("name", "text"),
    ("name_folded", "text"),
    ("legal_name", "text"),
    ("provider_code", "text"),
    ("ukprn", "text"),
    ("provider_type", "text"),
    ("accreditation_number", "text"),
    ("accredited_from", "date"),
    ("accredited_to", "date"),
    ("street", "text"),
    ("town", "text"),
    ("postcode", "text"),
    ("created_at", "timestamp"),
];
