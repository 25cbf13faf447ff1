//! GET, POST /placements/contact: whom providers contact about placements.

use askama::Template;
use axum::response::Response;
use govuk::components::{Button, Input};
use govuk::fields::{Called, text};
use govuk::{Layout, Problems};

use super::own;
use crate::organisations::contact_book;
use crate::platform::ctx::{Banner, Ctx};
use crate::platform::failure::Failure;
use crate::platform::page::{page, page_again, see_other, with_banner};
use crate::platform::request::{Fields, Query, own_path};
use crate::policy::Action;
use crate::vocabulary::EmailAddress;

/// The most characters of a post's name.
pub(super) const POST: usize = 100;

#[derive(Template)]
#[template(path = "placements/school/contact.html")]
struct ContactPage {
    layout: Layout,
    /// Where to go on afterwards.
    then: String,
    post: (String, Option<String>),
    address: (String, Option<String>),
}

impl ContactPage {
    fn post(&self) -> Input {
        Input::new("post", "Name of the post")
            .hint("For example, ITT coordinator. Do not enter the name of a person.")
            .value(self.post.0.as_str())
            .error(self.post.1.as_deref())
    }

    fn address(&self) -> Input {
        Input::email("address", "Email address")
            .hint("Every provider sees it beside your placements.")
            .autocomplete("off")
            .value(self.address.0.as_str())
            .error(self.address.1.as_deref())
    }

    fn save(&self) -> Button {
        Button::new("Save contact").prevent_double_click(true)
    }
}

fn then(query: &Fields) -> String {
    let path = own_path(query.text("then"));
    if path.starts_with("/placements") { path.to_owned() } else { "/placements".to_owned() }
}

fn view(ctx: &Ctx, then: String, (post, address): (&str, &str), problems: &Problems) -> ContactPage {
    let problem = |field: &str| problems.on(field).map(str::to_owned);
    ContactPage {
        layout: ctx.layout_with("Whom should providers contact about placements?", problems).back("/placements"),
        then,
        post: (post.to_owned(), problem("post")),
        address: (address.to_owned(), problem("address")),
    }
}

/// Asks; shows what is known.
pub(super) async fn get(ctx: Ctx, Query(query): Query) -> Result<Response, Failure> {
    let permit = own::school(&ctx, Action::GiveContact)?;
    let known = contact_book::for_placements(&mut ctx.app.db.read().await?, permit.on()).await?;
    let known = known.as_ref().map_or(("", ""), |it| (it.post.as_str(), it.address.as_str()));
    page(&view(&ctx, then(&query), known, &Problems::default()))
}

/// Keeps the contact.
pub(super) async fn post(ctx: Ctx, posted: Fields) -> Result<Response, Failure> {
    let permit = own::school(&ctx, Action::GiveContact)?;
    let mut problems = Problems::default();
    let post = problems
        .keep("post", text::line(posted.text("post"), Called::new("the name of the post", "Name of the post"), POST));
    let address = problems.keep("address", posted.text("address").parse::<EmailAddress>());
    let (Some(post), Some(address)) = (post, address) else {
        let typed = (posted.text("post"), posted.text("address"));
        return page_again(&view(&ctx, then(&posted), typed, &problems));
    };
    let mut tx = ctx.app.db.begin().await?;
    contact_book::give_own(&mut tx, &permit, ctx.now, "placements", (&post, &address)).await?;
    tx.commit().await?;
    let banner = Banner::new("Contact for placements saved", "Providers see it beside your placements.");
    Ok(with_banner(&ctx, see_other(&then(&posted)), &banner))
}
