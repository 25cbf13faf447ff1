//! Judging thousands of schools in one pass: the register from memory, who has them by one statement.

use std::collections::HashMap;
use std::sync::Arc;

use store::{FromQueryResult, StoreError, Tx, texts, values};
use tokio::sync::Mutex;

use crate::early_career::rules::verdict::{Held, RowError, verdict};
use crate::organisations::rules::{Candidate, Eligibility, Status, eligibility, is_in_england};
use crate::organisations::search::store::version;
use crate::vocabulary::{AcademicYear, OrganisationId, Urn};

/// What every school of the register is for early career training, at one version of the register.
#[derive(Debug, Default)]
pub struct Schools {
    by_urn: HashMap<Urn, Eligibility>,
}

impl Schools {
    /// What the school is; none when the register does not know the number.
    pub fn find(&self, urn: Urn) -> Option<Eligibility> {
        self.by_urn.get(&urn).copied()
    }
}

/// The schools in memory: read when first asked for, and anew after an import.
#[derive(Debug, Default)]
pub struct Register {
    made: Mutex<Option<(i64, Arc<Schools>)>>,
}

/// What a school is judged by.
#[derive(FromQueryResult)]
pub(super) struct Row {
    pub(super) urn: String,
    pub(super) status: i32,
    pub(super) type_code: i32,
    pub(super) district_code: Option<String>,
    pub(super) region: Option<String>,
    pub(super) section_41: Option<String>,
}

impl Row {
    /// The school's number, and what it is; none for a row that no import writes.
    pub(super) fn judged(&self) -> Option<(Urn, Eligibility)> {
        let school = Candidate {
            status: Status::of_code(self.status)?,
            type_code: self.type_code,
            in_england: is_in_england(self.district_code.as_deref(), self.region.as_deref()),
            section_41: self.section_41.as_deref(),
        };
        Some((self.urn.parse().ok()?, eligibility(school)))
    }
}

impl Register {
    /// The schools as this transaction sees the register.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn schools(&self, tx: &mut Tx) -> Result<Arc<Schools>, StoreError> {
        let now = version(tx).await?;
        let mut made = self.made.lock().await;
        if let Some((of, schools)) = made.as_ref()
            && *of == now
        {
            return Ok(Arc::clone(schools));
        }
        let sql = "select urn, status, type_code, district_code, region, section_41 from establishment
            where dropped_on is null";
        let rows: Vec<Row> = tx.all(sql, values![]).await?;
        let schools = Arc::new(Schools { by_urn: rows.iter().filter_map(Row::judged).collect() });
        *made = Some((now, Arc::clone(&schools)));
        Ok(schools)
    }
}

/// For whom the schools are judged.
#[derive(Clone, Copy, Debug)]
pub struct Asking {
    /// Who would confirm them.
    pub lead_provider: OrganisationId,
    /// For which cohort.
    pub cohort: AcademicYear,
}

/// The schools' verdicts, each URN once.
#[derive(Debug, Default)]
pub struct Verdicts {
    errors: HashMap<Urn, RowError>,
}

impl Verdicts {
    /// Why the school cannot be confirmed; none where it can.
    pub fn error(&self, urn: Urn) -> Option<RowError> {
        self.errors.get(&urn).copied()
    }
}

/// Judges these schools for a lead provider and a cohort.
///
/// Of what it reads nothing is locked: who writes judges again in the transaction that writes.
///
/// # Errors
/// Those of the database.
pub async fn judge(tx: &mut Tx, schools: &Schools, asking: Asking, urns: &[Urn]) -> Result<Verdicts, StoreError> {
    let held = held(tx, asking, urns).await?;
    let errors = urns.iter().filter_map(|urn| {
        let held = held.get(urn).copied().unwrap_or(Held::Free);
        Some((*urn, verdict(schools.find(*urn), held).err()?))
    });
    Ok(Verdicts { errors: errors.collect() })
}

/// Who has which of these schools. What was reported, has left or is only proposed holds nobody (acceptance 32).
async fn held(tx: &mut Tx, asking: Asking, urns: &[Urn]) -> Result<HashMap<Urn, Held>, StoreError> {
    #[derive(FromQueryResult)]
    struct Taken {
        urn: String,
        hub: i64,
    }
    let given = tx.dialect().texts("$1", "urn");
    let sql = format!(
        "select o.urn, h.hub from {given} join organisation o on o.urn = given.urn
         join membership m on m.organisation = o.id and m.kind = 'ect' and m.cohort = $2 and m.status = 'active'
           and m.basis = 'provider_led'
         join partnership h on h.id = m.partnership"
    );
    let rows: Vec<Taken> = tx.all(&sql, values![texts(urns), asking.cohort.start_year()]).await?;
    let ours = asking.lead_provider.get();
    let held = rows.into_iter().filter_map(|row| {
        let held = if row.hub == ours { Held::Ours } else { Held::Other };
        Some((row.urn.parse().ok()?, held))
    });
    Ok(held.collect())
}
