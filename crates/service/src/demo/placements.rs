//! Placements in the demo: every state that places can be in, this year and the last.

use chrono::{DateTime, Days, NaiveTime, Utc};
use store::{Tx, values};

use super::NotFilled;
use super::partners::Story;
use crate::organisations::directory;
use crate::placements::rules::{Offer, What, phases_asked};
use crate::placements::store::{self as placements, Ask, Change, Give, Placement, Share};
use crate::placements::words::{Phase, Subject, Word, YearGroup};
use crate::policy::{Action, Actor, Permit, Role};
use crate::vocabulary::{AcademicYear, OrganisationId, PersonId, Urn};

/// How a provider's places come to stand.
enum Ends {
    Requested,
    Assigned,
    Declined,
    Released,
    Completed,
    Expired,
}

/// Places of the leading provider at four of its partner schools, one in each state; and a page of free ones.
pub(super) async fn write(tx: &mut Tx, story: &Story<'_>) -> Result<(), NotFilled> {
    let this = AcademicYear::at(story.now);
    let scene = Scene::of(tx, story).await?;
    let [blocked, free] = [story.open[0], story.open[1]];
    let last_year = this.previous().first_day() + Days::new(50);
    let last_year = last_year.and_time(NaiveTime::MIN).and_utc();
    let lately = story.now - Days::new(10);
    scene.tell(tx, blocked, (last_year, 2), Ends::Completed).await?;
    scene.tell(tx, blocked, (lately, 3), Ends::Assigned).await?;
    scene.tell(tx, free, (last_year, 1), Ends::Expired).await?;
    for (urn, ends) in [(free, Ends::Requested), (story.open[2], Ends::Declined), (story.named, Ends::Released)] {
        scene.tell(tx, urn, (lately, 2), ends).await?;
    }
    scene.tell(tx, story.named, (lately, 2), Ends::Requested).await?;
    scene.many(tx, story.named, lately).await
}

/// Who plays.
pub(super) struct Scene<'a> {
    /// The partnerships.
    pub story: &'a Story<'a>,
    /// Somebody at the school that many providers named; acts for the other schools too.
    pub at_school: PersonId,
}

