//! The command line: `gainsay --help`.

#![allow(clippy::print_stderr, clippy::print_stdout, reason = "a command line talks to its user")]

mod actors;
mod args;
mod evaluate;
mod explain;
mod digest;
mod failure;
mod input;
mod journal;
mod lines;
mod nameless;
mod output;
mod progress;
mod report;
mod run;
mod score;
mod standoff;
mod train;
mod unpack;
mod vectors;
mod whole;
mod wire;
mod words;

use std::process::ExitCode;

use clap::Parser;

use args::{Cli, Command};

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(e) => {
            // Help and version are no failures; a failure to print them is nobody's concern.
            let _ = e.print();
            return ExitCode::from(u8::from(e.use_stderr()));
        }
    };
    let global = &cli.global;
    let pool = rayon::ThreadPoolBuilder::new().num_threads(global.n_threads()).build_global();
    let run = || match cli.command {
        Command::Report(args) => report::run(&args, global),
        Command::Score(args) => score::run(&args, global),
        Command::Explain(args) => explain::run(&args),
        Command::Actors(args) => actors::run(&args, global),
        Command::Train(args) => train::run(&args, global),
        Command::Evaluate(args) => evaluate::run(&args),
        Command::Words(args) => words::run(&args, global),
        Command::Vectors(args) => vectors::run(&args, global),
        Command::Lines(args) => lines::run(&args, global),
    };
    // A panic has printed its message; it is an unexpected failure like any other.
    let no_threads = |e| anyhow::anyhow!("{} threads cannot be started: {e}", global.n_threads());
    let run = std::panic::AssertUnwindSafe(|| pool.map_err(no_threads).and_then(|()| run()));
    match std::panic::catch_unwind(run) {
        Ok(Ok(())) => ExitCode::SUCCESS,
        Ok(Err(error)) => ExitCode::from(failure::report(&error)),
        Err(_) => ExitCode::from(failure::UNEXPECTED),
    }
}
