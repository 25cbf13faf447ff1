//! Every row of a list judged, with what the person chose.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use axum::Extension;
use store::Tx;

use super::kept::{GoingOn, Upload};
use super::store as uploads;
use crate::partnerships::matching::{Judge, Schools, Verdict};
use crate::partnerships::store::Matching;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::sessions::Kind;
use crate::platform::upload::{Row, Shown};
use crate::policy::{Action, Permit};
use crate::vocabulary::counted;
use crate::vocabulary::{EmailAddress, Urn};

/// A row and what is said of it.
#[derive(Debug, Clone)]
pub(super) struct Judged {
    /// Its line.
    pub line: usize,
    /// What the person wrote, as it may be shown.
    pub written: String,
    /// What is said of it.
    pub verdict: Verdict,
    /// What the person decided.
    pub decided: Decided,
    /// Trainees, where the list says so.
    pub trainees: Option<i32>,
    /// The school's email address, where the list gives one.
    pub email: Option<String>,
    /// A partner school that has not been told, and can be told at that address.
    pub is_to_tell: bool,
}

/// What the person decided of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Decided {
    /// Nothing.
    No,
    /// A school of those that were offered.
    Chosen,
    /// To leave it out.
    LeftOut,
}

/// The groups in which rows are counted and filtered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Group {
    /// To be added.
    Matched,
    /// The person has to choose.
    Unsure,
    /// It cannot be added.
    Wrong,
    /// A partner already that has not been told, and is told at the address of the list.
    ToTell,
    /// Nothing to do: a partner already, or named twice.
    Already,
    /// The person left it out.
    LeftOut,
}

impl Group {
    /// Every group, in the order of the page: the code in the address and the words.
    pub const ALL: [(Group, &'static str, &'static str); 6] = [
        (Group::Unsure, "unsure", "Choose the school"),
        (Group::Wrong, "wrong", "Cannot be added"),
        (Group::Matched, "matched", "Matched"),
        (Group::ToTell, "to-tell", "Already added, to be told"),
        (Group::Already, "already", "Already added or named twice"),
        (Group::LeftOut, "left-out", "Left out"),
    ];

    /// How many rows are in it, in words.
    pub fn counted(self, count: usize) -> String {
        let (one, several) = match self {
            Group::Matched => ("row is matched and ready to add", "rows are matched and ready to add"),
            Group::Unsure => ("row needs you to choose the school", "rows need you to choose the school"),
            Group::Wrong => ("row cannot be added", "rows cannot be added"),
            Group::ToTell => (
                "row gives an address of a partner school that has not been told",
                "rows give addresses of partner schools that have not been told",
            ),
            Group::Already => ("row is added already, or named twice", "rows are added already, or named twice"),
            Group::LeftOut => ("row is left out, as you chose", "rows are left out, as you chose"),
        };
        counted(count, (one, several))
    }

    /// Its word in the address.
    pub fn code(self) -> &'static str {
        Group::ALL.into_iter().find(|(group, ..)| *group == self).map_or("", |(_, code, _)| code)
    }
}

impl Judged {
    /// Where it is counted.
    pub fn group(&self) -> Group {
        match (&self.verdict, self.decided) {
            (_, Decided::LeftOut) => Group::LeftOut,
            (Verdict::Matched { .. }, _) => Group::Matched,
            (Verdict::NotSure { .. } | Verdict::Closed { successor: Some(_), .. }, _) => Group::Unsure,
            (Verdict::AlreadyPartner { .. }, _) if self.is_to_tell => Group::ToTell,
            (Verdict::AlreadyPartner { .. } | Verdict::SameAsLine { .. }, _) => Group::Already,
            (Verdict::Closed { .. } | Verdict::NotInEngland { .. } | Verdict::NotValidUrn | Verdict::NotFound, _) => {
                Group::Wrong
            }
        }
    }

    /// The school to be added for it.
    pub fn going_on(&self) -> Option<GoingOn> {
        match (&self.verdict, self.group()) {
            (Verdict::Matched { urn, .. }, Group::Matched) => {
                let (trainees, email) = (self.trainees, self.email.clone());
                Some(GoingOn { line: self.line, urn: urn.number(), trainees, email, is_partner: false })
            }
            (Verdict::AlreadyPartner { urn }, Group::ToTell) => {
                let email = self.email.clone();
                Some(GoingOn { line: self.line, urn: urn.number(), trainees: None, email, is_partner: true })
            }
            _ => None,
        }
    }
}

/// Schools that may be chosen for a row.
pub(super) fn offered(verdict: &Verdict) -> Vec<Urn> {
    match verdict {
        Verdict::NotSure { candidates } => candidates.iter().map(|it| it.urn).collect(),
        Verdict::Closed { successor, .. } => successor.iter().copied().collect(),
        _ => Vec::new(),
    }
}

