//! What stands around the main content of every page.

use crate::assets;
use crate::components::{
    BackLink, Breadcrumbs, Content, ErrorSummary, Footer, FooterLink, GenericHeader, Header, Html, NavigationItem,
    NotificationBanner, PhaseBanner, ServiceNavigation, SkipLink,
};
use crate::problems::Problems;
use crate::signed_in::SignedIn;

/// Whose service it looks to be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Brand {
    /// Anyone's: no crown, no GOV.UK, no Crown copyright.
    #[default]
    Neutral,
    /// A service on GOV.UK.
    Govuk,
}

/// What `govuk/layout.html` shows around a page. A page's view has it as its field `layout`, and the page's template
/// `{% extends "govuk/layout.html" %}` and fills the block `main`.
///
/// The layout shows the title (with "Error: " before it when there are problems), the notification banner and the
/// error summary, so that no page writes these.
#[derive(Clone, Debug)]
pub struct Layout {
    /// What the page is about; the same words as its `h1`.
    pub title: String,
    /// The name of the service.
    pub service_name: String,
    /// Whose service it looks to be.
    pub brand: Brand,
    /// Says how young the service is.
    pub phase: Option<PhaseBanner>,
    /// The main parts of the service, in order; the one that the page belongs to is active.
    pub navigation: Vec<NavigationItem>,
    /// Who is signed in, if anyone is.
    pub signed_in: Option<SignedIn>,
    /// For whom the reader acts, as the page's forms are to say it.
    pub acting: Option<String>,
    /// Where "Back" leads.
    pub back_link: Option<BackLink>,
    /// Path and query of the page that the reader came from.
    pub came_from: Option<String>,
    /// Where the page stands; shown only without a back link.
    pub breadcrumbs: Option<Breadcrumbs>,
    /// What was just done, or must be known.
    pub banner: Option<NotificationBanner>,
    /// What the reader can put right on this page.
    pub error_summary: Option<ErrorSummary>,
    /// The links at the foot.
    pub footer_links: Vec<FooterLink>,
}