impl<'a> Scene<'a> {
    pub async fn of(tx: &mut Tx, story: &'a Story<'a>) -> Result<Scene<'a>, NotFilled> {
        let at_school = coordinator(tx, story).await?;
        Ok(Scene { story, at_school })
    }

    /// What a school of this phase offers; the number makes it another each time.
    pub async fn what(&self, tx: &mut Tx, urn: Urn, number: usize) -> Result<What, NotFilled> {
        let sql = "select phase from establishment where urn = $1";
        let phase: Option<Option<String>> = tx.scalar(sql, values![urn.to_string()]).await?;
        let asked = phases_asked(phase.flatten().as_deref(), false);
        Ok(if asked.first() == Some(&Phase::Primary) {
            What::Primary(YearGroup::ALL[number % YearGroup::ALL.len()])
        } else {
            let plain = Subject::ALL.iter().copied().filter(|it| it.stands_alone() && it.additional().is_empty());
            let subject = plain.cycle().nth(number).unwrap_or(Subject::Mathematics);
            What::Secondary { subject, additional: Vec::new() }
        })
    }

    pub async fn school(&self, tx: &mut Tx, urn: Urn) -> Result<OrganisationId, NotFilled> {
        let school = directory::by_urn(tx, urn).await?;
        school.map(|it| it.id).ok_or(NotFilled::Short("schools with an organisation"))
    }

    /// Offers a placement, and lets the leading provider's places on it come to stand so.
    async fn tell(
        &self,
        tx: &mut Tx,
        urn: Urn,
        (at, places): (DateTime<Utc>, i32),
        ends: Ends,
    ) -> Result<(), NotFilled> {
        let chance = &self.story.app.chance;
        let school = self.school(tx, urn).await?;
        let what = self.what(tx, urn, usize::try_from(places).unwrap_or(0)).await?;
        let offer = Offer { places: places + 1, ..Offer::plain(what, AcademicYear::at(at)) };
        let permit = acting(self.at_school, school, Action::OfferPlacements)?;
        let ids = done(placements::offer(tx, &permit, chance, at, &[offer]).await?)?;
        let placement = placements::placement(tx, &ids[0]).await?.ok_or(NotFilled::Short("placements"))?;
        let permit = acting(self.at_school, school, Action::AssignPlacements)?;
        if matches!(ends, Ends::Assigned | Ends::Completed) {
            let give = Give { placement: &placement, provider: self.story.leading, places };
            let share = done(placements::give(tx, &permit, chance, at, give).await?)?;
            if matches!(ends, Ends::Completed) {
                by_job(tx, self.story.now, (&placement, &share), &Change::Complete).await?;
            }
            return Ok(());
        }
        let asking = acting(self.story.cast.coordinator, self.story.leading, Action::RequestPlacements)?;
        let message = "Could our trainee come on two days a week before the block begins?";
        let ask = Ask { placement: &placement, places, message };
        let share = done(placements::ask(tx, &asking, chance, at, ask).await?)?;
        let of = (&placement, &share);
        match ends {
            Ends::Declined => {
                let reason = "The class has another trainee in this year".to_owned();
                done(placements::change(tx, &permit, at, of, &Change::Decline { reason }).await?)?;
            }
            Ends::Released => {
                let share = done(placements::change(tx, &permit, at, of, &Change::Assign { places }).await?)?;
                let release = Change::Release { reason: "The mentor has left the school".to_owned() };
                done(placements::change(tx, &permit, at, (&placement, &share), &release).await?)?;
            }
            Ends::Expired => by_job(tx, self.story.now, of, &Change::Expire).await?,
            Ends::Requested | Ends::Assigned | Ends::Completed => {}
        }
        Ok(())
    }

    /// More than a page of placements at one school.
    async fn many(&self, tx: &mut Tx, urn: Urn, at: DateTime<Utc>) -> Result<(), NotFilled> {
        let school = self.school(tx, urn).await?;
        let mut offers = Vec::new();
        for number in 0..28 {
            offers.push(Offer::plain(self.what(tx, urn, number).await?, AcademicYear::at(at)));
        }
        let permit = acting(self.at_school, school, Action::OfferPlacements)?;
        done(placements::offer(tx, &permit, &self.story.app.chance, at, &offers).await?)?;
        Ok(())
    }
}

/// Somebody at the school that many providers named.
pub(super) async fn coordinator(tx: &mut Tx, story: &Story<'_>) -> Result<PersonId, NotFilled> {
    let sql = "select r.person from person_role r join organisation o on o.id = r.organisation
        where o.urn = $1 and r.role = 'coordinator' order by r.person";
    let person: Option<i64> = tx.scalar(sql, values![story.named.to_string()]).await?;
    person.map(PersonId).ok_or(NotFilled::Short("coordinators of schools"))
}

/// Somebody acts for an organisation, as a user who can edit.
pub(super) fn acting(person: PersonId, organisation: OrganisationId, action: Action) -> Result<Permit, NotFilled> {
    let roles = [Role::Coordinator].into_iter().collect();
    let actor = Actor::Person { person, organisation: Some(organisation), roles, on_behalf_of: None };
    Ok(actor.may(action, organisation)?)
}

async fn by_job(tx: &mut Tx, now: DateTime<Utc>, of: (&Placement, &Share), change: &Change) -> Result<(), NotFilled> {
    let permit = Actor::Job.may(Action::EndPlacements, of.0.school)?;
    done(placements::change_by_job(tx, &permit, now, of, change).await?).map(|_| ())
}

pub(super) fn done<T>(outcome: Result<T, crate::placements::rules::Refusal>) -> Result<T, NotFilled> {
    outcome.map_err(|refusal| NotFilled::Refused(refusal.to_string()))
}
