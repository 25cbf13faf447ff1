use askama::Template;

use super::macros::{components, setters};
use super::{Attributes, Classes, Content};

/// The foot of every page.
#[derive(Clone, Debug, Template)]
#[template(path = "govuk/footer.html")]
pub struct Footer {
    crown: bool,
    sections: Vec<FooterSection>,
    links: Vec<FooterLink>,
    titled: bool,
    links_title: String,
    note: Content,
    licence: Licence,
    copyright: Content,
    container_classes: Classes,
    classes: Classes,
    attributes: Attributes,
}

impl Footer {
    /// A footer that claims nothing: no crown, no licence, no Crown copyright.
    pub fn neutral() -> Self {
        Self {
            crown: false,
            sections: Vec::new(),
            links: Vec::new(),
            titled: false,
            links_title: "Support links".to_owned(),
            note: Content::default(),
            licence: Licence::None,
            copyright: Content::default(),
            container_classes: Classes::default(),
            classes: Classes::default(),
            attributes: Attributes::default(),
        }
    }

    /// The footer of a service on GOV.UK.
    pub fn govuk() -> Self {
        Self {
            crown: true, licence: Licence::OpenGovernment, copyright: "© Crown copyright".into(), ..Self::neutral()
        }
    }

    /// Adds a link to the line of links.
    #[must_use]
    pub fn link(mut self, link: FooterLink) -> Self {
        self.links.push(link);
        self
    }

    /// Adds a titled list of links above that line.
    #[must_use]
    pub fn section(mut self, section: FooterSection) -> Self {
        self.sections.push(section);
        self
    }

    /// Adds classes to the container.
    #[must_use]
    pub fn container_classes(mut self, classes: &str) -> Self {
        self.container_classes.add(classes);
        self
    }
}

setters!(Footer {
    /// The hidden title of the line of links; "Support links" if not given.
    links_title: String,
    /// Shows that title even when there is nothing below it.
    titled: bool,
    /// Words below the links.
    note: Content,
    /// Under which licence the content may be used again.
    licence: Licence,
    /// Words beside the royal arms.
    copyright: Content,
    classes: Classes,
    attributes: Attributes,
});
components!(Footer);

/// Under which licence the service's content may be used again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Licence {
    /// Nothing is said.
    None,
    /// The Open Government Licence, version 3.
    OpenGovernment,
    /// Words of one's own beside the licence's mark.
    Words(Content),
}

impl Licence {
    fn is_shown(&self) -> bool {
        *self != Self::None
    }

    fn words(&self) -> Option<&Content> {
        match self {
            Self::Words(words) => Some(words),
            Self::None | Self::OpenGovernment => None,
        }
    }
}

/// A link in the footer.
#[derive(Clone, Debug)]
pub struct FooterLink {
    text: String,
    href: String,
    attributes: Attributes,
}

impl FooterLink {
    /// A link with these words.
    pub fn new(text: impl Into<String>, href: impl Into<String>) -> Self {
        Self { text: text.into(), href: href.into(), attributes: Attributes::default() }
    }
}

setters!(FooterLink { attributes: Attributes });

/// A titled list of links in the footer.
#[derive(Clone, Debug)]
pub struct FooterSection {
    title: String,
    links: Vec<FooterLink>,
    columns: Option<u32>,
    width: String,
}

impl FooterSection {
    /// A section across the full width, in one column.
    pub fn new(title: impl Into<String>, links: impl IntoIterator<Item = FooterLink>) -> Self {
        Self { title: title.into(), links: links.into_iter().collect(), columns: None, width: "full".to_owned() }
    }
}

setters!(FooterSection {
    /// In how many columns the links stand.
    columns: Option<u32>,
    /// How wide the section is, as the grid calls it: `two-thirds`.
    width: String,
});
