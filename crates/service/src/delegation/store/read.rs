//! Delegations as they are read.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use store::{FromQueryResult, StoreError, Tx, utc, values};

use crate::delegation::rules::{Period, Standing, State, standing};
use crate::policy::Scopes;
use crate::vocabulary::{AcademicYear, OrganisationId};

/// One of the two, as the other's pages name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Side {
    /// Its key.
    pub id: OrganisationId,
    /// Its name.
    pub name: String,
    /// Its URN, when it is a school.
    pub urn: Option<String>,
}

/// Who did something, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct By {
    /// When.
    pub at: DateTime<Utc>,
    /// Who; none when the account was erased.
    pub name: Option<String>,
}

/// What stands, or stood, between a school and an organisation that acts for it.
#[derive(Clone, Debug)]
pub struct Delegation {
    /// Its public id.
    pub public_id: String,
    /// The school.
    pub school: Side,
    /// Who acts for it.
    pub delegate: Side,
    /// For what.
    pub scopes: Scopes,
    /// What is kept of it.
    pub state: State,
    /// When; none while it is only asked for.
    pub period: Option<Period>,
    /// Who asked the school.
    pub asked: Option<By>,
    /// Who of the school let it.
    pub given: Option<By>,
    /// Who ended or declined it.
    pub ended: Option<By>,
    /// Whose user that was.
    pub ended_for: Option<OrganisationId>,
    /// Why, in their words; often empty.
    pub reason: String,
    /// Rises with each change.
    pub version: i32,
    /// How many requests for places wait at the school.
    pub requests: i64,
    /// Whether the school has answered for the year that was asked about.
    pub has_answered: bool,
}

impl Delegation {
    /// Where it stands today.
    pub fn standing(&self, today: NaiveDate) -> Standing {
        standing(self.state, self.period, today)
    }

    /// Whether requests for places wait that who acts for the school may answer.
    pub fn has_requests(&self) -> bool {
        self.scopes.placements && self.requests > 0
    }

    /// Whether the school has not answered for the year, and who acts for it may.
    pub fn is_silent(&self) -> bool {
        self.scopes.placements && !self.has_answered
    }

    /// The side that is not this organisation.
    pub fn other(&self, than: OrganisationId) -> &Side {
        if self.school.id == than { &self.delegate } else { &self.school }
    }
}

#[derive(FromQueryResult)]
struct Row {
    public_id: String,
    school: i64,
    school_name: String,
    urn: Option<String>,
    delegate: i64,
    delegate_name: String,
    placements: bool,
    early_career: bool,
    state: String,
    starts_on: Option<NaiveDate>,
    ends_on: Option<NaiveDate>,
    asked_at: Option<NaiveDateTime>,
    asked_by: Option<String>,
    given_at: Option<NaiveDateTime>,
    given_by: Option<String>,
    ended_at: Option<NaiveDateTime>,
    ended_by: Option<String>,
    ended_for: Option<i64>,
    reason: String,
    version: i32,
    requests: i64,
    answers: i64,
}

impl Row {
    fn read(self) -> Result<Delegation, StoreError> {
        let state = State::parse(&self.state);
        let by = |at: Option<NaiveDateTime>, name: Option<String>| at.map(|at| By { at: utc(at), name });
        Ok(Delegation {
            public_id: self.public_id,
            school: Side { id: OrganisationId(self.school), name: self.school_name, urn: self.urn },
            delegate: Side { id: OrganisationId(self.delegate), name: self.delegate_name, urn: None },
            scopes: Scopes { placements: self.placements, early_career: self.early_career },
            state: state.ok_or_else(|| StoreError::Unreadable(format!("“{}” is no state", self.state)))?,
            period: self.starts_on.map(|starts_on| Period { starts_on, ends_on: self.ends_on }),
            asked: by(self.asked_at, self.asked_by),
            given: by(self.given_at, self.given_by),
            ended: by(self.ended_at, self.ended_by),
            ended_for: self.ended_for.map(OrganisationId),
            reason: self.reason,
            version: self.version,
            requests: self.requests,
            has_answered: self.answers > 0,
        })
    }
}

/// `$1` is the start of the year of which it is said whether the school has answered.
const SELECT: &str = "select g.public_id, g.school, coalesce(e.name, s.name) as school_name, s.urn, g.delegate,
    d.name as delegate_name, g.placements, g.early_career, g.state, g.starts_on, g.ends_on, g.asked_at, a.name as asked_by,
    g.given_at, b.name as given_by, g.ended_at, c.name as ended_by, g.ended_for, g.reason, g.version,
    (select count(*) from placement p join placement_assignment w on w.placement = p.id
     where p.school = g.school and w.state = 'requested') as requests,
    (select count(*) from availability v where v.school = g.school and v.year = $1 and v.answer is not null) as answers
  from delegation g join organisation s on s.id = g.school join organisation d on d.id = g.delegate
  left join establishment e on e.urn = s.urn
  left join person a on a.id = g.asked_by left join person b on b.id = g.given_by left join person c on c.id = g.ended_by";

async fn all(
    tx: &mut Tx,
    year: AcademicYear,
    (column, id): (&'static str, OrganisationId),
) -> Result<Vec<Delegation>, StoreError> {
    let sql = format!("{SELECT} where g.{column} = $2 order by g.id");
    let rows: Vec<Row> = tx.all(&sql, values![year.start_year(), id.get()]).await?;
    rows.into_iter().map(Row::read).collect()
}

/// Everything that a school let others do, or was asked to, the oldest first.
///
/// # Errors
/// Those of the database.
pub async fn of_school(tx: &mut Tx, school: OrganisationId, year: AcademicYear) -> Result<Vec<Delegation>, StoreError> {
    all(tx, year, ("school", school)).await
}

/// Everything that an organisation may do, or might, for schools, the oldest first.
///
/// # Errors
/// Those of the database.
pub async fn of_delegate(
    tx: &mut Tx,
    delegate: OrganisationId,
    year: AcademicYear,
) -> Result<Vec<Delegation>, StoreError> {
    all(tx, year, ("delegate", delegate)).await
}

/// Those of [`of_delegate`] by which the organisation may act on this day in London.
///
/// # Errors
/// Those of the database.
pub async fn open_to(
    tx: &mut Tx,
    delegate: OrganisationId,
    year: AcademicYear,
    today: NaiveDate,
) -> Result<Vec<Delegation>, StoreError> {
    let mut open = of_delegate(tx, delegate, year).await?;
    open.retain(|it| it.standing(today) == Standing::Open);
    Ok(open)
}

/// The delegation with this public id, when it is one of this organisation's.
///
/// # Errors
/// Those of the database.
pub async fn find(tx: &mut Tx, of: OrganisationId, public_id: &str) -> Result<Option<Delegation>, StoreError> {
    let sql = format!("{SELECT} where g.public_id = $2 and (g.school = $3 or g.delegate = $3)");
    let row: Option<Row> = tx.one(&sql, values![0, public_id, of.get()]).await?;
    row.map(Row::read).transpose()
}

/// What stands between the two, in a state that counts: asked for, or open.
///
/// # Errors
/// Those of the database.
pub async fn between(
    tx: &mut Tx,
    school: OrganisationId,
    delegate: OrganisationId,
) -> Result<Option<Delegation>, StoreError> {
    let sql = format!("{SELECT} where g.school = $2 and g.delegate = $3 and g.state in ('asked', 'open')");
    let row: Option<Row> = tx.one(&sql, values![0, school.get(), delegate.get()]).await?;
    row.map(Row::read).transpose()
}
