//! News: what every user of an organisation is told, each by a mail of their own.
//!
//! One outbox row stands for the news, so that the change which promises it writes one row however many are told. When
//! it is due, [`ToEach`] expands it into one [`ToOne`] for each user, with ids made from what it is about: doing that
//! twice adds nothing.

use std::future::Future;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use store::Tx;

use super::people::{Recipient, users_of};
use crate::platform::App;
use crate::platform::mail::{self, Fault, Mail, Priority, Rendered, Template, Work};
use crate::vocabulary::{OrganisationId, PersonId};

/// Something that has happened, and whom it concerns.
pub trait News: Send + Sync + 'static {
    /// The template of the row that a change queues; never changed once used.
    const NAME: &'static str;
    /// The template of the mail to one user; never changed once used.
    const TO: &'static str;
    /// What has to happen, as a sentence of docs/rules/mails.md.
    const TRIGGER: &'static str;
    /// Who is told, as docs/rules/mails.md says it: "Each user of the provider".
    const RECIPIENTS: &'static str;
    /// Why nobody is told when [`News::facts`] finds nothing.
    const GONE: &'static str;
    /// The ids that the outbox row holds.
    type About: DeserializeOwned + Send + Sync;
    /// What the mail says.
    type Facts: Send + Sync;

    /// What the ids of the mails are made from: the same for the same news, another for any other.
    fn key(about: &Self::About) -> String;

    /// What is true when the mail is handed over; nothing when it is not wanted any more.
    fn facts<'a>(
        tx: &'a mut Tx,
        about: &'a Self::About,
    ) -> impl Future<Output = Result<Option<Self::Facts>, Fault>> + Send + 'a;

    /// Whose users are told.
    fn organisation(facts: &Self::Facts) -> OrganisationId;

    /// The mail to one of them; `service` is the address of the service, for links.
    ///
    /// # Errors
    /// [`Fault`] when the words cannot be put together.
    fn mail(facts: &Self::Facts, to: &Recipient, service: &str) -> Result<Mail, Fault>;

    /// Fictional facts and somebody to tell them to, for docs/rules/mails.md.
    fn sample() -> (Self::Facts, Recipient);
}

/// The row that a change queues.
#[derive(Debug, Default)]
pub struct ToEach<N>(PhantomData<N>);

/// The mail to one user.
#[derive(Debug, Default)]
pub struct ToOne<N>(PhantomData<N>);

impl<N> ToEach<N> {
    /// For a list of templates.
    pub const fn new() -> ToEach<N> {
        ToEach(PhantomData)
    }
}

impl<N> ToOne<N> {
    /// For a list of templates.
    pub const fn new() -> ToOne<N> {
        ToOne(PhantomData)
    }
}

/// The ids of a row, and the user it is for once it has been expanded.
#[derive(Deserialize)]
struct Addressed<A> {
    #[serde(flatten)]
    about: A,
    #[serde(default)]
    person: Option<PersonKey>,
}

#[derive(Clone, Copy, Deserialize, PartialEq, Eq)]
struct PersonKey(i64);

impl PersonKey {
    fn is(self, person: PersonId) -> bool {
        self.0 == person.get()
    }
}

impl<N: News> Template for ToEach<N> {
    fn name(&self) -> &'static str {
        N::NAME
    }

    fn priority(&self) -> Priority {
        Priority::Single
    }

    fn trigger(&self) -> &'static str {
        N::TRIGGER
    }

    fn recipient(&self) -> &'static str {
        "Nobody: it becomes one mail for each user who is told"
    }

    fn sample(&self) -> Option<Mail> {
        None
    }

    fn render<'a>(&'a self, tx: &'a mut Tx, app: &'a App, parameters: &'a Value) -> Work<'a, Rendered> {
        Box::pin(async move {
            let about = N::About::deserialize(parameters)?;
            let Some(facts) = N::facts(tx, &about).await? else { return Ok(Rendered::Nothing(N::GONE)) };
            let mut messages = Vec::new();
            for Recipient { person, .. } in users_of(tx, N::organisation(&facts)).await? {
                let mut parameters = parameters.as_object().cloned().unwrap_or_default();
                parameters.insert("person".to_owned(), person.get().into());
                let parameters = Value::Object(parameters);
                let id = format!("{}p{}", N::key(&about), person.get());
                messages.push(mail::message(app, &id, N::TO, parameters, app.clock.now())?);
            }
            Ok(Rendered::Several(messages))
        })
    }
}

impl<N: News> Template for ToOne<N> {
    fn name(&self) -> &'static str {
        N::TO
    }

    fn priority(&self) -> Priority {
        Priority::Single
    }

    fn trigger(&self) -> &'static str {
        N::TRIGGER
    }

    fn recipient(&self) -> &'static str {
        N::RECIPIENTS
    }

    fn sample(&self) -> Option<Mail> {
        let (facts, to) = N::sample();
        N::mail(&facts, &to, "https://partnerships.example").ok()
    }

    fn render<'a>(&'a self, tx: &'a mut Tx, app: &'a App, parameters: &'a Value) -> Work<'a, Rendered> {
        Box::pin(async move {
            let Addressed { about, person } = Addressed::<N::About>::deserialize(parameters)?;
            let Some(facts) = N::facts(tx, &about).await? else { return Ok(Rendered::Nothing(N::GONE)) };
            let users = users_of(tx, N::organisation(&facts)).await?;
            let Some(user) = users.into_iter().find(|it| person.is_some_and(|key| key.is(it.person))) else {
                return Ok(Rendered::Nothing("the user has left the organisation"));
            };
            Ok(Rendered::Mail(N::mail(&facts, &user, &app.settings.public_url)?))
        })
    }
}
