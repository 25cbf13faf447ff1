//! What every list has: search, filters that can be taken off, an order, pages, and an export.
//!
//! All of it stands in the address, so that Back, a bookmark and a colleague see the same list.

use askama::Template;
use askama::filters::HtmlSafe;
use govuk::components::{
    Button, Checkboxes, Choice, Component, Content, Details, Fieldset, Input, Label, Legend, Pagination, Select,
    SelectItem,
};
use store::Window;

use super::request::Fields;
use crate::vocabulary::grouped;

/// Lines on a page. Source: seed 000.
pub const PAGE: u64 = 25;
/// More choices than this are a select instead of checkboxes.
const MOST_CHECKBOXES: usize = 12;
/// More choices than this are closed away until somebody opens them, so that a long list is not far down the page.
const MOST_OPEN: usize = 4;

/// The page of a list that an address asks for: `page=3`. Anything that is no page is the first.
pub fn page_number(query: &Fields) -> u64 {
    query.text("page").parse().ok().filter(|page| (1..=1_000_000).contains(page)).unwrap_or(1)
}

/// The part of the list that an address asks for.
pub fn window(query: &Fields) -> Window {
    Window::page(page_number(query), PAGE)
}

/// One value that a filter offers.
#[derive(Clone, Debug)]
pub struct Offer {
    /// What the address holds.
    pub value: String,
    /// What the page shows.
    pub label: String,
}

impl Offer {
    /// A value that is shown as it stands.
    pub fn plain(value: impl Into<String>) -> Offer {
        let value = value.into();
        Offer { label: value.clone(), value }
    }

    /// A value with words of its own.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Offer {
        Offer { value: value.into(), label: label.into() }
    }
}

/// A filter: its name in the address, its words, its values.
#[derive(Clone, Debug)]
pub struct Group {
    name: &'static str,
    legend: &'static str,
    offers: Vec<Offer>,
}

impl Group {
    /// A filter.
    pub fn new(name: &'static str, legend: &'static str, offers: impl IntoIterator<Item = Offer>) -> Group {
        Group { name, legend, offers: offers.into_iter().collect() }
    }
}

/// A text that narrows a list beside the search, such as a place: its name in the address, its words.
#[derive(Clone, Debug)]
pub struct Ask {
    name: &'static str,
    label: &'static str,
    hint: &'static str,
    problem: Option<String>,
}

impl Ask {
    /// A text to ask for.
    pub fn new(name: &'static str, label: &'static str, hint: &'static str) -> Ask {
        Ask { name, label, hint, problem: None }
    }

    /// Says why what was given cannot be used, where it cannot.
    #[must_use]
    pub fn problem(self, problem: Option<String>) -> Ask {
        Ask { problem, ..self }
    }
}

/// A filter that is on, and the address without it.
struct Chip {
    label: String,
    href: String,
}

/// The frame of a list: everything but its table.
#[derive(Template)]
#[template(path = "platform/listing/listing.html")]
pub struct Listing {
    path: String,
    query: Fields,
    search: Option<(&'static str, &'static str)>,
    asks: Vec<Ask>,
    settings: Vec<Group>,
    groups: Vec<Group>,
    orders: Vec<Offer>,
    total: u64,
    noun: (&'static str, &'static str),
    kept: Vec<&'static str>,
    nothing: String,
    table: String,
}

impl HtmlSafe for Listing {}
impl Component for Listing {}

impl Listing {
    /// The frame of the list at `path`, as `query` asks for it, of `total` lines called so: one, several.
    pub fn new(path: impl Into<String>, query: &Fields, total: u64, noun: (&'static str, &'static str)) -> Listing {
        Listing {
            path: path.into(),
            query: query.clone(),
            search: None,
            asks: Vec::new(),
            settings: Vec::new(),
            groups: Vec::new(),
            orders: Vec::new(),
            total,
            noun,
            kept: Vec::new(),
            nothing: "Nothing matches. Try fewer words, check the spelling, or clear the filters.".to_owned(),
            table: String::new(),
        }
    }

    /// Words to search for, in `q`; a label and a hint.
    #[must_use]
    pub fn search(self, label: &'static str, hint: &'static str) -> Listing {
        Listing { search: Some((label, hint)), ..self }
    }

    /// A text that narrows the list too, in a name of its own.
    #[must_use]
    pub fn ask(mut self, ask: Ask) -> Listing {
        self.asks.push(ask);
        self
    }

    /// A choice of one value that says how something else narrows the list, and narrows nothing by itself.
    #[must_use]
    pub fn setting(mut self, group: Group) -> Listing {
        self.settings.push(group);
        self
    }

    /// A filter; one without values is left out.
    #[must_use]
    pub fn filter(mut self, group: Group) -> Listing {
        if !group.offers.is_empty() {
            self.groups.push(group);
        }
        self
    }

