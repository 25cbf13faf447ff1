use std::fmt;

use super::About;

/// The five reasons for which a school reports a mistake. Source: seed 003.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Another provider has an agreement with us.
    AnotherProvider,
    /// We have talked, and agreed nothing.
    NotConfirmed,
    /// We have never heard of them.
    DoNotRecognise,
    /// Nothing this year.
    NotThisYear,
    /// Something else went wrong.
    Mistake,
}

impl Reason {
    /// In the order of the form.
    pub const ALL: [Reason; 5] =
        [Reason::AnotherProvider, Reason::NotConfirmed, Reason::DoNotRecognise, Reason::NotThisYear, Reason::Mistake];

    /// The word kept in the database and sent by the form.
    pub fn code(self) -> &'static str {
        match self {
            Reason::AnotherProvider => "another_provider",
            Reason::NotConfirmed => "not_confirmed",
            Reason::DoNotRecognise => "do_not_recognise",
            Reason::NotThisYear => "not_this_year",
            Reason::Mistake => "mistake",
        }
    }

    /// The words of the form and of every page. Source: seed 003; for placement the fourth reason reads as in
    /// product.md "Words".
    pub fn words(self, about: About) -> &'static str {
        match (self, about) {
            (Reason::AnotherProvider, _) => "I have already confirmed an agreement with another provider",
            (Reason::NotConfirmed, _) => "We have not confirmed an agreement",
            (Reason::DoNotRecognise, _) => "I do not recognise this training provider",
            (Reason::NotThisYear, About::Placements) => "We do not offer placements this year",
            (Reason::NotThisYear, About::EarlyCareer(_)) => "We do not have any early career teachers this year",
            (Reason::Mistake, _) => "This looks like a mistake",
        }
    }

    /// The reason of a word, if it is one of the five.
    pub fn parse(code: &str) -> Option<Reason> {
        Reason::ALL.into_iter().find(|reason| reason.code() == code)
    }
}

/// The words for placement; [`Reason::words`] has those of every kind.
impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.words(About::Placements))
    }
}
