//! A file that is there whole or not at all.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::error::Error;

/// Writes a file beside it and gives that its name, so that nobody reads half of it and an error leaves the old one. What is no file, such as
/// a pipe, is written to as it is; a link stays one.
///
/// # Errors
/// A path that cannot be written to.
pub fn replace(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let named = |source| Error::Unwritten { path: path.display().to_string(), source };
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    match fs::metadata(&target) {
        Ok(found) if found.is_dir() => Err(named(io::ErrorKind::IsADirectory.into())),
        Ok(found) if !found.is_file() => fs::write(&target, bytes).map_err(named),
        found => {
            let beside = beside(&target).ok_or_else(|| named(io::ErrorKind::InvalidFilename.into()))?;
            let done = write_whole(&beside, bytes, found.ok()).and_then(|()| fs::rename(&beside, &target));
            done.map_err(|source| {
                let _ = fs::remove_file(&beside); // it may not be there
                named(source)
            })
        }
    }
}

fn beside(target: &Path) -> Option<PathBuf> {
    let name = target.file_name()?.to_string_lossy();
    Some(target.with_file_name(format!(".{name}.{}.part", std::process::id())))
}

/// With the rights of the file that it is to replace.
fn write_whole(path: &Path, bytes: &[u8], like: Option<fs::Metadata>) -> io::Result<()> {
    let mut file = File::create(path)?;
    if let Some(like) = like {
        file.set_permissions(like.permissions())?;
    }
    file.write_all(bytes)?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use super::replace;

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
        assert_eq!(fs::read_dir(&folder).map(Iterator::count).unwrap_or_default(), 1);
        assert!(fs::remove_dir_all(&folder).is_ok());
    }
}
