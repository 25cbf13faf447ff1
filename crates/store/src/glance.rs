//! What [`Db::one`](crate::Db::one) reads: a row, column by column in the order of its statement.

use rusqlite::types::FromSql;
use sea_orm::{DbErr, QueryResult, TryGetable};

use crate::StoreError;

/// What can be read of one row. Made by [`glance!`](crate::glance).
pub trait Glance: Clone + Send + 'static {
    /// Reads the columns in their order.
    ///
    /// # Errors
    /// A value that does not fit.
    fn read(columns: &mut Columns<'_>) -> Result<Self, StoreError>;
}

/// A value of a column, an `Option` where it may be null.
pub trait Kept: TryGetable + FromSql {}

impl<T: TryGetable + FromSql> Kept for T {}

/// The columns of a row that have not been read yet.
#[derive(Debug)]
pub struct Columns<'a> {
    row: Row<'a>,
    next: usize,
}

#[derive(Debug)]
enum Row<'a> {
    Sqlite(&'a rusqlite::Row<'a>),
    Postgres(&'a QueryResult),
}

impl Columns<'_> {
    pub(crate) fn of_sqlite<'a>(row: &'a rusqlite::Row<'a>) -> Columns<'a> {
        Columns { row: Row::Sqlite(row), next: 0 }
    }

    pub(crate) fn of_postgres(row: &QueryResult) -> Columns<'_> {
        Columns { row: Row::Postgres(row), next: 0 }
    }

    /// The value of the next column, which is of this name.
    ///
    /// # Errors
    /// A value that does not fit, and a column of another name.
    pub fn take<T: Kept>(&mut self, name: &str) -> Result<T, StoreError> {
        let at = self.next;
        self.next += 1;
        match self.row {
            Row::Sqlite(row) if row.as_ref().column_name(at).is_ok_and(|it| it == name) => {
                row.get(at).map_err(|error| misfit(name, &error.to_string()))
            }
            Row::Sqlite(_) => Err(misfit(name, "another column stands there")),
            Row::Postgres(row) => row.try_get("", name).map_err(StoreError::from),
        }
    }
}

fn misfit(name: &str, why: &str) -> StoreError {
    StoreError::Other(DbErr::Type(format!("column {name}: {why}")))
}

/// Makes a struct that [`Db::one`](crate::Db::one) reads. Its fields are named for the columns of the statement, and
/// stand in their order.
#[macro_export]
macro_rules! glance {
    ($(#[$of_struct:meta])* $seen:vis struct $name:ident { $($(#[$of_field:meta])* $field:ident: $kind:ty),* $(,)? }) => {
        $(#[$of_struct])*
        $seen struct $name { $($(#[$of_field])* $field: $kind),* }

        impl $crate::Glance for $name {
            fn read(columns: &mut $crate::Columns<'_>) -> Result<Self, $crate::StoreError> {
                Ok($name { $($field: columns.take(stringify!($field))?),* })
            }
        }
    };
}
