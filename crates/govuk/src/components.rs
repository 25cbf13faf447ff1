//! The components of GOV.UK Frontend 6.6.0 that the service uses, one typed template each.
//!
//! Each is made by `new`, shaped by builder methods, and written by `{{ component }}` in a page's template: it escapes
//! the text it is given and is safe HTML itself. `tests/fixtures.rs` holds them equal to the package's own fixtures.

mod back_link;
mod breadcrumbs;
mod button;
mod choices;
mod content;
mod date_input;
mod details;
mod error_summary;
mod file_upload;
mod footer;
mod group;
mod header;
mod input;
mod inset_text;
mod macros;
mod notification_banner;
mod pagination;
mod panel;
mod phase_banner;
mod question;
mod select;
mod service_navigation;
mod skip_link;
mod summary_list;
mod table;
mod tag;
mod task_list;
mod textarea;
mod warning_text;
mod words;

pub use back_link::BackLink;
pub use breadcrumbs::{Breadcrumbs, Crumb};
pub use button::Button;
pub use choices::{Checkboxes, Choice, ChoiceItem, Radios};
pub use content::{Attributes, Classes, Component, Content, Html};
pub use date_input::{DateInput, DatePart};
pub use details::Details;
pub use error_summary::{ErrorLink, ErrorSummary};
pub use file_upload::FileUpload;
pub use footer::{Footer, FooterLink, FooterSection, Licence};
pub use header::{GenericHeader, Header};
pub use input::{Affix, Input};
pub use inset_text::InsetText;
pub use notification_banner::NotificationBanner;
pub use pagination::{Page, PageItem, PageLink, Pagination};
pub use panel::Panel;
pub use phase_banner::PhaseBanner;
pub use select::{Select, SelectItem};
pub use service_navigation::{NavigationItem, ServiceNavigation};
pub use skip_link::SkipLink;
pub use summary_list::{Action, SummaryCard, SummaryList, SummaryRow};
pub use table::{Cell, Table};
pub use tag::{Colour, Tag};
pub use task_list::{Task, TaskList};
pub use textarea::Textarea;
pub use warning_text::WarningText;
pub use words::{ErrorMessage, Fieldset, Hint, Label, Legend};
