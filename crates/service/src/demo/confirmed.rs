//! Schools that lead providers of the demo confirmed, in every state: as the service does it, in the order in which it
//! happened.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;
use store::{Tx, naive, values};

use super::NotFilled;
use super::early_career::{PAIRED, Training};
use super::partners::Story;
use super::words::{FAMILY, GIVEN};
use crate::early_career::mail::SCHOOL_CONFIRMED;
use crate::early_career::store::confirm::{Confirm, Line, confirm_schools};
use crate::early_career::store::judge::{Register, Schools};
use crate::early_career::store::notices;
use crate::early_career::store::numbers::{self, Numbers};
use crate::early_career::store::tutors;
use crate::organisations::directory::{self, Named};
use crate::organisations::news;
use crate::organisations::rules::Eligibility;
use crate::partnerships::mail::SchoolReported;
use crate::partnerships::rules::Reason;
use crate::partnerships::store::{self as partnerships, Source};
use crate::policy::{Action, Actor, Role};
use crate::vocabulary::{AcademicYear, EmailAddress, OrganisationId, Urn};

/// Schools that the leading lead provider confirmed for the cohort that is open.
const CONFIRMED: usize = 64;
/// Of these, those that have no address for early career training.
const UNREACHED: std::ops::Range<usize> = 53..60;
/// Those that reported a mistake, one for each reason.
const REPORTED: usize = 36;

/// What the steps share.
struct Season<'a> {
    story: &'a Story<'a>,
    training: &'a Training,
    /// The register as it was before the schools closed that have closed since.
    register: Schools,
    /// Schools that can be confirmed.
    open: Vec<Urn>,
}

/// Everything, from the oldest to the newest.
pub(super) async fn write(tx: &mut Tx, story: &Story<'_>, training: &Training) -> Result<(), NotFilled> {
    let register = before_closing(tx, story).await?;
    let can_be = |urn: &Urn| register.find(*urn) == Some(Eligibility::Eligible);
    let open: Vec<Urn> = story.open.iter().copied().filter(can_be).collect();
    if open.len() <= CONFIRMED {
        return Err(NotFilled::Short("schools that can be confirmed"));
    }
    let season = Season { story, training, register, open };
    season.contacts(tx).await?;
    season.leading(tx).await?;
    season.others(tx).await?;
    season.said(tx).await?;
    // What was due long ago has been sent long ago.
    let sql = "delete from outbox where template in ('schools_confirmed', 'confirmation_reminders', 'school_reported')
        and due_at < $1";
    tx.execute(sql, values![naive(story.now - TimeDelta::hours(1))]).await?;
    Ok(())
}

/// The register when the schools that have closed since were open.
async fn before_closing(tx: &mut Tx, story: &Story<'_>) -> Result<Schools, NotFilled> {
    for urn in &story.closed {
        tx.execute("update establishment set status = 1 where urn = $1", values![*urn]).await?;
    }
    let schools = Register::default().schools(tx).await?;
    for urn in &story.closed {
        tx.execute("update establishment set status = 2 where urn = $1", values![*urn]).await?;
    }
    std::sync::Arc::into_inner(schools).ok_or(NotFilled::Short("schools"))
}

