use askama::Template;

use super::macros::{components, setters};
use super::{Attributes, Classes, Content};

/// What is to be done, in any order, and how far each is.
#[derive(Clone, Debug, Template)]
#[template(path = "govuk/task_list.html")]
pub struct TaskList {
    tasks: Vec<Task>,
    id_prefix: String,
    classes: Classes,
    attributes: Attributes,
}

impl TaskList {
    /// A list of these tasks.
    pub fn new(tasks: impl IntoIterator<Item = Task>) -> Self {
        Self {
            tasks: tasks.into_iter().collect(),
            id_prefix: "task-list".to_owned(),
            classes: Classes::default(),
            attributes: Attributes::default(),
        }
    }
}

setters!(TaskList {
    /// What the ids of hints and statuses begin with, where a page has two lists.
    id_prefix: String,
    classes: Classes,
    attributes: Attributes,
});
components!(TaskList);

/// One thing to do.
#[derive(Clone, Debug, Default)]
pub struct Task {
    title: Content,
    status: Content,
    href: String,
    hint: Content,
    title_classes: Classes,
    status_classes: Classes,
    classes: Classes,
}

impl Task {
    /// A task, and how far it is: words such as "Completed", or a tag.
    pub fn new(title: impl Into<Content>, status: impl Into<Content>) -> Self {
        Self { title: title.into(), status: status.into(), ..Self::default() }
    }

    /// Shows the status in grey: the task cannot be begun yet.
    #[must_use]
    pub fn cannot_start_yet(self) -> Self {
        self.status_classes("govuk-task-list__status--cannot-start-yet")
    }

    /// Adds classes to the title.
    #[must_use]
    pub fn title_classes(mut self, classes: &str) -> Self {
        self.title_classes.add(classes);
        self
    }

    /// Adds classes to the status.
    #[must_use]
    pub fn status_classes(mut self, classes: &str) -> Self {
        self.status_classes.add(classes);
        self
    }
}

setters!(Task {
    /// Where the task is done; without it, it cannot be begun.
    href: String,
    /// Help below the title.
    hint: Content,
    classes: Classes,
});
