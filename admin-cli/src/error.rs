//! The one error type: what is said on standard error, and the exit code.

use std::io::Write;
use std::process::ExitCode;

use postgres::error::{DbError, Severity};

mod hint;

use crate::connect::scrub;
use crate::output::text;

/// Everything that ends a command early.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A mistake in the arguments, or --help or --version, which clap hands over in the same way.
    #[error("{0}")]
    Arguments(#[from] clap::Error),
    #[error("{message}")]
    Usage { message: String, hint: Option<String> },
    #[error("could not connect to {target}: {reason}")]
    Connect { target: String, reason: String, hint: Option<String> },
    #[error("could not set up TLS: {0}")]
    Tls(String),
    #[error("{}", .0.message())]
    Server(Box<DbError>),
    #[error("the connection to the server was lost: {0}")]
    Lost(String),
    #[error("token_meter is not installed in this database")]
    NotInstalled,
    #[error("this is token-meter {cli}, but {found}")]
    VersionMismatch { cli: &'static str, found: String },
    #[error("could not read {path}: {source}")]
    File { path: String, source: std::io::Error },
    #[error("could not read {path}: {source}")]
    Input { path: String, source: std::io::Error },
    /// A batch that ended early: `db` is what the server said of one event, `hint` how to go on.
    #[error("{message}")]
    Stopped { message: String, db: Option<Box<DbError>>, hint: String },
    #[error("could not read {path}: {source}")]
    Edition { path: String, source: std::io::Error },
    #[error("could not write {path}: {source}")]
    Unwritten { path: String, source: std::io::Error },
    #[error("could not write into folder {path}: {source}")]
    Folder { path: String, source: std::io::Error },
    #[error("could not read the secret from {path}: {source}")]
    Secret { path: String, source: std::io::Error },
    #[error("could not fetch {address}: {reason}")]
    Fetch { address: String, reason: String, hint: &'static str },
    #[error("{path} is not a price file: {reason}")]
    PriceFile { path: String, reason: String },
    #[error("could not write the output: {0}")]
    Output(std::io::Error),
    #[error("the server's answer could not be read: {0}")]
    Answer(#[from] serde_json::Error),
}

impl Error {
    /// A mistake in what was asked for, with what to do instead.
    pub fn usage(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::Usage { message: message.into(), hint: Some(hint.into()) }
    }

    /// 3 for a version mismatch, else 2. (1 is kept for a refusal, which is no error.)
    pub fn exit_code(&self) -> ExitCode {
        match self {
            Self::Arguments(told) if !told.use_stderr() => ExitCode::SUCCESS,
            Self::VersionMismatch { .. } => ExitCode::from(3),
            _ => ExitCode::from(2),
        }
    }

    /// Writes the error to standard error.
    pub fn print(&self) {
        match self {
            Self::Arguments(told) => {
                let plain = told.to_string();
                if scrub::secrets(&plain) == plain {
                    let _ = told.print(); // in colour, and --help to standard output
                } else {
                    say(&plain);
                }
            }
            Self::Server(db) => say(&server_lines("ERROR", db.message(), db, None)),
            Self::Stopped { message, db: Some(db), hint } => {
                say(&server_lines("ERROR", message, db, Some(hint)));
            }
            other => {
                let hint = other.hint().map(|hint| format!("HINT:  {hint}\n"));
                say(&format!("ERROR:  {other}\n{}", hint.unwrap_or_default()));
            }
        }
    }

    fn hint(&self) -> Option<&str> {
        match self {
            Self::Usage { hint, .. } | Self::Connect { hint, .. } => hint.as_deref(),
            Self::Fetch { hint, .. } => Some(hint),
            Self::Stopped { hint, .. } => Some(hint),
            Self::Input { .. } => Some("Give a file, or - for standard input."),
            Self::NotInstalled => Some(
                "Run \"token-meter install\" as a superuser; or, where the server does not have the library, \
                 \"token-meter install --sql token_meter.sql\" as the owner of the database.",
            ),
            Self::VersionMismatch { .. } => Some(
                "Use the token-meter of that version, or install the new files in the server, \
                 run ALTER EXTENSION token_meter UPDATE and reconnect; \
                 the SQL edition is upgraded by \"token-meter install --sql FILE\".",
            ),
            Self::Secret { .. } => Some(
                "The file of --secret-file has the secret that requests are signed with, and nothing else.",
            ),
            Self::Edition { .. } => Some("\"make sql\" writes the file of the SQL edition."),
            Self::PriceFile { .. } => Some("Nothing was imported."),
            Self::File { .. } => Some(
                "Give a file, - for standard input, an https:// address, or litellm, openrouter, genai-prices or models.dev.",
            ),
            Self::Unwritten { .. } => {
                Some("Give a file in a folder that is there and that you may write to.")
            }
            Self::Folder { .. } => {
                Some("Give a folder that is there and that you may write to: mkdir makes one.")
            }
            _ => None,
        }
    }
}

/// A warning of this program.
pub fn warn(message: &str) {
    say(&format!("WARNING:  {message}\n"));
}

/// What the server said while it went on: warnings are shown, lesser notices are not.
pub fn notice(notice: &DbError) {
    if notice.parsed_severity() == Some(Severity::Warning) {
        say(&server_lines("WARNING", notice.message(), notice, None));
    }
}

/// The lines that psql would show; then the SQLSTATE, for programs and for searching.
fn server_lines(label: &str, message: &str, db: &DbError, more: Option<&str>) -> String {
    let detail = db.detail().map(|detail| format!("DETAIL:  {detail}\n"));
    let hints = hint::of(db).into_iter().chain(more.map(str::to_owned));
    let hints = hints.map(|hint| format!("HINT:  {hint}\n")).collect::<String>();
    let detail = detail.unwrap_or_default();
    format!("{label}:  {message}\n{detail}{hints}SQLSTATE:  {}\n", db.code().code())
}

/// To standard error, without passwords and control characters; a closed standard error is no error of its own.
fn say(lines: &str) {
    let lines = text::printable_lines(&scrub::secrets(lines));
    let _ = std::io::stderr().lock().write_all(lines.as_bytes());
}

impl From<postgres::Error> for Error {
    fn from(error: postgres::Error) -> Self {
        match error.as_db_error() {
            Some(db) => Self::Server(Box::new(db.clone())),
            None => Self::Lost(chain(&error)),
        }
    }
}

/// An error with its causes on one line, for libraries that keep the telling part in the source.
pub fn chain(error: &dyn std::error::Error) -> String {
    let mut line = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let cause_text = cause.to_string();
        if !line.contains(&cause_text) {
            line.push_str(": ");
            line.push_str(&cause_text);
        }
        source = cause.source();
    }
    line
}
