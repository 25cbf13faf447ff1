//! Who is signed in, above every page.

use askama::Template;
use askama::filters::HtmlSafe;

use crate::components::Component;

/// Who is signed in and for whom they act, with the ways to change either.
#[derive(Clone, Debug, Template)]
#[template(path = "govuk/signed_in.html")]
pub struct SignedIn {
    person: String,
    account_href: String,
    organisation: String,
    change_href: String,
    sign_out_action: String,
    stop_action: String,
    is_acting: bool,
    own: String,
    notifications_href: String,
    unread: String,
}

impl SignedIn {
    /// A person, who can sign out.
    pub fn new(person: impl Into<String>) -> Self {
        Self {
            person: person.into(),
            account_href: "/account".to_owned(),
            organisation: String::new(),
            change_href: String::new(),
            sign_out_action: "/sign-out".to_owned(),
            stop_action: String::new(),
            is_acting: false,
            own: String::new(),
            notifications_href: String::new(),
            unread: String::new(),
        }
    }

    /// Where the person reads notifications, and how many of them are unread: "3", or empty for none.
    #[must_use]
    pub fn notifications(self, href: impl Into<String>, unread: impl Into<String>) -> Self {
        Self { notifications_href: href.into(), unread: unread.into(), ..self }
    }

    /// The organisation for which the person acts.
    #[must_use]
    pub fn organisation(self, name: impl Into<String>) -> Self {
        Self { organisation: name.into(), ..self }
    }

    /// Where the person chooses another organisation, when they have several.
    #[must_use]
    pub fn change_at(self, href: impl Into<String>) -> Self {
        Self { change_href: href.into(), ..self }
    }

    /// Where the person sees to their own account; `/account` if not given.
    #[must_use]
    pub fn account_at(self, href: impl Into<String>) -> Self {
        Self { account_href: href.into(), ..self }
    }

    /// Where signing out is sent; `/sign-out` if not given.
    #[must_use]
    pub fn sign_out_at(self, action: impl Into<String>) -> Self {
        Self { sign_out_action: action.into(), ..self }
    }

    /// The person only looks at the organisation's pages; `action` is where stopping is sent.
    #[must_use]
    pub fn looking(self, action: impl Into<String>) -> Self {
        Self { stop_action: action.into(), is_acting: false, ..self }
    }

    /// The person acts for the organisation at its request; `action` is where stopping is sent.
    #[must_use]
    pub fn acting(self, action: impl Into<String>) -> Self {
        Self { stop_action: action.into(), is_acting: true, ..self }
    }

    /// The person's own organisation acts for the one that is shown; `action` is where stopping is sent.
    #[must_use]
    pub fn delegated(self, own: impl Into<String>, action: impl Into<String>) -> Self {
        Self { stop_action: action.into(), is_acting: true, own: own.into(), ..self }
    }

    fn is_on_behalf(&self) -> bool {
        !self.stop_action.is_empty()
    }
}

impl HtmlSafe for SignedIn {}
impl Component for SignedIn {}
