use super::Answers;
use crate::fields::DateParts;
use crate::search::Sought;
use crate::{Problem, Problems};

/// One question, on a page of its own.
pub struct Step<F> {
    /// What its page's address and its answer are called.
    pub slug: &'static str,
    /// The page's heading.
    pub question: fn(&F, &Answers) -> String,
    /// What "check your answers" calls it.
    pub called: &'static str,
    /// Help with the answer.
    pub hint: Option<&'static str>,
    /// How it is asked.
    pub ask: Ask<F>,
    /// Whether it arises, given the answers before it.
    pub when: fn(&F, &Answers) -> bool,
    /// What is wrong with an answer.
    pub check: Check<F>,
    /// What is said of answers that are not offered any more; without it, what is said of none.
    pub lapsed: Option<Lapsed<F>>,
}

/// Says what is wrong with an answer, as the page shows it. It is asked about blank answers too.
pub type Check<F> = fn(&F, &str) -> Result<(), String>;

/// Says what happened to the keys of an answer that the question does not, or no longer, offer.
pub type Lapsed<F> = fn(&F, &[&str]) -> String;

/// The answers that a question offers, given the answers before it.
pub type Choices<F> = fn(&F, &Answers) -> Vec<Choice>;

/// How a question is asked.
pub enum Ask<F> {
    /// One line.
    Text {
        /// What a browser may fill in: `name`, `email`; empty for nothing.
        autocomplete: &'static str,
    },
    /// Several lines; the hint says how much fits.
    TextArea {
        /// The most characters.
        most: usize,
    },
    /// One of several answers.
    Radios(Choices<F>),
    /// Any number of several answers.
    Checkboxes(Choices<F>),
    /// A day, month and year; the answer is [`DateParts`] as text.
    Date,
    /// A whole number.
    Number {
        /// The most digits, which decide the width of the input.
        digits: u8,
    },
    /// A search with suggestions; the answer is [`Sought`] as text.
    Search {
        /// Where suggestions come from.
        address: &'static str,
        /// What is looked for: `school`.
        noun: &'static str,
    },
    /// A file; the answer is whatever its keeper calls it.
    File {
        /// The endings and types to offer first: `.csv,text/csv`.
        accept: &'static str,
    },
    /// A page of its own, drawn by the template of this name.
    Page(&'static str),
}

/// One answer that a question offers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What is posted; it holds no comma.
    pub key: String,
    /// What is shown.
    pub label: String,
    /// Help with this answer.
    pub hint: Option<String>,
    /// The group that it belongs to, named before the first choice of it.
    pub group: Option<String>,
}

impl Choice {
    /// A choice without a hint.
    pub fn new(key: impl Into<String>, label: impl Into<String>) -> Choice {
        Choice { key: key.into(), label: label.into(), hint: None, group: None }
    }

    /// The choice with help.
    #[must_use]
    pub fn hint(self, hint: impl Into<String>) -> Choice {
        Choice { hint: Some(hint.into()), ..self }
    }

    /// The choice in a group of a longer list.
    #[must_use]
    pub fn under(self, group: impl Into<String>) -> Choice {
        Choice { group: Some(group.into()), ..self }
    }
}

impl<F> Step<F> {
    /// A question that always arises.
    ///
    /// `called` is its name in "check your answers".
    pub fn new(
        slug: &'static str,
        called: &'static str,
        question: fn(&F, &Answers) -> String,
        ask: Ask<F>,
        check: Check<F>,
    ) -> Step<F> {
        Step { slug, question, called, hint: None, ask, when: |_, _| true, check, lapsed: None }
    }

    /// With help with the answer.
    #[must_use]
    pub fn hint(self, hint: &'static str) -> Step<F> {
        Step { hint: Some(hint), ..self }
    }

    /// Saying what happened to chosen answers that are offered no more, for lists that others change meanwhile.
    #[must_use]
    pub fn lapsed(self, lapsed: Lapsed<F>) -> Step<F> {
        Step { lapsed: Some(lapsed), ..self }
    }

