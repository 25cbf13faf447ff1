//! The questions about a year.

use govuk::fields::{Called, lines, optional, whole_number};
use govuk::journey::{Answers, Ask, Choice, Journey, Step};

use super::facts::Facts;
use crate::placements::rules::availability::{MOST_TRAINEES, key_of, may_answer};
use crate::placements::words::{Answer, KeyStage, Phase, Reason, Subject, Word, YearGroup};
use crate::platform::journeys::Advice;
use crate::vocabulary::EmailAddress;

pub(super) const YEAR: &str = "year";
pub(super) const ANSWER: &str = "answer";
pub(super) const CONVERT: &str = "convert";
pub(super) const CAP: &str = "cap";
pub(super) const PHASES: &str = "phases";
pub(super) const YEAR_GROUPS: &str = "year_groups";
pub(super) const SUBJECTS: &str = "subjects";
pub(super) const KEY_STAGES: &str = "key_stages";
pub(super) const TRAINEES: &str = "trainees";
pub(super) const NOTE: &str = "note";
pub(super) const REASON: &str = "reason";
pub(super) const OTHER_REASON: &str = "other_reason";
pub(super) const CONTACT: &str = "contact";

/// Says that a school does not know; of the same form as the codes of answers.
pub(super) const UNKNOWN: &str = "unknown";
/// The most characters of a note or a reason.
const MOST: usize = 1_000;

/// One question a page.
pub(super) fn journey() -> Journey<Facts> {
    let mut steps = vec![
        Step::new(
            YEAR,
            "Academic year",
            |_, _| "Which academic year is this about?".to_owned(),
            Ask::Radios(years),
            year,
        ),
        Step::new(
            ANSWER,
            "Answer",
            |facts, _| format!("Can your school offer placements for trainee teachers in {}?", facts.year),
            Ask::Radios(answers),
            answer,
        ),
    ];
    steps.extend(of_yes());
    steps.extend(of_maybe());
    steps.extend(of_no());
    steps.push(
        Step::new(CONTACT, "Email address", contact_question, Ask::Text { autocomplete: "email" }, contact)
            .hint("An address of a post is best, such as that of your ITT coordinator or your office")
            .when(|facts, _| !facts.has_contact),
    );
    Journey::new("answer-availability", steps)
}

fn of_yes() -> Vec<Step<Facts>> {
    vec![
        Step::new(
            CONVERT,
            "To offer now",
            |_, _| "Which of these do you want to offer now?".to_owned(),
            Ask::Checkboxes(|facts: &Facts, _| {
                facts.convertible().iter().map(|it| Choice::new(key_of(&it.what), it.what.title())).collect()
            }),
            |_, _| Ok(()),
        )
        .hint(
            "You said that these might be possible. Each becomes a placement with one place, which you can change. \
               Choose none to add placements yourself.",
        )
        .when(|facts, seen| is(seen, Answer::Yes) && !facts.convertible().is_empty()),
        Step::new(
            CAP,
            "Most trainees in the year",
            |facts: &Facts, _| format!("What is the most trainees that your school can take in {}?", facts.year),
            Ask::Number { digits: 4 },
            |_, text| number(text, "Most trainees"),
        )
        .hint("Over all placements. Leave this empty if you have no limit")
        .when(|_, seen| is(seen, Answer::Yes)),
    ]
}

fn of_maybe() -> Vec<Step<Facts>> {
    vec![
        Step::new(
            PHASES,
            "Phases",
            |_, _| "In which phases might it be possible?".to_owned(),
            Ask::Checkboxes(phases),
            |_, it| some(it, "a phase"),
        )
        .when(|facts, seen| is(seen, Answer::Maybe) && facts.phases.len() > 1),
        Step::new(
            YEAR_GROUPS,
            "Year groups",
            |_, _| "In which year groups might it be possible?".to_owned(),
            Ask::Checkboxes(|_, _| words::<YearGroup>()),
            |_, it| some(it, "a year group"),
        )
        .when(|facts, seen| may_be(facts, seen, Phase::Primary)),
        Step::new(
            SUBJECTS,
            "Subjects",
            |_, _| "In which subjects might it be possible?".to_owned(),
            Ask::Checkboxes(|_, _| subjects()),
            |_, it| some(it, "a subject"),
        )
        .when(|facts, seen| may_be(facts, seen, Phase::Secondary)),
        Step::new(
            KEY_STAGES,
            "Key stages",
            |_, _| "At which key stages might it be possible, for pupils with SEND?".to_owned(),
            Ask::Checkboxes(|_, _| words::<KeyStage>()),
            |_, it| some(it, "a key stage"),
        )
        .when(|facts, seen| may_be(facts, seen, Phase::Send)),
        Step::new(
            TRAINEES,
            "Trainees",
            |_, _| "About how many trainees might your school take?".to_owned(),
            Ask::Number { digits: 4 },
            |_, text| number(text, "Number of trainees"),
        )
        .hint("Leave this empty if you do not know")
        .when(|_, seen| is(seen, Answer::Maybe)),
        Step::new(
            NOTE,
            "Note to providers",
            |_, _| "What should providers know?".to_owned(),
            Ask::TextArea { most: MOST },
            |_, text| optional(text, |it| lines(it, Called::new("a note", "Note"), MOST)).map(|_| ()),
        )
        .hint("For example, what it depends on. You can leave this empty. Do not name anybody.")
        .when(|_, seen| is(seen, Answer::Maybe)),
    ]
}

