//! The events of the trail that the DfE's support left at an organisation.

use std::collections::HashMap;

use chrono::NaiveDateTime;
use serde_json::Value;
use store::{FromQueryResult, StoreError, Tx, texts, utc, values};

use super::Done;
use super::rules::{About, Sort, told_of};
use crate::vocabulary::OrganisationId;

/// Events that are read at most: more than a year's work of the desk at the largest provider.
const MOST: i64 = 50_000;

#[derive(FromQueryResult)]
struct Row {
    at: NaiveDateTime,
    person: i64,
    who: String,
    on_behalf: bool,
    action: String,
    subject: String,
    data: String,
    reason: Option<String>,
}

/// What the DfE's support did at the organisation, the newest first.
///
/// Visits are one line each, with their end; what was changed on a visit has the reason of the visit.
pub async fn of(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<Done>, StoreError> {
    let which = "(e.on_behalf or e.action in ('look_at', 'act_on_behalf', 'decide_access'))
          and not exists (select 1 from organisation a where a.id = e.acting_as and a.kind <> 'dfe' and e.on_behalf)
          and e.number > $3";
    read(tx, organisation, which, 0).await
}

/// What another organisation did for a school that let it, the newest first: what it changed, and when it began.
///
/// # Errors
/// Those of the database.
pub async fn by(tx: &mut Tx, school: OrganisationId, delegate: OrganisationId) -> Result<Vec<Done>, StoreError> {
    read(tx, school, "e.on_behalf and e.acting_as = $3", delegate.get()).await
}

async fn read(
    tx: &mut Tx,
    organisation: OrganisationId,
    which: &'static str,
    acting_as: i64,
) -> Result<Vec<Done>, StoreError> {
    let sql = format!(
        "select e.at, e.person, p.name as who, e.on_behalf, e.action, e.subject, e.data,
          (select v.value from audit_personal v where v.event = e.number and v.name = 'reason') as reason
        from audit_event e join person p on p.id = e.person
        where e.organisation = $1 and {which} order by e.at desc, e.number desc limit $2"
    );
    let mut rows: Vec<Row> = tx.all(&sql, values![organisation.get(), MOST, acting_as]).await?;
    rows.reverse();
    let names = Names::of(tx, &rows).await?;
    let mut done = told(organisation, &rows, &names);
    done.reverse();
    Ok(done)
}

fn told(organisation: OrganisationId, rows: &[Row], names: &Names) -> Vec<Done> {
    let mut done: Vec<Done> = Vec::new();
    // The last visit of each person: the place of its line.
    let mut visits: HashMap<i64, usize> = HashMap::new();
    for row in rows {
        let data: Value = serde_json::from_str(&row.data).unwrap_or_default();
        let sort = Sort::of(&row.action);
        if sort != Sort::Changed && data["did"] == "stopped" {
            let visitor = data["visitor"].as_i64().unwrap_or(row.person);
            if let Some(visit) = visits.get(&visitor).and_then(|place| done.get_mut(*place)) {
                visit.until.get_or_insert(utc(row.at));
            }
            continue;
        }
        let visit = visits.get(&row.person).and_then(|place| done.get(*place));
        let reason = match (&row.reason, visit) {
            (Some(reason), _) => reason.clone(),
            (None, Some(visit)) if row.on_behalf => visit.reason.clone(),
            _ => String::new(),
        };
        let what = told_of(&row.action, &data, names.about(organisation, &row.subject).as_deref());
        if sort != Sort::Changed {
            visits.insert(row.person, done.len());
        }
        done.push(Done { at: utc(row.at), until: None, who: row.who.clone(), what, reason, sort });
    }
    done
}

/// The names of those whom events are about.
struct Names {
    people: HashMap<i64, String>,
    organisations: HashMap<i64, String>,
    schools: HashMap<String, String>,
}

#[derive(FromQueryResult)]
struct Named {
    key: i64,
    name: String,
}

#[derive(FromQueryResult)]
struct School {
    urn: String,
    name: String,
}

impl Names {
    async fn of(tx: &mut Tx, rows: &[Row]) -> Result<Names, StoreError> {
        let (mut people, mut hubs, mut urns) = (Vec::new(), Vec::new(), Vec::new());
        for row in rows {
            match About::of(&row.subject) {
                About::Person(person) => people.push(serde_json::json!({ "key": person })),
                About::Partnership { hub, urn } => {
                    hubs.push(serde_json::json!({ "key": hub }));
                    urns.push(urn);
                }
                About::Organisation(key) => hubs.push(serde_json::json!({ "key": key })),
                About::Nothing => {}
            }
        }
        let keys = tx.dialect().recordset("$1", &[("key", "bigint")]);
        let people_sql = format!("select distinct p.id as key, p.name from {keys} join person p on p.id = given.key");
        let hubs_sql =
            format!("select distinct o.id as key, o.name from {keys} join organisation o on o.id = given.key");
        let given = tx.dialect().texts("$1", "urn");
        let schools_sql =
            format!("select distinct e.urn, e.name from {given} join establishment e on e.urn = given.urn");
        let people: Vec<Named> = tx.all(&people_sql, values![Value::from(people).to_string()]).await?;
        let hubs: Vec<Named> = tx.all(&hubs_sql, values![Value::from(hubs).to_string()]).await?;
        let schools: Vec<School> = tx.all(&schools_sql, values![texts(urns)]).await?;
        Ok(Names {
            people: people.into_iter().map(|it| (it.key, it.name)).collect(),
            organisations: hubs.into_iter().map(|it| (it.key, it.name)).collect(),
            schools: schools.into_iter().map(|it| (it.urn, it.name)).collect(),
        })
    }

    /// Whom an event is about, seen from an organisation: of a partnership, the other side.
    fn about(&self, organisation: OrganisationId, subject: &str) -> Option<String> {
        match About::of(subject) {
            About::Person(person) => self.people.get(&person).cloned(),
            About::Partnership { hub, urn } if hub == organisation.get() => {
                let name = self.schools.get(&urn).map(|it| format!("{it}, ")).unwrap_or_default();
                Some(format!("{name}URN {urn}"))
            }
            About::Partnership { hub: key, .. } | About::Organisation(key) => self.organisations.get(&key).cloned(),
            About::Nothing => None,
        }
    }
}
