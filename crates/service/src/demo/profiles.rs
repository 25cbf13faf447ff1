//! Providers that a school has added, one that it has left again, and what the leading provider tells its partner schools.

use chrono::Days;
use store::{Tx, values};

use super::NotFilled;
use super::partners::Story;
use crate::organisations::directory;
use crate::partnerships::rules::Candidate;
use crate::partnerships::store::{self as partnerships, ToName};
use crate::placements::store::{ProfileEdit, Trainees, edit_profile};
use crate::placements::words::{Phase, Route, Subject};
use crate::policy::{Action, Actor, Permit, Role};
use crate::vocabulary::{AcademicYear, OrganisationId, PersonId};

/// Providers that nobody has named the school by: the school adds them.
const ADDED: std::ops::Range<usize> = 30..33;

/// Everything of this file.
pub(super) async fn write(tx: &mut Tx, story: &Story<'_>) -> Result<(), NotFilled> {
    added_by_school(tx, story).await?;
    let this = AcademicYear::at(story.now);
    profile(tx, story, this).await?;
    profile(tx, story, this.next()).await
}

/// The school that many providers named has added three more, and has ended one of the partnerships.
async fn added_by_school(tx: &mut Tx, story: &Story<'_>) -> Result<(), NotFilled> {
    let at = story.now - Days::new(3);
    let school = directory::by_urn(tx, story.named).await?.ok_or(NotFilled::Short("schools with an organisation"))?.id;
    let sql =
        "select r.person from person_role r where r.organisation = $1 and r.role = 'coordinator' order by r.person";
    let person: Option<i64> = tx.scalar(sql, values![school.get()]).await?;
    let person = person.map(PersonId).ok_or(NotFilled::Short("coordinators of schools"))?;
    let providers: Vec<OrganisationId> = ADDED.filter_map(|it| story.cast.providers.get(it).copied()).collect();
    let permit = acting(person, school, Action::ChangePartners)?;
    let candidate = Some(Candidate { is_in_england: true, is_closed: false });
    let to_name = ToName { urn: story.named, school: candidate, providers: &providers };
    partnerships::add_providers(tx, &permit, &story.app.chance, at, to_name).await?;
    let last = providers.last().copied().ok_or(NotFilled::Short("providers"))?;
    let current = partnerships::current(tx, last, story.named).await?.ok_or(NotFilled::Short("memberships"))?;
    let ended = partnerships::end_by_school(tx, &permit, story.now - Days::new(1), story.named, &current).await?;
    ended.map_err(|refusal| NotFilled::Refused(refusal.to_string()))
}

/// What the leading provider tells its partner schools of a year.
async fn profile(tx: &mut Tx, story: &Story<'_>, year: AcademicYear) -> Result<(), NotFilled> {
    let permit = acting(story.cast.coordinator, story.leading, Action::EditProfile)?;
    let day = |days: u64| year.first_day() + Days::new(days);
    let secondary = [(Subject::Mathematics, 14), (Subject::Physics, 6), (Subject::English, 11)];
    let number = |(subject, number)| Trainees { phase: Phase::Secondary, subject: Some(subject), number };
    let primary = Trainees { phase: Phase::Primary, subject: None, number: 38 };
    let edits = [
        ProfileEdit::Pattern("Two days a week in autumn, then a block of six weeks in spring and in summer".to_owned()),
        ProfileEdit::Weeks("24 weeks in all".to_owned()),
        ProfileEdit::Routes(vec![Route::FeeFunded, Route::Salaried]),
        ProfileEdit::Contact("Placements team".to_owned(), "placements@oakfield.example".to_owned()),
        ProfileEdit::Note("We visit each trainee twice a term.".to_owned()),
        ProfileEdit::AddWindow("Days in school, autumn".to_owned(), day(45), day(137)),
        ProfileEdit::AddWindow("First block".to_owned(), day(160), day(201)),
        ProfileEdit::AddWindow("Second block".to_owned(), day(265), day(306)),
        ProfileEdit::Trainees(Phase::Primary, vec![primary]),
        ProfileEdit::Trainees(Phase::Secondary, secondary.map(number).to_vec()),
    ];
    for edit in &edits {
        edit_profile(tx, &permit, &story.app.chance, story.now - Days::new(8), (year, edit)).await?;
    }
    Ok(())
}

fn acting(person: PersonId, organisation: OrganisationId, action: Action) -> Result<Permit, NotFilled> {
    let roles = [Role::Coordinator].into_iter().collect();
    let actor = Actor::Person { person, organisation: Some(organisation), roles, on_behalf_of: None };
    Ok(actor.may(action, organisation)?)
}
