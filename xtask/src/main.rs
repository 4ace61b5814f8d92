//! `cargo xtask <command>`: builds, serves and tests the project with cargo, node and npm alone.
//!
//! Decides nothing about the product. The commands are listed in [`USAGE`].

mod bindings;
mod build;
mod counts;
mod files;
mod logs;
mod mutants;
mod prerequisites;
mod rules;
mod serve;
mod simulate;
mod stamp;
mod steps;
mod test;
mod tidy;

use build::Profile;
use std::process::ExitCode;
use steps::Steps;

const HELP: [&str; 3] = ["help", "--help", "-h"];
const USAGE: &str = "\
usage: cargo xtask <command>

  start [--port N]   build what changed, then serve console, API and cron on loopback (port 8787)
  test               everything that CI runs
  build [--dev] [worker|browser|console …]
                     all three, or those named; --dev skips optimisation
  simulate [N]       the Worker under a seeded scheduler that fails on purpose, N schedules (100,000)
  tidy               the checks of form alone
  rules              which rules of tests/spec/rules.md hold, by what ran (runs core's tests)
  logs               searches what the Workers of the last test run said for what no log may hold
  python             the Python packages that some tests of tests/e2e need (`test` installs them too)
  mutants [--check] [name …]
                     makes each mistake of tests/mutants, and runs the tests that must fail with it
  crash [--cycles N] [--seed TEXT]
                     workerd killed with -9 so many times (120) under load, with services that fail
  soak [--days N]    a month (or N days) at a tick a minute, each tick delivered twice
  bench              the benchmarks of tests/bench, and sizes
  sizes              what the two wasm files weigh, plain and compressed";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    if let Err(problem) = std::env::set_current_dir(files::repository()) {
        eprintln!("xtask: cannot enter the repository: {problem}");
        return ExitCode::FAILURE;
    }
    if arguments.is_empty() || arguments.iter().any(|argument| HELP.contains(argument)) {
        println!("{USAGE}");
        return ExitCode::SUCCESS;
    }
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("\nxtask: {message}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[&str]) -> Result<(), String> {
    let mut steps = Steps::begin();
    match arguments {
        ["start"] => serve::start(&mut steps, serve::DEFAULT_PORT),
        ["start", "--port", port] => {
            let port = port.parse().map_err(|_| format!("`{port}` is not a port number"))?;
            serve::start(&mut steps, port)
        }
        ["test"] => test::everything(&mut steps),
        ["build", "--dev", parts @ ..] => build::parts(&mut steps, Profile::Development, parts),
        ["build", parts @ ..] => build::parts(&mut steps, Profile::Release, parts),
        ["simulate"] => steps.run("simulation", || simulate::run(simulate::SCHEDULES)),
        ["simulate", schedules] => steps.run("simulation", || simulate::run(schedules)),
        ["tidy"] => steps.run("tidy", tidy::check),
        ["rules"] => rules::alone(&mut steps),
        ["logs"] => steps.run("logs", logs::check),
        ["python"] => steps.run("Python packages", prerequisites::python_packages),
        ["mutants", "--check"] => steps.run("mutants", mutants::check),
        ["mutants", wanted @ ..] => mutants::run(&mut steps, wanted),
        ["crash", options @ ..] => test::crash(&mut steps, options),
        ["soak", options @ ..] => test::soak(&mut steps, options),
        ["bench"] => test::benchmarks(&mut steps).and_then(|()| build::sizes(&mut steps)),
        ["sizes"] => build::sizes(&mut steps),
        other => Err(format!("`{}` is no command\n\n{USAGE}", other.join(" "))),
    }
}