impl Layout {
    /// A page of a service, for somebody who is not signed in.
    pub fn new(service_name: impl Into<String>, title: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            service_name: service_name.into(),
            brand: Brand::Neutral,
            phase: None,
            navigation: Vec::new(),
            signed_in: None,
            acting: None,
            back_link: None,
            came_from: None,
            breadcrumbs: None,
            banner: None,
            error_summary: None,
            footer_links: support_links(),
        }
    }

    /// Whose service it looks to be.
    #[must_use]
    pub fn brand(self, brand: Brand) -> Self {
        Self { brand, ..self }
    }

    /// Says how young the service is.
    #[must_use]
    pub fn phase(self, banner: PhaseBanner) -> Self {
        Self { phase: Some(banner), ..self }
    }

    /// The main parts of the service, in order.
    #[must_use]
    pub fn navigation(self, items: impl IntoIterator<Item = NavigationItem>) -> Self {
        Self { navigation: items.into_iter().collect(), ..self }
    }

    /// Who is signed in.
    #[must_use]
    pub fn signed_in(self, signed_in: SignedIn) -> Self {
        Self { signed_in: Some(signed_in), ..self }
    }

    /// Path and query of the page that the reader came from; before [`Layout::back`].
    #[must_use]
    pub fn came_from(self, address: Option<String>) -> Self {
        Self { came_from: address, ..self }
    }

    /// Shows "Back" above the page. Whoever came from there goes back to just what they saw, with its search and its page.
    #[must_use]
    pub fn back(self, href: impl Into<String>) -> Self {
        let href = href.into();
        let seen = self.came_from.as_ref().filter(|it| is_more_of(it, &href)).cloned();
        Self { back_link: Some(BackLink::new(seen.unwrap_or(href))), ..self }
    }

    /// Shows where the page stands, above it.
    #[must_use]
    pub fn breadcrumbs(self, breadcrumbs: Breadcrumbs) -> Self {
        Self { breadcrumbs: Some(breadcrumbs), ..self }
    }

    /// Shows a banner, if there is one, at the top of the main content.
    #[must_use]
    pub fn banner(self, banner: Option<NotificationBanner>) -> Self {
        Self { banner, ..self }
    }

    /// Shows a summary of the problems, if there are any, at the top of the main content, and says so in the title.
    #[must_use]
    pub fn problems(self, problems: &Problems) -> Self {
        let error_summary = (!problems.is_empty()).then(|| problems.summary());
        Self { error_summary, ..self }
    }

    /// The links at the foot, in place of the six that every service has.
    #[must_use]
    pub fn footer_links(self, links: impl IntoIterator<Item = FooterLink>) -> Self {
        Self { footer_links: links.into_iter().collect(), ..self }
    }

    /// Whether there is anything for the reader to put right.
    pub fn has_problems(&self) -> bool {
        self.error_summary.is_some()
    }

    /// The banner as it is shown: beside an error summary it leaves the focus to that.
    pub fn shown_banner(&self) -> Option<NotificationBanner> {
        let banner = self.banner.clone()?;
        Some(if self.has_problems() { banner.disable_auto_focus(true) } else { banner })
    }

    /// What the browser shows as the page's title.
    pub fn page_title(&self) -> String {
        let error = if self.has_problems() { "Error: " } else { "" };
        let site = if self.brand == Brand::Govuk { " – GOV.UK" } else { "" };
        match self.title.as_str() {
            // The first page is about the service itself.
            title if title.is_empty() || title == self.service_name => format!("{error}{}{site}", self.service_name),
            title => format!("{error}{title} – {}{site}", self.service_name),
        }
    }

    /// Whether the page looks like GOV.UK.
    pub fn is_govuk(&self) -> bool {
        self.brand == Brand::Govuk
    }

    /// The address of a style sheet, script or icon.
    pub fn asset(&self, name: &str) -> String {
        assets::url(name)
    }

    /// The first link of the page.
    pub fn skip_link(&self) -> SkipLink {
        SkipLink::new("Skip to main content").href("#main-content")
    }

    /// The header of the brand. Without the crown, it holds the service's name.
    pub fn header(&self) -> Content {
        match self.brand {
            Brand::Neutral => GenericHeader::new(self.service_name.as_str()).into(),
            Brand::Govuk => Header::new().href("https://www.gov.uk").into(),
        }
    }

    /// The service's main parts, with its name where the header does not hold it.
    pub fn service_navigation(&self) -> Option<ServiceNavigation> {
        let navigation = ServiceNavigation::new(self.navigation.iter().cloned());
        match self.brand {
            Brand::Neutral if self.navigation.is_empty() => None,
            Brand::Neutral => Some(navigation),
            Brand::Govuk => Some(navigation.service_name(self.service_name.as_str()).service_href("/")),
        }
    }

    /// What leads away from the page, above it.
    pub fn way_back(&self) -> Content {
        match (&self.back_link, &self.breadcrumbs) {
            (Some(back_link), _) => Html::of(back_link).into(),
            (None, Some(breadcrumbs)) => Html::of(breadcrumbs).into(),
            (None, None) => Content::default(),
        }
    }

    /// The foot of the page.
    pub fn footer(&self) -> Footer {
        let footer = match self.brand {
            Brand::Neutral => Footer::neutral(),
            Brand::Govuk => Footer::govuk(),
        };
        self.footer_links.iter().cloned().fold(footer, Footer::link)
    }
}

/// The pages that every service has.
fn support_links() -> Vec<FooterLink> {
    [
        ("Accessibility statement", "/accessibility"),
        ("Cookies", "/cookies"),
        ("Privacy", "/privacy"),
        ("Terms", "/terms"),
        ("Help", "/help"),
        ("Feedback", "/feedback"),
    ]
    .map(|(text, href)| FooterLink::new(text, href))
    .into()
}

/// Whether an address is that of the same page, asked for everything that the other one asks for.
fn is_more_of(address: &str, other: &str) -> bool {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let (other_path, asked) = other.split_once('?').unwrap_or((other, ""));
    path == other_path && asked.split('&').all(|pair| pair.is_empty() || query.split('&').any(|it| it == pair))
}

#[cfg(test)]
mod tests {
    use askama::Template;

    use super::*;

