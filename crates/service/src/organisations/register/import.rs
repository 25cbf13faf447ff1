//! `import-register`: the files of the register into the database, all or nothing.

use super::columns::{COLUMNS, URN_HEADER};
use super::files::{self, Source};
use super::header::{Header, Holds, Layout};
use super::read::{self, Batch, Known, Tally, Task, Unread};
use super::related;
use super::rules::Cell;
use super::run::{Counts, FileRun, NotImported, Options, PassedOver, Progress, Report, Run, SHOWN_REFUSALS};
use super::store::{self as sql, Change};
use crate::organisations::rules::Status;
use crate::platform::clock::day;
use crate::policy::Permit;
use crate::vocabulary::{Urn, london_date};
use chrono::NaiveDate;
use serde_json::json;
use std::cmp::Reverse;
use std::collections::HashMap;
use std::path::PathBuf;
use std::time::Instant;
use store::{Db, Tx};
use tokio::sync::mpsc;

/// Batches that may wait for the writer.
const WAITING_BATCHES: usize = 4;

/// A file that would close or drop more than one in so many of the open schools needs `--force`.
const LARGE_SHARE: usize = 20;

/// Brings the files of the register in: schools, links, groups, in any number and order, or folders of them.
///
/// Everything happens in one transaction. A second import of the same files changes nothing.
///
/// # Errors
/// [`NotImported::Refused`] when a file is broken, cut short, empty or none of the register's, or would close or
/// drop more than 5% of the open schools without `force`; the register stays as it was and the log says why.
pub async fn import(
    db: &Db,
    permit: &Permit,
    paths: &[PathBuf],
    options: Options,
    report: Report<'_>,
) -> Result<Run, NotImported> {
    let began = Instant::now();
    let mut tx = db.begin().await?;
    match bring_in(&mut tx, paths, options, report).await {
        Ok(run) => {
            sql::finish(&mut tx, &run, options.at + began.elapsed()).await?;
            let data = json!({ "read": run.counts.read, "new": run.counts.added, "changed": run.counts.changed,
                "dropped": run.counts.dropped, "refused": run.counts.refused, "forced": options.force });
            tx.record(permit.entry(options.at, format!("register_run:{}", run.number), data));
            tx.commit().await?;
            Ok(run)
        }
        Err(NotImported::Refused(why)) => {
            drop(tx);
            log_refusal(db, permit, "register", options, &why).await?;
            Err(NotImported::Refused(why))
        }
        Err(other) => Err(other),
    }
}

/// Logs a refused run in a transaction of its own, since that of the run is undone.
pub(in crate::organisations) async fn log_refusal(
    db: &Db,
    permit: &Permit,
    what: &'static str,
    options: Options,
    why: &str,
) -> Result<(), NotImported> {
    let mut tx = db.begin().await?;
    sql::log_refused(&mut tx, what, options.at, options.force, why).await?;
    tx.record(permit.entry(options.at, format!("register_run:{what}"), json!({ "refused": why })));
    Ok(tx.commit().await?)
}

async fn bring_in(tx: &mut Tx, paths: &[PathBuf], options: Options, report: Report<'_>) -> Result<Run, NotImported> {
    let found = sort_out(paths)?;
    let number = sql::begin(tx, "register", options.at, options.force).await?;
    let mut import = Import {
        tx,
        run: Run {
            number,
            started_at: options.at,
            counts: Counts::default(),
            things: "schools",
            files: Vec::new(),
            aside: found.aside,
            passed_over: found.passed_over,
            refusals: Vec::new(),
            cells_left_out: 0,
            version: None,
        },
        today: london_date(options.at),
        force: options.force,
        report,
    };
    if !found.establishments.is_empty() {
        import.establishments(found.establishments).await?;
    }
    for (source, header, holds) in found.related {
        let file = related::import(&mut import, &source, &header, holds).await?;
        import.run.files.push(file);
    }
    if import.run.has_changed_anything() {
        import.run.version = Some(sql::raise_version(import.tx).await?);
    }
    Ok(import.run)
}

#[derive(Default)]
struct Found {
    establishments: Vec<Task>,
    related: Vec<(Source, Header, Holds)>,
    aside: Vec<String>,
    passed_over: Vec<PassedOver>,
}

