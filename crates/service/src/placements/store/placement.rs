//! A placement as a row.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use store::{FromQueryResult, StoreError, Tx, utc, values};

use crate::placements::rules::{Offer, Standing, What, When};
use crate::placements::words::{KeyStage, Route, Setting, Subject, Term, Word, YearGroup};
use crate::vocabulary::{AcademicYear, OrganisationId};

/// A placement with what pages and rules need of it.
#[derive(Clone, Debug)]
pub struct Placement {
    /// Its key.
    pub id: i64,
    /// Its public id, for addresses.
    pub public_id: String,
    /// The school that offers it.
    pub school: OrganisationId,
    /// The school's name.
    pub school_name: String,
    /// The school's URN.
    pub urn: String,
    /// What the school says of it.
    pub offer: Offer,
    /// Whether it is offered, and not withdrawn.
    pub is_offered: bool,
    /// Places assigned or completed.
    pub assigned: i32,
    /// For `where version = …`.
    pub version: i32,
    /// When it was first offered.
    pub created_at: DateTime<Utc>,
    /// When the school last changed it.
    pub changed_at: DateTime<Utc>,
    /// The name of who changed it last, when it was a person.
    pub changed_by: Option<String>,
}

impl Placement {
    /// Its counts, for the rules.
    pub fn standing(&self) -> Standing {
        Standing {
            is_offered: self.is_offered,
            year: self.offer.year,
            places: self.offer.places,
            assigned: self.assigned,
        }
    }

    /// The day on which it begins, or its year.
    pub fn begins_on(&self) -> NaiveDate {
        self.offer.when.begins_on(self.offer.year)
    }

    /// Its name.
    pub fn title(&self) -> String {
        self.offer.what.title()
    }
}

/// The columns of [`Row`], of the tables p (placement), o (its school) and c (who changed it).
pub(super) const COLUMNS: &str =
    "p.id, p.public_id, p.school, o.name as school_name, o.urn, p.year, p.year_group, p.subject,
    (select string_agg(s.subject, ',') from placement_subject s where s.placement = p.id and s.subject <> p.subject)
      as additional,
    p.key_stage, p.places, p.itp_places, p.places_assigned, p.terms, p.starts_on, p.ends_on, p.routes, p.setting,
    p.note, p.state, p.version, p.created_at, p.changed_at, c.name as changed_by";

/// The tables that [`COLUMNS`] are of.
pub(super) const FROM: &str =
    "from placement p join organisation o on o.id = p.school left join person c on c.id = p.changed_by";

/// A placement as the database has it.
#[derive(FromQueryResult)]
pub(super) struct Row {
    id: i64,
    public_id: String,
    school: i64,
    school_name: String,
    urn: String,
    year: i32,
    year_group: Option<String>,
    subject: Option<String>,
    additional: Option<String>,
    key_stage: Option<String>,
    places: i32,
    itp_places: i32,
    places_assigned: i32,
    terms: String,
    starts_on: Option<NaiveDate>,
    ends_on: Option<NaiveDate>,
    routes: String,
    setting: String,
    note: String,
    state: String,
    version: i32,
    created_at: NaiveDateTime,
    changed_at: NaiveDateTime,
    changed_by: Option<String>,
}

impl Row {
    fn what(&self) -> Option<What> {
        match (&self.year_group, &self.subject, &self.key_stage) {
            (Some(group), None, None) => YearGroup::parse(group).map(What::Primary),
            (None, Some(subject), None) => {
                let additional = Subject::parse_all(self.additional.as_deref().unwrap_or_default());
                Subject::parse(subject).map(|subject| What::Secondary { subject, additional })
            }
            (None, None, Some(stage)) => KeyStage::parse(stage).map(What::Send),
            _ => None,
        }
    }
}

impl TryFrom<Row> for Placement {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Placement, StoreError> {
        let unreadable =
            |what: &str| StoreError::Unreadable(format!("placement {} has no {what} that we know", row.id));
        let offer = Offer {
            what: row.what().ok_or_else(|| unreadable("subject, year group or key stage"))?,
            year: AcademicYear::starting(row.year),
            when: match (row.starts_on, row.ends_on) {
                (Some(first), Some(last)) => When::Between(first, last),
                _ => When::of_terms(Term::parse_all(&row.terms)),
            },
            places: row.places,
            itp_places: row.itp_places,
            routes: Route::parse_all(&row.routes),
            setting: Setting::parse(&row.setting).ok_or_else(|| unreadable("setting"))?,
            note: row.note,
        };
        Ok(Placement {
            id: row.id,
            public_id: row.public_id,
            school: OrganisationId(row.school),
            school_name: row.school_name,
            urn: row.urn,
            offer,
            is_offered: row.state == "offered",
            assigned: row.places_assigned,
            version: row.version,
            created_at: utc(row.created_at),
            changed_at: utc(row.changed_at),
            changed_by: row.changed_by,
        })
    }
}

/// What the audit trail calls a placement.
pub fn subject(public_id: &str) -> String {
    format!("placement {public_id}")
}

/// The placement with this public id, whoever's it is.
pub async fn placement(tx: &mut Tx, public_id: &str) -> Result<Option<Placement>, StoreError> {
    let row: Option<Row> =
        tx.one(&format!("select {COLUMNS} {FROM} where p.public_id = $1"), values![public_id]).await?;
    row.map(Placement::try_from).transpose()
}

/// What a school offers in a year, by title; withdrawn ones are not among them.
pub async fn placements_of(
    tx: &mut Tx,
    school: OrganisationId,
    year: AcademicYear,
) -> Result<Vec<Placement>, StoreError> {
    let sql = format!(
        "select {COLUMNS} {FROM} where p.school = $1 and p.year = $2 and p.state = 'offered'
         order by p.title_folded, p.id"
    );
    let rows: Vec<Row> = tx.all(&sql, values![school.get(), year.start_year()]).await?;
    rows.into_iter().map(Placement::try_from).collect()
}

/// The placements with these keys.
pub(super) async fn placements_by_key(tx: &mut Tx, keys: &[i64]) -> Result<HashMap<i64, Placement>, StoreError> {
    let wanted: Vec<_> = keys.iter().map(|id| serde_json::json!({ "id": id })).collect();
    let given = tx.dialect().recordset("$1", &[("id", "bigint")]);
    let sql = format!("select {COLUMNS} {FROM} where p.id in (select given.id from {given})");
    let rows: Vec<Row> = tx.all(&sql, values![serde_json::Value::from(wanted).to_string()]).await?;
    rows.into_iter().map(|row| Placement::try_from(row).map(|it| (it.id, it))).collect()
}
