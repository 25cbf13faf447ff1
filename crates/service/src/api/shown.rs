//! How things are shown to systems: the names of the API, which stay while the inside moves.

use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Value, json};

use crate::early_career::rules::payable::payable;
use crate::early_career::store::schools::Line;

/// A moment, in UTC.
pub fn moment(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Micros, true)
}

/// A school that the lead provider confirmed, which the API calls a partnership.
pub fn partnership(line: &Line, now: DateTime<Utc>) -> Value {
    let unpaid = payable(&line.standing, now).err();
    json!({
        "kind": "ect", "id": line.public_id, "cohort": line.cohort.start_year(), "urn": line.urn,
        "school_name": line.name,
        "delivery_partner": { "id": line.partner.public_id, "name": line.partner.name },
        "status": line.standing.status, "reported_reason": line.standing.reason,
        "told_at": line.standing.told_at.map(moment), "told_by": line.told_by,
        "report_deadline": line.standing.deadline.map(moment),
        "early_career_teachers": line.teachers, "mentors": line.mentors,
        "no_early_career_teachers": line.is_not_this_year, "has_induction_tutor": line.tutor.is_some(),
        "payable": unpaid.is_none(),
        "not_payable_because": unpaid.map(|it| json!({
            "code": it.code(), "detail": it.to_string(), "next_step": it.next_step()
        })),
        "created_at": moment(line.created_at), "confirmed_at": moment(line.added_at),
        "updated_at": moment(line.changed_at)
    })
}