    /// Arising only under this condition.
    #[must_use]
    pub fn when(self, when: fn(&F, &Answers) -> bool) -> Step<F> {
        Step { when, ..self }
    }

    /// The answer as text, from the names and values that a form posts.
    pub fn gather(&self, posted: &[(String, String)]) -> String {
        let all = |name: &str| -> Vec<&str> {
            let named = posted.iter().filter(|(key, _)| key == name);
            named.map(|(_, value)| value.as_str()).collect()
        };
        let first = |name: &str| all(name).first().copied().unwrap_or_default();
        match self.ask {
            Ask::Checkboxes(_) | Ask::Page(_) => all(self.slug).join(","),
            Ask::Date => {
                let part = |suffix: &str| first(&format!("{}-{suffix}", self.slug));
                DateParts::new(part("day"), part("month"), part("year")).to_string()
            }
            Ask::Search { .. } => Sought::new(first(&format!("{}-key", self.slug)), first(self.slug)).to_string(),
            _ => first(self.slug).to_owned(),
        }
    }

    /// What is wrong with an answer; nothing when it is good.
    ///
    /// An answer that the question does not, or no longer, offer is as good as none, unless the step says more of it.
    pub fn judge(&self, facts: &F, seen: &Answers, answer: &str) -> Problems {
        let not_offered = self.not_offered(facts, seen, answer);
        let verdict = match self.lapsed {
            _ if not_offered.is_empty() => (self.check)(facts, answer),
            Some(lapsed) => Err(lapsed(facts, &not_offered)),
            None => self.refuse(facts),
        };
        let mut problems = Problems::default();
        if let Err(text) = verdict {
            problems.extend([Problem { field: self.field(answer), text }]);
        }
        problems
    }

    /// The keys of an answer that the question does not, or no longer, offer.
    fn not_offered<'a>(&self, facts: &F, seen: &Answers, answer: &'a str) -> Vec<&'a str> {
        let Some(choices) = self.choices(facts, seen) else { return Vec::new() };
        let mut keys = self.keys(answer);
        keys.retain(|key| !choices.iter().any(|choice| choice.key == *key));
        keys
    }

    /// What happened to a kept answer, for whoever comes back to the question: it does not go with another answer that
    /// was changed since, or what it chose is not offered any more and the step says of it why.
    pub fn lapse(&self, facts: &F, seen: &Answers, answer: &str) -> Problems {
        let is_told = !answer.is_empty() && (self.lapsed.is_some() || self.not_offered(facts, seen, answer).is_empty());
        if is_told { self.judge(facts, seen, answer) } else { Problems::default() }
    }

    /// What is offered, when the question is one of choices.
    pub fn choices(&self, facts: &F, seen: &Answers) -> Option<Vec<Choice>> {
        match self.ask {
            Ask::Radios(choices) | Ask::Checkboxes(choices) => Some(choices(facts, seen)),
            _ => None,
        }
    }

    /// The keys that an answer to a question of choices holds.
    pub fn keys<'a>(&self, answer: &'a str) -> Vec<&'a str> {
        match self.ask {
            Ask::Checkboxes(_) => answer.split(',').filter(|key| !key.is_empty()).collect(),
            _ => Some(answer).filter(|key| !key.is_empty()).into_iter().collect(),
        }
    }

    /// The sentence of a blank answer.
    fn refuse(&self, facts: &F) -> Result<(), String> {
        (self.check)(facts, "").and(Err("Select one of the answers".to_owned()))
    }

    /// The `id` of the input where the answer is put right.
    fn field(&self, answer: &str) -> String {
        match self.ask {
            Ask::Date => format!("{}-{}", self.slug, DateParts::from(answer).at_fault().suffix()),
            _ => self.slug.to_owned(),
        }
    }
}
