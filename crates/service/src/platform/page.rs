//! How a page is answered: drawn, drawn again with its problems, or left for another.

use askama::Template;
use axum::body::{Body, Bytes};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum_extra::extract::cookie::{Cookie, SameSite};
use govuk::SignedIn;
use govuk::components::{Html, NavigationItem, NotificationBanner, PhaseBanner, Tag};
use govuk::{Layout, Problems};

use super::ctx::{Banner, Ctx, STOP_ACTING, banner_cookie};
use super::drawn_for;
use super::failure::Failure;
use super::sessions::{Kind, MOST_UNREAD};
use super::settings::Brand;
use crate::policy::{Action, Manner, Scope};
use crate::vocabulary::OrganisationId;

/// The name of the service, as every title ends with it.
pub const SERVICE: &str = "Manage school and training partnerships";

/// Bytes of all but the longest pages, so that one is written where it stays.
const MOST_PAGES: usize = 48 * 1024;

/// A page, 200.
///
/// # Errors
/// [`Failure::Broken`] when it cannot be drawn.
pub fn page(view: &impl Template) -> Result<Response, Failure> {
    drawn(StatusCode::OK, view)
}

/// The same page with its problems, 422.
///
/// # Errors
/// [`Failure::Broken`] when it cannot be drawn.
pub fn page_again(view: &impl Template) -> Result<Response, Failure> {
    drawn(StatusCode::UNPROCESSABLE_ENTITY, view)
}

/// A page with another status.
///
/// # Errors
/// [`Failure::Broken`] when it cannot be drawn.
pub fn page_with(status: StatusCode, view: &impl Template) -> Result<Response, Failure> {
    drawn(status, view)
}

/// A page that is kept to be shown again; [`shown`] answers with it.
///
/// # Errors
/// [`Failure::Broken`] when it cannot be drawn.
pub fn to_keep(view: &impl Template) -> Result<Bytes, Failure> {
    // Without the room that was left for longer ones.
    Ok(Bytes::from(text(view)?.into_bytes().into_boxed_slice()))
}

/// A page that was drawn, 200.
pub fn shown(page: impl Into<Body>) -> Response {
    answer(StatusCode::OK, page)
}

fn drawn(status: StatusCode, view: &impl Template) -> Result<Response, Failure> {
    Ok(answer(status, text(view)?))
}

fn text(view: &impl Template) -> Result<String, Failure> {
    let mut body = String::with_capacity(MOST_PAGES);
    view.render_into(&mut body)?;
    Ok(drawn_for::named(body))
}

fn answer(status: StatusCode, page: impl Into<Body>) -> Response {
    (status, [(header::CONTENT_TYPE, "text/html; charset=utf-8")], page.into()).into_response()
}

/// On to another page of ours, by GET.
pub fn see_other(path: &str) -> Response {
    // A path of ours is always a header; if it ever were not, the start page is.
    let location = HeaderValue::from_str(path).unwrap_or(HeaderValue::from_static("/"));
    (StatusCode::SEE_OTHER, [(header::LOCATION, location)]).into_response()
}

/// A file to keep, named so.
pub fn download(name: &str, content_type: &'static str, bytes: Vec<u8>) -> Response {
    let safe: String = name.chars().filter(|it| it.is_ascii_alphanumeric() || "-_.".contains(*it)).collect();
    let disposition = format!("attachment; filename=\"{safe}\"");
    ([(header::CONTENT_TYPE, content_type.to_owned()), (header::CONTENT_DISPOSITION, disposition)], bytes)
        .into_response()
}

/// A cookie of ours: for this host, unreadable by scripts, not sent along with other sites' requests.
pub fn cookie(ctx_is_secure: bool, name: &'static str, value: String) -> Cookie<'static> {
    Cookie::build((name, value)).path("/").http_only(true).same_site(SameSite::Lax).secure(ctx_is_secure).build()
}

/// Adds a `Set-Cookie` to an answer.
pub fn with_cookie(mut response: Response, cookie: &Cookie<'_>) -> Response {
    if let Ok(value) = HeaderValue::from_str(&cookie.to_string()) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    response
}

/// Leaves a banner for the next page.
pub fn with_banner(ctx: &Ctx, response: Response, banner: &Banner) -> Response {
    let is_secure = ctx.app.settings.is_secure();
    let text = serde_json::to_string(banner).unwrap_or_default();
    with_cookie(response, &cookie(is_secure, banner_cookie(is_secure), ctx.app.secret.seal(&text)))
}

/// Takes the banner off once a page has shown it.
pub fn without_banner(ctx: &Ctx, response: Response) -> Response {
    if ctx.banner.is_none() {
        return response;
    }
    let is_secure = ctx.app.settings.is_secure();
    let mut gone = cookie(is_secure, banner_cookie(is_secure), String::new());
    gone.make_removal();
    with_cookie(response, &gone)
}

/// The layout of a page that is the same for everyone: failures.
pub fn plain_layout(title: &str) -> Layout {
    Layout::new(SERVICE, title).phase(phase())
}

fn phase() -> PhaseBanner {
    #[derive(Template)]
    #[template(path = "platform/phase.html")]
    struct Words;
    PhaseBanner::new(Tag::new("Beta"), Html::of(&Words))
}

#[derive(Template)]
#[template(path = "platform/banner.html")]
struct BannerWords<'a> {
    banner: &'a Banner,
}

/// A part of the service in its navigation. Source: product.md "Where things are for a person".
struct Part {
    name: &'static str,
    href: &'static str,
    /// Addresses that belong to it start so.
    owns: &'static [&'static str],
}

