//! Every row of a list judged, in its order.

use super::decide::{Meant, meant};
use super::index::{SchoolId, Standing};
use super::retrieve::Desk;
use super::{Ask, How, Schools, Verdict};
use crate::platform::upload::{UrnList, WhatStands};
use crate::vocabulary::Urn;
use std::collections::{HashMap, HashSet};

/// Judges the rows of one list, one after another.
#[derive(Debug)]
pub struct Judge<'a> {
    schools: &'a Schools,
    partners: &'a HashSet<Urn>,
    first_lines: HashMap<Urn, usize>,
    desk: Desk,
}

impl<'a> Judge<'a> {
    /// A judge for a list of partner schools; `partners` are the schools that the provider has.
    pub fn new(schools: &'a Schools, partners: &'a HashSet<Urn>) -> Self {
        Self { schools, partners, first_lines: HashMap::new(), desk: Desk::default() }
    }

    /// What is said of the row on this line.
    pub fn judge(&mut self, line: usize, ask: &Ask<'_>) -> Verdict {
        match meant(ask, self.schools, &mut self.desk) {
            Meant::One(id, how) => self.judge_school(line, id, how),
            Meant::Several(candidates) if candidates.is_empty() => Verdict::NotFound,
            Meant::Several(candidates) => Verdict::NotSure { candidates },
            Meant::NoSuchUrn => Verdict::NotValidUrn,
            Meant::Nothing => Verdict::NotFound,
        }
    }

    /// What is said of a row that holds this URN and nothing else.
    pub fn judge_urn(&mut self, line: usize, urn: Urn) -> Verdict {
        match self.schools.with_urn(urn) {
            Some(id) => self.judge_school(line, id, How::Urn),
            None => Verdict::NotValidUrn,
        }
    }

    /// The rules of rows, first that fits. Source: the product's ruling on eligibility.
    fn judge_school(&mut self, line: usize, id: SchoolId, how: How) -> Verdict {
        let school = self.schools.school(id);
        let urn = school.urn;
        if !school.in_england {
            return Verdict::NotInEngland { urn };
        }
        if school.standing == Standing::Closed {
            let heir = self.schools.heir(id).map(|heir| self.schools.school(heir));
            let successor = heir.filter(|heir| heir.in_england).map(|heir| heir.urn);
            return Verdict::Closed { urn, successor };
        }
        if self.partners.contains(&urn) {
            return Verdict::AlreadyPartner { urn };
        }
        let first = *self.first_lines.entry(urn).or_insert(line);
        if first == line { Verdict::Matched { urn, how } } else { Verdict::SameAsLine { urn, line: first } }
    }
}

/// What is said of each row of a list of URNs, with its line.
pub fn judge_urns(list: &UrnList, mut judge: Judge<'_>) -> Vec<(usize, Verdict)> {
    list.rows
        .iter()
        .map(|row| {
            let verdict = match &row.what {
                WhatStands::Good(urn) => judge.judge_urn(row.line, *urn),
                WhatStands::Again { urn, same_as, .. } => Verdict::SameAsLine { urn: *urn, line: *same_as },
                WhatStands::Bad(_) => Verdict::NotValidUrn,
            };
            (row.line, verdict)
        })
        .collect()
}
