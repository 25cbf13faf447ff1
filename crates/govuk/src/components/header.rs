use askama::Template;

use super::macros::{components, setters};
use super::{Attributes, Classes, Content};

/// The header of GOV.UK, with the crown: only for a service on GOV.UK.
#[derive(Clone, Debug, Template)]
#[template(path = "govuk/header.html")]
pub struct Header {
    href: String,
    product_name: String,
    container_classes: String,
    classes: Classes,
    attributes: Attributes,
}

impl Header {
    /// The header with a link to GOV.UK.
    pub fn new() -> Self {
        Self {
            href: "//gov.uk".to_owned(),
            product_name: String::new(),
            container_classes: "govuk-width-container".to_owned(),
            classes: Classes::default(),
            attributes: Attributes::default(),
        }
    }
}

impl Default for Header {
    fn default() -> Self {
        Self::new()
    }
}

setters!(Header {
    /// Where the logo leads.
    href: String,
    /// A name beside the logo, for products such as GOV.UK Notify.
    product_name: String,
    /// The classes of the container in place of `govuk-width-container`.
    container_classes: String,
    classes: Classes,
    attributes: Attributes,
});

/// A header without the crown, for a service of anyone.
#[derive(Clone, Debug, Template)]
#[template(path = "govuk/generic_header.html")]
pub struct GenericHeader {
    logo: Content,
    href: String,
    container_classes: String,
    classes: Classes,
    attributes: Attributes,
}

impl GenericHeader {
    /// A header with a name or logo, which leads to `/`.
    pub fn new(logo: impl Into<Content>) -> Self {
        Self {
            logo: logo.into(),
            href: "/".to_owned(),
            container_classes: "govuk-width-container".to_owned(),
            classes: Classes::default(),
            attributes: Attributes::default(),
        }
    }
}

setters!(GenericHeader {
    /// Where the logo leads.
    href: String,
    /// The classes of the container in place of `govuk-width-container`.
    container_classes: String,
    classes: Classes,
    attributes: Attributes,
});
components!(Header, GenericHeader);
