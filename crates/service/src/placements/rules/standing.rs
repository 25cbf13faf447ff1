//! How a placement stands: for the school, for the provider that has places on it, and for all others.

use chrono::NaiveDate;

use super::Refusal;
use crate::vocabulary::AcademicYear;

/// A placement's counts, and whether it is offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Whether it is offered, and not withdrawn.
    pub is_offered: bool,
    /// Its year.
    pub year: AcademicYear,
    /// Places in all.
    pub places: i32,
    /// Places assigned or completed.
    pub assigned: i32,
}

/// How a placement is shown. Never stored: derived from its counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seen {
    /// Places are left.
    Available,
    /// All places are assigned; the school sees it.
    Assigned,
    /// Places are assigned to the provider that looks.
    AssignedToYou,
    /// No places are left for the provider that looks.
    Unavailable,
    /// Withdrawn by the school.
    Withdrawn,
}

impl Seen {
    /// The words of its tag.
    pub fn title(self) -> &'static str {
        match self {
            Seen::Available => "Available",
            Seen::Assigned => "Assigned",
            Seen::AssignedToYou => "Assigned to you",
            Seen::Unavailable => "Unavailable",
            Seen::Withdrawn => "Withdrawn",
        }
    }
}

impl Standing {
    /// Places left; none on what is withdrawn.
    pub fn left(&self) -> i32 {
        if self.is_offered { (self.places - self.assigned).max(0) } else { 0 }
    }

    /// As the school sees it.
    pub fn to_school(&self) -> Seen {
        if !self.is_offered {
            Seen::Withdrawn
        } else if self.left() > 0 {
            Seen::Available
        } else {
            Seen::Assigned
        }
    }

    /// As a provider sees it that has so many of its places. Who has the others is never shown.
    pub fn to_provider(&self, own_places: i32) -> Seen {
        if own_places > 0 {
            Seen::AssignedToYou
        } else if self.left() > 0 {
            Seen::Available
        } else {
            Seen::Unavailable
        }
    }
}

/// Whether the school may change the description.
///
/// # Errors
/// [`Refusal::Withdrawn`] or [`Refusal::YearEnded`].
pub fn may_edit(standing: &Standing, today: NaiveDate) -> Result<(), Refusal> {
    if standing.year.has_ended(today) {
        Err(Refusal::YearEnded)
    } else if standing.is_offered {
        Ok(())
    } else {
        Err(Refusal::Withdrawn)
    }
}

/// Whether the school may offer this number of places: never fewer than are assigned.
///
/// # Errors
/// [`Refusal::PlacesTaken`], and those of [`may_edit`].
pub fn may_set_places(standing: &Standing, places: i32, today: NaiveDate) -> Result<(), Refusal> {
    may_edit(standing, today)?;
    if places < standing.assigned { Err(Refusal::PlacesTaken { assigned: standing.assigned }) } else { Ok(()) }
}

/// Whether the school may withdraw it.
///
/// Source: acceptance A29: an assigned placement cannot be deleted.
///
/// # Errors
/// [`Refusal::StillAssigned`], and those of [`may_edit`].
pub fn may_withdraw(standing: &Standing, today: NaiveDate) -> Result<(), Refusal> {
    may_edit(standing, today)?;
    if standing.assigned > 0 { Err(Refusal::StillAssigned) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn standing(places: i32, assigned: i32) -> Standing {
        Standing { is_offered: true, year: AcademicYear::starting(2026), places, assigned }
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_placement_is_shown_by_its_counts() {
        assert_eq!(standing(2, 1).to_school(), Seen::Available);
        assert_eq!(standing(2, 2).to_school(), Seen::Assigned);
        assert_eq!(standing(2, 1).to_provider(1), Seen::AssignedToYou);
        assert_eq!(standing(2, 1).to_provider(0), Seen::Available);
        assert_eq!(standing(2, 2).to_provider(0), Seen::Unavailable);
        let withdrawn = Standing { is_offered: false, ..standing(2, 0) };
        assert_eq!((withdrawn.to_school(), withdrawn.to_provider(0)), (Seen::Withdrawn, Seen::Unavailable));
    }

    #[test]
    fn what_is_assigned_holds_a_placement_in_place() {
        let today = day("2026-11-02");
        assert_eq!(may_withdraw(&standing(2, 0), today), Ok(()));
        assert_eq!(may_withdraw(&standing(2, 1), today), Err(Refusal::StillAssigned));
        assert_eq!(may_set_places(&standing(3, 2), 2, today), Ok(()));
        assert_eq!(may_set_places(&standing(3, 2), 1, today), Err(Refusal::PlacesTaken { assigned: 2 }));
        assert_eq!(may_edit(&standing(3, 2), day("2027-08-01")), Err(Refusal::YearEnded));
        assert_eq!(may_edit(&Standing { is_offered: false, ..standing(1, 0) }, today), Err(Refusal::Withdrawn));
    }
}