/// Judges every row, in order.
pub(super) fn judge(
    upload: &Upload,
    schools: &Schools,
    (partners, untold): (&HashSet<Urn>, &HashSet<Urn>),
) -> Vec<Judged> {
    let mut judge = Judge::new(schools, partners);
    let mut judged: Vec<Judged> = upload
        .rows()
        .map(|row| {
            let choice = upload.choices.rows.get(&row.line).copied();
            let chosen: Option<Urn> = choice.flatten().and_then(|number| number.to_string().parse().ok());
            let (verdict, decided) = match (chosen, choice) {
                (Some(urn), _) => (judge.judge_urn(row.line, urn), Decided::Chosen),
                (None, Some(_)) => (of_row(&mut judge, upload, row), Decided::LeftOut),
                (None, None) => (of_row(&mut judge, upload, row), Decided::No),
            };
            let trainees = upload.layout.columns.trainees(row).and_then(|count| i32::try_from(count).ok());
            let email = upload.layout.columns.email(row).map(str::to_owned);
            Judged { line: row.line, written: written(row), verdict, decided, trainees, email, is_to_tell: false }
        })
        .collect();
    take_later_addresses(&mut judged);
    for row in judged.iter_mut().filter(|it| is_address(it)) {
        row.is_to_tell = matches!(row.verdict, Verdict::AlreadyPartner { urn } if untold.contains(&urn));
    }
    judged
}

fn is_address(it: &Judged) -> bool {
    it.email.as_deref().is_some_and(|it| it.parse::<EmailAddress>().is_ok())
}

/// A school that is named again with an address takes that where its first row gives none that can be read.
fn take_later_addresses(rows: &mut [Judged]) {
    let mut later: HashMap<usize, String> = HashMap::new();
    for row in rows.iter().filter(|it| is_address(it)) {
        if let (Verdict::SameAsLine { line, .. }, Some(email)) = (&row.verdict, &row.email) {
            later.entry(*line).or_insert_with(|| email.clone());
        }
    }
    for row in rows.iter_mut().filter(|it| !is_address(it)) {
        if let Some(email) = later.remove(&row.line) {
            row.email = Some(email);
        }
    }
}

/// What is said of one row without what the person chose for it.
pub(super) fn of_row(judge: &mut Judge<'_>, upload: &Upload, row: &Row) -> Verdict {
    if !upload.layout.is_urns {
        return judge.judge(row.line, &upload.layout.columns.ask(row));
    }
    row.cell(0).parse().map_or(Verdict::NotValidUrn, |urn| judge.judge_urn(row.line, urn))
}

/// A row in one line, as it may be shown.
pub(super) fn written(row: &Row) -> String {
    let cells = row.cells.iter().filter(|cell| !cell.is_empty()).map(|cell| Shown::of(cell).to_string());
    cells.collect::<Vec<_>>().join(", ")
}

/// The schools that lists are matched against, as they reach a page.
pub(super) type Tools = Extension<Arc<Matching>>;

/// The list that an address names, or the done page when it has been confirmed.
pub(super) enum Found {
    /// Still to be confirmed.
    Open(Permit, Box<Upload>),
    /// Confirmed: its done page.
    Done(String),
}

/// The list that an address names; another organisation's is no page.
pub(super) async fn found(ctx: &Ctx, id: &str) -> Result<Found, Failure> {
    let permit = ctx.may_as(Kind::Provider, Action::ChangePartners)?;
    let mut tx = ctx.app.db.read().await?;
    let upload = uploads::find(&mut tx, permit.on(), id, ctx.now).await?.ok_or(Failure::NotFound)?;
    Ok(if upload.outcome.is_some() { Found::Done(upload.at("done")) } else { Found::Open(permit, Box::new(upload)) })
}

/// Every row judged, off the threads that answer requests.
pub(super) async fn judged(
    ctx: &Ctx,
    Extension(matching): &Tools,
    permit: &Permit,
    upload: &Upload,
) -> Result<Vec<Judged>, Failure> {
    let schools = matching.schools(&ctx.app.db).await?;
    let mut tx = ctx.app.db.read().await?;
    let partners = partners(&mut tx, permit).await?;
    let untold = uploads::untold(&mut tx, permit.on()).await?;
    drop(tx);
    let upload = upload.clone();
    let all = tokio::task::spawn_blocking(move || judge(&upload, &schools, (&partners, &untold))).await;
    all.map_err(|error| Failure::Broken(format!("a list could not be judged: {error}")))
}

async fn partners(tx: &mut Tx, permit: &Permit) -> Result<HashSet<Urn>, Failure> {
    Ok(uploads::partners(tx, permit.on()).await?)
}