    #[derive(Template)]
    #[template(
        source = "{% extends \"govuk/layout.html\" %}{% block main %}<h1>{{ layout.title }}</h1>{% endblock %}",
        ext = "html"
    )]
    struct AnyPage {
        layout: Layout,
    }

    fn page(layout: Layout) -> String {
        AnyPage { layout }.to_string()
    }

    #[test]
    fn back_leads_to_what_the_reader_saw_of_the_same_page() {
        let leads = |from: &str, href: &str, to: &str| {
            let layout = Layout::new("Manage widgets", "A widget").came_from(Some(from.to_owned())).back(href);
            let drawn = page(layout);
            assert!(drawn.contains(&format!("href=\"{to}\" class=\"govuk-back-link\"")), "{drawn}");
        };
        leads("/widgets?page=3", "/widgets", "/widgets?page=3");
        leads("/widgets?year=2026&page=3", "/widgets?year=2026", "/widgets?year=2026&#38;page=3");
        leads("/widgets?year=2025&page=3", "/widgets?year=2026", "/widgets?year=2026");
        leads("/widgets/7/remove", "/widgets", "/widgets");
        leads("/", "/widgets", "/widgets");
    }

    #[test]
    fn the_title_says_that_there_are_problems_and_the_summary_leads_to_them() {
        let layout = Layout::new("Manage widgets", "Your name");
        let fine = page(layout.clone().problems(&Problems::default()));
        assert!(fine.contains("<title>Your name – Manage widgets</title>"), "{fine}");
        assert!(!fine.contains("govuk-error-summary"));

        let wrong = page(layout.problems(&Problems::one("name", "Enter a name")));
        assert!(wrong.contains("<title>Error: Your name – Manage widgets</title>"));
        assert!(wrong.contains(r##"<a href="#name">Enter a name</a>"##));
    }

    #[test]
    fn the_first_page_of_a_service_names_it_once() {
        for title in ["", "Manage widgets"] {
            let html = page(Layout::new("Manage widgets", title));
            assert!(html.contains("<title>Manage widgets</title>"), "{html}");
        }
    }

    #[test]
    fn focus_goes_to_the_problems_before_what_was_done() {
        let done = NotificationBanner::success("Saved");
        let layout = Layout::new("Manage widgets", "Your name").banner(Some(done));
        let quiet = "data-disable-auto-focus=\"true\"";
        assert!(!page(layout.clone()).contains(quiet));
        let wrong = page(layout.problems(&Problems::one("name", "Enter a name")));
        assert_eq!(wrong.matches(quiet).count(), 1, "{wrong}");
    }

    #[test]
    fn the_neutral_brand_has_no_crown_and_the_other_has() {
        let layout = Layout::new("Manage widgets", "Start").navigation([NavigationItem::new("Home", "/").active(true)]);
        let neutral = page(layout.clone());
        for word in ["GOV.UK", "Crown", "crown", "<circle", "government"] {
            assert!(!neutral.contains(word), "{word} in {neutral}");
        }
        let govuk = page(layout.brand(Brand::Govuk));
        for word in ["GOV.UK", "© Crown copyright", "govuk-header__logotype", "Open Government Licence"] {
            assert!(govuk.contains(word), "{word} not in {govuk}");
        }
    }

    #[test]
    fn nothing_is_inline_and_everything_comes_from_here() {
        for brand in [Brand::Neutral, Brand::Govuk] {
            let html = page(Layout::new("Manage widgets", "Start").brand(brand));
            assert!(!html.contains("<style") && !html.contains(" style=") && !html.contains(" onclick="));
            assert_eq!(html.matches("<script").count(), 1);
            for address in html.split(" src=\"").skip(1) {
                assert!(address.starts_with("/assets/"), "{address}");
            }
            for address in html.split("\"/assets/").skip(1).filter_map(|rest| rest.split('"').next()) {
                assert!(assets::get(address).is_some(), "{address}");
            }
        }
    }

    #[test]
    fn the_strip_says_who_acts_for_whom_and_signs_out_by_post() {
        let person = SignedIn::new("Ada <Byron>").organisation("Oak School").change_at("/organisations");
        let html = page(Layout::new("Manage widgets", "Start").signed_in(person.clone()));
        assert!(html.contains("Ada &#60;Byron&#62;") && html.contains("Oak School"), "{html}");
        assert!(html.contains(r#"<form action="/sign-out" method="post""#), "{html}");
        assert!(html.contains(r#"<a class="govuk-link" href="/organisations">Change organisation</a>"#), "{html}");
        assert!(!html.contains("at its request") && !html.contains("You are looking"));
        let looking = person.clone().looking("/stop").to_string();
        assert!(looking.contains("You are looking at <strong>Oak School</strong>"), "{looking}");
        assert!(looking.contains(r#"<form action="/stop" method="post""#) && looking.contains("Stop looking"));
        let acting = person.acting("/stop").to_string();
        assert!(acting.contains("You are acting for <strong>Oak School</strong> at its request"), "{acting}");
        assert!(acting.contains("Stop acting"), "{acting}");
    }
}
