//! /act-for/many: the same answer or the same placement for several schools, in one go; each is judged on its own.

use std::collections::BTreeMap;

use axum::response::Response;
use govuk::Problems;
use govuk::fields::{Called, text, whole_number};
use govuk::journey::{Answers, Ask, Choice, Journey, Step};
use store::Tx;

use super::offers::{self, Task};
use super::{is_delegate, results};
use crate::delegation::add::CheckPage;
use crate::delegation::rules::Standing;
use crate::delegation::store::{Delegation, of_delegate};
use crate::organisations::directory;
use crate::placements::rules::{What, default_year, years_offered};
use crate::placements::store::availability::Said;
use crate::placements::store::placements_of;
use crate::placements::words::{Answer, KeyStage, Phase, Reason, Subject, Word, YearGroup, sentence};
use crate::platform::ctx::{Banner, Ctx};
use crate::platform::failure::Failure;
use crate::platform::journeys::{Asked, Stopped, Walk};
use crate::platform::page::{page, page_again, see_other, with_banner};
use crate::platform::sessions::Kind;
use crate::policy::{Action, Permit};
use crate::vocabulary::{AcademicYear, OrganisationId, london_date};

/// The address of its first page.
pub(super) const PATH: &str = "/act-for/many";
const TASK: &str = "task";
const SCHOOLS: &str = "schools";
const YEAR: &str = "year";
const ANSWER: &str = "answer";
const REASON: &str = "reason";
const OTHER_REASON: &str = "other_reason";
const PHASE: &str = "phase";
const WHAT: &str = "what";
const PLACES: &str = "places";
const ANSWERING: &str = "answer";
const OFFERING: &str = "offer";
const PLACES_CALLED: Called = Called::new("how many trainees can come to each school", "Number of places");

/// The most characters of a reason.
const MOST_WORDS: usize = 500;

/// The journey.
pub(super) struct ForMany;

/// What the questions look at.
pub(super) struct Facts {
    /// The schools that let placements today.
    schools: Vec<Delegation>,
    /// All that ever let or was asked to: names for those that do not let it any more.
    known: Vec<Delegation>,
    years: [AcademicYear; 2],
    /// How many placements an answer of no would withdraw, by the school's name.
    withdrawn: Vec<(String, usize)>,
}

async fn known(ctx: &Ctx, tx: &mut Tx, own: OrganisationId) -> Result<Vec<Delegation>, Failure> {
    let mut known = of_delegate(tx, own, default_year(london_date(ctx.now))).await?;
    known.sort_by(|one, other| one.school.name.cmp(&other.school.name));
    Ok(known)
}

/// Those of them that let placements today.
fn letting(ctx: &Ctx, known: &[Delegation]) -> Vec<Delegation> {
    let today = london_date(ctx.now);
    let lets = |it: &&Delegation| it.scopes.placements && it.standing(today) == Standing::Open;
    known.iter().filter(lets).cloned().collect()
}

impl Walk for ForMany {
    const BASE: &'static str = "/act-for/many";
    const CANCEL: &'static str = super::PATH;
    const ACTION: Action = Action::ActFor;
    const KIND: Kind = Kind::Trust;
    type Facts = Facts;
    type Tools = ();

    fn is_for(kind: Kind) -> bool {
        is_delegate(kind)
    }

    fn journey() -> Journey<Facts> {
        let mut steps = vec![
            Step::new(
                TASK,
                "What to do",
                |_, _| "What do you want to do for several schools?".to_owned(),
                Ask::Radios(|_, _| {
                    vec![
                        Choice::new(ANSWERING, "Say whether they can offer placements in a year"),
                        Choice::new(OFFERING, "Offer the same placement at each of them"),
                    ]
                }),
                |_, it| chosen(it, "what you want to do"),
            ),
            Step::new(
                SCHOOLS,
                "Schools",
                |_, _| "For which schools?".to_owned(),
                Ask::Checkboxes(choices),
                |_, it| chosen(it, "at least one school"),
            )
            .hint("The schools that let you act for them in placements today. Select all that apply")
            .lapsed(|facts, missing| lapsed(&facts.known, missing)),
            Step::new(
                YEAR,
                "Academic year",
                |_, _| "Which academic year is this about?".to_owned(),
                Ask::Radios(|facts: &Facts, _| {
                    let year = |it: &AcademicYear| Choice::new(it.start_year().to_string(), it.to_string());
                    facts.years.iter().map(year).collect()
                }),
                |_, it| chosen(it, "an academic year"),
            ),
        ];
        steps.extend(of_answering());
        steps.extend(of_offering());
        Journey::new("act-for-many", steps)
    }

