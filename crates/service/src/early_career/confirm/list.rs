//! A list of schools on its way to being confirmed, and how it is written down between pages.

use serde::{Deserialize, Serialize};

use crate::early_career::store::confirm::Line;
use crate::organisations::directory::Named;
use crate::platform::upload::{UrnList, WhatStands};
use crate::platform::uploads::Kept;
use crate::vocabulary::{AcademicYear, Urn};

/// What the lists are for, as `upload.purpose` has it.
pub(super) const PURPOSE: &str = "ect_schools";

/// One row as it was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Read {
    /// A number that a school may have.
    Urn(u32),
    /// The school of an earlier line once more: what stands there, and that line.
    Again(String, usize),
    /// No URN: what stands there.
    Bad(String),
}

impl Read {
    /// What the person wrote, as it may be shown.
    pub(super) fn written(&self) -> String {
        match self {
            Read::Urn(number) => number.to_string(),
            Read::Again(text, _) | Read::Bad(text) => text.clone(),
        }
    }
}

/// For what the list is.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct For {
    /// The cohort's start year.
    pub cohort: i32,
    /// The delivery partner's public id.
    pub partner: String,
}

/// The list.
#[derive(Debug, Clone)]
pub(super) struct List {
    /// Its key.
    pub id: i64,
    /// Its name in addresses.
    pub public_id: String,
    /// The file's name; empty for a pasted list.
    pub file_name: String,
    /// The rows, with their lines.
    pub rows: Vec<(usize, Read)>,
    /// The cohort.
    pub cohort: AcademicYear,
    /// Who trains their teachers.
    pub partner: Named,
    /// The schools that the person goes on with; none before that.
    pub going_on: Option<Vec<Line>>,
    /// It has been confirmed.
    pub is_confirmed: bool,
}

impl List {
    /// The list that was kept; none when it cannot be read.
    pub(super) fn of(kept: Kept, public_id: &str, told: &For, partner: Named) -> Option<List> {
        let going_on: Option<Vec<(usize, u32)>> = serde_json::from_str(&kept.choices).ok()?;
        let lines = |list: Vec<(usize, u32)>| {
            list.into_iter().filter_map(|(line, number)| Some(Line { line, urn: urn(number)? })).collect()
        };
        Some(List {
            id: kept.id,
            public_id: public_id.to_owned(),
            file_name: kept.file_name,
            rows: serde_json::from_str(&kept.cells).ok()?,
            cohort: AcademicYear::starting(told.cohort),
            partner,
            going_on: going_on.map(lines),
            is_confirmed: kept.state == "confirmed",
        })
    }

    /// One of its pages.
    pub(super) fn at(&self, page: &str) -> String {
        at(&self.public_id, page)
    }

    /// Where another list for the same partner is sent.
    pub(super) fn again_at(&self) -> String {
        format!("{}/{}/{}/schools", super::BASE, self.cohort.start_year(), self.partner.public_id)
    }

    /// How pages name the list.
    pub(super) fn called(&self) -> &str {
        if self.file_name.is_empty() { "Your list" } else { &self.file_name }
    }

    /// The schools named, each once.
    pub(super) fn urns(&self) -> Vec<Urn> {
        urns(&self.rows)
    }
}

/// A page of the list of this name.
pub(super) fn at(public_id: &str, page: &str) -> String {
    format!("{}/lists/{public_id}/{page}", super::BASE)
}

/// The number as it was kept.
pub(super) fn urn(number: u32) -> Option<Urn> {
    number.to_string().parse().ok()
}

/// The schools that rows name, each once.
pub(super) fn urns(rows: &[(usize, Read)]) -> Vec<Urn> {
    let named = rows.iter().filter_map(|(_, read)| match read {
        Read::Urn(number) => urn(*number),
        Read::Again(..) | Read::Bad(_) => None,
    });
    named.collect()
}

/// The rows as the one reader of uploads found them.
pub(super) fn rows_of(list: &UrnList) -> Vec<(usize, Read)> {
    let read = |what: &WhatStands| match what {
        WhatStands::Good(urn) => Read::Urn(urn.number()),
        WhatStands::Again { shown, same_as, .. } => Read::Again(shown.to_string(), *same_as),
        WhatStands::Bad(shown) => Read::Bad(shown.to_string()),
    };
    list.rows.iter().map(|row| (row.line, read(&row.what))).collect()
}

/// The schools to go on with as text for the database.
pub(super) fn choices(going_on: Option<&[Line]>) -> String {
    let lines = going_on.map(|it| it.iter().map(|line| (line.line, line.urn.number())).collect::<Vec<_>>());
    serde_json::to_string(&lines).unwrap_or_default()
}
