//! Whom the messages of a confirmation go to.

use store::{FromQueryResult, StoreError, Tx, values};

use crate::vocabulary::OrganisationId;

/// The notices of a confirmation whose schools are to be reminded: confirmed still, reported by nobody, and not
/// confirmed again since; those of schools that nobody could be told then, too.
pub async fn to_remind(tx: &mut Tx, confirmation: &str) -> Result<Vec<String>, StoreError> {
    #[derive(FromQueryResult)]
    struct Id {
        public_id: String,
    }
    let rows: Vec<Id> = tx
        .all(
            "select n.public_id from confirmation c
             join partnership h on h.kind = 'ect' and h.hub = c.lead_provider and h.cohort = c.cohort
             join membership m on m.partnership = h.id and m.added_at = c.confirmed_at and m.status = 'active'
             join notice n on n.membership = m.id and n.report_number = m.report_number and n.way in ('mail', 'none')
             where c.public_id = $1 order by n.id",
            values![confirmation],
        )
        .await?;
    Ok(rows.into_iter().map(|row| row.public_id).collect())
}

/// The address at which a school is told now when it has no induction tutor: its contact for early career training,
/// else the general one.
pub async fn contact(tx: &mut Tx, school: OrganisationId) -> Result<Option<String>, StoreError> {
    let sql = "select address from contact where organisation = $1 and purpose in ('ect', 'general')
        order by case purpose when 'ect' then 0 else 1 end, id limit 1";
    tx.scalar(sql, values![school]).await
}
