//! When the page that was asked for cannot be given: the only errors that are answers.

use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use govuk::Layout;
use store::StoreError;

use crate::policy::Refused;

/// Why a page cannot be given. What a person can put right is a `Problem`; what a rule forbids a `Refusal`.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// There is no such thing, or it is not theirs: the same bytes.
    #[error("not found")]
    NotFound,
    /// They may see it and not do it; the sentence names who may.
    #[error("forbidden: {0}")]
    Forbidden(String),
    /// The DfE looks at the organisation, which changes nothing; the sentence says what to do.
    #[error("only looking: {0}")]
    OnlyLooking(String),
    /// They act for a school, which has not let their organisation do this; the sentence says so.
    #[error("not delegated: {0}")]
    NotDelegated(String),
    /// They acted for the school of this name, and may not any more.
    #[error("no longer acting")]
    NoLongerActing(String),
    /// The form was drawn for another organisation than the one of this name, which they act for now.
    #[error("changed over")]
    ChangedOver(String),
    /// Sign in first, then come back to this address.
    #[error("sign in first")]
    SignInFirst {
        /// The path and query to come back to.
        return_to: String,
    },
    /// Give a code from the app first, then come back to this address.
    #[error("second factor first")]
    SecondFactorFirst {
        /// The path and query to come back to.
        return_to: String,
    },
    /// Choose for which organisation to act, then come back to this address.
    #[error("choose an organisation first")]
    ChooseFirst {
        /// The path and query to come back to.
        return_to: String,
    },
    /// The request is not one that our pages make; the sentence says what to do.
    #[error("bad request: {0}")]
    BadRequest(&'static str),
    /// More bytes than we read.
    #[error("too large")]
    TooLarge,
    /// Too many requests; try again after this many seconds.
    #[error("too many requests")]
    TooMany {
        /// Seconds to wait.
        seconds: u32,
    },
    /// The request came from another site's page.
    #[error("foreign origin")]
    ForeignOrigin,
    /// The database is away or busy: try again.
    #[error("unavailable: {0}")]
    Unavailable(String),
    /// There is no room to write: pages are still given, and nothing can be changed.
    #[error("full: {0}")]
    Full(String),
    /// Something is broken here. The cause is logged, never shown.
    #[error("broken: {0}")]
    Broken(String),
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Failure {
        match error {
            StoreError::Busy | StoreError::Unavailable => Failure::Unavailable(error.to_string()),
            StoreError::Full => Failure::Full(error.to_string()),
            other => Failure::Broken(other.to_string()),
        }
    }
}

impl From<Refused> for Failure {
    fn from(refused: Refused) -> Failure {
        match refused {
            Refused::NotTheirs => Failure::NotFound,
            Refused::NotTheirRole(_) => Failure::Forbidden(refused.to_string()),
            Refused::OnlyLooking => Failure::OnlyLooking(refused.to_string()),
            Refused::NotDelegated => Failure::NotDelegated(refused.to_string()),
            // `Ctx` answers with the address to come back to; this is for what has none.
            Refused::NotSignedIn => Failure::SignInFirst { return_to: "/".to_owned() },
        }
    }
}

impl From<askama::Error> for Failure {
    fn from(error: askama::Error) -> Failure {
        Failure::Broken(format!("a page could not be drawn: {error}"))
    }
}

/// The page that says why, in the plain layout: the same for everyone who gets it.
#[derive(Template)]
#[template(path = "platform/failure.html")]
struct FailurePage {
    layout: Layout,
    heading: &'static str,
    paragraphs: Vec<String>,
    /// The way on: where it leads, and its words.
    way: (&'static str, &'static str),
}

