//! Journeys: several questions, one a page, written as one list.
//!
//! The next page is always the first question on the route that has no good answer. So there is
//! nothing to write about going on, going back or changing an answer: all are the same walk.
//!
//! A step sees only the answers before it. Answers to questions that no longer arise are kept, so
//! that changing one's mind twice loses nothing, but nobody sees them: see [`Journey::set_aside`].

mod draw;
mod review;
mod step;

use std::collections::BTreeMap;

pub use review::Row;
pub use step::{Ask, Check, Choice, Choices, Lapsed, Step};

use crate::Problems;

/// What has been answered so far: the slug of each step, and its answer as text.
///
/// [`Step::gather`] makes the text from what a form posts.
pub type Answers = BTreeMap<String, String>;

/// A journey over facts of the kind `F`, which are read once for each request.
pub struct Journey<F> {
    /// What its addresses and its drafts are called.
    pub slug: &'static str,
    /// Every question that may arise, in order.
    pub steps: Vec<Step<F>>,
}

/// A step on the route, and the answers before it.
struct Stop<'step, 'answer, F> {
    step: &'step Step<F>,
    seen: Answers,
    answer: &'answer str,
    is_answered: bool,
}

impl<F> Stop<'_, '_, F> {
    fn is_good(&self, facts: &F) -> bool {
        // A question that may be left blank is still asked once.
        self.is_answered && self.step.judge(facts, &self.seen, self.answer).is_empty()
    }
}

impl<F> Journey<F> {
    /// A journey of these steps.
    pub fn new(slug: &'static str, steps: Vec<Step<F>>) -> Journey<F> {
        Journey { slug, steps }
    }

    /// The step of this name, whether or not it arises.
    pub fn step(&self, slug: &str) -> Option<&Step<F>> {
        self.steps.iter().find(|step| step.slug == slug)
    }

    /// The questions that arise, in order.
    pub fn route(&self, facts: &F, answers: &Answers) -> Vec<&Step<F>> {
        self.walk(facts, answers).into_iter().map(|stop| stop.step).collect()
    }

    /// The first step on the route without a good answer; `None` is "check your answers".
    pub fn next(&self, facts: &F, answers: &Answers) -> Option<&Step<F>> {
        let stops = self.walk(facts, answers);
        stops.into_iter().find(|stop| !stop.is_good(facts)).map(|stop| stop.step)
    }

    /// The step before this one, for the link "Back"; `None` where the journey begins.
    ///
    /// Before "check your answers", which is no step, comes the last on the route.
    pub fn previous(&self, facts: &F, answers: &Answers, slug: &str) -> Option<&Step<F>> {
        let route = self.route(facts, answers);
        let here = route.iter().position(|step| step.slug == slug).unwrap_or(route.len());
        here.checked_sub(1).map(|before| route[before])
    }

    /// The step of this name when its page may be shown: it arises, and every question before it
    /// has a good answer.
    pub fn reached(&self, facts: &F, answers: &Answers, slug: &str) -> Option<&Step<F>> {
        for stop in self.walk(facts, answers) {
            if stop.step.slug == slug {
                return Some(stop.step);
            }
            if !stop.is_good(facts) {
                return None;
            }
        }
        None
    }

    /// The answers that this step may look at: those on the route before it.
    pub fn seen(&self, facts: &F, answers: &Answers, slug: &str) -> Answers {
        let stop = self.walk(facts, answers).into_iter().find(|stop| stop.step.slug == slug);
        stop.map(|stop| stop.seen).unwrap_or_default()
    }

    /// Takes an answer in, when it is good.
    ///
    /// # Errors
    /// What is wrong with it; the answers are then as they were.
    pub fn take(&self, facts: &F, answers: &mut Answers, slug: &str, answer: String) -> Result<(), Problems> {
        let Some(step) = self.step(slug) else {
            return Ok(());
        };
        let problems = step.judge(facts, &self.seen(facts, answers, slug), &answer);
        if !problems.is_empty() {
            return Err(problems);
        }
        answers.insert(slug.to_owned(), answer);
        Ok(())
    }

    /// The answers on the route, once all of them are good: what the command is made from.
    ///
    /// # Errors
    /// The step that still needs an answer.
    pub fn finish(&self, facts: &F, answers: &Answers) -> Result<Answers, &Step<F>> {
        let mut kept = Answers::new();
        for stop in self.walk(facts, answers) {
            if !stop.is_good(facts) {
                return Err(stop.step);
            }
            kept.insert(stop.step.slug.to_owned(), stop.answer.to_owned());
        }
        Ok(kept)
    }

    /// The steps that were answered once and no longer arise. "Check your answers" says so, so that
    /// nothing is dropped in silence.
    pub fn set_aside(&self, facts: &F, answers: &Answers) -> Vec<&Step<F>> {
        let route = self.route(facts, answers);
        let arises = |slug: &str| route.iter().any(|step| step.slug == slug);
        let answered = |step: &&Step<F>| answers.get(step.slug).is_some_and(|it| !it.is_empty());
        self.steps.iter().filter(answered).filter(|step| !arises(step.slug)).collect()
    }

    /// "Check your answers": a row for each question on the route that has an answer.
    ///
    /// `base` is the journey's address, under which each step has its slug.
    pub fn review(&self, facts: &F, answers: &Answers, base: &str) -> Vec<Row> {
        let stops = self.walk(facts, answers);
        stops.iter().map(|stop| Row::new(stop, facts, base)).collect()
    }

    fn walk<'a>(&self, facts: &F, answers: &'a Answers) -> Vec<Stop<'_, 'a, F>> {
        let mut seen = Answers::new();
        let mut stops = Vec::new();
        for step in &self.steps {
            if !(step.when)(facts, &seen) {
                continue;
            }
            let answer = answers.get(step.slug).map_or("", String::as_str);
            let is_answered = answers.contains_key(step.slug);
            stops.push(Stop { step, seen: seen.clone(), answer, is_answered });
            if is_answered {
                seen.insert(step.slug.to_owned(), answer.to_owned());
            }
        }
        stops
    }
}

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;
