//! A page of a longer list.

/// Which part of a list is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// Rows to pass over.
    pub skip: u64,
    /// Rows to give at most.
    pub take: u64,
}

impl Window {
    /// The page with this number (the first is 1) of pages of `size` rows.
    pub fn page(number: u64, size: u64) -> Window {
        Window { skip: number.saturating_sub(1).saturating_mul(size), take: size }
    }

    /// Limit and offset as the databases want them.
    pub(crate) fn values(self) -> (i64, i64) {
        let bounded = |rows: u64| i64::try_from(rows).unwrap_or(i64::MAX);
        (bounded(self.take), bounded(self.skip))
    }
}

/// Some rows of a list, and how many there are in all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed<T> {
    /// The rows of the window asked for.
    pub rows: Vec<T>,
    /// Rows of the whole list.
    pub total: u64,
}
