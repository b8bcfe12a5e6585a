//! `top`: the heaviest accounts and models of the last minutes, hour or day, again and again.

mod screen;

use std::io::IsTerminal;
use std::time::{Duration, Instant};

use super::Outcome;
use crate::cli::{Global, TopArgs, Weight, Window};
use crate::error::Error;
use crate::output::grid::{Entry, Grid};
use crate::output::{self, Record, Section, gauge, number};
use crate::session::Session;
use screen::{Key, Screen};

const LINES: u16 = 10;
/// Lines of a frame that are no account and no model: the title, and twice a blank line, the name, the header and its rule.
const LINES_AROUND: u16 = 9;

/// What is asked for; keys change it.
#[derive(Clone, Copy)]
struct View {
    window: Window,
    by: Weight,
}

pub fn run(global: &Global, args: &TopArgs) -> Result<Outcome, Error> {
    let mut session = Session::open(global.database_url.as_deref())?;
    let view = View { window: args.window, by: args.by };
    let dumb = std::env::var_os("TERM").is_none_or(|term| term == "dumb");
    if args.once || global.json || dumb || !std::io::stdout().is_terminal() {
        let sections = frame(&mut session, view, args.lines.unwrap_or(LINES))?;
        output::print(global, &sections)?;
    } else {
        live(&mut session, args, view)?;
    }
    Ok(Outcome::Done)
}

fn live(session: &mut Session, args: &TopArgs, mut view: View) -> Result<(), Error> {
    // an error of the first look is told where it is asked for
    let mut sections = frame(session, view, args.lines.unwrap_or(LINES))?;
    let mut screen = Screen::open()?;
    let interval = Duration::from_secs(args.interval.into());
    loop {
        screen.draw(&output::tables(&sections, false))?;
        let next = Instant::now() + interval;
        loop {
            match screen.key(next.saturating_duration_since(Instant::now()))? {
                Key::Leave => return Ok(()),
                Key::Char(key) if !view.change(key) => {}
                Key::Char(_) | Key::Resized | Key::None => break,
            }
        }
        let fitting = screen.height().saturating_sub(LINES_AROUND) / 2;
        sections = frame(session, view, args.lines.unwrap_or(fitting.max(1)))?;
    }
}

impl View {
    /// Whether the key means something.
    fn change(&mut self, key: char) -> bool {
        match key {
            'm' => self.window = Window::Minutes,
            'h' => self.window = Window::Hour,
            'd' => self.window = Window::Day,
            'c' => self.by = Weight::Cost,
            't' => self.by = Weight::Tokens,
            'r' => self.by = Weight::Requests,
            _ => return false,
        }
        true
    }

    fn interval(self) -> (&'static str, &'static str) {
        match self.window {
            Window::Minutes => ("5 minutes", "the last 5 minutes"),
            Window::Hour => ("1 hour", "the last hour"),
            Window::Day => ("1 day", "the last day"),
        }
    }

    fn weight(self) -> &'static str {
        match self.by {
            Weight::Cost => "cost",
            Weight::Tokens => "tokens",
            Weight::Requests => "requests",
        }
    }
}

fn frame(session: &mut Session, view: View, lines: u16) -> Result<Vec<Section>, Error> {
    let (interval, words) = view.interval();
    let total = session.query(include_str!("../../sql/top_total.sql"), &[Some(interval)])?;
    let total = total.into_iter().next().unwrap_or_default().with("window", interval);
    let lines = lines.to_string();
    let mut heaviest = |groups: &str| {
        let values = [Some(interval), Some(groups), Some(view.weight()), Some(&lines)];
        session.query(include_str!("../../sql/top.sql"), &values)
    };
    let accounts = heaviest("{account}")?;
    let models = heaviest("{provider,model}")?;
    let title = format!(
        "{} UTC, {words}, most {} first: {} requests, {} denied, {} tokens, {} USD",
        total.text("at"),
        view.weight(),
        shown(&total, "requests"),
        shown(&total, "denied_requests"),
        shown(&total, "tokens"),
        shown(&total, "cost"),
    );
    let accounts = listed("accounts", "Accounts", &["account"], accounts);
    let models = listed("models", "Models", &["provider", "model"], models);
    Ok(vec![Section::one("total", total).for_programs().with_title(title), accounts, models])
}

fn shown(row: &Record, column: &str) -> String {
    let digits = row.text(column);
    if digits.is_empty() { "?".to_owned() } else { number::for_people(&digits) }
}

fn listed(key: &'static str, title: &str, names: &[&str], rows: Vec<Record>) -> Section {
    let mut columns = names.to_vec();
    columns.extend(["requests", "denied_requests", "tokens", "cost"]);
    let mut header = columns.clone();
    header[names.len() + 1] = "denied";
    header.push("");
    let mut grid = Grid::new(&header);
    let wanted = |column: &str| columns.contains(&column);
    let rows: Vec<Record> = rows
        .into_iter()
        .map(|row| {
            let percent = Some(row.text("percent")).filter(|percent| !percent.is_empty());
            let mut line: Vec<Entry> =
                columns.iter().map(|column| Entry::of(column, row.get(column))).collect();
            line.push(Entry::text(gauge::bar(percent.as_deref())).solid());
            grid.push(line);
            row.only(wanted)
        })
        .collect();
    Section::many(key, rows).with_title(title).with_grid(grid)
}
