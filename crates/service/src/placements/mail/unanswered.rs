//! To the school's users: a request expired because nobody answered it.

use askama::Template as _;
use store::Tx;

use super::share::{OfShare, Said, Told, told};
use crate::organisations::news::News;
use crate::organisations::notifications::store::Topic;
use crate::organisations::people::Recipient;
use crate::platform::mail::{Fault, Mail};
use crate::vocabulary::OrganisationId;

share_news!(
    /// A request to the school was not answered in time.
    RequestUnanswered to the school, "u",
    ["request_unanswered", "request_unanswered_to"],
    "A request for places was not answered in time",
    "placements/mail/request_unanswered.txt",
    |it| format!("A request by {} has expired", it.provider)
);
