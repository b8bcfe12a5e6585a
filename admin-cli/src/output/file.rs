//! A file that has its name only when it is whole.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use crate::error::Error;

/// What is written under `name.part`, until [`Draft::keep`] gives it the name: nobody reads half of a file, and an error leaves the old one.
/// What is no file, such as a pipe, is written as it is; a link stays one.
pub struct Draft {
    /// As it was given, for messages.
    path: PathBuf,
    target: PathBuf,
    /// `None`: a device or a pipe.
    part: Option<PathBuf>,
    file: File,
}

impl Draft {
    /// The file gets the permissions of the one that it is to replace.
    ///
    /// # Errors
    /// A file that cannot be written, or that another program of this kind is writing.
    pub fn create(path: &Path) -> Result<Self, Error> {
        let failed = |source| failed(path, source);
        let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let old = fs::metadata(&target).ok();
        if old.as_ref().is_some_and(fs::Metadata::is_dir) {
            return Err(failed(ErrorKind::IsADirectory.into()));
        }
        if old.as_ref().is_some_and(|old| !old.is_file()) {
            let file = OpenOptions::new().write(true).open(&target).map_err(failed)?;
            return Ok(Self { path: path.to_owned(), target, part: None, file });
        }
        let part = with_ending(&target).ok_or_else(|| failed(ErrorKind::InvalidFilename.into()))?;
        let open = OpenOptions::new().write(true).create(true).truncate(false).open(&part);
        let file = open.map_err(failed)?;
        file.try_lock().map_err(|error| match error {
            TryLockError::WouldBlock => Error::usage(
                format!("another token-meter is writing {}", part.display()),
                "Wait until it has ended, or give another file.",
            ),
            TryLockError::Error(source) => failed(source),
        })?;
        file.set_len(0).map_err(failed)?; // what a run that was killed has left
        if let Some(old) = old {
            file.set_permissions(old.permissions()).map_err(failed)?;
        }
        Ok(Self { path: path.to_owned(), target, part: Some(part), file })
    }

    pub fn file(&self) -> &File {
        &self.file
    }

    /// # Errors
    /// What the disk says.
    pub fn keep(self) -> Result<(), Error> {
        let Some(part) = self.part else { return Ok(()) };
        let kept = self.file.sync_all().and_then(|()| fs::rename(&part, &self.target));
        kept.map_err(|source| failed(&self.path, source))
    }

    /// Takes away what there is of a file that does not become whole.
    pub fn discard(&self) {
        if let Some(part) = &self.part {
            let _ = fs::remove_file(part);
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

/// Writes a whole file at once.
///
/// # Errors
/// As [`Draft::create`]; what the disk says.
pub fn replace(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let draft = Draft::create(path)?;
    match draft.file().write_all(bytes) {
        Ok(()) => draft.keep(),
        Err(source) => {
            draft.discard();
            Err(failed(path, source))
        }
    }
}

pub fn failed(path: &Path, source: io::Error) -> Error {
    Error::Unwritten { path: path.display().to_string(), source }
}

fn with_ending(target: &Path) -> Option<PathBuf> {
    let mut name = target.file_name()?.to_owned();
    name.push(".part");
    Some(target.with_file_name(name))
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use super::{Draft, replace};

    #[test]
    fn a_file_is_replaced_whole_and_nothing_is_left_beside_it() {
        let folder = std::env::temp_dir().join(format!("token-meter-file-{}", std::process::id()));
        assert!(fs::create_dir_all(&folder).is_ok());
        let path = folder.join("page.html");
        for text in ["first", "second"] {
            assert!(replace(&path, text.as_bytes()).is_ok());
            assert_eq!(fs::read_to_string(&path).unwrap_or_default(), text);
        }
        assert!(replace(&folder, b"x").is_err());
        assert!(replace(&folder.join("no/page.html"), b"x").is_err());
        assert!(replace(Path::new(""), b"x").is_err());
        let other = Draft::create(&path);
        assert!(other.is_ok() && replace(&path, b"third").is_err());
        assert_eq!(fs::read_to_string(&path).unwrap_or_default(), "second");
        other.iter().for_each(Draft::discard);
        assert_eq!(fs::read_dir(&folder).map(Iterator::count).unwrap_or_default(), 1);
        assert!(fs::remove_dir_all(&folder).is_ok());
    }
}