impl Season<'_> {
    /// Addresses at which schools are told.
    async fn contacts(&self, tx: &mut Tx) -> Result<(), NotFilled> {
        let reached = self.open.iter().enumerate().filter(|(number, _)| !UNREACHED.contains(number)).map(|it| it.1);
        for urn in reached.chain(&self.story.closed).chain([&self.story.named]) {
            let sql = "insert into contact (organisation, purpose, post, address, source, given_at)
                select id, 'ect', 'School office', $2, 'file', $3 from organisation where urn = $1";
            let (address, at) = (format!("training@school{urn}.example"), naive(self.story.days_ago(160)));
            tx.execute(sql, values![*urn, address, at]).await?;
        }
        Ok(())
    }

    /// The leading lead provider's: settled, reported, told lately, not told, and confirmed just now.
    async fn leading(&self, tx: &mut Tx) -> Result<(), NotFilled> {
        let (story, year, lead) = (self.story, self.training.cohort, self.training.leads[0]);
        let with_named = |schools: &[Urn]| schools.iter().copied().chain([story.named]).collect::<Vec<_>>();
        let at = story.days_ago(150);
        self.confirm(tx, (lead, year.previous(), at), &with_named(&self.open[..40]), true).await?;
        let at = story.days_ago(30);
        let settled: Vec<Urn> = self.open[..41].iter().chain(story.closed.first()).copied().collect();
        self.confirm(tx, (lead, year, at), &settled, true).await?;
        for (reason, urn) in Reason::ALL.into_iter().zip(&self.open[REPORTED..]) {
            self.report(tx, story.days_ago(25), *urn, reason).await?;
        }
        self.confirm(tx, (lead, year, story.days_ago(4)), &self.open[41..UNREACHED.start], true).await?;
        self.confirm(tx, (lead, year, story.days_ago(2)), &self.open[UNREACHED], true).await?;
        // The outbox carries their mails once the demo runs.
        let at = story.now - TimeDelta::minutes(5);
        self.confirm(tx, (lead, year, at), &with_named(&self.open[UNREACHED.end..CONFIRMED]), false).await
    }

    /// Schools of five other lead providers.
    async fn others(&self, tx: &mut Tx) -> Result<(), NotFilled> {
        for (number, urn) in self.open[CONFIRMED..].iter().enumerate() {
            let lead = self.training.leads[1 + number % 5];
            let at = self.story.days_ago(20) + TimeDelta::minutes(i64::try_from(number).unwrap_or(0));
            self.confirm(tx, (lead, self.training.cohort, at), &[*urn], true).await?;
        }
        Ok(())
    }

    /// Confirms schools, turn by turn with each delivery partner; who can be told is told two minutes later.
    async fn confirm(
        &self,
        tx: &mut Tx,
        (lead, cohort, at): (OrganisationId, AcademicYear, DateTime<Utc>),
        schools: &[Urn],
        is_told: bool,
    ) -> Result<(), NotFilled> {
        let roles = [Role::Coordinator].into_iter().collect();
        let person = self.training.coordinator;
        let actor = Actor::Person { person, organisation: Some(lead), roles, on_behalf_of: None };
        let permit = actor.may(Action::ConfirmSchools, lead)?;
        for place in 0..PAIRED {
            let urns = schools.iter().skip(place).step_by(PAIRED).enumerate();
            let lines: Vec<Line> = urns.map(|(number, urn)| Line { line: number + 1, urn: *urn }).collect();
            if lines.is_empty() {
                continue;
            }
            let delivery_partner = self.partner(lead, place)?;
            let confirm = Confirm { cohort, delivery_partner, upload: None, lines: &lines, schools: &self.register };
            // Confirmations are told apart by their moments.
            let at = at + TimeDelta::seconds(i64::try_from(place).unwrap_or(0));
            let done = confirm_schools(tx, &permit, confirm, at, &self.story.app.chance).await?;
            let done = done.map_err(|refusal| NotFilled::Refused(refusal.to_string()))?;
            if let Some(dropped) = done.dropped.first() {
                return Err(NotFilled::Refused(format!("school {}: {}", dropped.urn, dropped.error)));
            }
            if is_told {
                self.tell(tx, &done.public_id, at + TimeDelta::minutes(2)).await?;
            }
        }
        Ok(())
    }

    /// One of those that are paired with the lead provider.
    fn partner(&self, lead: OrganisationId, place: usize) -> Result<&Named, NotFilled> {
        let number = self.training.leads.iter().position(|it| *it == lead).unwrap_or(0);
        self.training.partners.get(number + place).ok_or(NotFilled::Short("delivery partners"))
    }

    /// The worker has handed over the mails of a confirmation.
    async fn tell(&self, tx: &mut Tx, confirmation: &str, at: DateTime<Utc>) -> Result<(), NotFilled> {
        let template = self.story.app.templates.find(SCHOOL_CONFIRMED).ok_or(NotFilled::Short("messages"))?;
        for notice in notices::of_confirmation(tx, confirmation).await? {
            let told = template.handed_over(tx, &json!({ "notice": notice }), at).await;
            told.map_err(|fault| NotFilled::Refused(fault.to_string()))?;
        }
        Ok(())
    }

    /// A school that was told says that it is a mistake.
    async fn report(&self, tx: &mut Tx, at: DateTime<Utc>, urn: Urn, reason: Reason) -> Result<(), NotFilled> {
        let of = (self.training.leads[0], self.training.cohort);
        let current = partnerships::confirmed(tx, of, urn).await?.ok_or(NotFilled::Short("memberships"))?;
        let notice = tx.scalar("select min(id) from notice where membership = $1", values![current.id]).await?;
        let holder = Actor::LinkHolder { organisation: current.school };
        let permit = holder.may(Action::ReportMistake, current.school)?;
        partnerships::report(tx, &permit, at, (urn, &current), (reason, Source { notice }))
            .await?
            .map_err(|refusal| NotFilled::Refused(refusal.to_string()))?;
        let about = json!({ "membership": current.public_id, "report_number": current.report_number });
        Ok(news::tell::<SchoolReported>(tx, self.story.app, at, about).await?)
    }

    /// What some schools have said: their tutor, their numbers, or that they have nobody this year.
    async fn said(&self, tx: &mut Tx) -> Result<(), NotFilled> {
        for (number, urn) in self.open[..CONFIRMED].iter().enumerate() {
            let at = self.story.days_ago(1 + number as u64 % 20);
            let school = directory::by_urn(tx, *urn).await?.ok_or(NotFilled::Short("schools"))?.id;
            if number.is_multiple_of(2) {
                let name = format!("{} {}", GIVEN[number % GIVEN.len()], FAMILY[(number / 2) % FAMILY.len()]);
                let email = format!("induction@school{urn}.example").parse::<EmailAddress>();
                let email = email.map_err(|_| NotFilled::Short("good addresses"))?;
                let permit = Actor::LinkHolder { organisation: school }.may(Action::NominateTutor, school)?;
                tutors::nominate(tx, &permit, at, (&name, &email)).await?;
            }
            if number.is_multiple_of(3) {
                let count = (number != 33).then(|| i32::try_from(number % 7).unwrap_or(0));
                let given =
                    Numbers { teachers: count, mentors: count.map(|it| it.min(3)), not_this_year: count.is_none() };
                let roles = [Role::Coordinator].into_iter().collect();
                let person = self.story.cast.others;
                let actor = Actor::Person { person, organisation: Some(school), roles, on_behalf_of: None };
                let permit = actor.may(Action::GiveNumbers, school)?;
                numbers::give(tx, &permit, at, (self.training.cohort, 0), given).await?;
            }
        }
        Ok(())
    }
}
