//! The platform's own work that comes round.

use chrono::{DateTime, TimeDelta, Utc};
use store::{FromQueryResult, values};

use super::due::{DueWork, Nodes, Round};
use crate::platform::App;

/// The platform's own work, for the roof's list.
pub const WORKS: &[&dyn DueWork] = &[&ForgetClients, &LogAuditHead];

/// Forgets how often addresses asked that have not asked for a while.
struct ForgetClients;

impl DueWork for ForgetClients {
    fn name(&self) -> &'static str {
        "forget clients"
    }

    fn every(&self) -> TimeDelta {
        TimeDelta::minutes(5)
    }

    fn nodes(&self) -> Nodes {
        Nodes::Each
    }

    fn run<'a>(&'a self, app: &'a App, _: DateTime<Utc>) -> Round<'a> {
        Box::pin(async {
            app.limits.forget();
            Ok(())
        })
    }
}

/// Writes the head of the audit chain to the log, where who could change the database cannot change it too.
///
/// Source: product.md "Audit": its head (number, hash) is logged hourly.
struct LogAuditHead;

#[derive(FromQueryResult)]
struct Head {
    number: i64,
    hash: String,
}

impl DueWork for LogAuditHead {
    fn name(&self) -> &'static str {
        "log the audit head"
    }

    fn every(&self) -> TimeDelta {
        TimeDelta::hours(1)
    }

    fn run<'a>(&'a self, app: &'a App, _: DateTime<Utc>) -> Round<'a> {
        Box::pin(async {
            let mut tx = app.db.read().await?;
            let head: Option<Head> = tx.one("select number, hash from audit_head", values![]).await?;
            if let Some(Head { number, hash }) = head {
                tracing::info!(number, hash, "the head of the audit chain");
            }
            Ok(())
        })
    }
}