const HOME: Part = Part { name: "Home", href: "/", owns: &[] };
const PARTNER_SCHOOLS: Part = Part { name: "Partners", href: "/partner-schools", owns: &["/partner-schools"] };
const PARTNER_PROVIDERS: Part = Part { name: "Partners", href: "/partner-providers", owns: &["/partner-providers"] };
const PLACEMENTS: Part = Part { name: "Placements", href: "/placements", owns: &["/placements"] };
const EARLY_CAREER: Part = Part { name: "Early career", href: "/early-career/schools", owns: &["/early-career"] };
const EARLY_CAREER_OF_SCHOOL: Part = Part { name: "Early career", href: "/early-career", owns: &["/early-career"] };
const ORGANISATION: Part = Part { name: "Organisation", href: "/organisation", owns: &["/organisation"] };
const ACT_FOR: Part = Part { name: "Schools", href: "/act-for", owns: &["/act-for"] };
const SUPPORT: Part = Part { name: "Support", href: "/support", owns: &["/support"] };

fn parts(kind: Kind) -> &'static [Part] {
    match kind {
        Kind::Provider => &[HOME, PARTNER_SCHOOLS, PLACEMENTS, ORGANISATION],
        Kind::School => &[HOME, PARTNER_PROVIDERS, PLACEMENTS, EARLY_CAREER_OF_SCHOOL, ORGANISATION],
        Kind::LeadProvider => &[HOME, EARLY_CAREER, ORGANISATION],
        Kind::Trust => &[HOME, ACT_FOR, ORGANISATION],
        Kind::DeliveryPartner => &[HOME, ORGANISATION],
        Kind::Dfe => &[HOME, SUPPORT, ORGANISATION],
    }
}

/// Whether a part is there for whoever is with an organisation in this manner.
fn is_let(part: &Part, manner: Manner) -> bool {
    let Manner::Delegated(scopes) = manner else { return true };
    let is = |all: &[&Part]| all.iter().any(|it| it.href == part.href);
    (scopes.has(Scope::Placements) && is(&[&PLACEMENTS, &PARTNER_PROVIDERS]))
        || (scopes.has(Scope::EarlyCareer) && is(&[&EARLY_CAREER_OF_SCHOOL]))
}

impl Ctx {
    /// The layout of a page of this person's: navigation, who is signed in, the banner of the last change.
    pub fn layout(&self, title: impl Into<String>) -> Layout {
        let settings = &self.app.settings;
        let brand = match settings.brand {
            Brand::Neutral => govuk::layout::Brand::Neutral,
            Brand::Govuk => govuk::layout::Brand::Govuk,
        };
        let banner = self.banner.as_ref().map(|banner| {
            let words = Html::of(&BannerWords { banner });
            // Both are what follows from what was just sent, so both are told at once.
            if banner.is_refusal {
                NotificationBanner::new(words).role("alert")
            } else {
                NotificationBanner::success(words)
            }
        });
        let layout = Layout::new(SERVICE, title).brand(brand).phase(phase()).banner(banner).came_from(self.came_from());
        let Some(viewer) = &self.viewer else { return layout };
        let mut strip = SignedIn::new(&viewer.name);
        let shown = viewer.on_behalf_of.as_ref().or(viewer.acting.as_ref());
        if let Some(organisation) = shown {
            strip = strip.organisation(&organisation.name);
        }
        let is_on_behalf = viewer.on_behalf_of.is_some();
        strip = match (is_on_behalf, viewer.manner) {
            (true, Manner::Looking) => strip.looking("/support/stop"),
            (true, Manner::Acting) => strip.acting("/support/stop"),
            (true, Manner::Delegated(_)) => {
                strip.delegated(viewer.acting.as_ref().map_or("", |it| it.name.as_str()), STOP_ACTING)
            }
            (false, _) if viewer.organisations > 1 => strip.change_at("/choose-organisation"),
            (false, _) => strip,
        };
        if !is_on_behalf && viewer.acting.is_some() {
            let unread = match viewer.unread {
                0 => String::new(),
                MOST_UNREAD.. => format!("{MOST_UNREAD} or more"),
                number => number.to_string(),
            };
            strip = strip.notifications("/notifications", unread);
        }
        let is_of_the_desk = self.may_on(Action::ReadSupport, OrganisationId::SERVICE).is_ok();
        let own = shown.map_or(&[HOME][..], |it| parts(it.kind)).iter();
        let own = own.filter(|part| part.href != SUPPORT.href || is_of_the_desk);
        let own = own.filter(|part| !is_on_behalf || is_let(part, viewer.manner));
        // The way back to where one came from.
        let from = if matches!(viewer.manner, Manner::Delegated(_)) { &ACT_FOR } else { &SUPPORT };
        let navigation = own.chain(is_on_behalf.then_some(from)).map(|part| self.item(part));
        Layout { acting: drawn_for::mark(viewer), ..layout.navigation(navigation).signed_in(strip) }
    }

    /// The same with the page's problems: their summary, and "Error: " in the title.
    pub fn layout_with(&self, title: impl Into<String>, problems: &Problems) -> Layout {
        self.layout(title).problems(problems)
    }

    fn item(&self, part: &Part) -> NavigationItem {
        let path = self.address.split('?').next().unwrap_or_default();
        let within = |prefix: &&str| path == *prefix || path.starts_with(&format!("{prefix}/"));
        let item = NavigationItem::new(part.name, part.href);
        if path == part.href { item.current(true) } else { item.active(part.owns.iter().any(within)) }
    }
}
