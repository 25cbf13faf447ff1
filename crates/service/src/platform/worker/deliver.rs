//! One message: rendered, handed over, ended.

use std::time::Duration;

use chrono::{DateTime, Utc};
use store::outbox::{self, Leased, Message, Outcome, PARK_AFTER};
use store::{StoreError, naive};

use crate::platform::App;
use crate::platform::mail::{Fault, HandOver, Mail, Priority, Rendered, Template, Undelivered};

/// Messages of a bulk row that are queued in one transaction, so that no page waits long to write.
const CHUNK: usize = 500;
/// How often ending a message is tried, while the database is busy or away.
const TRIES: u32 = 5;

/// A message in hand.
#[derive(Clone, Debug)]
pub struct Taken {
    /// The message and its fence.
    pub message: Leased,
    /// The end of its lease.
    pub until: DateTime<Utc>,
}

/// What became of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// It was handed over.
    Sent,
    /// It was a bulk row, which others have taken the place of.
    Expanded,
    /// It was not wanted any more.
    Dropped,
    /// It failed, and will be tried again.
    Later,
    /// It failed for good, and waits for a person.
    Parked,
    /// The lease ran out: another worker has it, and nothing was changed here.
    Overtaken,
    /// The database could not be told; the lease will run out.
    Unsettled,
}

