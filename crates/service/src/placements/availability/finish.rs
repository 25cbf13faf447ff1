//! The answer itself: judged again inside the transaction.

use axum::response::Response;
use govuk::Problems;
use govuk::journey::Answers;
use store::Tx;

use super::ask::seen;
use super::facts::Facts;
use super::{page_of, questions};
use crate::organisations::contact_book::{self, Purpose};
use crate::placements::mail::{self, RequestDeclined};
use crate::placements::rules::availability::{Might, key_of};
use crate::placements::rules::{Offer, availability::Refusal};
use crate::placements::store::availability::{self as stored, Said};
use crate::placements::store::{self as placements};
use crate::placements::words::{Answer, KeyStage, Phase, Reason, Subject, Word, YearGroup};
use crate::platform::ctx::{Banner, Ctx};
use crate::platform::failure::Failure;
use crate::platform::journeys::{SEEN, Stopped};
use crate::platform::page::{see_other, with_banner};
use crate::policy::{Action, Permit};
use crate::vocabulary::EmailAddress;

/// Writes the answer, the contact that was given on the way, and the placements that "maybe" became.
pub(super) async fn finish(
    ctx: &Ctx,
    tx: &mut Tx,
    permit: &Permit,
    answers: &Answers,
) -> Result<Result<Response, Stopped>, Failure> {
    let facts = Facts::of(ctx, answers).await?;
    if answers.get(SEEN).is_some_and(|it| *it != seen(&facts)) {
        let sentence = "What your school offers has changed since you opened this page. Check the placements again";
        return Ok(Err(Problems::one(questions::ANSWER, sentence).into()));
    }
    let Some(said) = said(&facts, answers) else { return Err(Failure::NotFound) };
    let offers = chosen(&facts, answers);
    let current = stored::availability(tx, permit.on(), facts.year).await?;
    let based_on = (facts.year, current.map(|it| it.version));
    let done = stored::answer(tx, permit, ctx.now, based_on, &said).await?;
    let followed = match done {
        Ok(followed) => followed,
        Err(refusal) => return Ok(Err(refused(ctx, permit, &facts, refusal))),
    };
    for share in followed.withdrawn.iter().flat_map(|(_, declined)| declined) {
        mail::tell::<RequestDeclined>(tx, &ctx.app, ctx.now, share).await?;
    }
    if !offers.is_empty() {
        let offering = ctx.may(Action::OfferPlacements)?;
        if let Err(refusal) = placements::offer(tx, &offering, &ctx.app.chance, ctx.now, &offers).await? {
            return Ok(Err(Problems::one(questions::ANSWER, refusal).into()));
        }
    }
    let address: Option<EmailAddress> = answers.get(questions::CONTACT).and_then(|it| it.parse().ok());
    if let Some(address) = &address {
        contact_book::give_own(tx, permit, ctx.now, Purpose::Placements.code(), ("", address)).await?;
    }
    Ok(Ok(on(ctx, &facts, &said, (offers.len(), followed.withdrawn.len()))))
}

/// A refused answer is an event of its own, written after the roll-back.
fn refused(ctx: &Ctx, permit: &Permit, facts: &Facts, refusal: Refusal) -> Stopped {
    let data = serde_json::json!({ "change": "refused", "why": refusal.to_string() });
    let event = permit.entry(ctx.now, stored::subject(permit.on(), facts.year), data);
    Stopped::refused(Problems::one(questions::ANSWER, refusal), event)
}

