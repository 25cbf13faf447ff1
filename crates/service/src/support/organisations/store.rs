//! The organisations as rows of the console.

use chrono::{NaiveDate, NaiveDateTime};
use store::{Dialect, FromQueryResult, Listed, StoreError, Tx, Value, Window, texts, values};

use super::rules::Type;
use crate::organisations::folding::fold;
use crate::organisations::rules::Status;
use crate::vocabulary::{OrganisationId, ProviderCode, Urn};

/// An organisation as the console shows it; a school of the register need not have been used yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organisation {
    /// Its key; none for a school about which nothing is kept yet.
    pub id: Option<OrganisationId>,
    /// What it is called in addresses: URN, provider code, `dfe`, or its public id.
    pub key: String,
    /// Its name.
    pub name: String,
    /// Its type.
    pub kind: Type,
    /// Its number as a school.
    pub urn: Option<String>,
    /// Its code as a provider.
    pub code: Option<String>,
    /// Its UK provider reference number.
    pub ukprn: Option<String>,
    /// Where it is.
    pub town: Option<String>,
    /// Its postcode.
    pub postcode: Option<String>,
    /// Whether it is open, when it is a school.
    pub status: Option<Status>,
    /// How many people are its users.
    pub users: i64,
    /// How many organisations it works with.
    pub partners: i64,
    /// When it was first used or named here.
    pub since: Option<NaiveDateTime>,
}

#[derive(FromQueryResult)]
struct Row {
    id: Option<i64>,
    public_id: Option<String>,
    name: String,
    kind: String,
    urn: Option<String>,
    code: Option<String>,
    ukprn: Option<String>,
    town: Option<String>,
    postcode: Option<String>,
    status: Option<i32>,
    users: i64,
    partners: i64,
    since: Option<NaiveDateTime>,
}

impl Row {
    fn read(self) -> Result<Organisation, StoreError> {
        let kind = Type::parse(&self.kind);
        let kind = kind.ok_or_else(|| StoreError::Unreadable(format!("“{}” is no type of organisation", self.kind)))?;
        let other = if kind == Type::Dfe { Some("dfe".to_owned()) } else { self.public_id };
        let key = self.urn.clone().or_else(|| self.code.clone()).or(other).unwrap_or_default();
        Ok(Organisation {
            id: self.id.map(OrganisationId),
            key,
            kind,
            name: self.name,
            urn: self.urn,
            code: self.code,
            ukprn: self.ukprn,
            town: self.town,
            postcode: self.postcode,
            status: self.status.and_then(Status::of_code),
            users: self.users,
            partners: self.partners,
            since: self.since,
        })
    }
}

/// `$1` is today: accreditation has days on which it begins and ends.
const TYPE: &str = "case when o.kind <> 'provider' then o.kind
    when o.accredited_from <= $1 and (o.accredited_to is null or o.accredited_to >= $1) then 'accredited'
    else 'provider' end";

const USERS: &str = "(select count(distinct r.person) from person_role r where r.organisation = o.id)";

const FROM: &str = "from organisation o left join establishment e on e.urn = o.urn";

fn select() -> String {
    format!(
        "select o.id, o.public_id, coalesce(e.name, o.name) as name, {TYPE} as kind, o.urn, o.provider_code as code,
           coalesce(o.ukprn, e.ukprn) as ukprn,
           coalesce(o.town, e.town, e.locality, e.local_authority) as town,
           coalesce(o.postcode, e.postcode) as postcode, e.status, {USERS} as users,
           (select count(*) from membership m where m.organisation = o.id and m.kind = 'placement'
              and m.status = 'active')
           + (select count(*) from partnership h join membership m on m.partnership = h.id and m.status = 'active'
              where h.kind = 'placement' and h.hub = o.id)
           + (select count(distinct m.organisation) from partnership h join membership m on m.partnership = h.id
              and m.status = 'active' where h.kind = 'ect' and h.hub = o.id) as partners,
           o.created_at as since"
    )
}

/// What the list is narrowed to; empty means everything.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Words of the name, or a postcode, URN, UKPRN or provider code.
    pub words: String,
    /// Types.
    pub types: Vec<Type>,
    /// Whether it has users.
    pub has_users: Option<bool>,
    /// The order.
    pub order: Order,
}

/// The orders that the list offers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// By name, A to Z.
    #[default]
    Name,
    /// First used or named last.
    Newest,
    /// Most users first.
    Users,
}

impl Filter {
    /// The same without its words, or without all but its words.
    pub fn only(&self, words: bool) -> Filter {
        if words {
            Filter { words: self.words.clone(), ..Filter::default() }
        } else {
            Filter { words: String::new(), ..self.clone() }
        }
    }

