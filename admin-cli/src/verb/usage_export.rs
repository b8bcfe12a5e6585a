//! `export`: rows of the log, to a stream or to a file a day.

mod columns;
mod folder;
mod span;

use std::io::{self, ErrorKind, IsTerminal, Write};
use std::path::Path;

use postgres::error::SqlState;

use super::{Outcome, account};
use crate::call::Call;
use crate::cli::{ExportFormat, Global, UsageExportArgs};
use crate::error::{self, Error};
use crate::output::file::Draft;
use crate::output::stages::Stages;
use crate::output::{self, Record, Section, number};
use crate::rows::{self, Column, Format, Writer};
use crate::session::Session;
use span::{Day, Span};

/// Rows between two looks of the progress bar.
const TOLD_EVERY: u64 = 1_000;

pub fn run(global: &Global, args: &UsageExportArgs) -> Result<Outcome, Error> {
    let streamed = args.out.is_none() && args.dir.is_none();
    if streamed {
        demand_stream(global, args)?;
    }
    let mut session = Session::open(global.database_url.as_deref())?;
    match export(&mut session, args) {
        Ok(told) => {
            if !streamed {
                output::print(global, &[Section::one("export", told)])?;
            }
            Ok(Outcome::Done)
        }
        Err(error) => {
            session.abandon();
            match error {
                // a reader that went away (`| head -1`) has what it wanted
                Error::Output(error) if streamed && error.kind() == ErrorKind::BrokenPipe => {
                    Ok(Outcome::Done)
                }
                other => Err(other),
            }
        }
    }
}

fn demand_stream(global: &Global, args: &UsageExportArgs) -> Result<(), Error> {
    if global.json {
        return Err(Error::usage(
            "--json tells what was written, and needs --out or --dir",
            "--format jsonl writes the rows as JSON.",
        ));
    }
    if args.format == ExportFormat::Parquet && io::stdout().is_terminal() {
        return Err(Error::usage("parquet is not for a terminal", "Give --out FILE or --dir DIR."));
    }
    Ok(())
}

/// All of it is of one moment: what is charged meanwhile is in no day.
fn export(session: &mut Session, args: &UsageExportArgs) -> Result<Record, Error> {
    session.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL TimeZone = 'UTC'")?;
    let span = Span::read(session, &args.from, &args.to)?;
    let provider = checked(session, args, &span)?;
    span.demand_in_log(session)?;
    // each account of the log has its row, also one that was renamed or forgotten: under its new name
    if let Some(account) = &args.account {
        account::known(session, account)?;
    }
    let mut export = Export::new(session, args, provider, span.days.len());
    let told = match (&args.dir, &args.out) {
        (Some(dir), _) => export.days(dir, &span)?,
        (None, Some(path)) => {
            let draft = Draft::create(path)?;
            let written = export.whole(&draft, &span.days)?;
            draft.keep()?;
            Record::default().with("file", path.display().to_string()).with("rows", written)
        }
        (None, None) => {
            export.write(&span.days, io::stdout())?;
            Record::default()
        }
    };
    let unpriced = export.unpriced;
    drop(export); // and its bar
    if unpriced > 0 {
        let calls = number::for_people(&unpriced.to_string());
        let calls = if unpriced == 1 {
            "1 call without a known cost is".to_owned()
        } else {
            format!("{calls} calls without a known cost are")
        };
        error::warn(&format!("{calls} left out: \"token-meter pricing unpriced\" lists such calls"));
    }
    session.execute("COMMIT")?;
    Ok(told)
}

/// Whether this role may ask for these rows, and whether there can be any; the provider as the log names it.
fn checked(session: &mut Session, args: &UsageExportArgs, span: &Span) -> Result<Option<String>, Error> {
    let (bounds, only) = (span.bounds(), &args.only);
    // without a provider to be named, the report of a moment says as much
    let to = if only.provider.is_some() { &bounds[1] } else { &bounds[0] };
    let call = Call::new("meter_usage")
        .arg("from_at", "timestamptz", Some(&bounds[0]))
        .arg("to_at", "timestamptz", Some(to))
        .arg("group_by", "text[]", Some("{provider}"))
        .text("provider", &only.provider)
        .text("key_source", &only.key_source);
    let found = session.call(&call).map_err(|error| match error {
        Error::Server(db) if *db.code() == SqlState::INSUFFICIENT_PRIVILEGE => Error::usage(
            "only a member of meter_admin may export the usage log",
            "A superuser makes a role one by \"token-meter install --grant admin=ROLE\".",
        ),
        other => other,
    })?;
    let named = found.first().and_then(|row| row.get("groups").get("provider")?.as_str().map(str::to_owned));
    Ok(only.provider.is_some().then(|| named.or_else(|| only.provider.clone())).flatten())
}

