//! What differs between the two databases, and cannot be said in one text.

use std::fmt::Write;

use sea_orm::DbBackend;

/// The database that a text of SQL is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// One file, one writer.
    Sqlite,
    /// A server, any number of nodes.
    Postgres,
}

impl Dialect {
    /// A table made of a parameter that holds a JSON array of objects, to stand after `from` or
    /// `join`; its rows are named `given`, its columns as told (name, SQL type).
    ///
    /// This is how many rows travel in one statement: with `recordset("$1", &[("urn", "text"),
    /// ("places", "bigint")])` one writes `insert into … select given.urn, given.places from {…}`.
    /// Pass the parameter as a text. A key that an object lacks is null. Moments go in as
    /// [`crate::text_of`] makes them, dates as `2026-08-01`, truths as JSON truths.
    pub fn recordset(self, parameter: &str, columns: &[(&str, &str)]) -> String {
        let mut sql = String::new();
        // jsonb_each hands each row over as it was parsed; json_each would have every column parse it
        // again. On PostgreSQL it is json that is cheaper, because each row is read but once.
        // Writing into a String cannot fail.
        let _ = match self {
            Dialect::Sqlite => write!(sql, "(select "),
            Dialect::Postgres => write!(sql, "json_to_recordset({parameter}::json) as given ("),
        };
        for (index, (name, kind)) in columns.iter().enumerate() {
            let comma = if index == 0 { "" } else { ", " };
            let _ = match self {
                Dialect::Sqlite => write!(sql, "{comma}value ->> '{name}' as {name}"),
                Dialect::Postgres => write!(sql, "{comma}{name} {kind}"),
            };
        }
        let _ = match self {
            Dialect::Sqlite => write!(sql, " from jsonb_each({parameter})) as given"),
            Dialect::Postgres => write!(sql, ")"),
        };
        sql
    }

    /// A table of one column made of a parameter that [`crate::texts`] made; its rows are named `given`.
    pub fn texts(self, parameter: &str, column: &str) -> String {
        match self {
            Dialect::Sqlite => format!("(select value as {column} from json_each({parameter})) as given"),
            Dialect::Postgres => format!("json_array_elements_text({parameter}::json) as given ({column})"),
        }
    }

    /// A table of so many rows of parameters, named `given`, to stand after `from` or `join`: the first parameters of
    /// the statement.
    pub(crate) fn given(self, columns: &[&str], rows: usize) -> String {
        let values = self.rows(rows, columns.len());
        match self {
            Dialect::Sqlite => {
                let named: Vec<String> = (1..).zip(columns).map(|(at, name)| format!("column{at} as {name}")).collect();
                format!("(select {} from ({values})) as given", named.join(", "))
            }
            Dialect::Postgres => format!("({values}) as given ({})", columns.join(", ")),
        }
    }

    /// `values` with a parameter for each column of each row, to stand after `insert into … (…)`.
    ///
    /// For rows of many columns, where taking them out of JSON costs more than binding them. SQLite
    /// finds a numbered parameter by looking through all of them, so its are not numbered.
    pub fn rows(self, rows: usize, columns: usize) -> String {
        let mut sql = String::with_capacity(rows * columns * 7);
        sql.push_str("values ");
        for row in 0..rows {
            sql.push_str(if row == 0 { "(" } else { ", (" });
            for column in 0..columns {
                let comma = if column == 0 { "" } else { ", " };
                // Writing into a String cannot fail.
                let _ = match self {
                    Dialect::Sqlite => write!(sql, "{comma}?"),
                    Dialect::Postgres => write!(sql, "{comma}${}", row * columns + column + 1),
                };
            }
            sql.push(')');
        }
        sql
    }