    /// The orders that `order` offers; the first is used when none is asked for.
    #[must_use]
    pub fn orders(self, orders: impl IntoIterator<Item = Offer>) -> Listing {
        Listing { orders: orders.into_iter().collect(), ..self }
    }

    /// A name of the address that is neither search nor filter, such as the year: it stays when those change.
    #[must_use]
    pub fn keeping(mut self, name: &'static str) -> Listing {
        self.kept.push(name);
        self
    }

    /// What a narrowed list without lines says, where more is known than that nothing matches.
    #[must_use]
    pub fn nothing(self, sentence: impl Into<String>) -> Listing {
        Listing { nothing: sentence.into(), ..self }
    }

    /// The table (or whatever shows the lines of this page).
    #[must_use]
    pub fn showing(self, table: &impl Component) -> Listing {
        Listing { table: table.to_string(), ..self }
    }

    /// Whether anything narrows the list.
    pub fn is_narrowed(&self) -> bool {
        !self.query.text("q").is_empty() || !self.chips().is_empty()
    }

    fn input(&self) -> Option<Input> {
        let (label, hint) = self.search?;
        Some(Input::new("q", bold(label)).hint(hint).value(self.query.text("q")).spellcheck(false))
    }

    fn asks(&self) -> Vec<Input> {
        let input = |ask: &Ask| {
            let input =
                Input::new(ask.name, bold(ask.label)).hint(ask.hint).value(self.query.text(ask.name)).spellcheck(false);
            input.error(ask.problem.as_deref())
        };
        self.asks.iter().map(input).collect()
    }

    fn settings(&self) -> Vec<Select> {
        let select = |group: &Group| {
            let chosen = self.query.text(group.name);
            // What is usual has no word in the address, and need not stand first.
            let item = |it: &Offer| SelectItem::new(it.value.as_str(), it.label.as_str()).selected(it.value == chosen);
            Select::new(group.name, bold(group.legend), group.offers.iter().map(item))
        };
        self.settings.iter().map(select).collect()
    }

    fn checkboxes(&self) -> Vec<Content> {
        let few = self.groups.iter().filter(|group| group.offers.len() <= MOST_CHECKBOXES);
        few.map(|group| {
            let is_long = group.offers.len() > MOST_OPEN;
            let shown = if is_long { "govuk-visually-hidden" } else { "govuk-fieldset__legend--s" };
            let choices = group.offers.iter().map(|it| Choice::new(it.value.as_str(), it.label.as_str()));
            let boxes = Checkboxes::new(group.name, Fieldset::new(Legend::new(group.legend).classes(shown)))
                .small()
                .items(choices)
                .values(self.query.all(group.name));
            if is_long { self.closed_away(group, boxes) } else { boxes.into() }
        })
        .collect()
    }

    /// Behind the name of the filter; open while one of its values is in use.
    fn closed_away(&self, group: &Group, boxes: Checkboxes) -> Content {
        let chosen = self.query.all(group.name).count();
        let summary =
            if chosen == 0 { group.legend.to_owned() } else { format!("{} ({chosen} selected)", group.legend) };
        Details::new(summary, boxes).open(chosen > 0).classes("app-list__filter").into()
    }

    fn selects(&self) -> Vec<Select> {
        let many = self.groups.iter().filter(|group| group.offers.len() > MOST_CHECKBOXES);
        let mut selects: Vec<Select> = many
            .map(|group| {
                let all = [SelectItem::new("", "All")];
                let items = group.offers.iter().map(|it| SelectItem::new(it.value.as_str(), it.label.as_str()));
                Select::new(group.name, bold(group.legend), all.into_iter().chain(items))
                    .value(self.query.text(group.name))
            })
            .collect();
        if self.orders.len() > 1 {
            let items = self.orders.iter().map(|it| SelectItem::new(it.value.as_str(), it.label.as_str()));
            selects.push(Select::new("order", bold("Sort by"), items).value(self.query.text("order")));
        }
        selects
    }

    fn apply(&self) -> Button {
        Button::new("Apply").secondary()
    }

    fn has_tools(&self) -> bool {
        self.search.is_some() || !self.groups.is_empty()
    }

    fn chips(&self) -> Vec<Chip> {
        let mut chips = Vec::new();
        for ask in self.asks.iter().filter(|it| !self.query.text(it.name).is_empty()) {
            let label = format!("{}: {}", ask.label, self.query.text(ask.name));
            chips.push(Chip { label, href: format!("{}{}", self.path, self.query.query_except(&[ask.name, "page"])) });
        }
        for group in &self.groups {
            for value in self.query.all(group.name) {
                let offer = group.offers.iter().find(|it| it.value == value);
                let label = format!("{}: {}", group.legend, offer.map_or(value, |it| it.label.as_str()));
                chips.push(Chip {
                    label,
                    href: format!("{}{}", self.path, self.query.query_without(group.name, value)),
                });
            }
        }
        chips
    }

    /// What stays in the address whatever is searched for.
    fn kept(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.kept.iter().map(|name| (*name, self.query.text(name))).filter(|(_, value)| !value.is_empty())
    }

