//! `partnerships doctor`: whether what the database holds fits together. A line for each fault.

use store::{StoreError, Tx, values};

use crate::accounts::second_factor::store::unreadable as second_factors;
use crate::platform::App;

/// Invariants, each with the question that counts its breaches.
const INVARIANTS: &[(&str, &str)] = &[
    (
        "memberships whose kind differs from their partnership's",
        "select count(*) from membership m join partnership p on p.id = m.partnership where m.kind <> p.kind",
    ),
    (
        "told memberships without a deadline",
        "select count(*) from membership where told_at is not null and report_deadline is null",
    ),
    (
        "reported memberships without their report",
        "select count(*) from membership m where m.status = 'reported' and not exists
            (select 1 from report r where r.membership = m.id and r.report_number = m.report_number)",
    ),
    (
        "placements whose assigned places differ from their assignments",
        "select count(*) from placement p where p.places_assigned <> (select coalesce(sum(a.places), 0)
            from placement_assignment a where a.placement = p.id and a.state in ('assigned', 'completed'))",
    ),
    (
        "schools that the register does not know",
        "select count(*) from organisation o where o.kind = 'school'
            and not exists (select 1 from establishment e where e.urn = o.urn)",
    ),
    (
        "roles of the DfE outside the DfE",
        "select count(*) from person_role r join organisation o on o.id = r.organisation
            where r.role in ('support', 'regulator') and o.kind <> 'dfe'",
    ),
];

/// Examines the database.
///
/// # Errors
/// [`StoreError`] when it cannot be read at all.
pub async fn examine(app: &App) -> Result<Vec<String>, StoreError> {
    let mut faults: Vec<String> = app.db.faults().await?.iter().map(|it| format!("the database file: {it}")).collect();
    let mut tx = app.db.read().await?;
    for (what, question) in INVARIANTS {
        let count: i64 = tx.scalar(question, values![]).await?.unwrap_or(0);
        if count > 0 {
            faults.push(format!("{count} {what}"));
        }
    }
    let unreadable = second_factors(&mut tx, app).await?;
    if unreadable > 0 {
        faults.push(format!("{unreadable} second factors were sealed with another secret: see SECRET_FILE"));
    }
    if let Err(fault) = audit(&mut tx).await {
        faults.push(fault);
    }
    Ok(faults)
}

async fn audit(tx: &mut Tx) -> Result<(), String> {
    store::audit::verify(tx).await.map(|_| ()).map_err(|fault| format!("the audit trail: {fault}"))
}