    /// Ends a `select` whose rows are about to be changed, or stand for what is; the write transaction of SQLite holds
    /// the database already.
    ///
    /// Rows that refer to them may still be written meanwhile. The stronger "for update" would have two transactions
    /// wait for each other that have both written such a row and then lock the one it refers to.
    pub fn for_update(self) -> &'static str {
        match self {
            Dialect::Sqlite => "",
            Dialect::Postgres => " for no key update",
        }
    }

    /// As [`Dialect::for_update`], passing over rows that another transaction holds.
    pub fn for_update_skip_locked(self) -> &'static str {
        match self {
            Dialect::Sqlite => "",
            Dialect::Postgres => " for no key update skip locked",
        }
    }

    /// A `like` condition that ignores the case of ASCII letters, with the parameter made by [`Dialect::containing`].
    pub fn contains(self, expression: &str, parameter: &str) -> String {
        match self {
            Dialect::Sqlite => format!("{expression} like {parameter} escape '\\'"),
            Dialect::Postgres => format!("{expression} ilike {parameter} escape '\\'"),
        }
    }

    /// The parameter for [`Dialect::contains`]: the text anywhere, its own `%`, `_` and `\` meant as they stand.
    pub fn containing(text: &str) -> String {
        let mut pattern = String::with_capacity(text.len() + 2);
        pattern.push('%');
        for letter in text.chars() {
            if matches!(letter, '%' | '_' | '\\') {
                pattern.push('\\');
            }
            pattern.push(letter);
        }
        pattern.push('%');
        pattern
    }

    /// The type of an identity primary key, for `{key}` in a migration.
    pub(crate) fn key(self) -> &'static str {
        match self {
            // Without autoincrement SQLite gives the number of a deleted last row again.
            Dialect::Sqlite => "integer primary key autoincrement",
            Dialect::Postgres => "bigint generated by default as identity primary key",
        }
    }

    /// The type of a primary key that we count ourselves, for `{number}` in a migration.
    pub(crate) fn number(self) -> &'static str {
        match self {
            // Exactly this word makes it the number of the row itself: no second tree is kept for it.
            Dialect::Sqlite => "integer primary key",
            Dialect::Postgres => "bigint primary key",
        }
    }

    /// The type of a text that is searched by ranges, for `{text}` in a migration.
    pub(crate) fn text(self) -> &'static str {
        match self {
            Dialect::Sqlite => "text",
            Dialect::Postgres => "text collate \"C\"",
        }
    }

    /// The triggers that make a table refuse every change but new rows.
    pub(crate) fn append_only(self, table: &str) -> String {
        match self {
            Dialect::Sqlite => ["update", "delete"]
                .map(|change| {
                    format!(
                        "create trigger {table}_refuses_{change} before {change} on {table} \
                         begin select raise(abort, '{table} is append-only'); end;\n"
                    )
                })
                .concat(),
            Dialect::Postgres => format!(
                "create or replace function refuse_change() returns trigger language plpgsql as \
                 $$ begin raise exception '% is append-only', tg_table_name; end $$;\n\
                 create trigger {table}_refuses_change before update or delete on {table} \
                 for each row execute function refuse_change();\n\
                 create trigger {table}_refuses_truncate before truncate on {table} \
                 for each statement execute function refuse_change();\n"
            ),
        }
    }

    /// The name of the database for SeaORM.
    pub(crate) fn backend(self) -> DbBackend {
        match self {
            Dialect::Sqlite => DbBackend::Sqlite,
            Dialect::Postgres => DbBackend::Postgres,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Dialect;

    #[test]
    fn many_rows_travel_in_one_parameter() {
        let columns = [("urn", "text"), ("places", "bigint")];
        assert_eq!(
            Dialect::Sqlite.recordset("$1", &columns),
            "(select value ->> 'urn' as urn, value ->> 'places' as places from jsonb_each($1)) as given"
        );
        assert_eq!(
            Dialect::Postgres.recordset("$1", &columns),
            "json_to_recordset($1::json) as given (urn text, places bigint)"
        );
    }

    #[test]
    fn rows_have_a_parameter_for_each_value() {
        assert_eq!(Dialect::Sqlite.rows(2, 2), "values (?, ?), (?, ?)");
        assert_eq!(Dialect::Postgres.rows(2, 2), "values ($1, $2), ($3, $4)");
    }

    #[test]
    fn texts_travel_in_one_parameter() {
        assert_eq!(Dialect::Sqlite.texts("$1", "urn"), "(select value as urn from json_each($1)) as given");
        assert_eq!(Dialect::Postgres.texts("$1", "urn"), "json_array_elements_text($1::json) as given (urn)");
    }

    #[test]
    fn given_rows_are_a_table_with_names() {
        assert_eq!(
            Dialect::Sqlite.given(&["urn", "places"], 2),
            "(select column1 as urn, column2 as places from (values (?, ?), (?, ?))) as given"
        );
        assert_eq!(
            Dialect::Postgres.given(&["urn", "places"], 2),
            "(values ($1, $2), ($3, $4)) as given (urn, places)"
        );
    }

    #[test]
    fn signs_of_a_pattern_are_meant_as_they_stand() {
        assert_eq!(Dialect::containing(r"50%_\"), r"%50\%\_\\%");
    }
}
