//! Organisations as rows: a school of the register gets one when it is first needed.

use chrono::{DateTime, Utc};
use store::{FromQueryResult, StoreError, Tx, naive, texts, values};

use crate::organisations::folding::fold;
use crate::platform::clock::Chance;
use crate::platform::sessions::Kind;
use crate::vocabulary::{OrganisationId, Urn};

/// An organisation as lists and headings name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Its key.
    pub id: OrganisationId,
    /// Its public id, for addresses of those that have no number of their own.
    pub public_id: String,
    /// Its name.
    pub name: String,
}

#[derive(FromQueryResult)]
struct Row {
    id: i64,
    public_id: String,
    name: String,
}

impl From<Row> for Named {
    fn from(row: Row) -> Named {
        Named { id: OrganisationId(row.id), public_id: row.public_id, name: row.name }
    }
}

/// The organisation with this key.
pub async fn by_id(tx: &mut Tx, id: OrganisationId) -> Result<Option<Named>, StoreError> {
    let row: Option<Row> =
        tx.one("select id, public_id, name from organisation where id = $1", values![id.get()]).await?;
    Ok(row.map(Named::from))
}

/// Holds an organisation until the transaction ends: what two at once would change for it waits.
pub async fn hold(tx: &mut Tx, id: OrganisationId) -> Result<(), StoreError> {
    let sql = format!("select id from organisation where id = $1{}", tx.dialect().for_update());
    let _: Option<i64> = tx.scalar(&sql, values![id.get()]).await?;
    Ok(())
}

/// The organisation of a school, if anything was ever kept about it.
pub async fn by_urn(tx: &mut Tx, urn: Urn) -> Result<Option<Named>, StoreError> {
    let row: Option<Row> =
        tx.one("select id, public_id, name from organisation where urn = $1", values![urn.to_string()]).await?;
    Ok(row.map(Named::from))
}

/// The provider with this code.
pub async fn by_code(tx: &mut Tx, code: &str) -> Result<Option<Named>, StoreError> {
    let sql = "select id, public_id, name from organisation where provider_code = $1";
    let row: Option<Row> = tx.one(sql, values![code.to_uppercase()]).await?;
    Ok(row.map(Named::from))
}

/// The lead provider or delivery partner of this public id, and which of the two it is.
pub async fn body(tx: &mut Tx, public_id: &str) -> Result<Option<(Kind, Named)>, StoreError> {
    for kind in [Kind::LeadProvider, Kind::DeliveryPartner] {
        let sql = "select id, public_id, name from organisation where kind = $1 and public_id = $2";
        if let Some(row) = tx.one::<Row>(sql, values![kind.code(), public_id]).await? {
            return Ok(Some((kind, row.into())));
        }
    }
    Ok(None)
}

/// The trust or other group of schools of this public id.
pub async fn trust(tx: &mut Tx, public_id: &str) -> Result<Option<Named>, StoreError> {
    let sql = "select id, public_id, name from organisation where kind = 'trust' and public_id = $1";
    let row: Option<Row> = tx.one(sql, values![public_id]).await?;
    Ok(row.map(Named::from))
}

/// The organisation of a trust or other group of the register, by its number there; made when it is first needed.
///
/// Nothing when the register has no open group of that number.
pub async fn ensure_trust(
    tx: &mut Tx,
    uid: &str,
    chance: &Chance,
    now: DateTime<Utc>,
) -> Result<Option<Named>, StoreError> {
    let find = "select id, public_id, name from organisation where group_uid = $1";
    if let Some(row) = tx.one::<Row>(find, values![uid]).await? {
        return Ok(Some(row.into()));
    }
    let sql = "select name from establishment_group where uid = $1 and (status is null or status = 'Open')";
    let Some(name) = tx.scalar::<String>(sql, values![uid]).await? else { return Ok(None) };
    let sql = "insert into organisation (public_id, kind, name, name_folded, group_uid, ukprn, created_at)
               select $1, 'trust', $2, $3, t.uid, t.ukprn, $5 from establishment_group t where t.uid = $4
               on conflict (group_uid) where group_uid is not null do nothing";
    tx.execute(sql, values![chance.public_id(), name.as_str(), fold(&name), uid, naive(now)]).await?;
    Ok(tx.one::<Row>(find, values![uid]).await?.map(Named::from))
}

