//! What stands between one provider and one school: every share of the provider in the school's placements.

use store::{FromQueryResult, StoreError, Tx, values};

use super::MineLine;
use super::placement::placements_by_key;
use super::share::shares_by_key;
use crate::vocabulary::OrganisationId;

#[derive(FromQueryResult)]
struct Ids {
    share: i64,
    placement: i64,
}

/// The provider's shares in the school's placements: the newest year first, and in it those that wait, then assigned ones.
pub async fn between(
    tx: &mut Tx,
    provider: OrganisationId,
    school: OrganisationId,
) -> Result<Vec<MineLine>, StoreError> {
    let ids: Vec<Ids> = tx
        .all(
            "select a.id as share, p.id as placement
             from placement_assignment a join placement p on p.id = a.placement
             where a.provider = $1 and p.school = $2
             order by p.year desc, case a.state when 'requested' then 0 when 'assigned' then 1 else 2 end,
               p.title_folded, a.id",
            values![provider.get(), school.get()],
        )
        .await?;
    let keys = |of: fn(&Ids) -> i64| ids.iter().map(of).collect::<Vec<i64>>();
    let placements = placements_by_key(tx, &keys(|it| it.placement)).await?;
    let mut shares = shares_by_key(tx, &keys(|it| it.share)).await?;
    let line = |ids: &Ids| {
        let placement = placements.get(&ids.placement)?.clone();
        shares.remove(&ids.share).map(|share| MineLine { placement, share })
    };
    Ok(ids.iter().filter_map(line).collect())
}