    async fn facts(ctx: &Ctx, (): &(), answers: &Answers) -> Result<Facts, Failure> {
        let own = ctx.organisation()?.id;
        let mut tx = ctx.app.db.read().await?;
        let known = known(ctx, &mut tx, own).await?;
        let schools = letting(ctx, &known);
        let withdrawn = if is_no(answers) { withdrawn(&mut tx, &schools, answers).await? } else { Vec::new() };
        Ok(Facts { schools, known, years: years_offered(london_date(ctx.now)), withdrawn })
    }

    fn check(asked: &Asked<'_, Facts>) -> Result<Response, Failure> {
        let view = CheckPage {
            layout: asked.ctx.layout_with("Check your answers", &asked.problems).back(asked.back.clone()),
            rows: asked.journey.review(asked.facts, asked.answers, &asked.base).into(),
            action: format!("{}/check", asked.base),
            cancel: super::PATH,
            warning: warning(asked),
            telling:
                "Each school is judged by its own rules: where one of them forbids it, the others are done all the \
                      same. The next page says what happened at each. If a school has ended that you act for it, \
                      nothing is done at any of them."
                    .to_owned(),
            button: "Do this for these schools",
            error: asked.problems.iter().next().map(|it| it.text.clone()),
        };
        if asked.problems.is_empty() { page(&view) } else { page_again(&view) }
    }

    async fn finish(
        ctx: &Ctx,
        (): &(),
        tx: &mut Tx,
        permit: Permit,
        answers: Answers,
    ) -> Result<Result<Response, Stopped>, Failure> {
        let Some(task) = task(&answers) else { return Err(Failure::NotFound) };
        let wanted: Vec<&str> = answers.get(SCHOOLS).map(|it| it.split(',').collect()).unwrap_or_default();
        let chosen = match held(ctx, tx, permit.on(), &wanted).await? {
            Ok(chosen) => chosen,
            Err(no_more) => return Ok(Err(Problems::one("who", no_more).into())),
        };
        let mut happened = BTreeMap::new();
        for it in &chosen {
            let result = offers::at(ctx, tx, it, &task).await?;
            happened.insert(name(it), result);
        }
        let (all, done) = (happened.len(), happened.values().filter(|it| !it.starts_with(offers::NOT_DONE)).count());
        let text = "See below what happened at each school.";
        let banner = match done {
            0 => Banner::refusal("Nothing has been changed", text),
            _ if done == all => Banner::new("Done at every school", text),
            _ => Banner::new(format!("Done at {done} of {all} schools"), text),
        };
        let to = results::keep(ctx, tx, happened).await?;
        Ok(Ok(with_banner(ctx, see_other(&to), &banner)))
    }
}

fn is_no(answers: &Answers) -> bool {
    is(answers, TASK, ANSWERING) && is(answers, ANSWER, Answer::No.code())
}

/// What the chosen schools offer in the year: placements, by the school's name.
async fn withdrawn(tx: &mut Tx, schools: &[Delegation], answers: &Answers) -> Result<Vec<(String, usize)>, Failure> {
    let year = answers.get(YEAR).and_then(|it| it.parse().ok()).map(AcademicYear::starting);
    let wanted: Vec<&str> = answers.get(SCHOOLS).map(|it| it.split(',').collect()).unwrap_or_default();
    let mut withdrawn = Vec::new();
    let Some(year) = year else { return Ok(withdrawn) };
    for it in schools.iter().filter(|it| it.school.urn.as_deref().is_some_and(|urn| wanted.contains(&urn))) {
        let offered = placements_of(tx, it.school.id, year).await?;
        if !offered.is_empty() && offered.iter().all(|it| it.assigned == 0) {
            withdrawn.push((it.school.name.clone(), offered.len()));
        }
    }
    Ok(withdrawn)
}

