//! The terminal while a verb has all of it: given back as it was, however the verb ends.

use std::io::{Write, stdout};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crossterm::event::{self, Event, KeyCode, KeyEventKind, KeyModifiers};
use crossterm::terminal::{
    self, BeginSynchronizedUpdate, Clear, ClearType, EndSynchronizedUpdate, EnterAlternateScreen,
    LeaveAlternateScreen,
};
use crossterm::{cursor, execute, queue, style};
use signal_hook::consts::SIGTERM;
use signal_hook::flag;

use crate::error::Error;
use crate::output::fit;

/// A look at the signals; who ends the program must not wait longer.
const LOOK: Duration = Duration::from_millis(200);

pub struct Screen {
    is_ending: Arc<AtomicBool>,
}

pub enum Key {
    Leave,
    Char(char),
    Resized,
    /// Nobody pressed one.
    None,
}

impl Screen {
    /// # Errors
    /// A terminal that cannot be had.
    pub fn open() -> Result<Self, Error> {
        let is_ending = Arc::new(AtomicBool::new(false));
        // a second one ends it while it waits for the server
        flag::register_conditional_shutdown(SIGTERM, 128 + SIGTERM, Arc::clone(&is_ending))
            .map_err(Error::Output)?;
        flag::register(SIGTERM, Arc::clone(&is_ending)).map_err(Error::Output)?;
        terminal::enable_raw_mode().map_err(Error::Output)?;
        let screen = Self { is_ending }; // from here on it is given back
        execute!(stdout(), EnterAlternateScreen, cursor::Hide).map_err(Error::Output)?;
        Ok(screen)
    }

    /// Shows as many of the lines as there is room for.
    ///
    /// # Errors
    /// A terminal that is gone.
    pub fn draw(&mut self, text: &str) -> Result<(), Error> {
        let (width, height) = size();
        let mut out = stdout().lock();
        let mut drawn = || {
            queue!(out, BeginSynchronizedUpdate, cursor::MoveTo(0, 0))?;
            for (row, line) in text.lines().take(height.into()).enumerate() {
                let cut = fit::cut(line, width.into());
                queue!(
                    out,
                    cursor::MoveTo(0, row as u16),
                    style::Print(cut),
                    Clear(ClearType::UntilNewLine)
                )?;
            }
            queue!(out, Clear(ClearType::FromCursorDown), EndSynchronizedUpdate)?;
            out.flush()
        };
        drawn().map_err(Error::Output)
    }

    /// What is pressed within that time.
    ///
    /// # Errors
    /// A terminal that is gone.
    pub fn key(&mut self, wait: Duration) -> Result<Key, Error> {
        let until = Instant::now() + wait;
        loop {
            if self.is_ending.load(Ordering::Relaxed) {
                return Ok(Key::Leave);
            }
            let left = until.saturating_duration_since(Instant::now());
            if event::poll(left.min(LOOK)).map_err(Error::Output)? {
                break;
            }
            if left.is_zero() {
                return Ok(Key::None);
            }
        }
        Ok(match event::read().map_err(Error::Output)? {
            Event::Key(key) if key.kind == KeyEventKind::Release => Key::Char('\0'),
            Event::Key(key) => match key.code {
                KeyCode::Char('c' | 'd') if key.modifiers.contains(KeyModifiers::CONTROL) => Key::Leave,
                KeyCode::Char('q') | KeyCode::Esc => Key::Leave,
                KeyCode::Char(char) => Key::Char(char),
                _ => Key::Char('\0'),
            },
            Event::Resize(..) => Key::Resized,
            _ => Key::Char('\0'),
        })
    }

    /// Columns and lines.
    pub fn size(&self) -> (u16, u16) {
        size()
    }
}

/// Columns and lines; those of old where the terminal does not know.
fn size() -> (u16, u16) {
    terminal::size().ok().filter(|(width, height)| *width > 0 && *height > 0).unwrap_or((80, 24))
}

impl Drop for Screen {
    fn drop(&mut self) {
        let _ = execute!(stdout(), cursor::Show, LeaveAlternateScreen);
        let _ = terminal::disable_raw_mode();
    }
}