    fn cleared(&self) -> String {
        let names: Vec<&str> = self.query.iter().map(|(name, _)| name).filter(|it| !self.kept.contains(it)).collect();
        format!("{}{}", self.path, self.query.query_except(&names))
    }

    fn without_search(&self) -> String {
        format!("{}{}", self.path, self.query.query_except(&["q", "page"]))
    }

    /// "Showing 26 to 50 of 61 schools", or how many there are when one page holds them.
    fn count(&self) -> String {
        let noun = if self.total == 1 { self.noun.0 } else { self.noun.1 };
        if self.total <= PAGE {
            return format!("{} {noun}", grouped(self.total));
        }
        let first = (page_number(&self.query) - 1) * PAGE + 1;
        let last = (first + PAGE - 1).min(self.total);
        if first > self.total {
            return format!(
                "There is no page {}. The list has {} {noun}.",
                page_number(&self.query),
                grouped(self.total)
            );
        }
        format!("Showing {} to {} of {} {noun}", grouped(first), grouped(last), grouped(self.total))
    }

    fn pages(&self) -> Option<Pagination> {
        let size = usize::try_from(PAGE).unwrap_or(25);
        let total = usize::try_from(self.total).unwrap_or(usize::MAX);
        let current = usize::try_from(page_number(&self.query)).unwrap_or(usize::MAX);
        Pagination::for_list(current, total, size, |page| {
            let number = if page == 1 { String::new() } else { page.to_string() };
            format!("{}{}", self.path, self.query.query_with("page", &number))
        })
    }

    fn export(&self) -> String {
        format!("{}/export.csv{}", self.path, self.query.query_with("page", ""))
    }
}

fn bold(label: &'static str) -> Label {
    Label::new(label).classes("govuk-label--s")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listing(query: &str, total: u64) -> Listing {
        Listing::new("/partner-schools", &Fields::parse(query.as_bytes()), total, ("partner school", "partner schools"))
            .search("Search", "Name, town, URN or postcode")
            .filter(Group::new("phase", "Phase", [Offer::plain("Primary"), Offer::plain("Secondary")]))
    }

    #[test]
    fn a_list_says_what_it_shows() {
        let count = |query: &str, total| listing(query, total).count();
        assert_eq!(count("", 0), "0 partner schools");
        assert_eq!(count("", 1), "1 partner school");
        assert_eq!(count("", 25), "25 partner schools");
        assert_eq!(count("", 26), "Showing 1 to 25 of 26 partner schools");
        assert_eq!(count("page=2", 26), "Showing 26 to 26 of 26 partner schools");
        assert_eq!(count("page=9", 26), "There is no page 9. The list has 26 partner schools.");
        assert_eq!(count("page=nonsense", 26), "Showing 1 to 25 of 26 partner schools");
    }

    #[test]
    fn pages_only_where_one_does_not_hold_the_list() {
        assert!(listing("", 25).pages().is_none());
        let html = listing("phase=Primary", 26).to_string();
        assert!(html.contains("/partner-schools?phase=Primary&#38;page=2"), "{html}");
    }

    #[test]
    fn a_filter_can_be_taken_off_and_the_export_keeps_it() {
        let html = listing("phase=Primary&q=oak&page=2", 60).to_string();
        assert!(html.contains("Phase: Primary"), "{html}");
        assert!(html.contains(r#"href="/partner-schools?q=oak""#), "{html}");
        assert!(html.contains("/partner-schools/export.csv?phase=Primary&#38;q=oak\""), "{html}");
    }

    #[test]
    fn what_is_kept_outlives_search_and_filters() {
        let html = listing("year=2026&phase=Primary&page=2", 60).keeping("year").to_string();
        assert!(html.contains(r#"<input type="hidden" name="year" value="2026">"#), "{html}");
        assert!(html.contains(r#"href="/partner-schools?year=2026">Clear"#), "{html}");
        assert!(!listing("year=2026", 60).keeping("year").is_narrowed());
    }

    #[test]
    fn a_setting_shows_what_is_usual_where_nothing_else_was_chosen() {
        let chosen = |query: &str| {
            let within = [Offer::new("1", "1 mile"), Offer::new("", "10 miles"), Offer::new("50", "50 miles")];
            let html = listing(query, 60).setting(Group::new("within", "Within", within)).to_string();
            let option = html.split("<option").find(|it| it.contains(" selected>")).unwrap_or_default();
            option.split(['>', '<']).nth(1).unwrap_or_default().to_owned()
        };
        assert_eq!(["", "within=50", "within=1"].map(chosen), ["10 miles", "50 miles", "1 mile"]);
    }

    #[test]
    fn hostile_words_are_only_words() {
        let html = listing("q=%22%3E%3Cscript%3E&phase=%3Cb%3E", 1).to_string();
        assert!(!html.contains("<script>") && !html.contains("<b>"), "{html}");
    }
}
