//! Commands about people: what an operator needs before anybody can sign in.

use super::{AddUser, Stop, open};
use crate::accounts::rules::NewUser;
use crate::accounts::sign_in::issue_unbound_link;
use crate::accounts::store::add_user as add;
use crate::organisations::directory;
use crate::platform::App;
use crate::platform::settings::Settings;
use crate::policy::{Action, Actor, Role, Roles};
use crate::vocabulary::{EmailAddress, OrganisationId, PersonName};

/// Adds a user to an organisation, with the mail that says so.
pub(super) async fn add_user(settings: Settings, asked: AddUser) -> Result<(), Stop> {
    let app = open(settings).await?;
    app.db.migrate().await?;
    let email: EmailAddress = asked.email.parse()?;
    let roles = roles(&asked.role)?;
    let name: PersonName = asked.name.unwrap_or_else(|| name_from(&email)).parse()?;
    let mut tx = app.db.begin().await?;
    let organisation = directory::by_any_number(&mut tx, &asked.organisation, &app.chance, app.clock.now()).await?;
    let organisation = organisation.ok_or_else(|| {
        format!(
            "There is no organisation “{}”: give a URN, a UKPRN, a provider code, a trust’s group ID, a public id, or dfe",
            asked.organisation
        )
    })?;
    let permit = Actor::Operator.may(Action::ManageUsers, organisation.id)?;
    let user = NewUser { name, email, roles };
    let added = add(&mut tx, &app, &permit, app.clock.now(), &user).await?;
    added.tell(&mut tx, &app, &permit, app.clock.now()).await?;
    tx.commit().await?;
    say!("{} is a user of {}: {}", user.email.as_str(), organisation.name, roles.titles());
    Ok(())
}

fn roles(words: &[String]) -> Result<Roles, String> {
    let known = || Role::ALL.map(Role::code).join(", ");
    let read =
        |word: &String| Role::parse(word).ok_or_else(|| format!("“{word}” is not a role. The roles are: {}", known()));
    words.iter().map(read).collect()
}

/// A name made from an address: "sam.carter@…" is Sam Carter.
fn name_from(email: &EmailAddress) -> String {
    let local = email.as_str().split('@').next().unwrap_or_default();
    let words = local.split(['.', '_', '-', '+']).filter(|it| !it.is_empty());
    let capital = |word: &str| {
        let mut letters = word.chars();
        letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
    };
    words.map(capital).collect::<Vec<_>>().join(" ")
}

/// Prints a link that signs a person in, once, in any browser; recorded.
pub(super) async fn sign_in_link(settings: Settings, email: &str) -> Result<(), Stop> {
    let app: App = open(settings).await?;
    let email: EmailAddress = email.parse()?;
    let permit = Actor::Operator.may(Action::ManageSelf, OrganisationId::SERVICE)?;
    let mut tx = app.db.begin().await?;
    let link = issue_unbound_link(&mut tx, &app, &permit, &email, app.clock.now()).await?;
    let link = link.ok_or_else(|| format!("Nobody has the address {}", email.as_str()))?;
    tx.commit().await?;
    say!("{link}");
    Ok(())
}
