//! Reading schools from the database.

use super::facts::{Beside, Email};
use super::rules::{Link, Status, Successor, predecessors, succession};
use super::school::{School, place};
use crate::vocabulary::Urn;
use chrono::NaiveDate;
use sea_orm::{DbErr, QueryResult};
use store::{FromQueryResult, StoreError, Tx, texts, values};

/// Named one by one: a column that a migration adds while this program serves must not change what it is given.
const COLUMNS: &str =
    "urn, name, status, ukprn, type_code, type, type_group, phase, opened_on, closed_on, closed_why, low_age,
  high_age, nursery, gender, religious_character, admissions, capacity, special_classes, pupils, boys, girls,
  free_meals, trust, federation, sponsor, ofsted_rating, ofsted_inspected_on, updated_on, street, locality,
  address3, town, county, postcode, website, telephone, section_41, sen_provisions, resourced_provision,
  local_authority, region, district_code, district, urban_rural, easting, northing, dropped_on";

fn status(row: &QueryResult) -> Result<Status, DbErr> {
    let code: i32 = row.try_get("", "status")?;
    Status::of_code(code).ok_or_else(|| DbErr::Type(format!("{code} is no status of a school")))
}

impl FromQueryResult for School {
    fn from_query_result(row: &QueryResult, _: &str) -> Result<Self, DbErr> {
        let text = |name: &str| row.try_get::<Option<String>>("", name);
        let number = |name: &str| row.try_get::<Option<i32>>("", name);
        let day = |name: &str| row.try_get::<Option<NaiveDate>>("", name);
        Ok(Self {
            urn: row.try_get("", "urn")?,
            name: row.try_get("", "name")?,
            status: status(row)?,
            ukprn: text("ukprn")?,
            type_code: row.try_get("", "type_code")?,
            kind: text("type")?,
            kind_group: text("type_group")?,
            phase: text("phase")?,
            opened_on: day("opened_on")?,
            closed_on: day("closed_on")?,
            closed_why: text("closed_why")?,
            low_age: number("low_age")?,
            high_age: number("high_age")?,
            nursery: text("nursery")?,
            gender: text("gender")?,
            religious_character: text("religious_character")?,
            admissions: text("admissions")?,
            capacity: number("capacity")?,
            special_classes: text("special_classes")?,
            pupils: number("pupils")?,
            boys: number("boys")?,
            girls: number("girls")?,
            free_meals: number("free_meals")?,
            trust: text("trust")?,
            federation: text("federation")?,
            sponsor: text("sponsor")?,
            ofsted_rating: text("ofsted_rating")?,
            ofsted_inspected_on: day("ofsted_inspected_on")?,
            updated_on: day("updated_on")?,
            street: text("street")?,
            locality: text("locality")?,
            address3: text("address3")?,
            town: text("town")?,
            county: text("county")?,
            postcode: text("postcode")?,
            website: text("website")?,
            telephone: text("telephone")?,
            section_41: text("section_41")?,
            sen_provisions: text("sen_provisions")?,
            resourced_provision: text("resourced_provision")?,
            local_authority: text("local_authority")?,
            region: text("region")?,
            district_code: text("district_code")?,
            district: text("district")?,
            urban_rural: text("urban_rural")?,
            easting: number("easting")?,
            northing: number("northing")?,
            dropped_on: day("dropped_on")?,
        })
    }
}

/// The school with this number.
///
/// # Errors
/// Those of the database.
pub async fn school(tx: &mut Tx, urn: Urn) -> Result<Option<School>, StoreError> {
    tx.one(&format!("select {COLUMNS} from establishment where urn = $1"), values![urn]).await
}

/// What lists and choices show of a school.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Its number.
    pub urn: Urn,
    /// Its name.
    pub name: String,
    /// Its town, else its locality, else its local authority.
    pub place: Option<String>,
    /// Its postcode.
    pub postcode: Option<String>,
    /// Whether it is open.
    pub status: Status,
    /// The code of its type.
    pub type_code: i32,
    /// Its type.
    pub kind: Option<String>,
    /// Its phase.
    pub phase: Option<String>,
    /// Its local authority.
    pub local_authority: Option<String>,
    /// The code of its district.
    pub district_code: Option<String>,
    /// Its region.
    pub region: Option<String>,
    /// The register's word on section 41.
    pub section_41: Option<String>,
}

const LISTED: &str = "urn, name, town, locality, local_authority, postcode, status, type_code, type, phase, \
                      district_code, region, section_41";

