//! What is kept, why and for how long: one table, which drives the purger, the privacy notice and
//! docs/rules/retention.md, so that what we say and what we do cannot part.
//!
//! Source: trust.md P1.

mod purge;
mod table;

use std::fmt::Write as _;

use chrono::{DateTime, TimeDelta, Utc};

pub use purge::{Purge, purge};
pub use table::HOLDINGS;

/// One thing that the service keeps: the rows of a database table.
#[derive(Clone, Copy, Debug)]
pub struct Holding {
    /// The database table.
    pub table: &'static str,
    /// What it is, in the words of the privacy notice; begins with a capital, ends without a full stop.
    pub what: &'static str,
    /// Whether it can tell something of a person.
    pub about_people: bool,
    /// Why it is kept, as a sentence.
    pub why: &'static str,
    /// For how long.
    pub kept: Kept,
}

/// How long something is kept.
#[derive(Clone, Copy, Debug)]
pub enum Kept {
    /// The purger takes it away, a time after something happened.
    Until(Term),
    /// The purger never touches it; the words say until when it stays, and begin with a capital.
    While(&'static str),
}

/// A time after which the purger acts.
#[derive(Clone, Copy, Debug)]
pub struct Term {
    /// How long after.
    pub length: Length,
    /// What the time runs from: "it was sent"; for [`Length::None`], what ends it: "it ends".
    pub after: &'static str,
    /// What the purger does then.
    pub goes: Goes,
}

/// What the purger does. In each statement `$1` is now less the length.
#[derive(Clone, Copy, Debug)]
pub enum Goes {
    /// It removes the rows.
    Removed(&'static str),
    /// It takes off what tells of a person, and leaves the rest of the rows.
    Stripped(&'static str),
    /// It erases the people whose keys this query finds, as if they had asked for it.
    Erased(&'static str),
}

impl Goes {
    /// The statement, or the query.
    pub fn sql(self) -> &'static str {
        let (Goes::Removed(sql) | Goes::Stripped(sql) | Goes::Erased(sql)) = self;
        sql
    }
}

/// A length of time, as pages write it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Length {
    /// None: the row itself says when it ends.
    None,
    /// Days.
    Days(u16),
    /// Years of 365 days: a leap day more or less does not matter here.
    Years(u16),
}

impl Length {
    fn span(self) -> TimeDelta {
        match self {
            Length::None => TimeDelta::zero(),
            Length::Days(days) => TimeDelta::days(days.into()),
            Length::Years(years) => TimeDelta::days(i64::from(years) * 365),
        }
    }

    fn words(self) -> String {
        let (count, unit) = match self {
            Length::None => return String::new(),
            Length::Days(days) => (days, "day"),
            Length::Years(years) => (years, "year"),
        };
        format!("{count} {unit}{}", if count == 1 { "" } else { "s" })
    }
}

impl Term {
    /// What came to its end by this moment is removed.
    pub fn cutoff(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        now - self.length.span()
    }
}

impl Kept {
    /// How long, as the privacy notice says it.
    pub fn how_long(&self) -> String {
        match self {
            Kept::Until(term) if term.length == Length::None => format!("Until {}", term.after),
            Kept::Until(term) => format!("{} after {}", term.length.words(), term.after),
            Kept::While(words) => (*words).to_owned(),
        }
    }
}

/// The table of docs/rules/retention.md.
pub fn document() -> String {
    let mut text = String::from(
        "# What is kept, why and for how long\n\n\
         Printed by a test from `crates/service/src/support/retention/table.rs`, which also drives the purger and the \
         privacy notice. Change it there, then run `cargo xtask docs`.\n\n\
         The purger works once a day. What stands under “Never” stays for as long as the last column says.\n\n\
         | Table | What | About people | Why | Purged | How long |\n| --- | --- | --- | --- | --- | --- |\n",
    );
    for holding in HOLDINGS {
        let Holding { table, what, about_people, why, kept } = holding;
        let people = if *about_people { "Yes" } else { "No" };
        let purged = if matches!(kept, Kept::Until(_)) { "Daily" } else { "Never" };
        let _ = writeln!(text, "| `{table}` | {what} | {people} | {why} | {purged} | {} |", kept.how_long());
    }
    text
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::{Path, PathBuf};

    use super::*;

    fn workspace() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
    }

    /// The tables that the migrations make.
    fn tables() -> BTreeSet<String> {
        let files = fs::read_dir(workspace().join("crates/store/migrations")).unwrap();
        let mut tables = BTreeSet::new();
        for file in files {
            let text = fs::read_to_string(file.unwrap().path()).unwrap();
            for rest in text.lines().filter_map(|line| line.trim().strip_prefix("create table ")) {
                tables.insert(rest.split([' ', '(']).next().unwrap().to_owned());
            }
        }
        tables
    }

    #[test]
    fn every_table_of_the_migrations_is_in_the_retention_table_once_and_no_other() {
        let named: Vec<String> = HOLDINGS.iter().map(|it| it.table.to_owned()).collect();
        let once: BTreeSet<String> = named.iter().cloned().collect();
        assert_eq!(once.len(), named.len());
        assert_eq!(once, tables());
    }

    #[test]
    fn the_purger_touches_only_the_table_that_its_row_names() {
        for holding in HOLDINGS {
            let Kept::Until(term) = holding.kept else { continue };
            let (sql, table) = (term.goes.sql(), holding.table);
            let start = match term.goes {
                Goes::Removed(_) => format!("delete from {table} where "),
                Goes::Stripped(_) => format!("update {table} set "),
                Goes::Erased(_) => format!("select id from {table} where "),
            };
            assert!(sql.starts_with(&start) && sql.contains("$1") && !sql.contains(';'), "{sql}");
        }
    }

    /// Without the invitation that says that its 14 days are over, somebody could sign in who no longer may.
    #[test]
    fn invitations_and_the_audit_trail_are_never_purged() {
        for table in ["invitation", "audit_event"] {
            let holding = HOLDINGS.iter().find(|it| it.table == table).unwrap();
            assert!(matches!(holding.kept, Kept::While(_)), "{table}");
        }
    }

    #[test]
    fn every_row_reads_well() {
        for holding in HOLDINGS {
            for words in [holding.what, holding.why, &holding.kept.how_long()] {
                let starts = words.starts_with(|it: char| it.is_uppercase() || it.is_ascii_digit());
                assert!(starts && !words.contains('|') && words.len() > 10, "{words}");
            }
            assert!(holding.why.ends_with('.') && !holding.what.ends_with('.'), "{}", holding.why);
        }
    }

    #[test]
    fn the_retention_document_is_as_written() {
        let path = workspace().join("docs/rules/retention.md");
        if std::env::var_os("UPDATE").is_some() {
            fs::write(&path, document()).unwrap();
        }
        let written = fs::read_to_string(&path).unwrap_or_default();
        assert!(written == document(), "docs/rules/retention.md is out of date: run `cargo xtask docs`");
    }
}
