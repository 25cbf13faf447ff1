//! The canonical text of an event and its hash.

use std::fmt::Write;

use chrono::NaiveDateTime;
use data_encoding::HEXLOWER;
use sea_orm::FromQueryResult;
use sha2::{Digest, Sha256};

use crate::time::seconds;
use crate::{StoreError, Tx, values};

/// What the hash of an event covers: every column but the hash itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row<'a> {
    /// Its place in the chain, from 1.
    pub number: i64,
    /// When, in whole microseconds.
    pub at: NaiveDateTime,
    /// Who did it: a person, a link holder, an operator, a job.
    pub actor_kind: &'a str,
    /// The person.
    pub person: Option<i64>,
    /// The organisation acted for.
    pub acting_as: Option<i64>,
    /// The organisation it was done to.
    pub organisation: Option<i64>,
    /// Whether support did it at the organisation's request.
    pub on_behalf: bool,
    /// What was done.
    pub action: &'a str,
    /// What it was done to.
    pub subject: &'a str,
    /// Particulars, as the JSON text that is kept.
    pub data: &'a str,
}

/// The hash of an event: SHA-256 of its canonical text, in hexadecimal.
pub fn hash(previous: &str, row: &Row<'_>) -> String {
    HEXLOWER.encode(&Sha256::digest(canonical(previous, row)))
}

/// A text that no two different events share: each value with its length before it, in a fixed
/// order; an absent value is `-`, which no length is.
pub(super) fn canonical(previous: &str, row: &Row<'_>) -> String {
    let mut text = String::with_capacity(256 + row.data.len());
    put(&mut text, previous);
    put(&mut text, &row.number.to_string());
    put(&mut text, &format!("{}.{:06}", seconds(row.at), row.at.and_utc().timestamp_subsec_micros()));
    put(&mut text, row.actor_kind);
    for number in [row.person, row.acting_as, row.organisation] {
        match number {
            Some(number) => put(&mut text, &number.to_string()),
            None => text.push('-'),
        }
    }
    put(&mut text, if row.on_behalf { "1" } else { "0" });
    put(&mut text, row.action);
    put(&mut text, row.subject);
    put(&mut text, row.data);
    text
}

fn put(text: &mut String, value: &str) {
    // Writing into a String cannot fail.
    let _ = write!(text, "{}:{value}", value.len());
}

/// The number and hash of the last event, locked if they are about to change.
pub(super) async fn head(tx: &mut Tx, locked: bool) -> Result<(i64, String), StoreError> {
    #[derive(FromQueryResult)]
    struct Head {
        number: i64,
        hash: String,
    }
    let lock = if locked { tx.dialect().for_update() } else { "" };
    let sql = format!("select number, hash from audit_head where head = 1{lock}");
    let head: Option<Head> = tx.one(&sql, values![]).await?;
    let head = head.ok_or_else(|| StoreError::Unreadable("The head of the audit trail is missing".to_owned()))?;
    Ok((head.number, head.hash))
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use proptest::prelude::*;

    use super::{Row, canonical, hash};

    #[derive(Clone, Debug, PartialEq)]
    struct Event {
        previous: String,
        numbers: (i64, i64, Option<i64>, Option<i64>, Option<i64>),
        on_behalf: bool,
        texts: (String, String, String, String),
    }

    impl Event {
        fn text(&self) -> String {
            let (number, at, person, acting_as, organisation) = self.numbers;
            let (actor_kind, action, subject, data) = &self.texts;
            let at = DateTime::from_timestamp_micros(at).unwrap().naive_utc();
            let on_behalf = self.on_behalf;
            let row = Row { number, at, actor_kind, person, acting_as, organisation, on_behalf, action, subject, data };
            canonical(&self.previous, &row)
        }
    }

    prop_compose! {
        /// Few and short values of the signs that the text itself uses, so that they often nearly collide.
        fn event()(
            previous in "[0-2:-]{0,3}",
            numbers in (0..3_i64, 0..3_i64, near(), near(), near()),
            on_behalf: bool,
            texts in ("[01:-]{0,3}", "[01:-]{0,3}", "[01:-]{0,3}", "[01:-]{0,4}"),
        ) -> Event {
            Event { previous, numbers, on_behalf, texts }
        }
    }

    fn near() -> impl Strategy<Value = Option<i64>> {
        prop::option::of(0..3_i64)
    }

    proptest! {
        #[test]
        fn no_two_different_events_share_a_text(one in event(), other in event()) {
            prop_assert_eq!(one == other, one.text() == other.text());
        }

        #[test]
        fn moving_a_sign_to_the_next_value_gives_another_text(whole in "[01:-]{1,6}", cut in 0..6_usize, at in 0..6_usize) {
            let split = |at: usize| {
                let (action, subject) = whole.split_at(at.min(whole.len()));
                let texts = (String::new(), action.to_owned(), subject.to_owned(), String::new());
                Event { previous: String::new(), numbers: (1, 0, None, None, None), on_behalf: false, texts }
            };
            let (one, other) = (split(cut), split(at));
            prop_assert_eq!(one == other, one.text() == other.text());
        }
    }

    /// Hashes that stand in databases must be found again by every later version.
    #[test]
    fn the_text_never_changes() {
        let at = DateTime::from_timestamp_micros(1_785_585_600_000_001).unwrap().naive_utc();
        let row = Row {
            number: 1,
            at,
            actor_kind: "person",
            person: Some(7),
            acting_as: None,
            organisation: Some(3),
            on_behalf: true,
            action: "remove",
            subject: "membership:1",
            data: "{}",
        };
        assert_eq!(
            canonical("", &row),
            "0:1:126:2026-08-01 12:00:00.0000016:person1:7-1:31:16:remove12:membership:12:{}"
        );
        assert_eq!(hash("", &row).len(), 64);
    }
}
