//! News: what every user of an organisation is told, on its list of notifications and by mail.
//!
//! [`tell`] is the one place that promises news: it writes the notification, keeps it for the daily mail of those who
//! want one, and queues one outbox row, however many are told. When that is due, [`ToEach`] expands it into one
//! [`ToOne`] for each other user, with ids made from what it is about: doing that twice adds nothing. A row that names
//! no notification tells nobody, so nothing goes by mail alone.

use std::future::Future;
use std::marker::PhantomData;

use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use store::{StoreError, Tx};

use super::notifications::store::{self as notifications, Note, Topic};
use super::people::{Recipient, users_of, users_with};
use crate::platform::App;
use crate::platform::mail::{self, Fault, Mail, Priority, Rendered, Template, Work};
use crate::policy::Role;
use crate::vocabulary::{OrganisationId, PersonId};

/// The address of the service in samples.
const SERVICE: &str = "https://partnerships.example";

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
    /// Whoever has this role alone is sent mail; everybody unless said.
    const ONLY: Option<Role> = None;
    /// What it belongs to, as the list of notifications is filtered.
    const TOPIC: Topic;
    /// Whether it waits for the daily mail of those who want one; what has to be acted on at once does not.
    const WAITS: bool = true;
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

    /// The same, where it follows from the facts.
    fn topic(_: &Self::Facts) -> Topic {
        Self::TOPIC
    }

    /// What happened, without a full stop: the subject of the mail, and the line of the notification.
    fn subject(facts: &Self::Facts) -> String;

    /// The path of the page to look at.
    fn path(facts: &Self::Facts) -> String;

    /// The mail to one of them; `service` is the address of the service, for links.
    ///
    /// # Errors
    /// [`Fault`] when the words cannot be put together.
    fn mail(facts: &Self::Facts, to: &Recipient, service: &str) -> Result<Mail, Fault>;

    /// Fictional facts and somebody to tell them to, for docs/rules/mails.md.
    fn sample() -> (Self::Facts, Recipient);

    /// The same for each of its wordings, where it has several.
    fn samples() -> Vec<(Self::Facts, Recipient)> {
        vec![Self::sample()]
    }
}

/// Promises news, in the transaction of the change: a notification, and mails to those who are told.
///
/// `about` holds the ids of [`News::About`]. Nothing is promised where [`News::facts`] finds nothing.
///
/// # Errors
/// Those of the database; and ids that are not those of the news.
pub async fn tell<N: News>(tx: &mut Tx, app: &App, now: DateTime<Utc>, about: Value) -> Result<(), StoreError> {
    let unreadable = |fault: Fault| match fault {
        Fault::Store(error) => error,
        other => StoreError::Unreadable(format!("the news “{}” cannot be told: {other}", N::NAME)),
    };
    let ids = N::About::deserialize(&about).map_err(|error| unreadable(error.into()))?;
    let Some(facts) = N::facts(tx, &ids).await.map_err(unreadable)? else { return Ok(()) };
    let note = Note {
        organisation: N::organisation(&facts),
        topic: N::topic(&facts),
        kind: N::NAME,
        line: N::subject(&facts),
        href: N::path(&facts),
    };
    let id = notifications::put(tx, app, now, &note).await?;
    if N::WAITS {
        notifications::keep_for_daily_mail(tx, &id).await?;
    }
    let mut parameters = about.as_object().cloned().unwrap_or_default();
    parameters.insert("notification".to_owned(), id.into());
    mail::queue(tx, app, N::NAME, Value::Object(parameters), now).await.map(drop)
}

/// Who is sent mail.
async fn told<N: News>(tx: &mut Tx, facts: &N::Facts) -> Result<Vec<Recipient>, StoreError> {
    match N::ONLY {
        None => users_of(tx, N::organisation(facts)).await,
        Some(role) => users_with(tx, N::organisation(facts), role).await,
    }
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
    notification: String,
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
            let Addressed { about, notification, .. } = Addressed::<N::About>::deserialize(parameters)?;
            let Some(facts) = N::facts(tx, &about).await? else { return Ok(Rendered::Nothing(N::GONE)) };
            let mut users = told::<N>(tx, &facts).await?;
            let later = notifications::kept_for(tx, &notification).await?;
            users.retain(|user| !later.contains(&user.person));
            let mut messages = Vec::new();
            for Recipient { person, .. } in users {
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
        N::mail(&facts, &to, SERVICE).ok()
    }

    fn samples(&self) -> Vec<Mail> {
        N::samples().iter().filter_map(|(facts, to)| N::mail(facts, to, SERVICE).ok()).collect()
    }

    fn render<'a>(&'a self, tx: &'a mut Tx, app: &'a App, parameters: &'a Value) -> Work<'a, Rendered> {
        Box::pin(async move {
            let Addressed { about, person, .. } = Addressed::<N::About>::deserialize(parameters)?;
            let Some(facts) = N::facts(tx, &about).await? else { return Ok(Rendered::Nothing(N::GONE)) };
            let users = told::<N>(tx, &facts).await?;
            let Some(user) = users.into_iter().find(|it| person.is_some_and(|key| key.is(it.person))) else {
                return Ok(Rendered::Nothing("the user has left the organisation"));
            };
            Ok(Rendered::Mail(N::mail(&facts, &user, &app.settings.public_url)?))
        })
    }
}