/// Which file is which. Of several files of schools the newest and fullest comes first and wins.
fn sort_out(paths: &[PathBuf]) -> Result<Found, NotImported> {
    let sources = files::find(paths).map_err(|why| NotImported::Refused(why.to_string()))?;
    let mut found = Found::default();
    for source in sources {
        let Some(header) = read::header(&source).map_err(|why| refused(&source.name, &why))? else {
            return Err(NotImported::Refused(format!("{} is empty.", source.name)));
        };
        let holds = header.holds();
        if let Some(wrong) = holds.and_then(|holds| wrong(&header, holds)) {
            return Err(refused(&source.name, &wrong));
        }
        match holds {
            Some(Holds::Establishments) => found.establishments.push(Task { source, header, number: 0 }),
            Some(holds) => found.related.push((source, header, holds)),
            None => found.aside.push(source.name),
        }
    }
    if found.establishments.is_empty() && found.related.is_empty() {
        let names = found.aside.join(", ");
        return Err(NotImported::Refused(format!(
            "{names}: the first row has not the columns of a file of the register (URN, EstablishmentName and others)."
        )));
    }
    found.establishments.sort_by_key(|task| (Reverse(task.source.date()), Reverse(task.header.width)));
    for (number, task) in (1..).zip(&mut found.establishments) {
        task.number = number;
    }
    found.related.sort_by_key(|(source, _, holds)| (*holds, Reverse(source.date())));
    found.related.dedup_by(|(source, _, holds), (taken, _, of_taken)| {
        let is_same = holds == of_taken;
        if is_same {
            let (name, taken) = (source.name.clone(), taken.name.clone());
            found.passed_over.push(PassedOver { name, holds: holds.code(), taken });
        }
        is_same
    });
    Ok(found)
}

/// What is wrong with the header of a file that is known to hold this.
fn wrong(header: &Header, holds: Holds) -> Option<String> {
    match holds {
        Holds::Establishments => {
            let taken = COLUMNS.iter().flat_map(|column| column.headers).copied();
            header.wrong(taken.chain([URN_HEADER]))
        }
        holds => header.wrong(related::columns(holds)),
    }
}

/// The refusal of a whole file.
pub(super) fn refused(name: &str, why: &impl std::fmt::Display) -> NotImported {
    NotImported::Refused(format!("{name}: {why}. Nothing has been changed."))
}

/// An import under way.
pub(super) struct Import<'run> {
    pub tx: &'run mut Tx,
    pub run: Run,
    pub today: NaiveDate,
    pub force: bool,
    pub report: Report<'run>,
}