/// What an organisation is called in addresses: URN, provider code, `dfe`, or its public id.
pub async fn key_of(tx: &mut Tx, id: OrganisationId) -> Result<String, StoreError> {
    let sql = "select coalesce(urn, provider_code, case kind when 'dfe' then 'dfe' else public_id end) from organisation where id = $1";
    Ok(tx.scalar(sql, values![id]).await?.unwrap_or_default())
}

/// Makes organisations of those schools of the register that have none yet, in one statement.
///
/// Numbers that the register does not know are passed over.
pub async fn ensure_schools(tx: &mut Tx, urns: &[Urn], chance: &Chance, now: DateTime<Utc>) -> Result<(), StoreError> {
    #[derive(FromQueryResult)]
    struct School {
        urn: String,
        name: String,
    }
    let given = tx.dialect().texts("$1", "urn");
    let sql = format!(
        "select e.urn, e.name from (select given.urn from {given}
           where not exists (select 1 from organisation o where o.urn = given.urn)) as missing
         join establishment e on e.urn = missing.urn"
    );
    let mut missing: Vec<School> = tx.all(&sql, values![texts(urns)]).await?;
    // In the order of the index of URNs.
    missing.sort_by(|one, other| one.urn.cmp(&other.urn));
    let ids = chance.public_ids(missing.len());
    let row = |(it, id): (School, String)| values![id, fold(&it.name), it.name, it.urn];
    let rows = missing.into_iter().zip(ids).map(row).collect();
    tx.execute_many(["public_id", "name_folded", "name", "urn"], rows, values![naive(now)], |given, [now]| {
        format!(
            "insert into organisation (public_id, kind, name, name_folded, urn, created_at)
             select given.public_id, 'school', given.name, given.name_folded, given.urn, {now} from {given} where true
             on conflict (urn) do nothing"
        )
    })
    .await?;
    Ok(())
}

/// The organisation that an operator means: a URN, a UKPRN of a provider, a provider code, a trust's group ID (TR00123) or
/// UKPRN, the public id of one without any of these (a lead provider), or `dfe`; a school's, a trust's and the
/// Department's is made when first asked for.
pub async fn by_any_number(
    tx: &mut Tx,
    text: &str,
    chance: &Chance,
    now: DateTime<Utc>,
) -> Result<Option<Named>, StoreError> {
    let text = text.trim();
    if text.eq_ignore_ascii_case("dfe") {
        return department(tx, chance, now).await.map(Some);
    }
    if let Some(provider) = by_code(tx, text).await? {
        return Ok(Some(provider));
    }
    let sql = "select id, public_id, name from organisation where ukprn = $1 and kind = 'provider' order by id";
    if let Some(row) = tx.one::<Row>(sql, values![text]).await? {
        return Ok(Some(row.into()));
    }
    let sql = "select uid from establishment_group where group_id = $1 or ukprn = $1 order by uid";
    if let Some(uid) = tx.scalar::<String>(sql, values![text.to_uppercase()]).await? {
        return ensure_trust(tx, &uid, chance, now).await;
    }
    if let Ok(urn) = text.parse::<Urn>() {
        ensure_schools(tx, &[urn], chance, now).await?;
        return by_urn(tx, urn).await;
    }
    // Lead providers and delivery partners have no number of their own.
    let sql = "select id, public_id, name from organisation where public_id = $1";
    Ok(tx.one::<Row>(sql, values![text]).await?.map(Named::from))
}

/// The Department itself; made the first time.
pub async fn department(tx: &mut Tx, chance: &Chance, now: DateTime<Utc>) -> Result<Named, StoreError> {
    let find = "select id, public_id, name from organisation where kind = 'dfe' order by id";
    if let Some(row) = tx.one::<Row>(find, values![]).await? {
        return Ok(row.into());
    }
    let name = "Department for Education";
    tx.execute(
        "insert into organisation (public_id, kind, name, name_folded, created_at) values ($1, 'dfe', $2, $3, $4)",
        values![chance.public_id(), name, fold(name), naive(now)],
    )
    .await?;
    let row: Option<Row> = tx.one(find, values![]).await?;
    row.map(Named::from).ok_or_else(|| StoreError::Unreadable("the Department has no organisation".to_owned()))
}