/// On to adding placements where there are none yet, else to the year's page.
fn on(ctx: &Ctx, facts: &Facts, said: &Said, (converted, withdrawn): (usize, usize)) -> Response {
    let year = facts.year;
    let (to, text) = match said.answer {
        Answer::Yes if facts.offered.is_empty() && converted == 0 => (
            format!("/placements/add-many?year={}", year.start_year()),
            "Now add the placements that you can offer.".to_owned(),
        ),
        Answer::Yes if converted > 0 => (
            format!("/placements?year={}", year.start_year()),
            format!("{converted} of what might have been possible can now be found by providers as placements."),
        ),
        Answer::Yes => (page_of(year), "Providers see the placements that you offer.".to_owned()),
        Answer::Maybe => (page_of(year), "Providers see what might be possible.".to_owned()),
        Answer::No => (page_of(year), "Providers do not see whom to contact. We ask you again next year.".to_owned()),
    };
    let gone = match withdrawn {
        0 => String::new(),
        1 => " 1 placement was withdrawn.".to_owned(),
        several => format!(" {several} placements were withdrawn."),
    };
    let text = format!("{text}{gone}");
    with_banner(ctx, see_other(&to), &Banner::new(format!("Availability for {year} saved"), text))
}

fn said(facts: &Facts, answers: &Answers) -> Option<Said> {
    let text = |slug: &str| answers.get(slug).map_or("", |it| it.trim());
    let number = |slug: &str| text(slug).replace([',', ' '], "").parse::<i32>().ok();
    let answer = facts.answer?;
    let mut said = Said::plain(answer);
    match answer {
        Answer::Yes => {
            said.cap = Some(number(questions::CAP));
            // What was said by mail about numbers stays until placements say more.
            said.might.trainees = facts.might().trainees;
        }
        Answer::Maybe => {
            let phases = match answers.get(questions::PHASES) {
                Some(chosen) => Phase::parse_all(chosen),
                None => facts.phases.clone(),
            };
            said.might = Might {
                phases,
                year_groups: YearGroup::parse_all(text(questions::YEAR_GROUPS)),
                subjects: Subject::parse_all(text(questions::SUBJECTS)),
                key_stages: KeyStage::parse_all(text(questions::KEY_STAGES)),
                trainees: number(questions::TRAINEES),
            };
            text(questions::NOTE).clone_into(&mut said.note);
        }
        Answer::No => {
            said.reason = Reason::parse(text(questions::REASON));
            text(questions::OTHER_REASON).clone_into(&mut said.other_reason);
        }
    }
    Some(said)
}

fn chosen(facts: &Facts, answers: &Answers) -> Vec<Offer> {
    let keys: Vec<&str> = answers.get(questions::CONVERT).map(|it| it.split(',').collect()).unwrap_or_default();
    let mut offers = facts.convertible();
    offers.retain(|it| keys.contains(&key_of(&it.what).as_str()));
    offers
}

/// What is recorded, as the answers of the journey: where a change begins.
pub(super) fn recorded(facts: &Facts) -> Answers {
    let mut answers = Answers::new();
    answers.insert(questions::YEAR.to_owned(), facts.year.start_year().to_string());
    let Some(current) = &facts.current else { return answers };
    let mut put = |slug: &str, text: String| answers.insert(slug.to_owned(), text);
    let or_unknown = |codes: String| if codes.is_empty() { questions::UNKNOWN.to_owned() } else { codes };
    if let Some(cap) = current.cap {
        put(questions::CAP, cap.to_string());
    }
    let Some(answer) = current.answer else { return answers };
    put(questions::ANSWER, answer.code().to_owned());
    if answer == Answer::Maybe {
        let might = &current.might;
        put(questions::PHASES, or_unknown(Phase::joined(&might.phases)));
        put(questions::YEAR_GROUPS, or_unknown(YearGroup::joined(&might.year_groups)));
        put(questions::SUBJECTS, or_unknown(Subject::joined(&might.subjects)));
        put(questions::KEY_STAGES, or_unknown(KeyStage::joined(&might.key_stages)));
        put(questions::TRAINEES, might.trainees.map(|it| it.to_string()).unwrap_or_default());
        put(questions::NOTE, current.note.clone());
    }
    if let Some(reason) = current.reason {
        put(questions::REASON, reason.code().to_owned());
        put(questions::OTHER_REASON, current.other_reason.clone());
    }
    answers
}
