use std::sync::LazyLock;

use askama::Template;

use super::macros::{components, from_content, setters};
use super::{Attributes, Classes, Content};

/// What is known about one thing, or what was answered, row by row.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "govuk/summary_list.html")]
pub struct SummaryList {
    rows: Vec<SummaryRow>,
    card: Option<SummaryCard>,
    classes: Classes,
    attributes: Attributes,
}

impl SummaryList {
    /// A list without rows.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a row.
    #[must_use]
    pub fn row(mut self, row: SummaryRow) -> Self {
        self.rows.push(row);
        self
    }

    /// Adds rows.
    #[must_use]
    pub fn rows(mut self, rows: impl IntoIterator<Item = SummaryRow>) -> Self {
        self.rows.extend(rows);
        self
    }

    /// Whether it has no rows.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// A row without actions among others that have some must keep their column free.
    fn lacks_actions(&self, row: &SummaryRow) -> bool {
        row.actions.is_empty() && self.rows.iter().any(|row| !row.actions.is_empty())
    }

    /// The card's title, which every action within repeats for those who cannot see where it stands.
    fn card_title(&self) -> &Content {
        static NONE: LazyLock<Content> = LazyLock::new(Content::default);
        self.card.as_ref().map_or(&NONE, |card| &card.title)
    }
}

setters!(SummaryList {
    /// The card around the list.
    card: Option<SummaryCard>,
    classes: Classes,
    attributes: Attributes,
});
components!(SummaryList);

/// One fact or answer, and what can be done about it.
#[derive(Clone, Debug, Default)]
pub struct SummaryRow {
    key: Content,
    value: Content,
    actions: Vec<Action>,
    key_classes: Classes,
    value_classes: Classes,
    actions_classes: Classes,
    classes: Classes,
}

impl SummaryRow {
    /// What is called `key` is `value`.
    pub fn new(key: impl Into<Content>, value: impl Into<Content>) -> Self {
        Self { key: key.into(), value: value.into(), ..Self::default() }
    }

    /// Adds a link.
    #[must_use]
    pub fn action(mut self, action: Action) -> Self {
        self.actions.push(action);
        self
    }

    /// Adds the link "Change", with a hidden suffix that says what: "name of the school".
    #[must_use]
    pub fn change(self, href: impl Into<String>, suffix: impl Into<String>) -> Self {
        self.action(Action::new("Change", href).suffix(suffix))
    }

    /// Adds classes to the key.
    #[must_use]
    pub fn key_classes(mut self, classes: &str) -> Self {
        self.key_classes.add(classes);
        self
    }

    /// Adds classes to the value.
    #[must_use]
    pub fn value_classes(mut self, classes: &str) -> Self {
        self.value_classes.add(classes);
        self
    }

    /// Adds classes around the actions.
    #[must_use]
    pub fn actions_classes(mut self, classes: &str) -> Self {
        self.actions_classes.add(classes);
        self
    }
}

setters!(SummaryRow { classes: Classes });

/// Something that can be done about a row or a card: a link.
#[derive(Clone, Debug, Default)]
pub struct Action {
    content: Content,
    href: String,
    suffix: String,
    classes: Classes,
    attributes: Attributes,
}

impl Action {
    /// A link with these words.
    pub fn new(content: impl Into<Content>, href: impl Into<String>) -> Self {
        Self { content: content.into(), href: href.into(), ..Self::default() }
    }
}

setters!(Action {
    /// Hidden words after the link's own, which make it unique: "name of the school".
    suffix: String,
    classes: Classes,
    attributes: Attributes,
});

/// A frame with a title around a summary list, for one of several things.
#[derive(Clone, Debug)]
pub struct SummaryCard {
    title: Content,
    heading_level: u8,
    actions: Vec<Action>,
    title_classes: Classes,
    actions_classes: Classes,
    classes: Classes,
    attributes: Attributes,
}

impl SummaryCard {
    /// A card with this title.
    pub fn new(title: impl Into<Content>) -> Self {
        Self {
            title: title.into(),
            heading_level: 2,
            actions: Vec::new(),
            title_classes: Classes::default(),
            actions_classes: Classes::default(),
            classes: Classes::default(),
            attributes: Attributes::default(),
        }
    }

    /// Adds a link.
    #[must_use]
    pub fn action(mut self, action: Action) -> Self {
        self.actions.push(action);
        self
    }
}

setters!(SummaryCard {
    /// The level of the title's heading; 2 if not given.
    heading_level: u8,
    classes: Classes,
    attributes: Attributes,
});
from_content!(SummaryCard);
