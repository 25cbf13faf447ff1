//! Mail: what a capability declares, how it is queued, and how it leaves.
//!
//! The outbox holds a template's name and ids; the words, the address and the link are made only when
//! the message is handed over. Read in this order: here, `message`, `transport`, and then the worker.

mod message;
mod notify;
mod smtp;
mod transport;

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde_json::Value;
use store::outbox::{self, Message};
use store::{StoreError, Tx, naive};

use super::App;
pub use message::{Mail, Unsendable};
pub use notify::Notify;
pub use smtp::Smtp;
pub use transport::{HandOver, Transport, Undelivered};

/// How urgent a message is: a person waits for the first, nobody for the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Priority {
    /// Somebody waits for it, to sign in.
    SignIn,
    /// One message that follows from one change.
    Single,
    /// One of many.
    Bulk,
}

impl Priority {
    /// The number kept in the outbox; lower goes first.
    pub fn number(self) -> i32 {
        match self {
            Priority::SignIn => 0,
            Priority::Single => 5,
            Priority::Bulk => 9,
        }
    }
}

/// What an outbox row turned out to be when it was to be handed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rendered {
    /// One mail to one person.
    Mail(Mail),
    /// A bulk row: these take its place. Their ids are made from what they are about (the run and the
    /// membership), so that expanding the row again after a crash adds nothing.
    Several(Vec<Message>),
    /// Not wanted any more; why, without a name or an address.
    Nothing(&'static str),
}

/// Why a message could not be rendered.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The words could not be put together.
    #[error("the words could not be put together: {0}")]
    Words(#[from] askama::Error),
    /// The row's parameters are not those of its template.
    #[error("the parameters are not those of the template: {0}")]
    Parameters(#[from] serde_json::Error),
    /// The address or the subject cannot stand in a mail.
    #[error(transparent)]
    Unsendable(#[from] Unsendable),
}

/// Work that a template promises: a boxed future, so that templates can stand in one list.
pub type Work<'a, T> = Pin<Box<dyn Future<Output = Result<T, Fault>> + Send + 'a>>;

/// A message that the service can send. A capability declares its own as values; the roof lists them.
pub trait Template: Sync {
    /// The name kept in the outbox; never changed once used.
    fn name(&self) -> &'static str;

    /// How urgent it is.
    fn priority(&self) -> Priority;

    /// What has to happen for it to be sent, as a sentence of docs/rules/mails.md.
    fn trigger(&self) -> &'static str;

    /// To whom it goes, as a sentence of docs/rules/mails.md.
    fn recipient(&self) -> &'static str;

    /// The mail with fictional values, for docs/rules/mails.md; `None` for a bulk row, which is no mail itself.
    fn sample(&self) -> Option<Mail>;

    /// The same in each of its wordings, where it has several.
    fn samples(&self) -> Vec<Mail> {
        self.sample().into_iter().collect()
    }

    /// Puts the message together from the ids in `parameters`. Reads only; may be called more than once.
    fn render<'a>(&'a self, tx: &'a mut Tx, app: &'a App, parameters: &'a Value) -> Work<'a, Rendered>;

    /// What else becomes true when the message has been handed over, in the same transaction as its outbox row.
    fn handed_over<'a>(&'a self, tx: &'a mut Tx, parameters: &'a Value, now: DateTime<Utc>) -> Work<'a, ()> {
        let _ = (tx, parameters, now);
        Box::pin(async { Ok(()) })
    }
}

/// Every message that this service can send. Cheap to clone.
#[derive(Clone)]
pub struct Templates(Arc<[&'static dyn Template]>);

impl Templates {
    /// Those of one capability.
    pub fn of(templates: &[&'static dyn Template]) -> Templates {
        Templates(templates.into())
    }

    /// And those of another.
    #[must_use]
    pub fn and(self, templates: &[&'static dyn Template]) -> Templates {
        Templates(self.iter().chain(templates.iter().copied()).collect())
    }

    /// The template of this name.
    pub fn find(&self, name: &str) -> Option<&'static dyn Template> {
        self.iter().find(|template| template.name() == name)
    }

    /// Every template, in the order of the lists.
    pub fn iter(&self) -> impl Iterator<Item = &'static dyn Template> {
        self.0.iter().copied()
    }
}

impl fmt::Debug for Templates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter().map(Template::name)).finish()
    }
}

/// Queues a message in the transaction of the change that promises it; gives the id of its outbox row.
///
/// `parameters` holds ids, never a name, an address or a token. After the commit call
/// `app.wake.notify_one()`, or the message waits for the worker's next look, a second at most.
///
/// # Errors
/// Those of the database; and a template that is not in the list of the roof.
pub async fn queue(
    tx: &mut Tx,
    app: &App,
    template: &str,
    parameters: Value,
    now: DateTime<Utc>,
) -> Result<String, StoreError> {
    let id = app.chance.public_id();
    let message = message(app, &id, template, parameters, now)?;
    outbox::put(tx, &message).await?;
    Ok(id)
}

/// A message with an id made from what it is about, for [`Rendered::Several`] and for what must be sent once.
///
/// # Errors
/// A template that is not in the list of the roof.
pub fn message(
    app: &App,
    id: &str,
    template: &str,
    parameters: Value,
    now: DateTime<Utc>,
) -> Result<Message, StoreError> {
    let Some(found) = app.templates.find(template) else {
        return Err(StoreError::Unreadable(format!("there is no mail template “{template}”")));
    };
    Ok(Message {
        id: id.to_owned(),
        template: found.name(),
        parameters,
        priority: found.priority().number(),
        due_at: naive(now),
    })
}
