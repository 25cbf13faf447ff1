//! Who works with whom in the demo: every state that a membership can be in, made in the order in which it happened.

use chrono::{DateTime, Days, TimeDelta, Utc};
use store::{Tx, naive, values};

use super::NotFilled;
use super::people::Cast;
use super::schools::School;
use crate::organisations::directory;
use crate::partnerships::mail::{SCHOOLS_ADDED, run};
use crate::partnerships::rules::{Candidate, Reason};
use crate::partnerships::store::{self as partnerships, Current, Source, ToAdd, notices};
use crate::platform::{App, mail};
use crate::policy::{Action, Actor, Permit, Role};
use crate::vocabulary::{OrganisationId, PersonId, Urn};

/// Providers, beside the leading one, that have partner schools.
const OTHERS: usize = 27;
/// Of these, the last few added their schools lately.
const LATE: usize = 3;

/// What the steps of the story share.
pub(super) struct Story<'a> {
    /// The service, with the demo's own chance.
    pub app: &'a App,
    /// The day on which the demo is made.
    pub now: DateTime<Utc>,
    /// Who plays.
    pub cast: &'a Cast,
    /// The leading provider.
    pub leading: OrganisationId,
    /// The school that many providers named.
    pub named: Urn,
    /// Open schools in England all over the country.
    pub open: Vec<Urn>,
    /// Schools that have closed since: with one successor, and merged into another.
    pub closed: Vec<Urn>,
}

impl<'a> Story<'a> {
    /// The schools that play a part.
    pub fn new(app: &'a App, now: DateTime<Utc>, cast: &'a Cast, schools: &[School]) -> Result<Self, NotFilled> {
        let in_england = || schools.iter().filter(|it| it.is_english);
        let open: Vec<Urn> =
            in_england().filter(|it| it.status == 1).skip(1).step_by(19).take(80).map(|it| it.urn).collect();
        let closed = in_england().filter(|it| it.status == 2).take(3).map(|it| it.urn).collect();
        let (Some(leading), Some(named)) = (cast.providers.first(), schools.first()) else {
            return Err(NotFilled::Short("providers"));
        };
        if open.len() < 80 {
            return Err(NotFilled::Short("open schools"));
        }
        Ok(Story { app, now, cast, leading: *leading, named: named.urn, open, closed })
    }

    /// So many days before the demo is made.
    pub(super) fn days_ago(&self, days: u64) -> DateTime<Utc> {
        self.now - Days::new(days)
    }

    /// Everything, from the oldest to the newest.
    pub async fn tell(&self, tx: &mut Tx) -> Result<(), NotFilled> {
        self.contacts(tx).await?;
        self.others(tx, 1..=OTHERS - LATE, 55).await?;
        self.long_ago(tx).await?;
        self.second_thoughts(tx).await?;
        self.others(tx, OTHERS - LATE + 1..=OTHERS, 6).await?;
        self.lately(tx).await?;
        self.today(tx).await
    }

    /// Addresses for most of the schools; those from the 59th to the 70th have none.
    async fn contacts(&self, tx: &mut Tx) -> Result<(), NotFilled> {
        let at = self.days_ago(58);
        let all: Vec<Urn> = self.open.iter().chain(&self.closed).copied().collect();
        directory::ensure_schools(tx, &all, &self.app.chance, at).await?;
        let reached = self.open[..15].iter().chain(&self.open[18..56]).chain(&self.open[70..]).chain(&self.closed);
        for urn in reached {
            let sql = "insert into contact (organisation, purpose, post, address, source, given_at)
                select id, 'itt', 'ITT coordinator', $2, 'file', $3 from organisation where urn = $1";
            tx.execute(sql, values![urn.to_string(), format!("office@school{urn}.example"), naive(at)]).await?;
        }
        Ok(())
    }

