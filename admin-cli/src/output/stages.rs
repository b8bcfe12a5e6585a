//! A progress bar over the stages of a long verb, on standard error. Hidden when that is no terminal.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::error::Error;

pub struct Stages(ProgressBar);

impl Stages {
    pub fn new(count: u64) -> Self {
        let bar = ProgressBar::with_draw_target(Some(count), ProgressDrawTarget::stderr());
        let template = "{spinner} [{bar:20}] {pos}/{len} {msg} ({elapsed})";
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style.progress_chars("█ ░"));
        }
        bar.enable_steady_tick(Duration::from_millis(100));
        Self(bar)
    }

    /// Stages that nobody is told of.
    pub fn hidden() -> Self {
        Self(ProgressBar::hidden())
    }

    /// A stage that was done before.
    pub fn skip(&self) {
        self.0.inc(1);
    }

    /// How far the running stage is.
    pub fn tell(&self, message: String) {
        self.0.set_message(message);
    }

    /// Runs one stage under its name.
    pub fn stage<T>(&self, name: &str, work: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
        self.0.set_message(name.to_owned());
        let done = work()?;
        self.0.inc(1);
        Ok(done)
    }
}

impl Drop for Stages {
    /// The bar goes away, also after an error, so that what is said next stands alone.
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
