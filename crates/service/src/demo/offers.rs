//! What many schools of the demo offer and say, this year and the next, so that a provider finds several pages of every kind.

use chrono::Days;
use store::Tx;

use super::NotFilled;
use super::partners::Story;
use super::placements::{Scene, acting, done};
use crate::organisations::directory;
use crate::placements::rules::{Offer, When};
use crate::placements::store::availability::{self, Said};
use crate::placements::store::{self as placements, Give};
use crate::placements::words::{Answer, Reason, Route, Term, Word};
use crate::policy::Action;
use crate::vocabulary::{AcademicYear, OrganisationId, Urn};

/// Of those below, the ones that have nobody whom a mail reaches and have said nothing: they can be asked by letter.
const SILENT: [std::ops::Range<usize>; 2] = [11..14, 52..56];

/// Writes them. The first few schools have their own stories, and are left alone.
pub(super) async fn write(tx: &mut Tx, story: &Story<'_>) -> Result<(), NotFilled> {
    let scene = Scene::of(tx, story).await?;
    let schools = &story.open[4..74];
    directory::ensure_schools(tx, schools, &story.app.chance, story.now).await?;
    let this = AcademicYear::at(story.now);
    for year in [this, this.next()] {
        for (number, urn) in schools.iter().enumerate() {
            if SILENT.iter().any(|it| it.contains(&number)) {
                continue;
            }
            let school = scene.school(tx, *urn).await?;
            match number % 10 {
                0..=5 => offer(tx, &scene, (*urn, school), year, number).await?,
                6 => assign_all(tx, &scene, (*urn, school), year, number).await?,
                7 => say(tx, &scene, school, year, Answer::Maybe).await?,
                8 => say(tx, &scene, school, year, Answer::No).await?,
                _ => {}
            }
        }
    }
    Ok(())
}

/// Two to four placements, each other than the one before.
async fn offer(
    tx: &mut Tx,
    scene: &Scene<'_>,
    (urn, school): (Urn, OrganisationId),
    year: AcademicYear,
    number: usize,
) -> Result<(), NotFilled> {
    let story = scene.story;
    let at = story.now - Days::new(u64::try_from(number).unwrap_or(0) + 1);
    let mut offers = Vec::new();
    for (more, places) in (0..2 + number % 3).zip([1, 2, 1, 3]) {
        let plain = Offer::plain(scene.what(tx, urn, number + 3 * more).await?, year);
        let when = Term::ALL.get((number + more) % 4).map_or(When::Any, |term| When::Terms(vec![*term]));
        let routes = Route::ALL.get((number + more) % 4).map(|it| vec![*it]).unwrap_or_default();
        offers.push(Offer { when, places, routes, ..plain });
    }
    let permit = acting(scene.at_school, school, Action::OfferPlacements)?;
    done(placements::offer(tx, &permit, &story.app.chance, at, &offers).await?)?;
    Ok(())
}

/// A placement whose places another provider has.
async fn assign_all(
    tx: &mut Tx,
    scene: &Scene<'_>,
    (urn, school): (Urn, OrganisationId),
    year: AcademicYear,
    number: usize,
) -> Result<(), NotFilled> {
    let (story, at) = (scene.story, scene.story.now - Days::new(12));
    let offer = Offer { places: 2, ..Offer::plain(scene.what(tx, urn, number).await?, year) };
    let permit = acting(scene.at_school, school, Action::OfferPlacements)?;
    let ids = done(placements::offer(tx, &permit, &story.app.chance, at, &[offer]).await?)?;
    let placement = placements::placement(tx, &ids[0]).await?.ok_or(NotFilled::Short("placements"))?;
    let permit = acting(scene.at_school, school, Action::AssignPlacements)?;
    let provider = *story.cast.providers.get(1).ok_or(NotFilled::Short("providers"))?;
    let give = Give { placement: &placement, provider, places: 2 };
    done(placements::give(tx, &permit, &story.app.chance, at, give).await?)?;
    Ok(())
}

async fn say(
    tx: &mut Tx,
    scene: &Scene<'_>,
    school: OrganisationId,
    year: AcademicYear,
    answer: Answer,
) -> Result<(), NotFilled> {
    let permit = acting(scene.at_school, school, Action::SetAvailability)?;
    let known = availability::availability(tx, school, year).await?.map(|it| it.version);
    let reason = (answer == Answer::No).then_some(Reason::NoMentors);
    let said = Said { reason, ..Said::plain(answer) };
    let at = scene.story.now - Days::new(20);
    let answered = availability::answer(tx, &permit, at, (year, known), &said).await?;
    answered.map(|_| ()).map_err(|refusal| NotFilled::Refused(refusal.to_string()))
}