    /// The other providers: all of them named the same school, and a few more.
    async fn others(
        &self,
        tx: &mut Tx,
        which: std::ops::RangeInclusive<usize>,
        first_day: u64,
    ) -> Result<(), NotFilled> {
        for (place, number) in which.enumerate() {
            let at = self.days_ago(first_day) + TimeDelta::hours(12 * i64::try_from(place).unwrap_or(0));
            let Some(hub) = self.cast.providers.get(number).copied() else { continue };
            let count = if number == 1 { 30 } else { 2 + number % 6 };
            let some = self.open.iter().cycle().skip(number * 5).take(count).copied();
            let schools: Vec<Urn> = std::iter::once(self.named).chain(some).collect();
            self.add(tx, (hub, self.cast.others), at, &schools).await?;
            self.tell_by_mail(tx, hub, at).await?;
        }
        Ok(())
    }

    /// Told long ago: nobody objected in time. Three could be told by letter only; three have closed since.
    async fn long_ago(&self, tx: &mut Tx) -> Result<(), NotFilled> {
        let at = self.days_ago(40);
        let schools: Vec<Urn> = self.open[..18].iter().chain(&self.closed).copied().collect();
        self.add_to_leading(tx, at, &schools).await?;
        self.tell_by_mail(tx, self.leading, at).await?;
        for urn in &self.open[15..18] {
            self.make_letter(tx, self.days_ago(39), *urn).await?;
            self.post_letter(tx, self.days_ago(38), *urn).await?;
        }
        Ok(())
    }

    /// Schools that reported a mistake, for each reason; schools that were removed; one that was added again.
    async fn second_thoughts(&self, tx: &mut Tx) -> Result<(), NotFilled> {
        let at = self.days_ago(20);
        self.add_to_leading(tx, at, &self.open[18..34]).await?;
        self.tell_by_mail(tx, self.leading, at).await?;
        for (reason, urn) in Reason::ALL.into_iter().zip(&self.open[18..]) {
            self.report(tx, self.days_ago(18), *urn, reason).await?;
        }
        let permit = change(self.leading, self.cast.coordinator)?;
        for urn in &self.open[23..26] {
            let current = self.current(tx, *urn).await?;
            partnerships::remove(tx, &permit, self.days_ago(15), *urn, &current)
                .await?
                .map_err(|refusal| NotFilled::Refused(refusal.to_string()))?;
        }
        let again = self.days_ago(10);
        self.add_to_leading(tx, again, &self.open[23..24]).await?;
        self.tell_by_mail(tx, self.leading, again).await
    }

    /// Told within the fourteen days, by mail or by letter; and schools that nobody could tell.
    async fn lately(&self, tx: &mut Tx) -> Result<(), NotFilled> {
        let at = self.days_ago(5);
        let mut schools = self.open[34..58].to_vec();
        schools.push(self.named);
        self.add_to_leading(tx, at, &schools).await?;
        self.tell_by_mail(tx, self.leading, at).await?;
        for urn in &self.open[56..58] {
            self.make_letter(tx, self.days_ago(4), *urn).await?;
            self.post_letter(tx, self.days_ago(3), *urn).await?;
        }
        let at = self.days_ago(1);
        self.add_to_leading(tx, at, &self.open[58..66]).await?;
        self.make_letter(tx, at + TimeDelta::hours(1), self.open[58]).await
    }

    /// Added just now: the outbox carries their mails once the demo runs.
    async fn today(&self, tx: &mut Tx) -> Result<(), NotFilled> {
        let at = self.now - TimeDelta::minutes(5);
        self.add_to_leading(tx, at, &self.open[70..74]).await?;
        notices::queue_for_added(tx, self.leading, at).await?;
        mail::queue(tx, self.app, SCHOOLS_ADDED, run(self.leading, at), at).await?;
        Ok(())
    }

    async fn add_to_leading(&self, tx: &mut Tx, at: DateTime<Utc>, schools: &[Urn]) -> Result<(), NotFilled> {
        self.add(tx, (self.leading, self.cast.coordinator), at, schools).await
    }

