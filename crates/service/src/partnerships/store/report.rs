//! A school says "this is a mistake".

use chrono::{DateTime, Utc};
use store::{FromQueryResult, StoreError, Tx, naive, values};

use super::membership::Current;
use crate::partnerships::rules::{About, Membership, Reason, Refusal, Step};
use crate::policy::Permit;
use crate::vocabulary::{OrganisationId, PersonId, Urn};

/// Where a report comes from.
#[derive(Clone, Copy, Debug)]
pub struct Source {
    /// The notice whose link or code was used; none for a user of the school.
    pub notice: Option<i64>,
}

/// Reports a mistake.
///
/// # Errors
/// [`StoreError`]. The inner result holds the [`Refusal`]; then nothing is written.
pub async fn report(
    tx: &mut Tx,
    permit: &Permit,
    now: DateTime<Utc>,
    (urn, current): (Urn, &Current),
    (reason, source): (Reason, Source),
) -> Result<Result<(), Refusal>, StoreError> {
    let next = match current.state.take(Step::Report(reason), now) {
        Ok(next) => next,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let Membership::Reported { reason } = next else { return Ok(Err(Refusal::OutOfStep)) };
    let changed = tx
        .execute(
            "update membership set status = 'reported', report_reason = $1, version = version + 1, changed_at = $2,
                changed_by = null where id = $3 and version = $4",
            values![reason.code(), naive(now), current.id, current.version],
        )
        .await?;
    if changed == 0 {
        return Ok(Err(Refusal::OutOfStep));
    }
    tx.execute(
        "insert into report (membership, report_number, reason, reported_at, notice, person)
         values ($1, $2, $3, $4, $5, $6) on conflict (membership, report_number) do nothing",
        values![
            current.id,
            current.report_number,
            reason.code(),
            naive(now),
            source.notice,
            permit.person().map(PersonId::get)
        ],
    )
    .await?;
    let data = serde_json::json!({ "change": "reported", "urn": urn.to_string(), "reason": reason.code() });
    tx.record(permit.entry(now, current.subject(urn), current.about.event(data)));
    Ok(Ok(()))
}

/// A membership that stands reported, as the mail to the provider needs it.
#[derive(Clone, Debug)]
pub struct Reported {
    /// What it is about.
    pub about: About,
    /// The provider's organisation.
    pub provider: OrganisationId,
    /// The provider's name.
    pub provider_name: String,
    /// Who trains the teachers for a lead provider.
    pub delivery_partner: Option<String>,
    /// The school's name.
    pub school_name: String,
    /// Its URN.
    pub urn: String,
    /// The reason that it gave.
    pub reason: Reason,
}

/// The membership with this public id, when it stands reported.
pub async fn reported(tx: &mut Tx, membership: &str) -> Result<Option<Reported>, StoreError> {
    #[derive(FromQueryResult)]
    struct Row {
        kind: String,
        cohort: Option<i32>,
        delivery_partner: Option<String>,
        hub: i64,
        provider_name: String,
        school_name: String,
        urn: String,
        reason: String,
    }
    let row: Option<Row> = tx
        .one(
            "select m.kind, m.cohort, d.name as delivery_partner, h.hub, o.name as provider_name, s.name as school_name, s.urn, m.report_reason as reason
             from membership m join partnership h on h.id = m.partnership join organisation o on o.id = h.hub
             join organisation s on s.id = m.organisation left join organisation d on d.id = m.delivery_partner
             where m.public_id = $1 and m.status = 'reported'",
            values![membership],
        )
        .await?;
    let reported = |row: Row| {
        Reason::parse(&row.reason).map(|reason| Reported {
            about: About::read(&row.kind, row.cohort),
            delivery_partner: row.delivery_partner,
            provider: OrganisationId(row.hub),
            provider_name: row.provider_name,
            school_name: row.school_name,
            urn: row.urn,
            reason,
        })
    };
    Ok(row.and_then(reported))
}
