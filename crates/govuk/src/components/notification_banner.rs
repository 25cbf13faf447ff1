use askama::Template;

use super::macros::{components, setters};
use super::{Attributes, Classes, Content};

/// Tells of something that is not the page's own matter: what was just done, or what needs to be known.
#[derive(Clone, Debug, Template)]
#[template(path = "govuk/notification_banner.html")]
pub struct NotificationBanner {
    content: Content,
    success: bool,
    title: Content,
    title_id: String,
    heading_level: u8,
    role: String,
    disable_auto_focus: Option<bool>,
    classes: Classes,
    attributes: Attributes,
}

impl NotificationBanner {
    /// Something important. Text becomes a heading; HTML stands as it is.
    pub fn new(content: impl Into<Content>) -> Self {
        Self {
            content: content.into(),
            success: false,
            title: Content::default(),
            title_id: "govuk-notification-banner-title".to_owned(),
            heading_level: 2,
            role: String::new(),
            disable_auto_focus: None,
            classes: Classes::default(),
            attributes: Attributes::default(),
        }
    }

    /// Something that was done as asked; it takes focus.
    pub fn success(content: impl Into<Content>) -> Self {
        Self { success: true, ..Self::new(content) }
    }

    fn title_shown(&self) -> Content {
        match (self.title.is_empty(), self.success) {
            (false, _) => self.title.clone(),
            (true, true) => "Success".into(),
            (true, false) => "Important".into(),
        }
    }

    fn role_shown(&self) -> &str {
        match (self.role.as_str(), self.success) {
            ("", true) => "alert",
            ("", false) => "region",
            (role, _) => role,
        }
    }
}

setters!(NotificationBanner {
    /// A title other than "Success" or "Important".
    title: Content,
    /// The title's id, where a page has two banners.
    title_id: String,
    /// The level of the title's heading; 2 if not given.
    heading_level: u8,
    /// A role other than `alert` for success and `region` for the rest.
    role: String,
    /// Leave focus where it is.
    disable_auto_focus: Option<bool>,
    classes: Classes,
    attributes: Attributes,
});
components!(NotificationBanner);
