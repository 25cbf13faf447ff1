//! `/feedback`: how satisfied people are, and what they tell us. No name is kept with it.

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::Response;
use chrono::{DateTime, Utc};
use govuk::components::{Button, Legend, Panel, Radios, Textarea};
use govuk::fields::{self, Called};
use govuk::{Layout, Problems};
use serde_json::json;
use store::{StoreError, Tx, naive, values};

use crate::platform::App;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::guard::Client;
use crate::platform::limits::Kind;
use crate::platform::page::{page, page_again, see_other, without_banner};
use crate::platform::request::{Fields, Query, own_path};
use crate::policy::{Action, Actor, Permit};
use crate::vocabulary::OrganisationId;

/// The answers, from best to worst, with the number that is kept. Source: the satisfaction question of GOV.UK.
const ANSWERS: [(&str, i32, &str); 5] = [
    ("very-satisfied", 5, "Very satisfied"),
    ("satisfied", 4, "Satisfied"),
    ("neither", 3, "Neither satisfied nor dissatisfied"),
    ("dissatisfied", 2, "Dissatisfied"),
    ("very-dissatisfied", 1, "Very dissatisfied"),
];
const COMMENT: Called = Called::new("your comment", "Your comment");
/// In characters.
const LONGEST_COMMENT: usize = 1_200;

/// What somebody thinks of the service.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Feedback {
    /// From 1, very dissatisfied, to 5.
    satisfaction: i32,
    comment: String,
    /// The page that they came from, without its query.
    page: String,
}

#[derive(Template)]
#[template(path = "support/feedback.html")]
struct FeedbackPage {
    layout: Layout,
    from: String,
    satisfaction: Radios,
    comment: Textarea,
    button: Button,
}

#[derive(Template)]
#[template(path = "support/feedback/thanks.html")]
struct ThanksPage {
    layout: Layout,
    panel: Panel,
}

fn form(ctx: &Ctx, fields: &Fields, from: &str, problems: &Problems) -> FeedbackPage {
    let question = Legend::new("Overall, how satisfied are you with this service?");
    FeedbackPage {
        layout: ctx.layout_with("Give feedback on this service", problems),
        from: from.to_owned(),
        satisfaction: Radios::new("satisfaction", question.classes("govuk-fieldset__legend--m"))
            .items(ANSWERS.map(|(value, _, label)| (value, label)))
            .value(fields.text("satisfaction"))
            .error(problems.on("satisfaction")),
        comment: Textarea::new("comment", "How could we improve this service? (optional)")
            .hint("Do not include names, email addresses or other personal details")
            .value(fields.text("comment"))
            .error(problems.on("comment")),
        button: Button::new("Send feedback").prevent_double_click(true),
    }
}

fn read(fields: &Fields) -> Result<Feedback, Problems> {
    let offered = ANSWERS.map(|(value, number, _)| (value, number));
    let mut problems = Problems::default();
    let satisfaction = fields::choice(fields.text("satisfaction"), &offered, "how satisfied you are with this service");
    let satisfaction = problems.keep("satisfaction", satisfaction);
    let comment = fields::optional(fields.text("comment"), |it| fields::lines(it, COMMENT, LONGEST_COMMENT));
    let comment = problems.keep("comment", comment);
    let page = page_of(fields.text("from"));
    problems.finish(|| Some(Feedback { satisfaction: satisfaction?, comment: comment?.unwrap_or_default(), page }))
}

/// A page of ours without its query, which may hold what somebody searched for; empty when it is none.
fn page_of(address: &str) -> String {
    let path = own_path(address).split(['?', '#']).next().unwrap_or_default();
    if address.is_empty() { String::new() } else { path.to_owned() }
}

/// The page that the browser says it came from.
fn referrer(ctx: &Ctx, headers: &HeaderMap) -> String {
    let referrer = headers.get(header::REFERER).and_then(|it| it.to_str().ok()).unwrap_or_default();
    page_of(referrer.strip_prefix(&ctx.app.settings.public_url).unwrap_or_default())
}

/// The form, for everybody.
pub async fn get(ctx: Ctx, query: Query, headers: HeaderMap) -> Result<Response, Failure> {
    let from = if query.has("from") { page_of(query.text("from")) } else { referrer(&ctx, &headers) };
    let view = form(&ctx, &Fields::default(), &from, &Problems::default());
    Ok(without_banner(&ctx, page(&view)?))
}

/// Keeps what was said, and thanks for it.
pub async fn post(State(app): State<App>, ctx: Ctx, client: Client, fields: Fields) -> Result<Response, Failure> {
    app.limits.count(Kind::Public, client.0)?;
    // Asked for as nobody, whoever is signed in: the trail, too, must not say whose answers these are.
    let permit = Actor::Nobody.may(Action::GiveFeedback, OrganisationId::SERVICE)?;
    let feedback = match read(&fields) {
        Ok(feedback) => feedback,
        Err(problems) => return page_again(&form(&ctx, &fields, &page_of(fields.text("from")), &problems)),
    };
    let mut tx = app.db.begin().await?;
    keep(&mut tx, &permit, ctx.now, &feedback).await?;
    tx.commit().await?;
    Ok(see_other("/feedback/thanks"))
}

async fn keep(tx: &mut Tx, permit: &Permit, now: DateTime<Utc>, feedback: &Feedback) -> Result<(), StoreError> {
    let Feedback { satisfaction, comment, page } = feedback;
    let sql = "insert into feedback (given_at, satisfaction, comment, page) values ($1, $2, $3, $4) returning id";
    let row = values![naive(now), *satisfaction, comment.as_str(), page.as_str()];
    let id: i64 = tx.scalar(sql, row).await?.unwrap_or_default();
    tx.record(permit.entry(now, format!("feedback {id}"), json!({ "satisfaction": satisfaction })));
    Ok(())
}

/// Thanks.
pub async fn thanks(ctx: Ctx) -> Result<Response, Failure> {
    let view = ThanksPage { layout: ctx.layout("Feedback sent"), panel: Panel::new("Feedback sent") };
    Ok(without_banner(&ctx, page(&view)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_that_they_came_from_is_one_of_ours_without_what_was_searched_for() {
        assert_eq!(page_of("/partner-schools?q=Oak"), "/partner-schools");
        assert_eq!(page_of("https://evil.example/"), "/");
        assert_eq!(page_of(""), "");
    }

    #[test]
    fn an_answer_is_needed_and_a_comment_is_not() {
        let problems = read(&Fields::parse(b"comment=fine")).unwrap_err();
        assert_eq!(problems.on("satisfaction"), Some("Select how satisfied you are with this service"));
        let feedback = read(&Fields::parse(b"satisfaction=satisfied&from=/help")).unwrap();
        assert_eq!(feedback, Feedback { satisfaction: 4, comment: String::new(), page: "/help".to_owned() });
        let long = format!("satisfaction=neither&comment={}", "a".repeat(1_201));
        let problems = read(&Fields::parse(long.as_bytes())).unwrap_err();
        assert_eq!(problems.on("comment"), Some("Your comment must be 1200 characters or less"));
    }
}