    /// Adds schools; all were open at that time.
    async fn add(
        &self,
        tx: &mut Tx,
        (hub, person): (OrganisationId, PersonId),
        at: DateTime<Utc>,
        schools: &[Urn],
    ) -> Result<(), NotFilled> {
        let permit = change(hub, person)?;
        let school = Some(Candidate { is_in_england: true, is_closed: false });
        let to_add: Vec<ToAdd> = schools
            .iter()
            .enumerate()
            .map(|(place, urn)| {
                let trainees = i32::try_from(place % 5).ok().filter(|it| *it > 0);
                ToAdd { urn: *urn, school, trainees }
            })
            .collect();
        let outcome = partnerships::add_schools(tx, &permit, &self.app.chance, at, &to_add).await?;
        match outcome.refused.first() {
            Some((urn, refusal)) => Err(NotFilled::Refused(format!("{urn}: {refusal}"))),
            None => Ok(()),
        }
    }

    async fn tell_by_mail(&self, tx: &mut Tx, hub: OrganisationId, at: DateTime<Utc>) -> Result<(), NotFilled> {
        notices::queue_for_added(tx, hub, at).await?;
        let permit = Actor::Job.may(Action::HandOver, hub)?;
        for id in notices::of_run(tx, hub.get(), naive(at)).await? {
            if let Some(notice) = notices::by_public_id(tx, &id).await? {
                notices::handed_over(tx, &permit, at + TimeDelta::minutes(2), &notice).await?;
            }
        }
        Ok(())
    }

    pub(super) async fn current(&self, tx: &mut Tx, urn: Urn) -> Result<Current, NotFilled> {
        partnerships::current(tx, self.leading, urn).await?.ok_or(NotFilled::Short("memberships"))
    }

    async fn make_letter(&self, tx: &mut Tx, at: DateTime<Utc>, urn: Urn) -> Result<(), NotFilled> {
        let current = self.current(tx, urn).await?;
        let letters = self.app.chance.public_id().to_uppercase();
        let code = format!("{}-{}-{}", &letters[..4], &letters[4..8], &letters[8..12]);
        let permit = change(self.leading, self.cast.coordinator)?;
        Ok(notices::letter(tx, &permit, at, (urn, &current), &code).await?)
    }

    async fn post_letter(&self, tx: &mut Tx, at: DateTime<Utc>, urn: Urn) -> Result<(), NotFilled> {
        let current = self.current(tx, urn).await?;
        let letter = notices::letter_of(tx, &current).await?.ok_or(NotFilled::Short("letters"))?;
        let permit = change(self.leading, self.cast.coordinator)?;
        Ok(notices::handed_over(tx, &permit, at, &letter).await?)
    }

    async fn report(&self, tx: &mut Tx, at: DateTime<Utc>, urn: Urn, reason: Reason) -> Result<(), NotFilled> {
        let current = self.current(tx, urn).await?;
        let sql = "select min(id) from notice where membership = $1";
        let notice = tx.scalar::<Option<i64>>(sql, values![current.id]).await?.flatten();
        let holder = Actor::LinkHolder { organisation: current.school };
        let permit = holder.may(Action::ReportMistake, current.school)?;
        partnerships::report(tx, &permit, at, (urn, &current), (reason, Source { notice }))
            .await?
            .map_err(|refusal| NotFilled::Refused(refusal.to_string()))
    }
}

/// What a coordinator of the provider needs in order to change its partner schools.
fn change(hub: OrganisationId, person: PersonId) -> Result<Permit, NotFilled> {
    let roles = [Role::Coordinator].into_iter().collect();
    let actor = Actor::Person { person, organisation: Some(hub), roles, on_behalf_of: None };
    Ok(actor.may(Action::ChangePartners, hub)?)
}
