use askama::Template;

use super::macros::{components, setters};
use super::{Attributes, Classes, Content};

/// The service's name and its main parts, under the header.
#[derive(Clone, Debug, Template)]
#[template(path = "govuk/service_navigation.html")]
pub struct ServiceNavigation {
    service_name: String,
    service_href: String,
    items: Vec<NavigationItem>,
    label: String,
    menu_text: String,
    menu_label: String,
    list_label: String,
    list_id: String,
    list_classes: Classes,
    collapse_on_mobile: Option<bool>,
    start: Content,
    end: Content,
    end_inline: bool,
    list_start: Content,
    list_end: Content,
    classes: Classes,
    attributes: Attributes,
}

impl ServiceNavigation {
    /// Navigation with these parts, in this order.
    pub fn new(items: impl IntoIterator<Item = NavigationItem>) -> Self {
        Self {
            service_name: String::new(),
            service_href: String::new(),
            items: items.into_iter().collect(),
            label: "Service information".to_owned(),
            menu_text: "Menu".to_owned(),
            menu_label: String::new(),
            list_label: String::new(),
            list_id: "navigation".to_owned(),
            list_classes: Classes::default(),
            collapse_on_mobile: None,
            start: Content::default(),
            end: Content::default(),
            end_inline: false,
            list_start: Content::default(),
            list_end: Content::default(),
            classes: Classes::default(),
            attributes: Attributes::default(),
        }
    }

    /// Content at the end of the line, beside the list where there is room.
    #[must_use]
    pub fn end_inline(self, end: impl Into<Content>) -> Self {
        Self { end_inline: true, ..self.end(end) }
    }

    /// Adds classes to the list's landmark.
    #[must_use]
    pub fn list_classes(mut self, classes: &str) -> Self {
        self.list_classes.add(classes);
        self
    }

    /// Whether it is a landmark by itself, beyond that of its list.
    fn is_region(&self) -> bool {
        !self.service_name.is_empty() || !self.start.is_empty() || !self.end.is_empty()
    }

    fn has_list(&self) -> bool {
        !self.items.is_empty() || !self.list_start.is_empty() || !self.list_end.is_empty()
    }

    fn collapses(&self) -> bool {
        self.collapse_on_mobile.unwrap_or(self.items.len() > 1)
    }

    fn shown_list_label(&self) -> &str {
        if self.list_label.is_empty() { &self.menu_text } else { &self.list_label }
    }
}

setters!(ServiceNavigation {
    /// The service's name.
    service_name: String,
    /// Where the name leads.
    service_href: String,
    /// The name of the landmark; "Service information" if not given.
    label: String,
    /// What the button says that opens the list on a small screen; "Menu" if not given.
    menu_text: String,
    /// The button's accessible name, where it differs from its words.
    menu_label: String,
    /// The name of the list's landmark; the button's words if not given.
    list_label: String,
    /// The list's id.
    list_id: String,
    /// Whether a small screen hides the list behind a button: more than one item does, if not given.
    collapse_on_mobile: Option<bool>,
    /// Content at the start of the container.
    start: Content,
    /// Content at the end of the container.
    end: Content,
    /// List items before the others.
    list_start: Content,
    /// List items after the others.
    list_end: Content,
    classes: Classes,
    attributes: Attributes,
});
components!(ServiceNavigation);

/// One of the service's main parts.
#[derive(Clone, Debug, Default)]
pub struct NavigationItem {
    content: Content,
    href: String,
    current: bool,
    active: bool,
    attributes: Attributes,
}

impl NavigationItem {
    /// A part and where it begins.
    pub fn new(content: impl Into<Content>, href: impl Into<String>) -> Self {
        Self { content: content.into(), href: href.into(), ..Self::default() }
    }

    fn aria_current(&self) -> Option<&'static str> {
        match (self.current, self.active) {
            (true, _) => Some("page"),
            (false, true) => Some("true"),
            (false, false) => None,
        }
    }
}

setters!(NavigationItem {
    /// The page being read is this very item.
    current: bool,
    /// The page being read is within this part.
    active: bool,
    attributes: Attributes,
});
