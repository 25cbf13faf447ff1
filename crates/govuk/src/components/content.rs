//! What stands inside an element, and the classes and attributes upon it.

use std::borrow::Cow;
use std::fmt;

use askama::Template;
use askama::filters::HtmlSafe;

/// A piece of a page that writes itself as safe HTML, so that `{{ button }}` in a template needs no filter.
pub trait Component: fmt::Display {}

/// HTML that is trusted as it stands: it was rendered from a template, or is our own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Html(String);

impl Html {
    /// The rendered form of a template, which has escaped what came from people.
    pub fn of(template: &impl Template) -> Self {
        Self(template.render().unwrap_or_default())
    }

    /// HTML from elsewhere. Never give it anything that a person typed.
    pub fn trusted(html: impl Into<String>) -> Self {
        Self(html.into())
    }
}

impl fmt::Display for Html {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl HtmlSafe for Html {}

/// What stands inside an element: text, which is escaped, or HTML, which is trusted.
///
/// Text becomes content by `into()`, and so does any component: a tag in a table cell is `Cell::new(Tag::new("New"))`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// Words, escaped when written.
    Text(String),
    /// Markup, written as it stands.
    Html(Html),
}

impl Content {
    /// Whether there is nothing to show.
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Text(text) => text.is_empty(),
            Self::Html(html) => html.0.is_empty(),
        }
    }

    /// Whether this is markup rather than words.
    pub(crate) fn is_html(&self) -> bool {
        matches!(self, Self::Html(_))
    }
}

impl Default for Content {
    fn default() -> Self {
        Self::Text(String::new())
    }
}

impl fmt::Display for Content {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => {
                let Ok(escaped) = askama::filters::escape(text, askama::filters::Html);
                escaped.fmt(formatter)
            }
            Self::Html(html) => html.fmt(formatter),
        }
    }
}

impl HtmlSafe for Content {}

impl From<&str> for Content {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Content {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&String> for Content {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

impl From<Html> for Content {
    fn from(html: Html) -> Self {
        Self::Html(html)
    }
}

macro_rules! numbers {
    ($($number:ty),+) => {
        $(
            impl From<$number> for Content {
                fn from(number: $number) -> Self {
                    Self::Text(number.to_string())
                }
            }
        )+
    };
}

numbers!(u8, u16, u32, u64, usize, i32, i64);

impl<T: Component> From<T> for Content {
    fn from(component: T) -> Self {
        Self::Html(Html(component.to_string()))
    }
}

/// Classes that come after a component's own: written with a space before each, so that a template puts them straight after.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Classes(String);

impl Classes {
    /// Adds one class or several, parted by spaces.
    pub fn add(&mut self, classes: &str) {
        if !classes.is_empty() {
            self.0.push(' ');
            self.0.push_str(classes);
        }
    }

    /// Puts classes before the others, as a component does with those of its parts.
    pub(crate) fn put_first(&mut self, classes: &str) {
        if !classes.is_empty() {
            self.0.insert_str(0, classes);
            self.0.insert(0, ' ');
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether any class has `part` in its name.
    pub fn contains(&self, part: &str) -> bool {
        self.0.contains(part)
    }

    /// The classes as they stand in an attribute of their own.
    pub fn alone(&self) -> &str {
        self.0.trim_start()
    }
}

impl fmt::Display for Classes {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// Further attributes of an element, in the order in which they were added.
#[derive(Clone, Debug, Default, PartialEq, Eq, Template)]
#[template(path = "govuk/attributes.html")]
pub struct Attributes(Vec<(Cow<'static, str>, String)>);

impl Attributes {
    /// Adds one attribute; its value is escaped when written.
    pub fn add(&mut self, name: impl Into<Cow<'static, str>>, value: impl Into<String>) {
        self.0.push((name.into(), value.into()));
    }
}

impl HtmlSafe for Attributes {}
