use askama::Template;

use super::macros::{components, setters};
use super::{Attributes, Classes, Content};

/// The way between the pages of a list, or between the pages of a guide.
#[derive(Clone, Debug, Template)]
#[template(path = "govuk/pagination.html")]
pub struct Pagination {
    previous: Option<PageLink>,
    next: Option<PageLink>,
    items: Vec<PageItem>,
    label: String,
    classes: Classes,
    attributes: Attributes,
}

impl Pagination {
    /// Without any link yet.
    pub fn new() -> Self {
        Self {
            previous: None,
            next: None,
            items: Vec::new(),
            label: "Pagination".to_owned(),
            classes: Classes::default(),
            attributes: Attributes::default(),
        }
    }

    /// The way between the pages of a list: the first and the last page, the current one and its neighbours, and an
    /// ellipsis for each gap. Pages count from 1; from a `current` beyond the last
    /// the way leads back to the last, and none is the current one; `href` gives the address of a page.
    ///
    /// Nothing is shown for a single page: ask for it only where `total > 1`, or use the `Option` that
    /// [`Pagination::for_list`] gives.
    ///
    /// Source: GOV.UK Design System, pagination, "For larger numbers of pages".
    pub fn for_pages(current: usize, total: usize, href: impl Fn(usize) -> String) -> Self {
        let current = current.clamp(1, total.max(1) + 1);
        let mut pagination = Self::new();
        if current > 1 {
            pagination.previous = Some(PageLink::new(href(current - 1)));
        }
        if current < total {
            pagination.next = Some(PageLink::new(href(current + 1)));
        }
        let mut last_shown = 0;
        for number in (1..=total).filter(|&number| number == 1 || number == total || number.abs_diff(current) <= 1) {
            if number > last_shown + 1 {
                pagination.items.push(PageItem::Ellipsis);
            }
            pagination.items.push(Page::new(number.to_string(), href(number)).current(number == current).into());
            last_shown = number;
        }
        pagination
    }

    /// The way between the pages of a list of `entries`, or nothing where one page holds them all.
    pub fn for_list(current: usize, entries: usize, page_size: usize, href: impl Fn(usize) -> String) -> Option<Self> {
        let total = entries.div_ceil(page_size.max(1));
        (total > 1).then(|| Self::for_pages(current, total, href))
    }

    /// Adds a numbered page or an ellipsis.
    #[must_use]
    pub fn item(mut self, item: impl Into<PageItem>) -> Self {
        self.items.push(item.into());
        self
    }

    /// The numbered pages and ellipses.
    pub fn items(&self) -> &[PageItem] {
        &self.items
    }

    /// Without numbers, the links stand above each other and tell more.
    fn is_block(&self) -> bool {
        self.items.is_empty() && (self.next.is_some() || self.previous.is_some())
    }

    fn is_decorated(&self, link: &PageLink) -> bool {
        self.is_block() && link.label.is_empty()
    }
}

impl Default for Pagination {
    fn default() -> Self {
        Self::new()
    }
}

setters!(Pagination {
    /// The link to the page before.
    previous: Option<PageLink>,
    /// The link to the page after.
    next: Option<PageLink>,
    /// The name of the landmark; "Pagination" if not given.
    label: String,
    classes: Classes,
    attributes: Attributes,
});
components!(Pagination);

/// A link to the page before or after.
#[derive(Clone, Debug, Default)]
pub struct PageLink {
    href: String,
    content: Content,
    label: String,
    attributes: Attributes,
}

impl PageLink {
    /// A link that says "Previous page" or "Next page".
    pub fn new(href: impl Into<String>) -> Self {
        Self { href: href.into(), ..Self::default() }
    }
}

setters!(PageLink {
    /// Other words.
    content: Content,
    /// The title of that page, shown where there are no numbers.
    label: String,
    attributes: Attributes,
});

/// One place in the row of numbers.
#[derive(Clone, Debug)]
pub enum PageItem {
    /// A page.
    Page(Page),
    /// Pages left out.
    Ellipsis,
}

impl From<Page> for PageItem {
    fn from(page: Page) -> Self {
        Self::Page(page)
    }
}

/// A numbered page.
#[derive(Clone, Debug)]
pub struct Page {
    number: String,
    href: String,
    label: String,
    current: bool,
    attributes: Attributes,
}

impl Page {
    /// The page with this number.
    pub fn new(number: impl Into<String>, href: impl Into<String>) -> Self {
        let number = number.into();
        Self {
            label: format!("Page {number}"),
            number,
            href: href.into(),
            current: false,
            attributes: Attributes::default(),
        }
    }

    /// Its number, as shown.
    pub fn number(&self) -> &str {
        &self.number
    }
}

setters!(Page {
    /// The accessible name; "Page" and the number if not given.
    label: String,
    /// Whether it is the page being read.
    current: bool,
    attributes: Attributes,
});

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The row of numbers as it reads: `1 … 6 [7] 8 … 42`.
    fn row(current: usize, total: usize) -> String {
        let pagination = Pagination::for_pages(current, total, |page| format!("?page={page}"));
        let shown = pagination.items().iter().map(|item| match item {
            PageItem::Ellipsis => "…".to_owned(),
            PageItem::Page(page) if page.current => format!("[{}]", page.number()),
            PageItem::Page(page) => page.number().to_owned(),
        });
        shown.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_long_row_shows_its_ends_and_the_neighbours() {
        assert_eq!(row(1, 100), "[1] 2 … 100");
        assert_eq!(row(7, 42), "1 … 6 [7] 8 … 42");
        assert_eq!(row(100, 100), "1 … 99 [100]");
        assert_eq!(row(2, 3), "1 [2] 3");
        assert_eq!(row(9, 3), "1 … 3");
        let back = Pagination::for_pages(9, 3, |page| page.to_string());
        assert_eq!((back.previous.map(|it| it.href), back.next.is_none()), (Some("3".to_owned()), true));
    }

    #[test]
    fn a_list_of_one_page_has_no_row() {
        let shown = |entries| Pagination::for_list(1, entries, 25, |page| page.to_string()).is_some();
        assert_eq!([0, 1, 25, 26].map(shown), [false, false, false, true]);
    }

    proptest! {
        #[test]
        fn a_page_is_left_out_only_behind_an_ellipsis(total in 1_usize..400, place in 0_usize..400) {
            let current = place % total + 1;
            let row = row(current, total);
            let mut expected = 1;
            let mut gap = false;
            for item in row.split(' ') {
                if item == "…" {
                    prop_assert!(!gap, "two ellipses meet in {row}");
                    gap = true;
                    continue;
                }
                let number: usize = item.trim_matches(['[', ']']).parse()?;
                prop_assert_eq!(gap, number > expected, "{}", row);
                prop_assert_eq!(item.starts_with('['), number == current);
                prop_assert!(number == 1 || number == total || number.abs_diff(current) <= 1);
                (expected, gap) = (number + 1, false);
            }
            prop_assert_eq!(expected, total + 1, "the last page is shown in {}", row);
            prop_assert_eq!(row.matches('[').count(), 1);
        }
    }
}
