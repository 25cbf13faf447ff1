//! Any bytes are a list of URNs or a problem with a sentence; lines never go back, and each school is good once.
#![no_main]

use libfuzzer_sys::fuzz_target;
use service::platform::upload::{Given, urns};
use std::collections::HashSet;

fuzz_target!(|bytes: &[u8]| {
    match urns(bytes) {
        Err(problem) => assert!(!problem.sentence(Given::Pasted).is_empty()),
        Ok(list) => {
            assert!(list.rows.is_sorted_by(|one, next| one.line < next.line));
            let mut schools = HashSet::new();
            assert!(list.good().all(|(_, urn)| schools.insert(urn)));
        }
    }
});
