//! What a school can let another organisation do for it.

/// A part of a school's work that another organisation can do for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// What the school offers, says of a year, and answers.
    Placements,
    /// Its induction tutor and its numbers of early career teachers.
    EarlyCareer,
}

impl Scope {
    /// Every part, in the order of forms.
    pub const ALL: [Scope; 2] = [Scope::Placements, Scope::EarlyCareer];

    /// The word of forms and addresses.
    pub fn code(self) -> &'static str {
        match self {
            Scope::Placements => "placements",
            Scope::EarlyCareer => "early_career",
        }
    }

    /// What pages call it.
    pub fn title(self) -> &'static str {
        match self {
            Scope::Placements => "Placements",
            Scope::EarlyCareer => "Early career training",
        }
    }

    /// What it lets others do, in a sentence.
    pub fn meaning(self) -> &'static str {
        match self {
            Scope::Placements => {
                "Offer and change placements, answer requests, say what is possible in a year, count mentors"
            }
            Scope::EarlyCareer => {
                "Nominate the induction tutor, and give the numbers of early career teachers and mentors"
            }
        }
    }
}

/// A set of parts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scopes {
    /// Whether placements are in it.
    pub placements: bool,
    /// Whether early career training is in it.
    pub early_career: bool,
}

impl Scopes {
    /// Whether the part is in the set.
    pub fn has(self, scope: Scope) -> bool {
        match scope {
            Scope::Placements => self.placements,
            Scope::EarlyCareer => self.early_career,
        }
    }

    /// The parts joined for a sentence: "Placements and early career training".
    pub fn titles(self) -> &'static str {
        match (self.placements, self.early_career) {
            (true, true) => "Placements and early career training",
            (true, false) => "Placements",
            (false, true) => "Early career training",
            (false, false) => "Nothing",
        }
    }
}

impl FromIterator<Scope> for Scopes {
    fn from_iter<I: IntoIterator<Item = Scope>>(scopes: I) -> Scopes {
        scopes.into_iter().fold(Scopes::default(), |set, scope| match scope {
            Scope::Placements => Scopes { placements: true, ..set },
            Scope::EarlyCareer => Scopes { early_career: true, ..set },
        })
    }
}
