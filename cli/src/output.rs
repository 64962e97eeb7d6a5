//! Writing: all of it or nothing.

use crate::args::Place;
use crate::failure::Failure;
use crate::signals;
use std::fs::{self, File};
use std::io::{self, Seek};
use std::path::{Path, PathBuf};
use tempfile::{NamedTempFile, TempPath};
use waxseal::Error;

/// What is delivered when it is complete. Until then its owner alone can read it, and it vanishes
/// with this value or with the program.
pub enum Output {
    /// Has a random name in the folder where it will get its own.
    File {
        file: NamedTempFile,
        path: PathBuf,
        replace: bool,
    },
    /// Has no name at all, and is copied in the end.
    Stdout(File),
}

impl Output {
    /// Refuses at once what [`deliver_all`] would refuse in the end.
    pub fn create(place: &Place, replace: bool) -> Result<Self, Failure> {
        match place {
            Place::Stream => nameless().map(Self::Stdout),
            Place::File(path) => {
                refuse_to_replace(path, replace)?;
                Ok(Self::File {
                    file: temporary(path)?,
                    path: path.clone(),
                    replace,
                })
            }
        }
    }

    pub fn file(&self) -> &File {
        match self {
            Self::File { file, .. } => file.as_file(),
            Self::Stdout(file) => file,
        }
    }

    /// The file as somebody else will find it, from its beginning.
    pub fn reopen(&self) -> Result<File, Failure> {
        match self {
            Self::File { file, .. } => file.reopen(),
            Self::Stdout(file) => file.try_clone().and_then(|mut file| {
                file.rewind()?;
                Ok(file)
            }),
        }
        .map_err(self.cannot_write())
    }

    pub fn cannot_write(&self) -> impl FnOnce(io::Error) -> Failure + use<> {
        let place = self.place();
        move |source| Failure::Output { place, source }
    }

    /// What the library says when it reads from memory and writes here.
    pub fn failed(&self) -> impl FnOnce(Error) -> Failure + use<> {
        let place = self.place();
        move |error| match error {
            Error::Io(source) => Failure::Output { place, source },
            error => Failure::Library { place, error },
        }
    }

    /// What to call it in an error.
    pub fn place(&self) -> String {
        match self {
            Self::File { path, .. } => path.display().to_string(),
            Self::Stdout(_) => format!("a temporary file in {}", std::env::temp_dir().display()),
        }
    }

    /// Makes sure that all of it is on the disk, and closes the file: there may be more of them
    /// than a program may have open.
    pub fn finish(self) -> Result<Finished, Failure> {
        let cannot_write = self.cannot_write();
        match self {
            Self::Stdout(file) => Ok(Finished::Stdout(file)),
            Self::File {
                file,
                path,
                replace,
            } => {
                file.as_file().sync_all().map_err(cannot_write)?;
                Ok(Finished::File {
                    temporary: file.into_temp_path(),
                    path,
                    replace,
                })
            }
        }
    }
}

/// What is complete, and has no name yet.
pub enum Finished {
    File {
        temporary: TempPath,
        path: PathBuf,
        replace: bool,
    },
    Stdout(File),
}

/// Gives all of them their names, or none. Only if a file was replaced before another one failed
/// does what has its name stay, because what was there before cannot come back.
pub fn deliver_all(outputs: impl IntoIterator<Item = Finished>) -> Result<(), Failure> {
    let mut delivered = Vec::new();
    let mut some_replaced = false;
    for output in outputs {
        let (temporary, path, replace) = match output {
            Finished::Stdout(mut file) => {
                copy_to_stdout(&mut file)?;
                continue;
            }
            Finished::File {
                temporary,
                path,
                replace,
            } => (temporary, path, replace),
        };
        let replaces = replace && path.exists();
        if let Err(failure) = name(temporary, &path, replace) {
            if !some_replaced {
                for path in delivered {
                    // The failure that is reported matters more than another one here.
                    let _ = fs::remove_file(path);
                }
            }
            return Err(failure);
        }
        some_replaced |= replaces;
        delivered.push(path);
    }
    Ok(())
}

fn name(temporary: TempPath, path: &Path, replace: bool) -> Result<(), Failure> {
    let named = match replace {
        true => temporary.persist(path),
        false => temporary.persist_noclobber(path),
    };
    named.map_err(|refused| match refused.error {
        error if error.kind() == io::ErrorKind::AlreadyExists => Failure::Exists(path.to_owned()),
        source => Failure::Output {
            place: path.display().to_string(),
            source,
        },
    })?;
    // The name should survive a power failure too. Not every system can sync a folder, and the
    // file is in place already.
    let _ = File::open(folder(path)).and_then(|folder| folder.sync_all());
    Ok(())
}

fn copy_to_stdout(file: &mut File) -> Result<(), Failure> {
    file.rewind()
        .map_err(|source| Failure::Temporary(source.kind().into()))?;
    io::copy(file, &mut io::stdout().lock()).map_err(Failure::Stdout)?;
    Ok(())
}

/// Refuses an output that would take the place of a file which the same command reads or makes,
/// even with --force. Neither has to exist yet.
pub fn refuse_to_lose<'a>(
    output: &Place,
    others: impl IntoIterator<Item = (&'a Path, &'static str)>,
) -> Result<(), Failure> {
    let Place::File(path) = output else {
        return Ok(());
    };
    let Some(replaced) = entry(path) else {
        return Ok(());
    };
    for (other, what) in others {
        // A link that leads to what is replaced loses it as well.
        let target = other.canonicalize().ok();
        if [entry(other), target].contains(&Some(replaced.clone())) {
            return Err(Failure::Usage {
                what: format!("{} is both the output and {what}", path.display()),
                remedy: "choose another name for the output with -o".into(),
            });
        }
    }
    Ok(())
}

/// A file's name in its folder, however the folder was named. A link is not followed, because it is
/// the link that gets replaced. None if there is no such folder, which is reported later.
fn entry(path: &Path) -> Option<PathBuf> {
    Some(folder(path).canonicalize().ok()?.join(path.file_name()?))
}

fn refuse_to_replace(path: &Path, replace: bool) -> Result<(), Failure> {
    match fs::metadata(path) {
        Ok(found) if found.is_dir() => Err(Failure::FolderInTheWay(path.to_owned())),
        // Replacing a device or a pipe by a file is never what was meant.
        Ok(found) if !found.is_file() => Err(Failure::NotAFile(path.to_owned())),
        Ok(_) if !replace => Err(Failure::Exists(path.to_owned())),
        _ => Ok(()),
    }
}

fn temporary(path: &Path) -> Result<NamedTempFile, Failure> {
    signals::keep_watch_over(|| {
        let file = tempfile::Builder::new()
            .prefix(".waxseal-")
            .suffix(".tmp")
            .tempfile_in(folder(path))?;
        let name = file.path().to_owned();
        Ok((file, name))
    })
    .map_err(|error| Failure::Create {
        path: path.to_owned(),
        // tempfile adds the random name, which means nothing to anybody.
        source: error.kind().into(),
    })
}

/// A file without a name for what must not stay, in the folder that the system has for such.
pub fn nameless() -> Result<File, Failure> {
    // tempfile adds the folder, which the error names anyway.
    tempfile::tempfile().map_err(|error| Failure::Temporary(error.kind().into()))
}

fn folder(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}