/// An export under way.
struct Export<'a> {
    session: &'a mut Session,
    args: &'a UsageExportArgs,
    provider: Option<String>,
    columns: &'static [Column],
    sql: String,
    stages: Stages,
    unpriced: u64,
}

impl<'a> Export<'a> {
    fn new(
        session: &'a mut Session,
        args: &'a UsageExportArgs,
        provider: Option<String>,
        days: usize,
    ) -> Self {
        let (columns, sql) = match args.format {
            ExportFormat::Focus => (columns::FOCUS, columns::focus_sql()),
            _ => (columns::USAGE, columns::usage_sql()),
        };
        // rows and a bar on one terminal would run into each other
        let hidden = args.out.is_none() && args.dir.is_none() && io::stdout().is_terminal();
        let stages = if hidden { Stages::hidden() } else { Stages::new(days as u64) };
        Self { session, args, provider, columns, sql, stages, unpriced: 0 }
    }

    /// A file for each day that is over.
    fn days(&mut self, dir: &Path, span: &Span) -> Result<Record, Error> {
        let (over, not_over): (Vec<&Day>, Vec<&Day>) =
            span.days.iter().partition(|day| day.end() <= span.now);
        if let Some(part) = over.iter().find(|day| !day.starts_whole() || day.to < day.end()) {
            return Err(Error::usage(
                format!("--dir writes whole days of UTC, and of {} only a part is asked for", part.date),
                "Give --from and --to as dates, or --out.",
            ));
        }
        folder::claim(dir, self.args)?;
        let (mut written, mut there, mut rows) = (0_u64, 0_u64, 0);
        for day in over {
            let path = folder::path(dir, self.args.format, day);
            if path.exists() && !self.args.overwrite {
                there += 1;
                self.stages.skip();
                continue;
            }
            let draft = Draft::create(&path)?;
            rows += self.whole(&draft, std::slice::from_ref(day))?;
            draft.keep()?;
            written += 1;
        }
        let told = Record::default().with("folder", dir.display().to_string()).with("rows", rows);
        let told = told.with("days_written", written).with("days_there_already", there);
        Ok(told.with("day_not_over", not_over.first().map(|day| day.date.to_string())))
    }

    /// Writes a file, or leaves none.
    fn whole(&mut self, draft: &Draft, days: &[Day]) -> Result<u64, Error> {
        self.write(days, draft.file()).map_err(|error| {
            draft.discard();
            draft.named(error)
        })
    }

    fn write(&mut self, days: &[Day], out: impl Write + Send) -> Result<u64, Error> {
        let format = match self.args.format {
            ExportFormat::Csv | ExportFormat::Focus => Format::Csv,
            ExportFormat::Jsonl => Format::Jsonl,
            ExportFormat::Parquet => Format::Parquet,
        };
        let mut writer = rows::writer(format, self.columns, out)?;
        let mut rows = 0;
        for day in days {
            rows += self.day(day, writer.as_mut())?;
        }
        writer.finish()?;
        Ok(rows)
    }

    fn day(&mut self, day: &Day, writer: &mut dyn Writer) -> Result<u64, Error> {
        let only = &self.args.only;
        let [from, to] = day.bounds();
        let descendants = self.args.descendants.to_string();
        let values = [
            Some(from.as_str()),
            Some(to.as_str()),
            self.args.account.as_deref(),
            Some(descendants.as_str()),
            self.provider.as_deref(),
            only.model.as_deref(),
            only.operation.as_deref(),
            only.session.as_deref(),
            only.key_source.as_deref(),
            self.args.billing_account.as_deref(),
        ];
        let (session, stages, sql) = (&mut *self.session, &self.stages, &self.sql);
        let name = day.date.to_string();
        let rows = stages.stage(&name, || {
            let mut count = 0_u64;
            session.each(sql, &values, |cells| {
                count += 1;
                if count.is_multiple_of(TOLD_EVERY) {
                    stages.tell(format!("{name}, {} rows", number::for_people(&count.to_string())));
                }
                writer.row(cells)
            })
        })?;
        if self.args.format == ExportFormat::Focus {
            let mut unpriced = 0;
            session.each(&columns::unpriced_sql(), &values, |cells| {
                unpriced +=
                    cells.first().copied().flatten().and_then(|count| count.parse().ok()).unwrap_or(0);
                Ok(())
            })?;
            self.unpriced += unpriced;
        }
        Ok(rows)
    }
}