/// What cannot be undone; nothing where all can.
fn warning(asked: &Asked<'_, Facts>) -> String {
    let withdrawn = &asked.facts.withdrawn;
    if !is_no(asked.answers) || withdrawn.is_empty() {
        return String::new();
    }
    let lines: Vec<String> = withdrawn.iter().map(|(school, number)| format!("{school} ({number})")).collect();
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    format!(
        "An answer of no withdraws the placements that these schools offer, and declines the requests for them: {}.",
        sentence(&lines)
    )
}

/// The chosen schools, held and read again, so that whoever ends one now waits until all is done; or what is said of
/// those that do not let it any more.
async fn held(
    ctx: &Ctx,
    tx: &mut Tx,
    own: OrganisationId,
    wanted: &[&str],
) -> Result<Result<Vec<Delegation>, String>, Failure> {
    let is_wanted = |it: &Delegation| it.school.urn.as_deref().is_some_and(|urn| wanted.contains(&urn));
    let first = letting(ctx, &known(ctx, tx, own).await?);
    let mut ids: Vec<OrganisationId> = first.iter().filter(|it| is_wanted(it)).map(|it| it.school.id).collect();
    // In one order, so that two at once do not wait for each other.
    ids.sort_by_key(|it| it.get());
    for id in ids {
        directory::hold(tx, id).await?;
    }
    let known = known(ctx, tx, own).await?;
    let mut chosen = letting(ctx, &known);
    chosen.retain(is_wanted);
    let lets = |urn: &&&str| chosen.iter().any(|it| it.school.urn.as_deref() == Some(**urn));
    let missing: Vec<&str> = wanted.iter().filter(|it| !lets(it)).copied().collect();
    Ok(if missing.is_empty() { Ok(chosen) } else { Err(no_more(&known, &missing)) })
}

/// Which of the chosen schools do not let it any more: each by its name, where it ever let or was asked to.
fn which(known: &[Delegation], missing: &[&str]) -> String {
    let named = |urn: &&str| {
        let found = known.iter().find(|it| it.school.urn.as_deref() == Some(*urn));
        found.map_or_else(|| format!("School with URN {urn}"), name)
    };
    let mut names: Vec<String> = missing.iter().map(named).collect();
    names.sort();
    let names = sentence(&names.iter().map(String::as_str).collect::<Vec<_>>());
    let ending = if missing.len() == 1 { "does not let you act for it" } else { "do not let you act for them" };
    format!("{names} {ending} any more. Nothing has been done")
}

/// Said at the list of schools, on which they are not any more.
fn lapsed(known: &[Delegation], missing: &[&str]) -> String {
    let they = if missing.len() == 1 { "It is" } else { "They are" };
    format!("{}. {they} not on this list: check the schools and continue", which(known, missing))
}

/// Said on the last page.
fn no_more(known: &[Delegation], missing: &[&str]) -> String {
    let them = if missing.len() == 1 { "it" } else { "them" };
    format!("{}. Change the schools to leave {them} out", which(known, missing))
}

fn name(it: &Delegation) -> String {
    format!("{} (URN {})", it.school.name, it.school.urn.as_deref().unwrap_or_default())
}

fn choices(facts: &Facts, _: &Answers) -> Vec<Choice> {
    let choice = |it: &Delegation| {
        let urn = it.school.urn.clone().unwrap_or_default();
        let choice = Choice::new(urn, name(it));
        if it.has_answered { choice } else { choice.hint("No answer for this year yet") }
    };
    facts.schools.iter().map(choice).collect()
}

fn is(seen: &Answers, slug: &str, answer: &str) -> bool {
    seen.get(slug).map(String::as_str) == Some(answer)
}

fn chosen(answer: &str, what: &str) -> Result<(), String> {
    if answer.is_empty() { Err(format!("Select {what}")) } else { Ok(()) }
}

