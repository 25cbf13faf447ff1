//! When a partner school, or one that was confirmed for early career training, closes and one other took its place, the membership is carried over as a proposal.
//!
//! The hub takes it by adding or confirming the school; until then nobody is told. Source: product.md, "schools that close or
//! become academies without losing their partnerships"; only simple successions (see the register's rules).

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;
use store::{StoreError, naive, values};

use super::store::{self as partnerships, Orphan};
use crate::organisations::rules::Successor;
use crate::organisations::{directory, store as register};
use crate::platform::App;
use crate::platform::worker::{DueWork, Round};
use crate::policy::{Action, Actor};
use crate::vocabulary::{AcademicYear, Urn};

/// The work that looks for successors.
pub struct ProposeSuccessors;

impl DueWork for ProposeSuccessors {
    fn name(&self) -> &'static str {
        "propose_successors"
    }

    fn every(&self) -> TimeDelta {
        TimeDelta::hours(1)
    }

    fn run<'a>(&'a self, app: &'a App, now: DateTime<Utc>) -> Round<'a> {
        Box::pin(propose(app, now))
    }
}

/// Proposes the successor of every closed partner school that has exactly one; twice is as good as once.
///
/// # Errors
/// [`StoreError`]; what was proposed before it stays.
pub async fn propose(app: &App, now: DateTime<Utc>) -> Result<(), StoreError> {
    // An induction lasts two years: schools of older cohorts train nobody any more.
    let since = AcademicYear::at(now).previous();
    let orphans = partnerships::orphans(&mut app.db.read().await?, since).await?;
    for orphan in orphans {
        let lineage = register::lineage(&mut app.db.read().await?, orphan.urn).await?;
        if let Successor::Simple(successor) = lineage.successor {
            carry_over(app, now, &orphan, successor).await?;
        }
    }
    Ok(())
}

async fn carry_over(app: &App, now: DateTime<Utc>, orphan: &Orphan, successor: Urn) -> Result<(), StoreError> {
    let Ok(permit) = Actor::Job.may(Action::ProposeSuccessor, orphan.hub) else { return Ok(()) };
    let mut tx = app.db.begin().await?;
    directory::ensure_schools(&mut tx, &[successor], &app.chance, now).await?;
    let made = tx
        .execute(
            "insert into membership (public_id, partnership, organisation, kind, cohort, delivery_partner, basis, status,
                added_by, trainees, report_number, version, added_at, changed_at, successor_of)
             select $1, m.partnership, o.id, m.kind, m.cohort, m.delivery_partner, m.basis, 'proposed',
                m.added_by, m.trainees, 0, 1, $2, $2, m.id
             from membership m join organisation o on o.urn = $3 where m.id = $4
               and not exists (select 1 from membership x where x.organisation = o.id and x.kind = 'ect'
                 and x.cohort = m.cohort and x.status = 'active' and x.basis = 'provider_led')
             on conflict (partnership, organisation) do nothing",
            values![app.chance.public_id(), naive(now), successor.to_string(), orphan.membership],
        )
        .await?;
    if made == 1 {
        let data = json!({ "change": "proposed", "urn": successor.to_string(), "from": orphan.urn.to_string() });
        tx.record(permit.entry(now, orphan.subject_with(successor), data));
    }
    tx.commit().await
}
