use askama::Template;

use super::macros::{components, setters};
use super::{Attributes, Classes, Content};

/// Where a page stands in the service, as links to what is above it.
#[derive(Clone, Debug, Template)]
#[template(path = "govuk/breadcrumbs.html")]
pub struct Breadcrumbs {
    crumbs: Vec<Crumb>,
    label: String,
    collapse_on_mobile: bool,
    classes: Classes,
    attributes: Attributes,
}

impl Breadcrumbs {
    /// A trail of these crumbs, the highest first.
    pub fn new(crumbs: impl IntoIterator<Item = Crumb>) -> Self {
        Self {
            crumbs: crumbs.into_iter().collect(),
            label: "Breadcrumb".to_owned(),
            collapse_on_mobile: false,
            classes: Classes::default(),
            attributes: Attributes::default(),
        }
    }
}

setters!(Breadcrumbs {
    /// The name of the landmark; "Breadcrumb" if not given.
    label: String,
    /// Show only the first and last crumb on a small screen.
    collapse_on_mobile: bool,
    classes: Classes,
    attributes: Attributes,
});

/// One step of a trail.
#[derive(Clone, Debug, Default)]
pub struct Crumb {
    content: Content,
    href: String,
    attributes: Attributes,
}

impl Crumb {
    /// A crumb that links to a page.
    pub fn link(content: impl Into<Content>, href: impl Into<String>) -> Self {
        Self { content: content.into(), href: href.into(), ..Self::default() }
    }

    /// The page that is being read.
    pub fn here(content: impl Into<Content>) -> Self {
        Self::link(content, "")
    }
}

setters!(Crumb { attributes: Attributes });
components!(Breadcrumbs);