fn of_answering() -> [Step<Facts>; 3] {
    [
        Step::new(
            ANSWER,
            "Answer",
            |_, _| "Can these schools offer placements for trainee teachers in that year?".to_owned(),
            Ask::Radios(|_, _| [Answer::Yes, Answer::No].map(|it| Choice::new(it.code(), it.title())).to_vec()),
            |_, it| chosen(it, "yes or no"),
        )
        .when(|_, seen| is(seen, TASK, ANSWERING)),
        Step::new(
            REASON,
            "Reason",
            |_, _| "Why can these schools not offer placements?".to_owned(),
            Ask::Radios(|_, _| Reason::ALL.iter().map(|it| Choice::new(it.code(), it.title())).collect()),
            |_, it| chosen(it, "a reason"),
        )
        .hint("Providers do not see the reason")
        .when(|_, seen| is_no(seen)),
        Step::new(
            OTHER_REASON,
            "Reason in your own words",
            |_, _| "What is the reason?".to_owned(),
            Ask::TextArea { most: MOST_WORDS },
            |_, it| text::lines(it, Called::new("the reason", "Reason"), MOST_WORDS).map(drop),
        )
        .hint("Do not name anybody. Providers do not see it")
        .when(|_, seen| is_no(seen) && is(seen, REASON, Reason::Other.code())),
    ]
}

fn of_offering() -> [Step<Facts>; 3] {
    [
        Step::new(
            PHASE,
            "Phase",
            |_, _| "Which phase is the placement in?".to_owned(),
            Ask::Radios(|_, _| Phase::ALL.iter().map(|it| Choice::new(it.code(), it.title())).collect()),
            |_, it| chosen(it, "a phase"),
        )
        .when(|_, seen| is(seen, TASK, OFFERING)),
        Step::new(
            WHAT,
            "Placement",
            |_, _| "What is the placement for?".to_owned(),
            Ask::Radios(|_, seen| whats(seen)),
            |_, it| chosen(it, "what the placement is for"),
        )
        .when(|_, seen| is(seen, TASK, OFFERING)),
        Step::new(
            PLACES,
            "Places at each school",
            |_, _| "How many trainees can come to each school?".to_owned(),
            Ask::Number { digits: 3 },
            |_, it| whole_number(it, PLACES_CALLED, &(1..=999)).map(drop),
        )
        .hint("The number of places on this placement, such as 1")
        .when(|_, seen| is(seen, TASK, OFFERING)),
    ]
}

fn whats(seen: &Answers) -> Vec<Choice> {
    let whats: Vec<What> = match seen.get(PHASE).and_then(|it| Phase::parse(it)) {
        Some(Phase::Primary) => YearGroup::ALL.iter().map(|it| What::Primary(*it)).collect(),
        Some(Phase::Send) => KeyStage::ALL.iter().map(|it| What::Send(*it)).collect(),
        Some(Phase::Secondary) => {
            let secondary = |it: &Subject| What::Secondary { subject: *it, additional: Vec::new() };
            Subject::ALL.iter().map(secondary).filter(|it| it.check().is_ok()).collect()
        }
        None => Vec::new(),
    };
    whats.iter().map(|it| Choice::new(it.code(), it.title())).collect()
}

fn task(answers: &Answers) -> Option<Task> {
    let year = AcademicYear::starting(answers.get(YEAR)?.parse().ok()?);
    if is(answers, TASK, ANSWERING) {
        let mut said = Said::plain(Answer::parse(answers.get(ANSWER)?)?);
        if said.answer == Answer::No {
            said.reason = Some(Reason::parse(answers.get(REASON)?)?);
            answers.get(OTHER_REASON).map_or("", |it| it.trim()).clone_into(&mut said.other_reason);
        }
        return Some(Task::Answer(year, said));
    }
    let what = What::parse(Phase::parse(answers.get(PHASE)?)?, answers.get(WHAT)?)?;
    let places: String = answers.get(PLACES)?.chars().filter(char::is_ascii_digit).collect();
    Some(Task::Offer(year, what, places.parse().ok()?))
}
