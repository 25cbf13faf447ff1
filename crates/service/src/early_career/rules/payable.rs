//! Whether a confirmed school is paid for, and what stands in the way. Nobody is paid for what is not agreed.

use std::fmt;

use chrono::{DateTime, Utc};

/// How a confirmed school stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// `active`, `reported` or `proposed`.
    pub status: String,
    /// The code of the reason for which it was reported.
    pub reason: Option<String>,
    /// When the school was told.
    pub told_at: Option<DateTime<Utc>>,
    /// Until when it can be reported; none before the school is told.
    pub deadline: Option<DateTime<Utc>>,
    /// Closed in the register.
    pub is_closed: bool,
}

/// Why a school is not on the payable list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotPaid {
    /// The school reported that it was confirmed by mistake.
    Reported,
    /// It took the place of a school that closed, and nobody has confirmed it.
    ToConfirm,
    /// The school has closed.
    Closed,
    /// The school does not know of it.
    NotTold,
    /// The school can still say that it is a mistake.
    CanReport,
}

impl fmt::Display for NotPaid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            // Source: seed 003: no payment until resolved and uploaded again.
            NotPaid::Reported => "The school reported an error",
            NotPaid::ToConfirm => "The school took the place of one that closed, and has not been confirmed",
            NotPaid::Closed => "The school has closed",
            NotPaid::NotTold => "The school has not been told yet",
            NotPaid::CanReport => "The school can still report an error",
        })
    }
}

impl NotPaid {
    /// The word for it in JSON.
    pub fn code(self) -> &'static str {
        match self {
            NotPaid::Reported => "reported",
            NotPaid::ToConfirm => "to_confirm",
            NotPaid::Closed => "closed",
            NotPaid::NotTold => "not_told",
            NotPaid::CanReport => "can_report",
        }
    }

    /// What the lead provider can do about it.
    pub fn next_step(self) -> &'static str {
        match self {
            NotPaid::Reported => "Contact the school directly, and upload it again when this is resolved",
            NotPaid::ToConfirm => "Confirm the school",
            NotPaid::Closed => "Confirm the school that took its place",
            NotPaid::NotTold => "Tell the school by letter",
            NotPaid::CanReport => "Wait until the 14 days are over",
        }
    }
}

/// Whether it is paid for now; the first reason that fits, if not.
///
/// # Errors
/// [`NotPaid`], which says why and what can be done.
pub fn payable(it: &Standing, now: DateTime<Utc>) -> Result<(), NotPaid> {
    match it.status.as_str() {
        "reported" => Err(NotPaid::Reported),
        "active" if it.is_closed => Err(NotPaid::Closed),
        "active" if it.told_at.is_none() => Err(NotPaid::NotTold),
        "active" if it.deadline.is_none_or(|last| now <= last) => Err(NotPaid::CanReport),
        "active" => Ok(()),
        _ => Err(NotPaid::ToConfirm),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_school_is_paid_for_once_it_was_told_and_did_not_report() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let (told, last) = (at("2026-11-02T10:00:00Z"), at("2026-11-16T23:59:59.999999Z"));
        let standing = |status: &str, is_told: bool, is_closed: bool| Standing {
            status: status.to_owned(),
            reason: None,
            told_at: is_told.then_some(told),
            deadline: is_told.then_some(last),
            is_closed,
        };
        let after = at("2026-11-17T00:00:00Z");
        assert_eq!(payable(&standing("active", true, false), last), Err(NotPaid::CanReport));
        assert_eq!(payable(&standing("active", true, false), after), Ok(()));
        assert_eq!(payable(&standing("active", false, false), after), Err(NotPaid::NotTold));
        assert_eq!(payable(&standing("active", true, true), after), Err(NotPaid::Closed));
        assert_eq!(payable(&standing("reported", true, true), after), Err(NotPaid::Reported));
        assert_eq!(payable(&standing("proposed", false, false), after), Err(NotPaid::ToConfirm));
    }
}
