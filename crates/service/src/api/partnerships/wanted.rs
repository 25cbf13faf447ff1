//! What a request wants confirmed: one partnership, or a list of them.

use serde_json::Value;

use crate::api::body::{Members, id};
use crate::api::problem::{Fault, Place, Problem};
use crate::vocabulary::{AcademicYear, Urn};

/// The most partnerships in a request.
const MOST: usize = 1_000;
const ROW: [&str; 5] = ["cohort", "urn", "delivery_partner_id", "resolved", "dry_run"];
const LIST: [&str; 2] = ["partnerships", "dry_run"];

/// One that is wanted.
#[derive(Clone, Debug)]
pub(super) struct Row {
    /// Where it stands in the body.
    pub at: String,
    /// The cohort.
    pub cohort: AcademicYear,
    /// The school.
    pub urn: Urn,
    /// The delivery partner's public id.
    pub partner: String,
    /// What the school reported as a mistake has been settled with it.
    pub is_resolved: bool,
}

impl Row {
    /// A fault of one of its members.
    pub(super) fn fault(&self, name: &str, code: &'static str, detail: String) -> Fault {
        Fault::new(Place::Pointer, format!("{}/{name}", self.at), code, detail)
    }
}

/// All of it.
#[derive(Clone, Debug)]
pub(super) struct Wanted {
    /// In the order of the body.
    pub rows: Vec<Row>,
    /// It was sent as a list.
    pub is_list: bool,
    /// Nothing is to be changed.
    pub is_dry_run: bool,
}

impl Wanted {
    /// Reads a body.
    ///
    /// # Errors
    /// [`Problem`]: 400 when it is no object, 422 with a fault for each member that is missing or wrong.
    pub(super) fn of(body: &Value) -> Result<Wanted, Problem> {
        let is_list = body.get("partnerships").is_some();
        let known: &[&str] = if is_list { &LIST } else { &ROW };
        let mut top = Members::of(body, String::new(), known).map_err(Problem::bad)?;
        let is_dry_run = top.truth("dry_run");
        let mut rows = Vec::new();
        if is_list {
            let sentence = "Give a list of 1 to 1000 partnerships";
            let listed =
                top.needed("partnerships", sentence, |it| it.as_array().filter(|it| (1..=MOST).contains(&it.len())));
            for (number, value) in listed.into_iter().flatten().enumerate() {
                match Members::of(value, format!("/partnerships/{number}"), &ROW[..4]) {
                    Err(fault) => top.faults.push(fault),
                    Ok(mut members) => {
                        rows.extend(row(&mut members));
                        top.faults.append(&mut members.faults);
                    }
                }
            }
        } else {
            rows.extend(row(&mut top));
        }
        top.faults.extend(repeated(&rows));
        if top.faults.is_empty() { Ok(Wanted { rows, is_list, is_dry_run }) } else { Err(Problem::refused(top.faults)) }
    }
}

fn row(members: &mut Members<'_>) -> Option<Row> {
    let cohort = members.needed("cohort", "Give the year in which the cohort starts, such as 2026", |it| {
        it.as_i64().filter(|it| (1_900..2_200).contains(it)).and_then(|it| i32::try_from(it).ok())
    });
    let urn =
        members.needed("urn", "Give the school's URN as a text of up to 7 digits", |it| it.as_str()?.parse().ok());
    let sentence = "Give the id of a delivery partner, as /api/v1/delivery-partners has it";
    let partner = members.needed("delivery_partner_id", sentence, id);
    let is_resolved = members.truth("resolved");
    let at = members.pointer("").trim_end_matches('/').to_owned();
    Some(Row { at, cohort: AcademicYear::starting(cohort?), urn: urn?, partner: partner?.to_owned(), is_resolved })
}

/// Rows that name a school and a cohort again.
fn repeated(rows: &[Row]) -> Vec<Fault> {
    let mut seen = std::collections::HashMap::new();
    let mut faults = Vec::new();
    for row in rows {
        match seen.get(&(row.cohort, row.urn)) {
            None => {
                seen.insert((row.cohort, row.urn), row.at.as_str());
            }
            Some(first) => {
                faults.push(row.fault(
                    "urn",
                    "repeated",
                    format!("The same school and cohort stand at {first}. Take one out"),
                ));
            }
        }
    }
    faults
}