impl FromQueryResult for Listed {
    fn from_query_result(row: &QueryResult, _: &str) -> Result<Self, DbErr> {
        let text = |name: &str| row.try_get::<Option<String>>("", name);
        let (town, locality, local_authority) = (text("town")?, text("locality")?, text("local_authority")?);
        let place = place(town.as_deref(), locality.as_deref(), local_authority.as_deref()).map(str::to_owned);
        Ok(Self {
            urn: row.try_get("", "urn")?,
            name: row.try_get("", "name")?,
            place,
            postcode: text("postcode")?,
            status: status(row)?,
            type_code: row.try_get("", "type_code")?,
            kind: text("type")?,
            phase: text("phase")?,
            local_authority,
            district_code: text("district_code")?,
            region: text("region")?,
            section_41: text("section_41")?,
        })
    }
}

/// The schools with these numbers, by number; unknown ones are left out.
///
/// # Errors
/// Those of the database.
pub async fn listed(tx: &mut Tx, urns: &[Urn]) -> Result<Vec<Listed>, StoreError> {
    let given = tx.dialect().texts("$1", "urn");
    let sql = format!("select {LISTED} from establishment where urn in (select given.urn from {given}) order by urn");
    tx.all(&sql, values![texts(urns)]).await
}

/// A value that the register changed.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct PastChange {
    /// Which column of ours.
    pub field: String,
    /// What stood there.
    pub before: Option<String>,
    /// What stood there from then on.
    pub after: Option<String>,
    /// The day of the import that noticed it.
    pub noticed_on: NaiveDate,
}

/// What the register changed of a school, the newest first.
///
/// # Errors
/// Those of the database.
pub async fn history(tx: &mut Tx, urn: Urn) -> Result<Vec<PastChange>, StoreError> {
    let sql =
        "select field, before, after, noticed_on from establishment_change where urn = $1 order by run desc, field";
    tx.all(sql, values![urn]).await
}

/// What a school came from and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lineage {
    /// What became of it.
    pub successor: Successor,
    /// The schools that it followed.
    pub predecessors: Vec<Urn>,
}

#[derive(FromQueryResult)]
struct LinkRow {
    urn: Urn,
    link_urn: Urn,
    kind: String,
}

/// What a school came from and what became of it, by the links of either side.
///
/// # Errors
/// Those of the database.
pub async fn lineage(tx: &mut Tx, urn: Urn) -> Result<Lineage, StoreError> {
    let own = links(tx, &[urn]).await?;
    let successors = match succession(urn, &own) {
        Successor::Simple(one) => vec![one],
        Successor::Several(_) | Successor::None => Vec::new(),
    };
    // Whether it is the only one that its successor followed stands in the links of the successor.
    let wider = if successors.is_empty() { Vec::new() } else { links(tx, &successors).await? };
    let predecessors = predecessors(urn, &own);
    let all: Vec<Link> = own.into_iter().chain(wider).collect();
    Ok(Lineage { successor: succession(urn, &all), predecessors })
}

async fn links(tx: &mut Tx, urns: &[Urn]) -> Result<Vec<Link>, StoreError> {
    let given = tx.dialect().texts("$1", "urn");
    let sql = format!(
        "select urn, link_urn, kind from establishment_link where urn in (select given.urn from {given}) \
         union select urn, link_urn, kind from establishment_link where link_urn in (select given.urn from {given})"
    );
    let rows: Vec<LinkRow> = tx.all(&sql, values![texts(urns)]).await?;
    Ok(rows.into_iter().map(|row| Link { urn: row.urn, link_urn: row.link_urn, kind: row.kind }).collect())
}

/// What the details page needs beside the school's row.
///
/// # Errors
/// Those of the database.
pub async fn beside(tx: &mut Tx, urn: Urn) -> Result<Beside, StoreError> {
    let group = "select establishment_group.name from establishment_group_link \
                 join establishment_group on establishment_group.uid = establishment_group_link.uid \
                 where establishment_group_link.urn = $1 \
                 and (establishment_group.status is null or establishment_group.status = 'Open') \
                 order by establishment_group_link.joined_on desc limit 1";
    let since = "select missing_since from register_column where name = $1";
    let since_of = async |tx: &mut Tx, name: &str| -> Result<Option<NaiveDate>, StoreError> {
        Ok(tx.scalar::<Option<NaiveDate>>(since, values![name]).await?.flatten())
    };
    Ok(Beside {
        group: tx.scalar(group, values![urn]).await?,
        email: Email::default(),
        no_rating_since: since_of(tx, "OfstedRating (name)").await?,
        no_inspection_since: since_of(tx, "OfstedLastInsp").await?,
    })
}
