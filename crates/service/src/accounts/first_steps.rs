//! The first-sign-in task list: what a new organisation has done, and what is left.

use askama::Template;
use askama::filters::HtmlSafe;
use govuk::components::{Component, Tag, Task, TaskList};
use store::{StoreError, Tx};

use super::rules::TERMS_VERSION;
use super::store::users_of;
use crate::platform::sessions::{Acting, Kind, Viewer};

/// What is done of the first steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FirstSteps {
    /// The terms in force are accepted.
    pub terms: bool,
    /// Somebody besides oneself is a user.
    pub users: bool,
    /// There is a partner.
    pub partners: bool,
    /// Who the organisation is: whom it has as partners follows from it.
    pub kind: Kind,
}

/// What is done, for this person and the organisation that they act as. `has_partners` is the caller's to know.
pub async fn first_steps(
    tx: &mut Tx,
    viewer: &Viewer,
    acting: &Acting,
    has_partners: bool,
) -> Result<FirstSteps, StoreError> {
    Ok(FirstSteps {
        terms: viewer.terms_version.as_deref() == Some(TERMS_VERSION),
        users: users_of(tx, acting.id).await?.len() > 1,
        partners: has_partners,
        kind: acting.kind,
    })
}

impl FirstSteps {
    /// Whether nothing is left: then no page shows them.
    pub fn are_done(&self) -> bool {
        self.terms && self.users && self.partners
    }

    /// The list as a part of a page: `{{ first_steps }}`.
    pub fn part(&self) -> FirstStepsPart {
        let (partners, href) = match self.kind {
            Kind::Provider => ("Add your partner schools", "/partner-schools/add-many"),
            Kind::LeadProvider => ("Confirm your schools", "/early-career/confirm"),
            _ => ("Check your partner providers", "/partner-providers"),
        };
        let task = |title: &str, is_done: bool, href: &str| {
            let task =
                if is_done { Task::new(title, "Completed") } else { Task::new(title, Tag::new("Not yet started")) };
            task.href(href)
        };
        let tasks = [
            task("Accept the terms of use", self.terms, if self.terms { "/terms" } else { "/accept-terms" }),
            task("Add the other users of your organisation", self.users, "/organisation/users"),
            task(partners, self.partners, href),
        ];
        let done = [self.terms, self.users, self.partners].into_iter().filter(|it| *it).count();
        FirstStepsPart { done, tasks: TaskList::new(tasks) }
    }
}

/// The task list with its heading.
#[derive(Debug, Template)]
#[template(path = "accounts/first_steps.html")]
pub struct FirstStepsPart {
    done: usize,
    tasks: TaskList,
}

impl HtmlSafe for FirstStepsPart {}
impl Component for FirstStepsPart {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_says_what_is_done_and_where_the_rest_is_done() {
        let steps = FirstSteps { terms: true, users: false, partners: false, kind: Kind::Provider };
        assert!(!steps.are_done());
        let part = steps.part().to_string();
        assert!(part.contains("You have completed 1 of 3"), "{part}");
        assert!(part.contains("/partner-schools/add-many") && !part.contains("/accept-terms"), "{part}");
        let school = FirstSteps { kind: Kind::School, terms: false, ..steps }.part().to_string();
        assert!(school.contains("/partner-providers") && school.contains("/accept-terms"), "{school}");
        assert!(FirstSteps { users: true, partners: true, ..steps }.are_done());
    }
}
