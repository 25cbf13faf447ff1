//! Notifications as rows: written beside the change, read by people, kept for daily mails.

use chrono::{DateTime, NaiveDateTime, Utc};
use store::{Dialect, FromQueryResult, Listed, StoreError, Tx, Value, Window, naive, utc, values};

use crate::organisations::folding::fold;
use crate::platform::App;
use crate::platform::sessions::unread_since;
use crate::policy::Permit;
use crate::vocabulary::{OrganisationId, PersonId};

/// What a notification belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topic {
    /// Who works with whom.
    Partners,
    /// Places, requests and availability.
    Placements,
    /// Early career training.
    EarlyCareer,
    /// The organisation itself: its users and tokens.
    Organisation,
}

impl Topic {
    /// Every topic, in the order of the filter.
    pub const ALL: [Topic; 4] = [Topic::Partners, Topic::Placements, Topic::EarlyCareer, Topic::Organisation];

    /// The word kept in the database.
    pub fn code(self) -> &'static str {
        match self {
            Topic::Partners => "partners",
            Topic::Placements => "placements",
            Topic::EarlyCareer => "early-career",
            Topic::Organisation => "organisation",
        }
    }

    /// The topic of a word.
    pub fn parse(word: &str) -> Option<Topic> {
        Topic::ALL.into_iter().find(|it| it.code() == word)
    }

    /// As pages write it.
    pub fn title(self) -> &'static str {
        match self {
            Topic::Partners => "Partners",
            Topic::Placements => "Placements",
            Topic::EarlyCareer => "Early career training",
            Topic::Organisation => "Your organisation",
        }
    }
}

/// A notification to be written.
#[derive(Clone, Debug)]
pub struct Note {
    /// Whose users are told.
    pub organisation: OrganisationId,
    /// What it belongs to.
    pub topic: Topic,
    /// The news it tells.
    pub kind: &'static str,
    /// What happened; names schools and providers, never a person.
    pub line: String,
    /// The page to look at.
    pub href: String,
}

/// Writes a notification; gives its public id.
///
/// # Errors
/// Those of the database.
pub async fn put(tx: &mut Tx, app: &App, now: DateTime<Utc>, note: &Note) -> Result<String, StoreError> {
    let id = app.chance.public_id();
    tx.execute(
        "insert into notification (public_id, organisation, topic, kind, line, line_folded, href, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        values![
            id.as_str(),
            note.organisation.get(),
            note.topic.code(),
            note.kind,
            note.line.as_str(),
            fold(&note.line),
            note.href.as_str(),
            naive(now)
        ],
    )
    .await?;
    Ok(id)
}

/// Keeps a notification for the next daily mail of each user who wants one: as they want it now, whatever they choose
/// before that mail goes. So nobody is told twice, and nobody not at all.
pub(in crate::organisations) async fn keep_for_daily_mail(tx: &mut Tx, notification: &str) -> Result<u64, StoreError> {
    let sql = "insert into digest_item (notification, person)
        select n.id, p.id from notification n join person p on p.digest = 'daily' and p.disabled_at is null
        where n.public_id = $1
          and exists (select 1 from person_role r where r.person = p.id and r.organisation = n.organisation)";
    tx.execute(sql, values![notification]).await
}

/// Those for whose daily mail a notification was kept.
pub(in crate::organisations) async fn kept_for(tx: &mut Tx, notification: &str) -> Result<Vec<PersonId>, StoreError> {
    #[derive(FromQueryResult)]
    struct Row {
        person: i64,
    }
    let sql = "select d.person from digest_item d join notification n on n.id = d.notification where n.public_id = $1";
    let rows: Vec<Row> = tx.all(sql, values![notification]).await?;
    Ok(rows.into_iter().map(|row| PersonId(row.person)).collect())
}

/// Somebody who reads an organisation's notifications.
#[derive(Clone, Copy, Debug)]
pub struct Reader {
    /// Whose notifications.
    pub organisation: OrganisationId,
    /// Who reads.
    pub person: PersonId,
    /// When.
    pub now: DateTime<Utc>,
}

/// What the list is narrowed to, and its order.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Words of the line.
    pub words: String,
    /// Any of these; empty is all.
    pub topics: Vec<Topic>,
    /// Leaves out what has been read.
    pub only_unread: bool,
    /// The oldest first, instead of the newest.
    pub oldest_first: bool,
}

