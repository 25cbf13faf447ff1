use askama::Template;

use super::macros::{components, from_content, setters};
use super::{Attributes, Classes, Content};

/// Rows that are compared with each other.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "govuk/table.html")]
pub struct Table {
    caption: String,
    caption_classes: Classes,
    head: Vec<Cell>,
    rows: Vec<Vec<Cell>>,
    first_cell_is_header: bool,
    is_stacked: bool,
    classes: Classes,
    attributes: Attributes,
}

impl Table {
    /// A table with this caption, which names it for everyone.
    pub fn new(caption: impl Into<String>) -> Self {
        Self { caption: caption.into(), ..Self::default() }
    }

    /// The names of the columns.
    #[must_use]
    pub fn head<C: Into<Cell>>(mut self, cells: impl IntoIterator<Item = C>) -> Self {
        self.head = cells.into_iter().map(Into::into).collect();
        self
    }

    /// Adds a row.
    #[must_use]
    pub fn row<C: Into<Cell>>(mut self, cells: impl IntoIterator<Item = C>) -> Self {
        self.rows.push(cells.into_iter().map(Into::into).collect());
        self
    }

    /// Adds classes to the caption.
    #[must_use]
    pub fn caption_classes(mut self, classes: &str) -> Self {
        self.caption_classes.add(classes);
        self
    }

    /// Where there is no room for columns, each row stands by itself and each cell says what column it belongs to.
    #[must_use]
    pub fn stacked(self) -> Self {
        Self { is_stacked: true, ..self }.classes("app-table--stacked")
    }

    /// The attribute that names the column of a cell, when rows may have to stand by themselves.
    fn column(&self, index: &usize) -> Attributes {
        let mut attributes = Attributes::default();
        match self.head.get(*index).map(|cell| &cell.content) {
            Some(Content::Text(name)) if self.is_stacked && !name.is_empty() => {
                attributes.add("data-column", name.as_str());
            }
            _ => {}
        }
        attributes
    }

    /// Shows the caption only to those who listen, where a heading above says the same.
    #[must_use]
    pub fn hidden_caption(self) -> Self {
        self.caption_classes("govuk-visually-hidden")
    }
}

setters!(Table {
    /// Whether the first cell of each row names the row.
    first_cell_is_header: bool,
    classes: Classes,
    attributes: Attributes,
});
components!(Table);

/// One cell of a table.
#[derive(Clone, Debug, Default)]
pub struct Cell {
    content: Content,
    numeric: bool,
    column_span: Option<u32>,
    row_span: Option<u32>,
    classes: Classes,
    attributes: Attributes,
}

impl Cell {
    /// A cell with this content.
    pub fn new(content: impl Into<Content>) -> Self {
        Self { content: content.into(), ..Self::default() }
    }

    /// A number, or the name of a column of numbers: aligned to the right.
    pub fn numeric(content: impl Into<Content>) -> Self {
        Self { numeric: true, ..Self::new(content) }
    }

    /// The attributes that make a cell span others.
    fn spans(&self) -> Attributes {
        let mut spans = Attributes::default();
        if let Some(columns) = self.column_span {
            spans.add("colspan", columns.to_string());
        }
        if let Some(rows) = self.row_span {
            spans.add("rowspan", rows.to_string());
        }
        spans
    }
}

setters!(Cell {
    /// Across how many columns it reaches.
    column_span: Option<u32>,
    /// Across how many rows it reaches.
    row_span: Option<u32>,
    classes: Classes,
    attributes: Attributes,
});
from_content!(Cell);
