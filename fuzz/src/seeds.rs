//! What fuzzing begins with. Each target writes its own seeds, when it is started with `WAXSEAL_SEEDS` set to a folder:
//! those that it makes itself, and those of the corpus of real mails, if there is one.

use std::fs;
use std::path::{Path, PathBuf};

/// Writes the seeds of a target and ends the program, if it was started for that.
pub fn write_if_asked(seeds: impl FnOnce() -> Vec<Vec<u8>>) {
    let Some(folder) = std::env::var_os("WAXSEAL_SEEDS").map(PathBuf::from) else {
        return;
    };
    fs::create_dir_all(&folder).expect("the folder of the seeds");
    for (number, seed) in seeds().iter().enumerate() {
        fs::write(folder.join(format!("seed-{number:05}")), seed).expect("a seed");
    }
    std::process::exit(0);
}

/// The corpus of real mails, from which nothing is in this repository: `WAXSEAL_CORPUS`, or `shared/corpus` beside it.
pub fn corpus() -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus");
    let folder = std::env::var_os("WAXSEAL_CORPUS").map_or_else(beside, PathBuf::from);
    folder.is_dir().then_some(folder)
}

/// The files below a folder of the corpus of at most so many bytes: a large one takes the time of many small ones.
pub fn files(folder: &str, most: u64) -> Vec<Vec<u8>> {
    let Some(corpus) = corpus() else {
        return Vec::new();
    };
    let mut found = Vec::new();
    let mut folders = vec![corpus.join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if entry.metadata().is_ok_and(|its| its.len() <= most) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
        .iter()
        .filter_map(|path| fs::read(path).ok())
        .collect()
}