fn of_no() -> Vec<Step<Facts>> {
    vec![
        Step::new(
            REASON,
            "Reason",
            |facts: &Facts, _| format!("Why can your school not offer placements in {}?", facts.year),
            Ask::Radios(|_, _| Reason::ALL.iter().map(|it| Choice::new(it.code(), it.title())).collect()),
            |_, it| if it.is_empty() { Err("Select a reason".to_owned()) } else { Ok(()) },
        )
        .hint("Providers do not see the reason")
        .when(|_, seen| is(seen, Answer::No)),
        Step::new(
            OTHER_REASON,
            "Other reason",
            |_, _| "What is the reason?".to_owned(),
            Ask::TextArea { most: MOST },
            |_, it| lines(it, Called::new("the reason", "Reason"), MOST).map(|_| ()),
        )
        .hint("Do not name anybody.")
        .when(|_, seen| is(seen, Answer::No) && seen.get(REASON).is_some_and(|it| it == Reason::Other.code())),
    ]
}

fn is(seen: &Answers, answer: Answer) -> bool {
    seen.get(ANSWER).is_some_and(|it| it == answer.code())
}

fn may_be(facts: &Facts, seen: &Answers, phase: Phase) -> bool {
    let chosen = match seen.get(PHASES) {
        Some(chosen) => Phase::parse_all(chosen).contains(&phase),
        None => facts.phases == [phase],
    };
    is(seen, Answer::Maybe) && chosen
}

fn years(facts: &Facts, _: &Answers) -> Vec<Choice> {
    facts.years.iter().map(|it| Choice::new(it.start_year().to_string(), it.to_string())).collect()
}

fn year(_: &Facts, answer: &str) -> Result<(), String> {
    if answer.is_empty() { Err("Select an academic year".to_owned()) } else { Ok(()) }
}

fn answers(_: &Facts, _: &Answers) -> Vec<Choice> {
    let hint = |answer: &Answer| match answer {
        Answer::Yes => "You go on to add the placements that you can offer",
        Answer::Maybe => "You say what might be possible. It commits your school to nothing",
        Answer::No => "Providers do not see whom to contact, and we ask you again next year",
    };
    Answer::ALL.iter().map(|it| Choice::new(it.code(), it.title()).hint(hint(it))).collect()
}

fn answer(facts: &Facts, answer: &str) -> Result<(), String> {
    let Some(answer) = Answer::parse(answer) else {
        return Err("Select yes, maybe or no".to_owned());
    };
    let has_assigned = facts.assigned().next().is_some();
    // The year is one of those offered, so that it has not ended.
    may_answer(answer, facts.year, has_assigned, facts.year.first_day()).map_err(|refusal| refusal.to_string())
}

fn phases(facts: &Facts, _: &Answers) -> Vec<Choice> {
    let offered = facts.phases.iter().map(|it| Choice::new(it.code(), it.title()));
    offered.chain([unknown()]).collect()
}

fn unknown() -> Choice {
    Choice::new(UNKNOWN, "I do not know")
}

fn words<W: Word>() -> Vec<Choice> {
    W::ALL.iter().map(|it| Choice::new(it.code(), it.title())).chain([unknown()]).collect()
}

fn subjects() -> Vec<Choice> {
    let alone = Subject::ALL.iter().filter(|it| it.stands_alone());
    alone.map(|it| Choice::new(it.code(), it.title())).chain([unknown()]).collect()
}

/// Some of the answers, or that nobody knows; not both.
fn some(answer: &str, what: &str) -> Result<(), String> {
    let keys: Vec<&str> = answer.split(',').filter(|it| !it.is_empty()).collect();
    match keys.as_slice() {
        [] => Err(format!("Select {what}, or “I do not know”")),
        [_, _, ..] if keys.contains(&UNKNOWN) => Err(format!("Select {what} or “I do not know”, not both")),
        _ => Ok(()),
    }
}

fn number(text: &str, named: &'static str) -> Result<(), String> {
    let called = Called::new("a number of trainees", named);
    optional(text, |it| whole_number(it, called, &(1..=MOST_TRAINEES))).map(|_| ())
}

fn contact_question(facts: &Facts, _: &Answers) -> String {
    match facts.answer {
        Some(Answer::No) => "Whom should we ask next year?".to_owned(),
        _ => "How can providers contact your school about placements?".to_owned(),
    }
}

/// Source: acceptance A24: without a contact nothing is offered. A school that offers nothing need not give one.
fn contact(facts: &Facts, answer: &str) -> Result<(), String> {
    if facts.answer == Some(Answer::No) && answer.trim().is_empty() {
        return Ok(());
    }
    answer.parse::<EmailAddress>().map(|_| ()).map_err(|error| error.to_string())
}

/// Under the question itself: what stands in the way of another answer. Source: acceptance A33.
pub(super) fn advice(facts: &Facts, slug: &str) -> Option<Advice> {
    let assigned: Vec<String> =
        facts.assigned().map(|it| format!("{} ({} assigned)", it.title(), it.assigned)).collect();
    if slug != ANSWER || assigned.is_empty() {
        return None;
    }
    Some(Advice {
        text: format!(
            "You can only answer “Yes” for {}, because places on these placements are assigned: {}. Release them first \
             to answer otherwise.",
            facts.year,
            assigned.join(", ")
        ),
        change: (YEAR, "Choose another year"),
        is_dead_end: false,
    })
}
