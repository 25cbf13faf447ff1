//! The mails about becoming a school's first user. The account-created mail is that of every new user.

use ::store::Tx;
use askama::Template as _;
use serde::Deserialize;
use serde_json::Value;

use super::access::token;
use super::rules::{DECIDE_WITHIN, Standing};
use super::store::{self, Request};
use crate::platform::App;
use crate::platform::clock::moment;
use crate::platform::mail::{Fault, Mail, Priority, Rendered, Template, Work};

/// To the address that was told: somebody asks to be the school's first user.
pub const ACCESS_ASKED: &str = "access_asked";
/// To who asked: no.
pub const ACCESS_REFUSED: &str = "access_refused";

#[derive(Deserialize)]
struct Parameters {
    request: String,
}

async fn request(tx: &mut Tx, parameters: &Value) -> Result<Option<Request>, Fault> {
    Ok(store::find(tx, &Parameters::deserialize(parameters)?.request).await?)
}

#[derive(askama::Template)]
#[template(path = "accounts/mail/access_asked.txt", escape = "none")]
struct AskedText<'a> {
    name: &'a str,
    email: &'a str,
    school: &'a str,
    urn: &'a str,
    until: String,
    link: String,
}

/// To the address that was told.
#[derive(Debug)]
pub struct AccessAsked;

impl AccessAsked {
    fn mail(to: &str, text: &AskedText<'_>) -> Result<Mail, Fault> {
        let subject = format!("Someone asks for an account for {}", text.school);
        Ok(Mail::new(to, &subject, &text.render()?)?)
    }
}

impl Template for AccessAsked {
    fn name(&self) -> &'static str {
        ACCESS_ASKED
    }

    fn priority(&self) -> Priority {
        Priority::Single
    }

    fn trigger(&self) -> &'static str {
        "Somebody who holds a school’s notice asks for its first account with another address than the one told"
    }

    fn recipient(&self) -> &'static str {
        "The address that was told of the partnership"
    }

    fn sample(&self) -> Option<Mail> {
        let text = AskedText {
            name: "Sam Carter",
            email: "sam.carter@school.example",
            school: "Meadow Lane Primary School",
            urn: "900001",
            until: "16 November 2026 at 9am".to_owned(),
            link: "https://partnerships.example/access/…".to_owned(),
        };
        AccessAsked::mail("office@school.example", &text).ok()
    }

    fn render<'a>(&'a self, tx: &'a mut Tx, app: &'a App, parameters: &'a Value) -> Work<'a, Rendered> {
        Box::pin(async move {
            let Some(request) = request(tx, parameters).await? else {
                return Ok(Rendered::Nothing("the request is gone"));
            };
            let (Some(to), Standing::Waiting) = (&request.told, request.standing) else {
                return Ok(Rendered::Nothing("the request is decided, or nobody was told by mail"));
            };
            let text = AskedText {
                name: &request.name,
                email: &request.email,
                school: &request.school_name,
                urn: &request.urn,
                until: moment(request.asked_at + DECIDE_WITHIN),
                link: format!("{}/access/{}", app.settings.public_url, token(app, &request.public_id)),
            };
            Ok(Rendered::Mail(AccessAsked::mail(to, &text)?))
        })
    }
}

#[derive(askama::Template)]
#[template(path = "accounts/mail/access_refused.txt", escape = "none")]
struct RefusedText<'a> {
    name: &'a str,
    school: &'a str,
}

/// To who asked.
#[derive(Debug)]
pub struct AccessRefused;

impl AccessRefused {
    fn mail(to: &str, text: &RefusedText<'_>) -> Result<Mail, Fault> {
        let subject = format!("Your request for an account for {} was refused", text.school);
        Ok(Mail::new(to, &subject, &text.render()?)?)
    }
}

impl Template for AccessRefused {
    fn name(&self) -> &'static str {
        ACCESS_REFUSED
    }

    fn priority(&self) -> Priority {
        Priority::Single
    }

    fn trigger(&self) -> &'static str {
        "The told address, or support, refuses a request for a school’s first account"
    }

    fn recipient(&self) -> &'static str {
        "The person who asked"
    }

    fn sample(&self) -> Option<Mail> {
        let text = RefusedText { name: "Sam Carter", school: "Meadow Lane Primary School" };
        AccessRefused::mail("sam.carter@school.example", &text).ok()
    }

    fn render<'a>(&'a self, tx: &'a mut Tx, _app: &'a App, parameters: &'a Value) -> Work<'a, Rendered> {
        Box::pin(async move {
            let Some(request) = request(tx, parameters).await? else {
                return Ok(Rendered::Nothing("the request is gone"));
            };
            let text = RefusedText { name: &request.name, school: &request.school_name };
            Ok(Rendered::Mail(AccessRefused::mail(&request.email, &text)?))
        })
    }
}