/// How a message is to end.
enum Ending<'a> {
    Sent(&'a dyn Template),
    Expanded(&'a [Message]),
    Dropped,
    Later(DateTime<Utc>, &'a str),
    Parked(&'a str),
}

impl Ending<'_> {
    fn delivery(&self) -> Delivery {
        match self {
            Ending::Sent(_) => Delivery::Sent,
            Ending::Expanded(_) => Delivery::Expanded,
            Ending::Dropped => Delivery::Dropped,
            Ending::Later(..) => Delivery::Later,
            Ending::Parked(_) => Delivery::Parked,
        }
    }
}

/// Does with one message what is to be done.
pub async fn deliver(app: &App, taken: &Taken) -> Delivery {
    let message = &taken.message;
    let delivery = attempt(app, taken).await;
    tracing::info!(id = message.id, template = message.template, attempt = message.attempts, ?delivery, "mail");
    metrics::counter!("mail_total", "outcome" => format!("{delivery:?}").to_lowercase()).increment(1);
    delivery
}

async fn attempt(app: &App, taken: &Taken) -> Delivery {
    let message = &taken.message;
    if message.attempts > PARK_AFTER {
        let reason = "The worker stopped each time that it had this message in hand";
        return settle(app, taken, Ending::Parked(reason)).await;
    }
    // During an upgrade an older worker may not know the template yet.
    let Some(template) = app.templates.find(&message.template) else {
        return failed(app, taken, Priority::Single, "This version of the service has no such template").await;
    };
    match render(app, taken, template).await {
        Ok(Rendered::Mail(mail)) => hand_over(app, taken, template, &mail).await,
        Ok(Rendered::Several(messages)) => expand(app, taken, &messages).await,
        Ok(Rendered::Nothing(why)) => {
            tracing::info!(id = message.id, why, "a mail is not wanted any more");
            settle(app, taken, Ending::Dropped).await
        }
        Err(Fault::Unsendable(unsendable)) => settle(app, taken, Ending::Parked(&format!("{unsendable}"))).await,
        Err(fault) => {
            tracing::error!(id = message.id, template = message.template, %fault, "a mail could not be rendered");
            failed(app, taken, template.priority(), reason_of(&fault)).await
        }
    }
}

/// In words that may be kept: an error of the database can hold a value.
fn reason_of(fault: &Fault) -> &'static str {
    match fault {
        Fault::Store(_) => "The database could not be read",
        Fault::Words(_) => "The words could not be put together",
        Fault::Parameters(_) => "The parameters are not those of the template",
        Fault::Unsendable(_) => "The mail cannot be sent",
    }
}

async fn render(app: &App, taken: &Taken, template: &dyn Template) -> Result<Rendered, Fault> {
    let mut tx = app.db.read().await?;
    template.render(&mut tx, app, &taken.message.parameters).await
}

async fn hand_over(app: &App, taken: &Taken, template: &dyn Template, mail: &Mail) -> Delivery {
    let message = &taken.message;
    let at = app.clock.now();
    if at >= taken.until {
        return Delivery::Overtaken;
    }
    let envelope = HandOver { id: &message.id, attempt: message.attempts, at };
    match app.transport.hand_over(mail, envelope).await {
        Ok(()) => settle(app, taken, Ending::Sent(template)).await,
        Err(Undelivered::Never(reason)) => settle(app, taken, Ending::Parked(&reason)).await,
        Err(Undelivered::Later(reason)) => failed(app, taken, template.priority(), &reason).await,
    }
}

/// Gives it back for later, or parks it when that was the last time.
async fn failed(app: &App, taken: &Taken, priority: Priority, reason: &str) -> Delivery {
    let attempts = taken.message.attempts;
    if attempts >= PARK_AFTER {
        return settle(app, taken, Ending::Parked(reason)).await;
    }
    let [jitter] = app.chance.bytes();
    let gap = outbox::gap(attempts, jitter);
    // Somebody waits for a link that lives ten minutes.
    let gap = if priority == Priority::SignIn { gap / 6 } else { gap };
    settle(app, taken, Ending::Later(app.clock.now() + gap, reason)).await
}

/// Queues what takes a bulk row's place. Begun again after a crash it adds nothing twice: the ids are fixed.
async fn expand(app: &App, taken: &Taken, messages: &[Message]) -> Delivery {
    let last = messages.len().saturating_sub(1) / CHUNK * CHUNK;
    let (first, rest) = messages.split_at(last);
    for chunk in first.chunks(CHUNK) {
        if app.clock.now() >= taken.until {
            return Delivery::Overtaken;
        }
        if let Err(error) = put(app, chunk).await {
            tracing::warn!(%error, "a bulk row could not be expanded");
            return Delivery::Unsettled;
        }
    }
    let delivery = settle(app, taken, Ending::Expanded(rest)).await;
    app.wake.notify_one();
    delivery
}

async fn put(app: &App, messages: &[Message]) -> Result<(), StoreError> {
    let mut tx = app.db.begin().await?;
    outbox::put_all(&mut tx, messages).await?;
    tx.commit().await
}

/// Writes the ending, and tries again while the database is busy: a mail that has left must not leave again.
async fn settle(app: &App, taken: &Taken, ending: Ending<'_>) -> Delivery {
    let mut wait = Duration::from_millis(200);
    for _ in 0..TRIES {
        match end(app, taken, &ending).await {
            Ok(true) => return ending.delivery(),
            Ok(false) => return Delivery::Overtaken,
            Err(Fault::Store(error)) if error.is_passing() => {
                tracing::warn!(%error, "a mail could not be ended yet");
                tokio::time::sleep(wait).await;
                wait *= 2;
            }
            Err(fault) => {
                tracing::error!(id = taken.message.id, template = taken.message.template, %fault, "a mail could not be ended");
                return shelve(app, taken, &ending).await;
            }
        }
    }
    Delivery::Unsettled
}

/// What follows from the message cannot be written, now or later: better a parked message than one sent five times.
async fn shelve(app: &App, taken: &Taken, ending: &Ending<'_>) -> Delivery {
    let reason = match ending {
        Ending::Sent(_) => "It was handed over, but what follows from that could not be noted",
        _ => "Its outcome could not be noted",
    };
    match end(app, taken, &Ending::Parked(reason)).await {
        Ok(true) => Delivery::Parked,
        Ok(false) => Delivery::Overtaken,
        Err(_) => Delivery::Unsettled,
    }
}

/// One transaction: the outbox row, and what follows. `false` when the fence has moved; then nothing is written.
async fn end(app: &App, taken: &Taken, ending: &Ending<'_>) -> Result<bool, Fault> {
    let Leased { id, fence, parameters, .. } = &taken.message;
    let now = app.clock.now();
    let at = naive(now);
    let mut tx = app.db.begin().await?;
    let is_ours = match ending {
        Ending::Sent(_) | Ending::Expanded(_) => outbox::finish(&mut tx, id, *fence, at, Outcome::Sent).await?,
        Ending::Dropped => outbox::finish(&mut tx, id, *fence, at, Outcome::Dropped).await?,
        Ending::Later(due_at, reason) => outbox::retry(&mut tx, id, *fence, naive(*due_at), reason).await?,
        Ending::Parked(reason) => outbox::park(&mut tx, id, *fence, at, reason).await?,
    };
    if !is_ours {
        return Ok(false);
    }
    match ending {
        Ending::Sent(template) => template.handed_over(&mut tx, parameters, now).await?,
        Ending::Expanded(messages) => drop(outbox::put_all(&mut tx, messages).await?),
        Ending::Dropped | Ending::Later(..) | Ending::Parked(_) => {}
    }
    tx.commit().await?;
    Ok(true)
}
