//! A file that has its name only when it is whole.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use crate::error::Error;

/// What is written under `name.part`, until [`Draft::keep`] gives it the name.
pub struct Draft {
    path: PathBuf,
    /// `None`: a device or a pipe, which is written as it is.
    part: Option<PathBuf>,
    file: File,
}

impl Draft {
    /// # Errors
    /// A file that cannot be written, or that another export is writing.
    pub fn create(path: &Path) -> Result<Self, Error> {
        let special = path.metadata().is_ok_and(|found| !found.is_file() && !found.is_dir());
        let part = (!special).then(|| with_ending(path));
        let place = part.as_deref().unwrap_or(path);
        let failed = |source| failed(place, source);
        let file =
            OpenOptions::new().write(true).create(!special).truncate(false).open(place).map_err(failed)?;
        if part.is_some() {
            file.try_lock().map_err(|error| match error {
                TryLockError::WouldBlock => Error::usage(
                    format!("another export is writing {}", place.display()),
                    "Wait until it has ended, or give another file.",
                ),
                TryLockError::Error(source) => failed(source),
            })?;
            file.set_len(0).map_err(failed)?; // what a run that was killed has left
        }
        Ok(Self { path: path.to_owned(), part, file })
    }

    pub fn file(&self) -> &File {
        &self.file
    }

    /// # Errors
    /// What the disk says.
    pub fn keep(self) -> Result<(), Error> {
        let Some(part) = self.part else { return Ok(()) };
        let kept = self.file.sync_all().and_then(|()| std::fs::rename(&part, &self.path));
        kept.map_err(|source| failed(&self.path, source))
    }

    /// Takes away what there is of a file that does not become whole.
    pub fn discard(&self) {
        if let Some(part) = &self.part {
            let _ = std::fs::remove_file(part);
        }
    }

    /// An error of the output, with the file that it is about.
    pub fn named(&self, error: Error) -> Error {
        match error {
            Error::Output(source) => failed(&self.path, source),
            other => other,
        }
    }
}

fn with_ending(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".part");
    PathBuf::from(name)
}

pub fn failed(path: &Path, source: io::Error) -> Error {
    Error::Unwritten { path: path.display().to_string(), source }
}
