//! Telling schools that nobody could be told of when they were added, and telling one anew at its right address.

use chrono::{DateTime, NaiveDateTime, Utc};
use store::{FromQueryResult, StoreError, Tx, naive, utc, values};

use super::membership::Current;
use crate::policy::Permit;
use crate::vocabulary::{OrganisationId, PersonId, Urn};

/// When which hub added schools of which nobody was told then, and somebody can be told now: a contact was given by a
/// file or another provider, or the school has a first user. Where a letter has been made, that tells the school.
pub async fn tellable(tx: &mut Tx) -> Result<Vec<(OrganisationId, DateTime<Utc>)>, StoreError> {
    #[derive(FromQueryResult)]
    struct Row {
        hub: i64,
        added_at: NaiveDateTime,
    }
    let rows: Vec<Row> = tx
        .all(
            "select distinct h.hub, m.added_at from membership m join partnership h on h.id = m.partnership
             where m.kind = 'placement' and m.status = 'active' and m.told_at is null
               and not exists (select 1 from notice n where n.membership = m.id
                 and n.report_number = m.report_number and n.way in ('mail', 'letter'))
               and (exists (select 1 from contact c where c.organisation = m.organisation)
                 or exists (select 1 from person_role r join person p on p.id = r.person and p.disabled_at is null
                   where r.organisation = m.organisation and r.role in ('coordinator', 'administrator')))
             order by h.hub, m.added_at",
            values![],
        )
        .await?;
    Ok(rows.into_iter().map(|row| (OrganisationId(row.hub), utc(row.added_at))).collect())
}

/// The address, of no user, at which mail tells the school of its present time of adding, or has told it.
pub async fn told_at_address(tx: &mut Tx, current: &Current) -> Result<Option<String>, StoreError> {
    let sql = "select address from notice where membership = $1 and report_number = $2 and way = 'mail'
         and person is null and address is not null order by id limit 1";
    tx.scalar(sql, values![current.id, current.report_number]).await
}

/// Takes back that the school was told: links of earlier notices stop working, and its days run anew from the next.
///
/// # Errors
/// [`StoreError`]; then nothing is changed. False when somebody has changed the membership since it was read.
pub async fn begin_again(
    tx: &mut Tx,
    permit: &Permit,
    now: DateTime<Utc>,
    (urn, current): (Urn, &Current),
) -> Result<bool, StoreError> {
    let changed = tx
        .execute(
            "update membership set report_number = report_number + 1, report_deadline = null, told_at = null,
                told_by = null, version = version + 1, changed_at = $3, changed_by = $4
             where id = $1 and version = $2 and status = 'active'",
            values![current.id, current.version, naive(now), permit.person().map(PersonId::get)],
        )
        .await?;
    if changed == 1 {
        let data = serde_json::json!({ "change": "told_again" });
        tx.record(permit.entry(now, current.subject(urn), current.about.event(data)));
    }
    Ok(changed == 1)
}
