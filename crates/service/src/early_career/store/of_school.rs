//! Who trains a school's early career teachers, as the school sees it.

use chrono::{DateTime, NaiveDateTime, Utc};
use store::{FromQueryResult, StoreError, Tx, utc, values};

use crate::partnerships::rules::{Membership, Reason};
use crate::vocabulary::{AcademicYear, OrganisationId};

/// A cohort of a school for which a lead provider confirmed it.
#[derive(Clone, Debug)]
pub struct Training {
    /// The membership's key.
    pub membership: i64,
    /// Its public id.
    pub public_id: String,
    /// The cohort.
    pub cohort: AcademicYear,
    /// The lead provider's key.
    pub lead_provider: OrganisationId,
    /// Its name.
    pub lead_name: String,
    /// Who trains the teachers for it.
    pub delivery_partner: String,
    /// What it is now.
    pub state: Membership,
    /// When the lead provider confirmed the school.
    pub confirmed_at: DateTime<Utc>,
}

/// Every cohort that a lead provider confirmed the school for and that stands, or was reported; the newest first.
pub async fn of_school(tx: &mut Tx, school: OrganisationId) -> Result<Vec<Training>, StoreError> {
    #[derive(FromQueryResult)]
    struct Row {
        id: i64,
        public_id: String,
        cohort: i32,
        hub: i64,
        lead_name: String,
        delivery_partner: Option<String>,
        report_deadline: Option<NaiveDateTime>,
        report_reason: Option<String>,
        added_at: NaiveDateTime,
    }
    let rows: Vec<Row> = tx
        .all(
            "select m.id, m.public_id, m.cohort, h.hub, l.name as lead_name, d.name as delivery_partner, m.report_deadline, m.report_reason, m.added_at
             from membership m join partnership h on h.id = m.partnership join organisation l on l.id = h.hub
             left join organisation d on d.id = m.delivery_partner
             where m.kind = 'ect' and m.organisation = $1 and m.status in ('active', 'reported')
             order by m.cohort desc, m.status, m.added_at desc, m.id",
            values![school],
        )
        .await?;
    let read = |row: Row| Training {
        membership: row.id,
        public_id: row.public_id,
        cohort: AcademicYear::starting(row.cohort),
        lead_provider: OrganisationId(row.hub),
        lead_name: row.lead_name,
        delivery_partner: row.delivery_partner.unwrap_or_default(),
        state: match row.report_reason.as_deref().and_then(Reason::parse) {
            Some(reason) => Membership::Reported { reason },
            None => Membership::Active { deadline: row.report_deadline.map(utc) },
        },
        confirmed_at: utc(row.added_at),
    };
    Ok(rows.into_iter().map(read).collect())
}
