//! Who is let in at once, and who decides about anybody else. Pure.

use chrono::{DateTime, Duration, Utc};
use govuk::Problems;

use crate::accounts::rules::NewUser;
use crate::policy::Role;
use crate::vocabulary::{EmailAddress, PersonName};

/// How long the told address can decide; support can at any time.
pub const DECIDE_WITHIN: Duration = Duration::days(14);
/// Requests that may wait at a school at once: enough for colleagues, too few to flood an address with mail.
pub const MOST_WAITING: i64 = 5;

/// Somebody who wants to be a school's first user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asker {
    /// Their name.
    pub name: PersonName,
    /// Their address.
    pub email: EmailAddress,
}

impl Asker {
    /// Reads what was typed; every problem at once.
    ///
    /// # Errors
    /// The problems of `name` and `email`.
    pub fn read(name: &str, email: &str) -> Result<Asker, Problems> {
        let mut problems = Problems::default();
        let name = problems.keep("name", name.parse::<PersonName>());
        let email = problems.keep("email", email.parse::<EmailAddress>());
        problems.finish(|| Some(Asker { name: name?, email: email? }))
    }

    /// As a user: a first user adds the colleagues, and works.
    pub fn as_user(&self) -> NewUser {
        let roles = [Role::Administrator, Role::Coordinator].into_iter().collect();
        NewUser { name: self.name.clone(), email: self.email.clone(), roles }
    }
}

/// How a request goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// The address is the one that we told: it needs nobody's word.
    AtOnce,
    /// The address that we told decides.
    ByNotice,
    /// A letter told the school: support decides.
    BySupport,
}

/// How the request of this address goes on. Source: product.md decision 12.
pub fn way(told: Option<&str>, email: &EmailAddress) -> Way {
    match told.map(str::parse::<EmailAddress>) {
        Some(Ok(told)) if told.folded() == email.folded() => Way::AtOnce,
        Some(_) => Way::ByNotice,
        None => Way::BySupport,
    }
}

/// How a request stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It waits.
    Waiting,
    /// The person was let in.
    Granted,
    /// The person was not.
    Refused,
}

impl Standing {
    /// Every one, in the order of the list's filter.
    pub const ALL: [Standing; 3] = [Standing::Waiting, Standing::Granted, Standing::Refused];

    /// What was decided, if anything was.
    pub fn of(granted: Option<bool>) -> Standing {
        match granted {
            None => Standing::Waiting,
            Some(true) => Standing::Granted,
            Some(false) => Standing::Refused,
        }
    }

    /// The word in addresses.
    pub fn code(self) -> &'static str {
        match self {
            Standing::Waiting => "waiting",
            Standing::Granted => "granted",
            Standing::Refused => "refused",
        }
    }

    /// The words of pages.
    pub fn words(self) -> &'static str {
        match self {
            Standing::Waiting => "Waiting",
            Standing::Granted => "Account given",
            Standing::Refused => "Refused",
        }
    }
}

/// Why a request cannot be decided so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Somebody was quicker.
    #[error("Someone has already decided about this request")]
    Decided,
    /// The school has users by now.
    #[error("Someone at the school already uses the service. They can add this person")]
    HasUsers,
    /// The days of the told address are over.
    #[error("The time to decide about this request has passed")]
    TooLate,
}

/// Whether a request can be granted now; by the told address within its days, by support at any time.
///
/// # Errors
/// [`Refusal`], in the page's words.
pub fn may_grant(
    standing: Standing,
    has_users: bool,
    asked_at: DateTime<Utc>,
    now: Option<DateTime<Utc>>,
) -> Result<(), Refusal> {
    if standing != Standing::Waiting {
        return Err(Refusal::Decided);
    }
    if now.is_some_and(|now| now > asked_at + DECIDE_WITHIN) {
        return Err(Refusal::TooLate);
    }
    if has_users { Err(Refusal::HasUsers) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_address_that_was_told_is_let_in_at_once() {
        let email: EmailAddress = "Sam@Oak.example".parse().unwrap();
        assert_eq!(way(Some("sam@oak.example"), &email), Way::AtOnce);
        assert_eq!(way(Some("office@oak.example"), &email), Way::ByNotice);
        assert_eq!(way(None, &email), Way::BySupport);
    }

    #[test]
    fn a_request_is_granted_once_while_the_school_has_nobody() {
        let asked: DateTime<Utc> = "2026-11-02T09:00:00Z".parse().unwrap();
        let in_time = Some(asked + DECIDE_WITHIN);
        let late = Some(asked + DECIDE_WITHIN + Duration::seconds(1));
        assert_eq!(may_grant(Standing::Waiting, false, asked, in_time), Ok(()));
        assert_eq!(may_grant(Standing::Waiting, false, asked, late), Err(Refusal::TooLate));
        assert_eq!(may_grant(Standing::Waiting, false, asked, None), Ok(()));
        assert_eq!(may_grant(Standing::Waiting, true, asked, None), Err(Refusal::HasUsers));
        assert_eq!(may_grant(Standing::Granted, true, asked, None), Err(Refusal::Decided));
    }

    #[test]
    fn names_and_addresses_are_read_together() {
        let problems = Asker::read(" ", "nowhere").unwrap_err();
        assert_eq!(problems.len(), 2);
        assert_eq!(problems.on("name"), Some("Enter a full name"));
    }
}
