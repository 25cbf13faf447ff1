//! A trust that acts for some of its schools; one has ended it, and one is asked.

use chrono::{DateTime, Days, Utc};
use store::{FromQueryResult, Tx, values};

use super::NotFilled;
use super::partners::Story;
use super::people::{Cast, Part, accept, join, part};
use crate::delegation::rules::Period;
use crate::delegation::store::{self as delegations, Wanted};
use crate::organisations::directory;
use crate::platform::App;
use crate::policy::{Action, Actor, Permit, Role, Scopes};
use crate::vocabulary::{OrganisationId, PersonId, Urn, london_date};

/// The trust's name in the register.
const TRUST: &str = "Harbour Learning Trust";
/// Schools that let the trust act for them, and one more that has ended it.
const SCHOOLS: i64 = 7;

const AT_THE_TRUST: Part = part(
    "Tess Quill",
    "tess.quill@harbour.example",
    &[Role::Coordinator, Role::Administrator],
    "Coordinator and administrator of a trust that acts for 6 of its schools",
);

const AT_ITS_SCHOOLS: Part =
    part("Gail Moss", "gail.moss@harbour.example", &[Role::Administrator], "Administrator of the trust’s schools");

/// The trust, and who acts there.
pub(super) struct Trust {
    id: OrganisationId,
    uid: String,
    coordinator: PersonId,
}

#[derive(FromQueryResult)]
struct Row {
    id: OrganisationId,
}

/// Makes the trust's organisation and its first user.
pub(super) async fn organisation(
    tx: &mut Tx,
    app: &App,
    at: DateTime<Utc>,
    cast: &mut Cast,
) -> Result<Trust, NotFilled> {
    let uid: Option<String> = tx.scalar("select uid from establishment_group where name = $1", values![TRUST]).await?;
    let uid = uid.ok_or(NotFilled::Short("trusts"))?;
    let id = directory::ensure_trust(tx, &uid, &app.chance, at).await?.ok_or(NotFilled::Short("trusts"))?.id;
    let coordinator = join(tx, app, at, id, &AT_THE_TRUST).await?;
    accept(tx, at, coordinator, id).await?;
    cast.lines.push(AT_THE_TRUST.line());
    Ok(Trust { id, uid, coordinator })
}

fn permit(person: PersonId, (organisation, role): (OrganisationId, Role), action: Action) -> Result<Permit, NotFilled> {
    let roles = [role].into_iter().collect();
    Ok(Actor::Person { person, organisation: Some(organisation), roles, on_behalf_of: None }
        .may(action, organisation)?)
}

fn done<T>(outcome: Result<T, crate::delegation::rules::Refusal>) -> Result<T, NotFilled> {
    outcome.map_err(|refusal| NotFilled::Refused(refusal.to_string()))
}

/// Schools of the trust let it, those that offer most first; the last of them ends it, and the named school is asked.
pub(super) async fn write(tx: &mut Tx, story: &Story<'_>, trust: &Trust) -> Result<(), NotFilled> {
    let sql = "select o.id from establishment_group_link l join establishment e on e.urn = l.urn
               join organisation o on o.urn = l.urn
               where l.uid = $1 and e.status = 1 and l.urn <> $2
               order by (select count(*) from placement p where p.school = o.id) desc, l.urn limit $3";
    let schools: Vec<Row> = tx.all(sql, values![trust.uid.as_str(), story.named.to_string(), SCHOOLS]).await?;
    for (number, school) in schools.iter().map(|it| it.id).enumerate() {
        let number = u64::try_from(number).unwrap_or(0);
        let at = story.now - Days::new(40 - number);
        let person = join(tx, story.app, at, school, &AT_ITS_SCHOOLS).await?;
        let gail = permit(person, (school, Role::Administrator), Action::ManageDelegations)?;
        let scopes = Scopes { placements: true, early_career: number % 2 == 0 };
        let wanted = Wanted { other: trust.id, scopes, is_trust_or_provider: true };
        let today = london_date(at);
        let period = Period { starts_on: today, ends_on: (number == 2).then(|| today + Days::new(300)) };
        let id = done(delegations::let_act(tx, story.app, &gail, at, (wanted, period)).await?)?;
        if number + 1 == SCHOOLS.unsigned_abs() {
            let at = story.now - Days::new(2);
            let it = delegations::find(tx, school, &id).await?.ok_or(NotFilled::Short("delegations"))?;
            let why = "We have a coordinator of our own again";
            done(delegations::end(tx, story.app, &gail, at, (&it, why)).await?)?;
        }
    }
    ask(tx, story, trust, story.named).await
}

async fn ask(tx: &mut Tx, story: &Story<'_>, trust: &Trust, urn: Urn) -> Result<(), NotFilled> {
    let school = directory::by_urn(tx, urn).await?.ok_or(NotFilled::Short("schools"))?.id;
    let tess = permit(trust.coordinator, (trust.id, Role::Coordinator), Action::ActFor)?;
    let scopes = Scopes { placements: true, early_career: false };
    let wanted = Wanted { other: school, scopes, is_trust_or_provider: true };
    done(delegations::ask(tx, story.app, &tess, story.now - Days::new(1), wanted).await?).map(drop)
}
