//! `partnerships`: the one binary. See `partnerships --help`.

use std::process::ExitCode;

use clap::Parser;
use mimalloc::MiMalloc;

/// Pages are many short-lived texts; the system's own allocator takes a tenth of their time.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    // Usage errors end here with a sentence and code 2.
    let command = service::commands::CommandLine::parse();
    service::commands::run(command)
}
