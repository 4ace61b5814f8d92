//! Named steps: each says that it begins, how long it took, and stops the run when it fails.

use std::process::{Command, Stdio};
use std::time::Instant;

/// The run so far. Units: seconds since the command began.
pub struct Steps {
    began: Instant,
}

impl Steps {
    pub fn begin() -> Self {
        Self { began: Instant::now() }
    }

    /// Does one step; a failure carries the step's name.
    pub fn run<T>(
        &mut self,
        name: &str,
        step: impl FnOnce() -> Result<T, String>,
    ) -> Result<T, String> {
        println!("{:>6.1} s  {name} …", self.began.elapsed().as_secs_f64());
        let began = Instant::now();
        let done = step().map_err(|message| format!("{name}: {message}"))?;
        let (now, took) = (self.began.elapsed(), began.elapsed());
        println!("{:>6.1} s  {name}: done in {:.1} s", now.as_secs_f64(), took.as_secs_f64());
        Ok(done)
    }
}

/// A command in words, found on the `PATH` (npm is a script with an ending on Windows).
pub fn command(program: &str, arguments: &[&str]) -> Command {
    let program = match program {
        "npm" if cfg!(windows) => "npm.cmd".into(),
        // The cargo that runs us, so that the toolchain stays the same.
        "cargo" => std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned()),
        other => other.to_owned(),
    };
    let mut command = Command::new(program);
    command.args(arguments);
    command
}

/// Runs a command to its end, its output shown.
///
/// # Errors
/// When it cannot be started or ends with a failure.
pub fn succeed(mut command: Command) -> Result<(), String> {
    let shown = show(&command);
    let status = command
        .stdin(Stdio::null())
        .status()
        .map_err(|problem| format!("`{shown}` cannot be started: {problem}"))?;
    if status.success() { Ok(()) } else { Err(format!("`{shown}` failed ({status})")) }
}

/// Runs a command to its end, and shows its output only when it fails.
///
/// # Errors
/// When it cannot be started or ends with a failure.
pub fn succeed_quietly(mut command: Command) -> Result<(), String> {
    let shown = show(&command);
    let output = command
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .map_err(|problem| format!("`{shown}` cannot be started: {problem}"))?;
    if output.status.success() {
        return Ok(());
    }
    println!("{}", String::from_utf8_lossy(&output.stdout));
    Err(format!("`{shown}` failed ({})", output.status))
}

/// What a command prints on its standard output; `None` when it is missing or fails.
pub fn output_of(program: &str, arguments: &[&str]) -> Option<String> {
    let output = command(program, arguments).stderr(Stdio::null()).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| text.trim().to_owned())
}

/// The command as one would type it.
pub fn show(command: &Command) -> String {
    let program = command.get_program().to_string_lossy();
    let name = program.rsplit(['/', '\\']).next().unwrap_or(&program).to_owned();
    let arguments = command.get_args().map(|argument| argument.to_string_lossy().into_owned());
    std::iter::once(name).chain(arguments).collect::<Vec<_>>().join(" ")
}
