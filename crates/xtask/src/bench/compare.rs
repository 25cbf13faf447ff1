//! The service and the limit driven in turn, A B A B, so that whatever else the machine does falls on both.

use std::time::Duration;

use super::load::Load;
use super::report::{Line, ratio, time};
use super::service::{Cpu, Server};

/// Rounds of each; the middle one counts.
const ROUNDS: usize = 5;
/// Requests before the first round, so that what is made once is made.
const WARM: usize = 500;

/// One side: a server and what it is asked.
#[derive(Debug)]
pub(super) struct Side<'a> {
    pub server: &'a Server,
    pub load: Load,
    /// Requests in a round.
    pub count: usize,
}

/// What both sides needed for a request.
#[derive(Debug)]
pub(super) struct Compared {
    pub measured: Cpu,
    pub limit: Cpu,
    /// Of the middle rounds, the time within which 99 of 100 answers came.
    pub p99: [Duration; 2],
}

impl Side<'_> {
    /// A round: processor time of one request, and p99.
    fn round(&self) -> Result<(Cpu, Duration), String> {
        let before = self.server.cpu()?;
        let round = self.load.drive(self.count)?;
        Ok((self.server.cpu()?.since(before).each(round.answers), round.p99()))
    }
}

/// Drives both in turn.
///
/// # Errors
/// A sentence: a request failed.
pub(super) fn compare(service: &Side<'_>, limit: &Side<'_>) -> Result<Compared, String> {
    for side in [service, limit] {
        side.load.drive(WARM)?;
    }
    let (mut of_service, mut of_limit) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        of_service.push(service.round()?);
        of_limit.push(limit.round()?);
    }
    let cpu = |rounds: &[(Cpu, Duration)]| Cpu::middle(rounds.iter().map(|round| round.0).collect());
    let p99 = |rounds: &[(Cpu, Duration)]| {
        let mut all: Vec<Duration> = rounds.iter().map(|round| round.1).collect();
        all.sort_unstable();
        all[all.len() / 2]
    };
    Ok(Compared { measured: cpu(&of_service), limit: cpu(&of_limit), p99: [p99(&of_service), p99(&of_limit)] })
}

impl Compared {
    /// How many times the limit the service needs.
    pub fn ratio(&self) -> f64 {
        ratio(self.measured.service, self.limit.service)
    }

    /// The line of the table, without its goal.
    pub fn line(&self, path: &str, size: String) -> Line {
        Line::new(path, size).measured(self.measured.to_string()).limit(time(self.limit.service), self.ratio())
    }
}
