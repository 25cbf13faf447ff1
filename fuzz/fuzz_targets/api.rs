//! Any body of the API is JSON or a problem, and any query a page and filters or a problem; neither holds a NUL unseen.
#![no_main]

use libfuzzer_sys::fuzz_target;
use service::api::body::{Members, id, json};
use service::api::query::{Asked, COHORT, PARTNER, SINCE, URN};
use service::platform::request::Fields;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(value) = json(bytes) {
        if let Ok(mut members) = Members::of(&value, String::new(), &["cohort", "urn", "delivery_partner_id"]) {
            let partner = members.needed("delivery_partner_id", "Give an id", id);
            assert!(partner.is_none_or(|it| !it.is_empty() && it.len() <= 26));
            members.truth("cohort");
            assert!(members.faults.iter().all(|it| format!("{it:?}").len() < 2_000));
        }
    }
    let fields = Fields::parse(bytes);
    assert!(fields.iter().all(|(name, value)| !name.contains('\0') && !value.contains('\0')));
    if let Ok(asked) = Asked::of(&fields, &[COHORT, PARTNER, SINCE, URN]) {
        for name in [COHORT, PARTNER, URN] {
            let _ = asked.list(name);
        }
        let _ = (asked.cohorts(), asked.since(), asked.part());
    }
});
