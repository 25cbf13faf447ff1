//! `partnerships`: the one binary. See `partnerships --help`.

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    // Usage errors end here with a sentence and code 2.
    let command = service::commands::CommandLine::parse();
    service::commands::run(command)
}
