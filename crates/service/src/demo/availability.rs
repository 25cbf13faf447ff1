//! What schools of the demo say of this year and the next: each answer once, contacts, and mentors.

use chrono::Days;
use store::Tx;

use super::NotFilled;
use super::partners::Story;
use super::placements::{acting, coordinator};
use crate::organisations::contact_book::{self, Purpose};
use crate::organisations::directory;
use crate::placements::rules::availability::Might;
use crate::placements::store::availability::{self as stored, Said};
use crate::placements::store::mentors::{Mentors, count_mentors};
use crate::placements::words::{Answer, Phase, Reason, YearGroup};
use crate::policy::Action;
use crate::vocabulary::{AcademicYear, EmailAddress, OrganisationId, Urn};

/// Yes of this year where placements are offered; of the next year maybe, no, and nothing yet.
pub(super) async fn write(tx: &mut Tx, story: &Story<'_>) -> Result<(), NotFilled> {
    let this = AcademicYear::at(story.now);
    let person = coordinator(tx, story).await?;
    for (urn, year, said) in [
        (story.named, this, Said { cap: Some(Some(40)), ..Said::plain(Answer::Yes) }),
        (story.open[0], this, Said::plain(Answer::Yes)),
        (story.open[1], this.next(), maybe()),
        (story.open[2], this.next(), no()),
    ] {
        let permit = acting(person, school(tx, urn).await?, Action::SetAvailability)?;
        let at = story.now - Days::new(20);
        let done = stored::answer(tx, &permit, at, (year, None), &said).await?;
        let _ = done.map_err(|refusal| NotFilled::Refused(refusal.to_string()))?;
    }
    let named = school(tx, story.named).await?;
    let address: EmailAddress = "itt@named.example".parse().map_err(|_| NotFilled::Short("an address that is one"))?;
    let giving = acting(person, named, Action::GiveContact)?;
    for (purpose, post) in [(Purpose::Placements, "ITT coordinator"), (Purpose::Ect, "Induction tutor")] {
        contact_book::give_own(tx, &giving, story.now - Days::new(20), purpose.code(), (post, &address)).await?;
    }
    let counts = [Mentors { phase: Phase::Primary, subject: None, headcount: 6, trained: 4 }];
    let counting = acting(person, named, Action::CountMentors)?;
    Ok(count_mentors(tx, &counting, story.now - Days::new(20), this, &counts).await?)
}

async fn school(tx: &mut Tx, urn: Urn) -> Result<OrganisationId, NotFilled> {
    let school = directory::by_urn(tx, urn).await?;
    school.map(|it| it.id).ok_or(NotFilled::Short("schools with an organisation"))
}

fn maybe() -> Said {
    let might = Might {
        phases: vec![Phase::Primary],
        year_groups: vec![YearGroup::Year2, YearGroup::Year4],
        trainees: Some(3),
        ..Might::default()
    };
    let note = "It depends on how many classes we have. We will know in May.".to_owned();
    Said { might, note, ..Said::plain(Answer::Maybe) }
}

fn no() -> Said {
    Said { reason: Some(Reason::NoMentors), ..Said::plain(Answer::No) }
}
