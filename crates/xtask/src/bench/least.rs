//! The least that confirming needs: a membership, an event and two mails a school in SQLite, in one durable transaction.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, params};

use super::machine;

/// Tables with nothing but what the work needs: a school once in a partnership, and each row found by its key.
const TABLES: &str = "
    create table membership (id integer primary key, partnership integer not null, organisation integer not null,
        status text not null, added_at text not null, unique (partnership, organisation));
    create table event (number integer primary key, at text not null, subject text not null, data text not null,
        hash text not null);
    create table mail (id integer primary key, membership integer not null, template text not null,
        due_at text not null);";

const NOW: &str = "2026-09-01 09:00:00";
const HASH: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// Writes so many schools to a new database in this folder, and waits for the disk.
///
/// # Errors
/// A sentence: SQLite refuses.
pub(super) fn confirm(folder: &Path, schools: u32) -> Result<(), String> {
    let file = folder.join("least.db");
    write(&file, schools).map_err(|error| format!("{}: {error}", file.display()))
}

fn write(file: &Path, schools: u32) -> rusqlite::Result<()> {
    let mut connection = Connection::open(file)?;
    connection.pragma_update(None, "journal_mode", "wal")?;
    connection.pragma_update(None, "synchronous", "full")?;
    connection.execute_batch(TABLES)?;
    let tx = connection.transaction()?;
    {
        let mut membership = tx.prepare("insert into membership values (?1, 1, ?2, 'active', ?3)")?;
        let mut event = tx.prepare("insert into event values (?1, ?2, ?3, ?4, ?5)")?;
        let mut mail = tx.prepare("insert into mail (membership, template, due_at) values (?1, ?2, ?3)")?;
        for school in 1..=schools {
            membership.execute(params![school, 100_000 + school, NOW])?;
            let subject = format!("school/{}", 100_000 + school);
            event.execute(params![school, NOW, subject, r#"{"change":"confirmed"}"#, HASH])?;
            mail.execute(params![school, "school_confirmed", NOW])?;
            mail.execute(params![school, "confirmation_reminder", NOW])?;
        }
    }
    tx.commit()
}

/// Processor time of [`confirm`] in a process of its own, without that of starting it.
///
/// # Errors
/// A sentence: it does not run.
pub(super) fn measure(schools: usize) -> Result<Duration, String> {
    let many = run(schools)?;
    Ok(many.saturating_sub(run(0)?))
}

fn run(schools: usize) -> Result<Duration, String> {
    let folder = tempfile::tempdir().map_err(|error| format!("cannot make a folder: {error}"))?;
    let this = std::env::current_exe().map_err(|error| format!("cannot find this program: {error}"))?;
    let own = std::process::id();
    let before = machine::cpu_of_children(own)?;
    let mut command = std::process::Command::new(this);
    command.arg("limit-confirm").arg(folder.path()).arg(schools.to_string());
    let output = command.output().map_err(|error| format!("cannot measure the least: {error}"))?;
    if !output.status.success() {
        return Err(format!("cannot measure the least: {}", String::from_utf8_lossy(&output.stderr)));
    }
    Ok(machine::cpu_of_children(own)?.saturating_sub(before))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_school_has_a_membership_an_event_and_two_mails() {
        let folder = tempfile::tempdir().expect("a folder");
        confirm(folder.path(), 30).expect("written");
        let connection = Connection::open(folder.path().join("least.db")).expect("opened");
        let count = |table: &str| {
            let sql = format!("select count(*) from {table}");
            connection.query_row(&sql, [], |row| row.get::<_, i64>(0)).expect("counted")
        };
        assert_eq!(["membership", "event", "mail"].map(count), [30, 30, 60]);
    }
}
