//! What waits in placements for the first page: requests without an answer, a year of which nothing is said; and how a
//! provider's year stands.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use store::{FromQueryResult, StoreError, Tx, utc, values};

use crate::vocabulary::{AcademicYear, OrganisationId};

/// A request that a school has not answered.
#[derive(Clone, Debug)]
pub struct WaitingRequest {
    /// Who asked.
    pub provider: String,
    /// The placement's public id.
    pub placement: String,
    /// The request's public id.
    pub share: String,
    /// What is asked for.
    pub title: String,
    /// The placement's year.
    pub year: AcademicYear,
    /// How many places.
    pub places: i32,
    /// When it came.
    pub at: DateTime<Utc>,
    /// The last day on which it can be answered.
    pub expires_on: NaiveDate,
}

#[derive(FromQueryResult)]
struct Row {
    provider: String,
    placement: String,
    share: String,
    title: String,
    year: i32,
    places: i32,
    requested_at: NaiveDateTime,
    expires_on: NaiveDate,
}

/// A school's requests without an answer, the oldest first; at most so many.
pub async fn waiting_requests(
    tx: &mut Tx,
    school: OrganisationId,
    most: i32,
) -> Result<Vec<WaitingRequest>, StoreError> {
    let rows: Vec<Row> = tx
        .all(
            "select o.name as provider, p.public_id as placement, a.public_id as share, p.title, p.year, a.places,
               a.requested_at, a.expires_on
             from placement p join placement_assignment a on a.placement = p.id join organisation o on o.id = a.provider
             where p.school = $1 and a.state = 'requested' order by a.requested_at, a.id limit $2",
            values![school.get(), most],
        )
        .await?;
    let read = |row: Row| WaitingRequest {
        provider: row.provider,
        placement: row.placement,
        share: row.share,
        title: row.title,
        year: AcademicYear::starting(row.year),
        places: row.places,
        at: utc(row.requested_at),
        expires_on: row.expires_on,
    };
    Ok(rows.into_iter().map(read).collect())
}

/// A year of which a school has said nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unsaid {
    /// When it was first asked, if it was.
    pub asked_at: Option<DateTime<Utc>>,
}

/// Whether a school has still to say what it can offer in a year.
pub async fn unsaid(tx: &mut Tx, school: OrganisationId, year: AcademicYear) -> Result<Option<Unsaid>, StoreError> {
    #[derive(FromQueryResult)]
    struct Found {
        said: i64,
        asked_at: Option<NaiveDateTime>,
    }
    let found: Option<Found> = tx
        .one(
            "select (select count(*) from availability where school = $1 and year = $2 and answer is not null) as said,
               (select min(queued_at) from availability_ask where school = $1 and year = $2) as asked_at",
            values![school.get(), year.start_year()],
        )
        .await?;
    Ok(found.filter(|it| it.said == 0).map(|it| Unsaid { asked_at: it.asked_at.map(utc) }))
}

/// How a provider's year stands, in numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, FromQueryResult)]
pub struct ProviderCounts {
    /// Places assigned or completed.
    pub confirmed: i64,
    /// Requests that wait for a school's answer.
    pub requested: i64,
    /// Requests that a school declined or let expire.
    pub unmet: i64,
    /// Trainees of the year, as the provider's profile says; 0 where it says nothing.
    pub trainees: i64,
}

/// Counts a provider's placements of a year.
pub async fn provider_counts(
    tx: &mut Tx,
    provider: OrganisationId,
    year: AcademicYear,
) -> Result<ProviderCounts, StoreError> {
    let found: Option<ProviderCounts> = tx
        .one(
            "select coalesce(sum(case when a.state in ('assigned', 'completed') then a.places else 0 end), 0) as confirmed,
               coalesce(sum(case when a.state = 'requested' then 1 else 0 end), 0) as requested,
               coalesce(sum(case when a.state in ('declined', 'expired') then 1 else 0 end), 0) as unmet,
               (select coalesce(sum(number), 0) from provider_trainees where provider = $1 and year = $2) as trainees
             from placement_assignment a join placement p on p.id = a.placement
             where a.provider = $1 and p.year = $2",
            values![provider.get(), year.start_year()],
        )
        .await?;
    Ok(found.unwrap_or_default())
}