impl Import<'_> {
    async fn establishments(&mut self, tasks: Vec<Task>) -> Result<(), NotImported> {
        self.is_not_older(&tasks).await?;
        let mut known = sql::known(self.tx).await?;
        let open_before = known.values().filter(|school| school.is_open).count();
        let mut missing: Option<Vec<&'static str>> = None;
        let published_on = tasks.iter().find_map(|task| task.source.date()).unwrap_or(self.today);
        for task in tasks {
            let lacking: Vec<&'static str> = Layout::of(&task.header).missing().collect();
            known = self.file(task, known, &lacking).await?;
            missing = Some(match missing {
                None => lacking,
                Some(before) => before.into_iter().filter(|name| lacking.contains(name)).collect(),
            });
        }
        self.drop_unseen(&known, open_before).await?;
        sql::note_columns(self.tx, &missing.unwrap_or_default(), published_on).await?;
        Ok(())
    }

    /// Refuses, unless forced, files of which the newest is older than what was brought in before: by the dates in
    /// their names, as the register publishes them.
    async fn is_not_older(&mut self, tasks: &[Task]) -> Result<(), NotImported> {
        let newest = tasks.iter().filter_map(|it| Some((it.source.date()?, &it.source.name))).max();
        let Some((date, name)) = newest.filter(|_| !self.force) else { return Ok(()) };
        // That of the register now held, which somebody may have taken back to an older one.
        let before = sql::names_of_schools(self.tx).await?;
        match before.iter().filter_map(|it| files::date_of(it)).max() {
            Some(newer) if newer > date => Err(NotImported::Refused(format!(
                "{name} is of {}, and the register was brought up to {} before. Nothing has been changed. If you want \
                 the older one, import it with --force, which also takes files that would close or drop many schools.",
                day(date),
                day(newer)
            ))),
            _ => Ok(()),
        }
    }

    async fn file(
        &mut self,
        task: Task,
        mut known: HashMap<Urn, Known>,
        lacking: &[&'static str],
    ) -> Result<HashMap<Urn, Known>, NotImported> {
        let name = task.source.name.clone();
        let size_bytes = task.source.size_bytes;
        let published_on = task.source.date().unwrap_or(self.today);
        let present: Vec<bool> = Layout::of(&task.header).places.iter().map(|places| !places.is_empty()).collect();
        let before = self.run.counts;
        let (sender, mut batches) = mpsc::channel::<Batch>(WAITING_BATCHES);
        let reading = tokio::task::spawn_blocking(move || {
            let tally: Result<Tally, Unread> = read::establishments(&task, &mut known, &sender);
            (tally, known)
        });
        while let Some(batch) = batches.recv().await {
            (self.report)(Progress { file: &name, read_bytes: batch.read_bytes, size_bytes });
            self.take(&name, batch, &present).await?;
        }
        let (tally, known) = reading.await.map_err(|why| refused(&name, &why))?;
        let tally = tally.map_err(|why| refused(&name, &why))?;
        let counts = &mut self.run.counts;
        counts.read += tally.read - tally.repeated;
        counts.unchanged += tally.unchanged;
        self.run.files.push(FileRun {
            name,
            holds: Holds::Establishments.code(),
            published_on,
            content_hash: String::new(),
            missing_columns: lacking.to_vec(),
            read: tally.read,
            added: counts.added - before.added,
            changed: counts.changed - before.changed,
            removed: 0,
            refused: counts.refused - before.refused,
        });
        Ok(known)
    }

    /// Notes what was refused, in the log and, as far as it is to be shown, in the run.
    pub async fn refuse(&mut self, file: &str, refusals: &[read::Refusal]) -> Result<u32, NotImported> {
        sql::keep_refusals(self.tx, self.run.number, file, refusals).await?;
        let room = SHOWN_REFUSALS.saturating_sub(self.run.refusals.len());
        let shown = refusals.iter().take(room).map(|it| (file.to_owned(), it.line, it.reason.clone()));
        self.run.refusals.extend(shown);
        let rows = refusals.iter().filter(|it| it.is_row).count();
        self.run.cells_left_out += u32::try_from(refusals.len() - rows).unwrap_or(u32::MAX);
        Ok(u32::try_from(rows).unwrap_or(u32::MAX))
    }

    async fn take(&mut self, file: &str, batch: Batch, present: &[bool]) -> Result<(), NotImported> {
        self.run.counts.refused += self.refuse(file, &batch.refusals).await?;
        let old: Vec<Urn> = batch.incoming.iter().filter(|row| row.is_known).map(|row| row.urn).collect();
        let mut held = sql::held(self.tx, &old).await?;
        let (mut written, mut hashes, mut changes) = (Vec::with_capacity(batch.incoming.len()), Vec::new(), Vec::new());
        for mut row in batch.incoming {
            let Some(before) = held.remove(&row.urn) else {
                self.run.counts.added += 1;
                written.push(row);
                continue;
            };
            let after = keep_what_is_lacking(&mut row.cells, &before.cells, present);
            let differing = differences(row.urn, &before.cells, after);
            if differing.is_empty() && !row.is_returning {
                self.run.counts.unchanged += 1;
                hashes.push((row.urn, row.hash));
                continue;
            }
            self.count_change(sql::status(&before.cells), sql::status(after));
            changes.extend(differing);
            written.push(row);
        }
        sql::write(self.tx, written).await?;
        sql::note_hashes(self.tx, &hashes).await?;
        sql::rename(self.tx, &changes).await?;
        sql::keep_changes(self.tx, self.run.number, self.today, &changes).await?;
        Ok(())
    }

    fn count_change(&mut self, before: Option<Status>, after: Option<Status>) {
        let counts = &mut self.run.counts;
        counts.changed += 1;
        let [was_open, is_open] = [before, after].map(|status| status.is_some_and(Status::is_open));
        counts.closed += u32::from(was_open && !is_open);
        counts.reopened += u32::from(before == Some(Status::Closed) && is_open);
    }

    async fn drop_unseen(&mut self, known: &HashMap<Urn, Known>, open_before: usize) -> Result<(), NotImported> {
        let unseen = known.iter().filter(|(_, school)| school.is_stored && !school.is_dropped && school.seen_in == 0);
        let mut dropped: Vec<Urn> = unseen.clone().map(|(urn, _)| *urn).collect();
        dropped.sort_unstable();
        let lost = unseen.filter(|(_, school)| school.is_open).count();
        let closed = self.run.counts.closed as usize;
        if (lost + closed) * LARGE_SHARE > open_before && !self.force {
            return Err(NotImported::Refused(format!(
                "These files would close {closed} and drop {lost} of {open_before} open schools, more than 5%. \
                 Nothing has been changed. If that is right, import them with --force."
            )));
        }
        self.run.counts.dropped = u32::try_from(dropped.len()).unwrap_or(u32::MAX);
        sql::drop_rows(self.tx, &dropped, self.today).await?;
        Ok(())
    }
}

/// What a file lacks a column for stays as it was: a narrower file never wipes anything.
fn keep_what_is_lacking<'row>(after: &'row mut [Cell], before: &[Cell], present: &[bool]) -> &'row [Cell] {
    for ((after, before), is_present) in after.iter_mut().zip(before).zip(present) {
        if !is_present {
            after.clone_from(before);
        }
    }
    after
}

fn differences(urn: Urn, before: &[Cell], after: &[Cell]) -> Vec<Change> {
    let pairs = COLUMNS.iter().zip(before.iter().zip(after));
    let differing = pairs.filter(|(_, (before, after))| before != after);
    differing
        .map(|(column, (before, after))| Change {
            urn,
            field: column.name,
            before: before.written(),
            after: after.written(),
        })
        .collect()
}
