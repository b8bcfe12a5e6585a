//! `top`: the heaviest accounts and models of the last minutes, hour or day, again and again.

mod screen;

use std::io::IsTerminal;
use std::time::{Duration, Instant};

use super::Outcome;
use crate::cli::{Global, TopArgs, Weight, Window};
use crate::error::Error;
use crate::output::grid::{Entry, Grid};
use crate::output::{self, Record, Section, fit, gauge, number};
use crate::session::Session;
use screen::{Key, Screen};

const LINES: u16 = 10;
/// Lines of a frame that are no account and no model, beside the headline: twice a blank line, the name, the header and its rule.
const LINES_AROUND: usize = 8;
/// What a narrow terminal does without.
const LESSER: [&str; 2] = ["provider", "denied"];

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
        let frame = Frame::look(&mut session, view, args.lines.unwrap_or(LINES))?;
        output::print(global, &frame.sections(None))?;
    } else {
        live(&mut session, args, view)?;
    }
    Ok(Outcome::Done)
}

fn live(session: &mut Session, args: &TopArgs, mut view: View) -> Result<(), Error> {
    // an error of the first look is told where it is asked for
    let lines = |height: u16| args.lines.unwrap_or(height.max(LINES));
    let mut frame = Frame::look(session, view, lines(LINES))?;
    let mut screen = Screen::open()?;
    let interval = Duration::from_secs(args.interval.into());
    loop {
        let (columns, height) = screen.size();
        let room = args.lines.is_none().then_some((columns.into(), height.into()));
        screen.draw(&output::tables(&frame.sections(room), false, Some(columns.into())))?;
        let next = Instant::now() + interval;
        loop {
            match screen.key(next.saturating_duration_since(Instant::now()))? {
                Key::Leave => return Ok(()),
                Key::Char(key) if !view.change(key) => {}
                Key::Char(_) | Key::Resized | Key::None => break,
            }
        }
        frame = Frame::look(session, view, lines(screen.size().1))?;
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

/// What one look has found.
struct Frame {
    view: View,
    total: Record,
    accounts: Vec<Record>,
    models: Vec<Record>,
}

impl Frame {
    fn look(session: &mut Session, view: View, lines: u16) -> Result<Self, Error> {
        let (interval, _) = view.interval();
        let total = session.query(include_str!("../../sql/top_total.sql"), &[Some(interval)])?;
        let total = total.into_iter().next().unwrap_or_default().with("window", interval);
        let lines = lines.to_string();
        let mut heaviest = |groups: &str| {
            let values = [Some(interval), Some(groups), Some(view.weight()), Some(&lines)];
            session.query(include_str!("../../sql/top.sql"), &values)
        };
        let accounts = heaviest("{account}")?;
        let models = heaviest("{provider,model}")?;
        Ok(Self { view, total, accounts, models })
    }

    /// As much of it as a screen of so many columns and lines has room for; all, where it is none.
    fn sections(&self, room: Option<(usize, usize)>) -> Vec<Section> {
        let mut title = self.title();
        let (mut accounts, mut models) = (self.accounts.as_slice(), self.models.as_slice());
        if let Some((columns, lines)) = room {
            title = folded(&title, columns);
            let room = lines.saturating_sub(LINES_AROUND + title.lines().count());
            let [of_accounts, of_models] = shared(room, accounts.len(), models.len());
            (accounts, models) = (&accounts[..of_accounts], &models[..of_models]);
        }
        vec![
            Section::one("total", self.total.clone()).for_programs().with_title(title),
            listed("accounts", "Accounts", &["account"], accounts),
            listed("models", "Models", &["provider", "model"], models),
        ]
    }

    fn title(&self) -> String {
        let (_, words) = self.view.interval();
        let total = &self.total;
        let unpriced = match total.text("unpriced_requests").as_str() {
            "0" => String::new(),
            _ => format!(" and the unknown cost of {} calls", shown(total, "unpriced_requests")),
        };
        format!(
            "{} UTC, {words}, most {} first: {} requests, {} denied, {} tokens, {} USD{unpriced}",
            total.text("at"),
            self.view.weight(),
            shown(total, "requests"),
            shown(total, "denied_requests"),
            shown(total, "tokens"),
            shown(total, "cost"),
        )
    }
}

/// Lines of two tables that share a room: what one does not need the other has; each has one.
fn shared(room: usize, first: usize, second: usize) -> [usize; 2] {
    let half = room / 2;
    let of_first = first.min(half.max(room.saturating_sub(second))).max(first.min(1));
    [of_first, second.min(room.saturating_sub(of_first)).max(second.min(1))]
}

/// Lines that are broken between words.
fn folded(text: &str, columns: usize) -> String {
    let mut folded = String::new();
    let mut taken = 0;
    for word in text.split(' ') {
        let width = fit::width(word);
        if taken > 0 && taken + 1 + width > columns {
            folded.push('\n');
            taken = 0;
        } else if taken > 0 {
            folded.push(' ');
            taken += 1;
        }
        folded.push_str(word);
        taken += width;
    }
    folded
}

fn shown(row: &Record, column: &str) -> String {
    let digits = row.text(column);
    if digits.is_empty() { "?".to_owned() } else { number::for_people(&digits) }
}

fn listed(key: &'static str, title: &str, names: &[&str], rows: &[Record]) -> Section {
    let mut columns = names.to_vec();
    columns.extend(["requests", "denied_requests", "tokens", "cost"]);
    let mut header = columns.clone();
    header[names.len() + 1] = "denied";
    header.push("");
    let mut grid = Grid::new(&header);
    let wanted = |column: &str| columns.contains(&column);
    let rows: Vec<Record> = rows
        .iter()
        .map(|row| {
            let percent = Some(row.text("percent")).filter(|percent| !percent.is_empty());
            let mut line: Vec<Entry> =
                columns.iter().map(|column| Entry::of(column, row.get(column))).collect();
            line.push(Entry::text(gauge::bar(percent.as_deref())).solid());
            grid.push(line);
            row.clone().only(wanted)
        })
        .collect();
    Section::many(key, rows).with_title(title).with_grid(grid.narrowing(&LESSER))
}

#[cfg(test)]
mod tests {
    use super::{folded, shared};

    #[test]
    fn two_tables_share_the_lines_of_a_screen() {
        for (room, first, second, expected) in [
            (14, 100, 100, [7, 7]),
            (14, 100, 3, [11, 3]),
            (14, 2, 100, [2, 12]),
            (14, 5, 5, [5, 5]),
            (15, 100, 100, [7, 8]),
            (0, 100, 100, [1, 1]),
            (1, 100, 0, [1, 0]),
        ] {
            assert_eq!(shared(room, first, second), expected, "{room} {first} {second}");
        }
    }

    #[test]
    fn a_headline_goes_on_in_the_next_line() {
        assert_eq!(folded("one two three", 8), "one two\nthree");
        assert_eq!(folded("one two three", 80), "one two three");
        assert_eq!(folded("seventeen", 3), "seventeen");
    }
}