/// A line of the list.
#[derive(Clone, Debug)]
pub struct Line {
    /// Its public id.
    pub id: String,
    /// What it belongs to.
    pub topic: Topic,
    /// What happened.
    pub line: String,
    /// The page to look at.
    pub href: String,
    /// When it happened.
    pub at: DateTime<Utc>,
    /// Whether the reader has not read it.
    pub is_unread: bool,
}

#[derive(FromQueryResult)]
struct Row {
    public_id: String,
    topic: String,
    line: String,
    href: String,
    at: NaiveDateTime,
    is_unread: i32,
}

/// True of a notification `n` that the person `$2` has not read, where `$3` is [`unread_since`].
const IS_UNREAD: &str = "(n.at > $3
    and n.at > coalesce((select u.at from notification_read u where u.person = $2 and u.organisation = $1), $3)
    and not exists (select 1 from notification_seen s where s.notification = n.id and s.person = $2))";

/// A page of the reader's notifications, newest first unless asked otherwise.
///
/// # Errors
/// Those of the database.
pub async fn list(tx: &mut Tx, reader: Reader, filter: &Filter, window: Window) -> Result<Listed<Line>, StoreError> {
    let (from, values) = narrowed(tx.dialect(), reader, filter);
    let total: i64 = tx.scalar(&format!("select count(*) {from}"), values.clone()).await?.unwrap_or(0);
    let order = if filter.oldest_first { "n.at, n.id" } else { "n.at desc, n.id desc" };
    let sql = format!(
        "select n.public_id, n.topic, n.line, n.href, n.at, case when {IS_UNREAD} then 1 else 0 end as is_unread
         {from} order by {order} limit {} offset {}",
        window.take, window.skip
    );
    let rows: Vec<Row> = tx.all(&sql, values).await?;
    let line = |row: Row| Line {
        id: row.public_id,
        topic: Topic::parse(&row.topic).unwrap_or(Topic::Partners),
        line: row.line,
        href: row.href,
        at: utc(row.at),
        is_unread: row.is_unread == 1,
    };
    Ok(Listed { rows: rows.into_iter().map(line).collect(), total: total.unsigned_abs() })
}

fn narrowed(dialect: Dialect, reader: Reader, filter: &Filter) -> (String, Vec<Value>) {
    let since = naive(unread_since(reader.now));
    let mut values: Vec<Value> = values![reader.organisation.get(), reader.person.get(), since].to_vec();
    // The third value is used in every statement, so that each has the same values on both databases.
    let mut sql = "from notification n where n.organisation = $1 and (n.person is null or n.person = $2)
        and $3 = $3"
        .to_owned();
    for word in fold(&filter.words).split_whitespace().take(8) {
        values.push(Dialect::containing(word).into());
        sql.extend([" and ", &dialect.contains("n.line_folded", &format!("${}", values.len()))]);
    }
    let mut marks = Vec::new();
    for topic in &filter.topics {
        values.push(topic.code().into());
        marks.push(format!("${}", values.len()));
    }
    if !marks.is_empty() {
        sql.extend([" and n.topic in (", &marks.join(", "), ")"]);
    }
    if filter.only_unread {
        sql.extend([" and ", IS_UNREAD]);
    }
    (sql, values)
}

/// Notes that the reader has read one; `false` when there is none such.
///
/// What a person has read is no change of a record, so it has no event.
///
/// # Errors
/// Those of the database.
pub async fn mark(tx: &mut Tx, _permit: &Permit, reader: Reader, id: &str) -> Result<bool, StoreError> {
    let sql = "select id from notification
               where public_id = $1 and organisation = $2 and (person is null or person = $3)";
    let (organisation, person) = (reader.organisation.get(), reader.person.get());
    let Some(key) = tx.scalar::<i64>(sql, values![id, organisation, person]).await? else { return Ok(false) };
    let sql = "insert into notification_seen (notification, person, at) values ($1, $2, $3) on conflict do nothing";
    tx.execute(sql, values![key, person, naive(reader.now)]).await?;
    Ok(true)
}

/// Notes that the reader has read everything up to now.
///
/// # Errors
/// Those of the database.
pub async fn mark_all(tx: &mut Tx, _permit: &Permit, reader: Reader) -> Result<(), StoreError> {
    let sql = "insert into notification_read (person, organisation, at) values ($1, $2, $3)
               on conflict (person, organisation) do update set at = excluded.at";
    tx.execute(sql, values![reader.person.get(), reader.organisation.get(), naive(reader.now)]).await?;
    Ok(())
}
