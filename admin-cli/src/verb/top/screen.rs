//! The terminal while a verb has all of it: given back as it was, however the verb ends.

use std::io::{Write, stdout};
use std::time::Duration;

use crossterm::event::{self, Event, KeyCode, KeyEventKind, KeyModifiers};
use crossterm::terminal::{
    self, BeginSynchronizedUpdate, Clear, ClearType, EndSynchronizedUpdate, EnterAlternateScreen,
    LeaveAlternateScreen,
};
use crossterm::{cursor, execute, queue, style};

use crate::error::Error;
use crate::output::fit;

pub struct Screen(());

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
        terminal::enable_raw_mode().map_err(Error::Output)?;
        let screen = Self(()); // from here on it is given back
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
        if !event::poll(wait).map_err(Error::Output)? {
            return Ok(Key::None);
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