    /// The conditions, and the parameters after the first, which is today.
    fn conditions(&self, dialect: Dialect, today: NaiveDate) -> (String, Vec<Value>) {
        let (mut sql, mut values) = (" where true".to_owned(), values![today].to_vec());
        for word in fold(&self.words).split_whitespace().take(8) {
            values.push(Dialect::containing(word).into());
            let mark = format!("${}", values.len());
            let postcode = "replace(coalesce(o.postcode, e.postcode), ' ', '')";
            let parts = ["o.name_folded", "o.urn", "o.provider_code", "coalesce(o.ukprn, e.ukprn)", postcode];
            let any = parts.map(|part| dialect.contains(part, &mark)).join(" or ");
            sql.extend([" and (", &any, ")"]);
        }
        if !self.types.is_empty() {
            let marks = self.types.iter().map(|it| {
                values.push(it.code().into());
                format!("${}", values.len())
            });
            let marks = marks.collect::<Vec<_>>().join(", ");
            sql.extend([" and ", TYPE, " in (", &marks, ")"]);
        }
        match self.has_users {
            Some(true) => sql.extend([" and ", USERS, " > 0"]),
            Some(false) => sql.extend([" and ", USERS, " = 0"]),
            None => {}
        }
        (sql, values)
    }
}

/// How many organisations the filter leaves.
pub async fn count(tx: &mut Tx, filter: &Filter, today: NaiveDate) -> Result<u64, StoreError> {
    let (conditions, values) = filter.conditions(tx.dialect(), today);
    let sql = format!("select count(*) from (select {TYPE} as kind {FROM}{conditions}) as found");
    let total: i64 = tx.scalar(&sql, values).await?.unwrap_or(0);
    Ok(total.unsigned_abs())
}

/// A page of the organisations: providers, the DfE, and every school that was ever named or used.
pub async fn list(
    tx: &mut Tx,
    filter: &Filter,
    today: NaiveDate,
    window: Window,
) -> Result<Listed<Organisation>, StoreError> {
    let total = count(tx, filter, today).await?;
    let (conditions, values) = filter.conditions(tx.dialect(), today);
    let order = match filter.order {
        Order::Name => "o.name_folded, o.id",
        Order::Newest => "o.created_at desc, o.id desc",
        Order::Users => &format!("{USERS} desc, o.name_folded, o.id"),
    };
    let (take, skip) = (window.take, window.skip);
    // What is counted is counted for the lines of the page alone.
    let sql = format!(
        "{} {FROM} join (select o.id as line {FROM}{conditions} order by {order} limit {take} offset {skip}) as picked
           on picked.line = o.id order by {order}",
        select()
    );
    let rows: Vec<Row> = tx.all(&sql, values).await?;
    let rows: Result<Vec<_>, _> = rows.into_iter().map(Row::read).collect();
    Ok(Listed { rows: rows?, total })
}

/// The organisation with this URN, provider code or public id, or the DfE by `dfe`; also a school that was never used.
pub async fn by_key(tx: &mut Tx, key: &str, today: NaiveDate) -> Result<Option<Organisation>, StoreError> {
    let select = select();
    let row: Option<Row> = if key == "dfe" {
        tx.one(&format!("{select} {FROM} where o.kind = 'dfe' order by o.id"), values![today]).await?
    } else if let Ok(code) = key.parse::<ProviderCode>() {
        let sql = format!("{select} {FROM} where o.provider_code = $2");
        tx.one(&sql, values![today, code.as_str()]).await?
    } else if let Ok(urn) = key.parse::<Urn>() {
        let sql = format!("{select} {FROM} where o.urn = $2");
        match tx.one(&sql, values![today, urn]).await? {
            Some(row) => Some(row),
            None => of_register(tx, urn).await?,
        }
    } else {
        let sql = format!("{select} {FROM} where o.public_id = $2 and o.kind in ('lead_provider', 'delivery_partner')");
        tx.one(&sql, values![today, key]).await?
    };
    row.map(Row::read).transpose()
}

async fn of_register(tx: &mut Tx, urn: Urn) -> Result<Option<Row>, StoreError> {
    let sql = "select cast(null as bigint) as id, cast(null as text) as public_id, e.name, 'school' as kind, e.urn, cast(null as text) as code, e.ukprn,
                 coalesce(e.town, e.locality, e.local_authority) as town, e.postcode, e.status, cast(0 as bigint) as users,
                 cast(0 as bigint) as partners, cast(null as timestamp) as since
               from establishment e where e.urn = $1";
    tx.one(sql, values![urn]).await
}

/// Of these schools, those about which nothing is kept yet, in the same order.
pub async fn unused(tx: &mut Tx, urns: &[String]) -> Result<Vec<String>, StoreError> {
    #[derive(FromQueryResult)]
    struct Used {
        urn: String,
    }
    let given = tx.dialect().texts("$1", "urn");
    let sql = format!("select o.urn from {given} join organisation o on o.urn = given.urn");
    let used: Vec<Used> = tx.all(&sql, values![texts(urns)]).await?;
    Ok(urns.iter().filter(|urn| used.iter().all(|it| it.urn != **urn)).cloned().collect())
}