impl Failure {
    fn status(&self) -> StatusCode {
        match self {
            Failure::NotFound => StatusCode::NOT_FOUND,
            Failure::Forbidden(_)
            | Failure::OnlyLooking(_)
            | Failure::NotDelegated(_)
            | Failure::NoLongerActing(_)
            | Failure::ForeignOrigin => StatusCode::FORBIDDEN,
            Failure::SignInFirst { .. } | Failure::SecondFactorFirst { .. } | Failure::ChooseFirst { .. } => {
                StatusCode::SEE_OTHER
            }
            Failure::ChangedOver(_) => StatusCode::CONFLICT,
            Failure::BadRequest(_) => StatusCode::BAD_REQUEST,
            Failure::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Failure::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
            Failure::Unavailable(_) | Failure::Full(_) => StatusCode::SERVICE_UNAVAILABLE,
            Failure::Broken(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn way(&self) -> (&'static str, &'static str) {
        match self {
            Failure::NoLongerActing(_) => (super::ctx::STOP_ACTING, "Go back to your own organisation"),
            _ => ("/", "Go to the start page"),
        }
    }

    fn words(&self) -> (&'static str, Vec<String>) {
        let lines = |lines: &[&str]| lines.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>();
        match self {
            Failure::NotFound
            | Failure::SignInFirst { .. }
            | Failure::SecondFactorFirst { .. }
            | Failure::ChooseFirst { .. } => (
                "Page not found",
                lines(&[
                    "If you typed the web address, check it is correct.",
                    "If you pasted the web address, check you copied the entire address.",
                ]),
            ),
            Failure::Forbidden(sentence) => {
                not_allowed(sentence, "An administrator of your organisation can change what you may do.")
            }
            Failure::OnlyLooking(sentence) => not_allowed(
                sentence,
                "Open the organisation in Support, and choose to act for it. Nothing has been changed.",
            ),
            Failure::NotDelegated(sentence) => {
                not_allowed(sentence, "An administrator of the school can let it. Nothing has been changed.")
            }
            Failure::NoLongerActing(school) => (
                "You cannot act for this school any more",
                vec![
                    format!("You were acting for {school}. That has ended, or its last day is over."),
                    "Nothing has been changed. Stop acting to go back to your own organisation.".to_owned(),
                ],
            ),
            Failure::ChangedOver(now) => ("You have changed organisation", changed_over(now)),
            Failure::ForeignOrigin => (
                "This request came from another website",
                lines(&["Nothing has been changed. Open the service in your browser and try again from its own page."]),
            ),
            Failure::BadRequest(sentence) => ("There is a problem with this request", lines(&[sentence])),
            Failure::TooLarge => (
                "The file or text is too large",
                lines(&["Nothing has been saved. Go back and make it shorter, or split it into smaller parts."]),
            ),
            Failure::TooMany { seconds } => (
                "Too many requests",
                vec![format!("Wait {}, then try again.", time(*seconds)), "Nothing has been lost.".to_owned()],
            ),
            Failure::Unavailable(_) => {
                ("The service is busy", lines(&["Nothing has been changed. Wait a minute, go back and try again."]))
            }
            Failure::Full(_) => (
                "Nothing can be saved at the moment",
                lines(&[
                    "The service has run out of space. Nothing has been changed.",
                    "You can still look at pages. To save your change, go back and try again later.",
                ]),
            ),
            Failure::Broken(_) => (
                "Sorry, there is a problem with the service",
                lines(&["Nothing has been changed. Try again later.", "If it happens again, contact support."]),
            ),
        }
    }
}

/// So many seconds, in words.
fn time(seconds: u32) -> String {
    if seconds == 1 { "1 second".to_owned() } else { format!("{seconds} seconds") }
}

fn changed_over(now: &str) -> Vec<String> {
    vec![
        format!(
            "This form was for another organisation. You are now acting for {now}, perhaps since you changed in another \
             tab or window."
        ),
        "Nothing has been changed. Change back to the first organisation, then fill in the form again.".to_owned(),
    ]
}

/// Why, by the policy, and who can change that.
fn not_allowed(sentence: &str, next: &str) -> (&'static str, Vec<String>) {
    ("You cannot do this", vec![format!("{sentence}."), next.to_owned()])
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let first = match &self {
            Failure::SignInFirst { return_to } => Some(("/sign-in", return_to)),
            Failure::SecondFactorFirst { return_to } => Some(("/second-factor", return_to)),
            Failure::ChooseFirst { return_to } => Some(("/choose-organisation", return_to)),
            _ => None,
        };
        if let Some((page, return_to)) = first {
            let query = form_urlencoded::byte_serialize(return_to.as_bytes()).collect::<String>();
            return super::page::see_other(&format!("{page}?return_to={query}"));
        }
        if let Failure::Broken(cause) | Failure::Unavailable(cause) | Failure::Full(cause) = &self {
            tracing::error!(cause, "a page could not be given");
        }
        let (heading, paragraphs) = self.words();
        let page = FailurePage { layout: super::page::plain_layout(heading), heading, paragraphs, way: self.way() };
        let body = page.render().unwrap_or_else(|_| heading.to_owned());
        let mut response = (self.status(), [(header::CONTENT_TYPE, "text/html; charset=utf-8")], body).into_response();
        let wait = match self {
            Failure::TooMany { seconds } => Some(seconds),
            Failure::Unavailable(_) | Failure::Full(_) => Some(60),
            _ => None,
        };
        if let Some(seconds) = wait {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_must_wait_is_told_how_long() {
        let words = |seconds| Failure::TooMany { seconds }.words().1.remove(0);
        assert_eq!(words(1), "Wait 1 second, then try again.");
        assert_eq!(words(4), "Wait 4 seconds, then try again.");
    }
}
