//! GET, POST /placements/contacts/{purpose}: the school's own address for a purpose.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use govuk::components::{Button, Input};
use govuk::fields::{Called, line, optional};
use govuk::{Layout, Problems};

use super::{may, purpose_of};
use crate::organisations::contact_book::{self, Purpose};
use crate::platform::ctx::{Banner, Ctx};
use crate::platform::failure::Failure;
use crate::platform::page::{page, page_again, see_other, with_banner};
use crate::platform::request::{Fields, Query, own_path};
use crate::policy::Action;
use crate::vocabulary::EmailAddress;

const POST: &str = "post";
const ADDRESS: &str = "address";
const LIST: &str = "/placements/contacts";

#[derive(Template)]
#[template(path = "placements/contacts/change.html")]
struct ChangePage {
    layout: Layout,
    purpose: Purpose,
    /// Where to go on afterwards, and where "Cancel" leads.
    then: String,
    /// Whether somebody was sent here on the way to a placement.
    is_on_the_way: bool,
    post: String,
    address: String,
    on_post: Option<String>,
    on_address: Option<String>,
}

impl ChangePage {
    fn post_input(&self) -> Input {
        Input::new(POST, "Name of the post (optional)")
            .hint("For example, ITT coordinator. Do not name a person")
            .value(self.post.as_str())
            .error(self.on_post.as_deref())
    }

    fn address_input(&self) -> Input {
        Input::email(ADDRESS, "Email address")
            .hint("One that stays the same when somebody leaves is best")
            .value(self.address.as_str())
            .error(self.on_address.as_deref())
    }

    fn save(&self) -> Button {
        Button::new("Save contact").prevent_double_click(true)
    }
}

/// Where to go on afterwards: back to placements where one came from there, else to the list.
fn then(query: &Fields) -> &str {
    let path = own_path(query.text("then"));
    if path.starts_with("/placements") { path } else { LIST }
}

fn view(ctx: &Ctx, (purpose, then): (Purpose, &str), (post, address): (&str, &str), problems: &Problems) -> ChangePage {
    let title = match purpose {
        Purpose::General => "Who is the general contact of your school?".to_owned(),
        other => format!("Who is the contact for {}?", other.title().to_lowercase()),
    };
    ChangePage {
        layout: ctx.layout_with(title, problems).back(if then == LIST { LIST } else { "/placements" }),
        purpose,
        then: then.to_owned(),
        is_on_the_way: then != LIST && purpose == Purpose::Placements,
        post: post.to_owned(),
        address: address.to_owned(),
        on_post: problems.on(POST).map(str::to_owned),
        on_address: problems.on(ADDRESS).map(str::to_owned),
    }
}

/// Asks, with what is recorded.
pub(super) async fn get(ctx: Ctx, path: Path<String>, Query(query): Query) -> Result<Response, Failure> {
    let purpose = purpose_of(path)?;
    let permit = may(&ctx, Action::GiveContact)?;
    let all = contact_book::of(&mut ctx.app.db.read().await?, permit.on()).await?;
    let own = all.into_iter().find(|it| it.purpose == purpose.code() && it.is_own());
    let (post, address) = own.map(|it| (it.post, it.address)).unwrap_or_default();
    page(&view(&ctx, (purpose, then(&query)), (&post, &address), &Problems::default()))
}

/// Sets the address in place of the earlier one.
pub(super) async fn post(ctx: Ctx, path: Path<String>, fields: Fields) -> Result<Response, Failure> {
    let purpose = purpose_of(path)?;
    let permit = may(&ctx, Action::GiveContact)?;
    let typed = (fields.text(POST), fields.text(ADDRESS));
    let mut problems = Problems::default();
    let called = Called::new("the name of the post", "Name of the post");
    let post = problems.keep(POST, optional(typed.0, |it| line(it, called, 100)));
    let address = problems.keep(ADDRESS, typed.1.parse::<EmailAddress>());
    let (Some(post), Some(address)) = (post, address) else {
        return page_again(&view(&ctx, (purpose, then(&fields)), typed, &problems));
    };
    let mut tx = ctx.app.db.begin().await?;
    let post = post.unwrap_or_default();
    contact_book::give_own(&mut tx, &permit, ctx.now, purpose.code(), (&post, &address)).await?;
    tx.commit().await?;
    let next = match purpose {
        Purpose::Ect => "We use it for early career teachers.",
        _ => "Providers see it where you offer placements or may offer them.",
    };
    Ok(with_banner(&ctx, see_other(then(&fields)), &Banner::new("Contact saved", next)))
}
