//! Where the tests find real mails and published vectors.
#![allow(dead_code, reason = "each test binary uses a part of it")]
#![allow(clippy::unwrap_used, clippy::panic)]

use std::path::{Path, PathBuf};
use waxseal::message::Attachment;

/// The folder of real material that is not part of this repository: `WAXSEAL_CORPUS`, or
/// `../shared/corpus` beside the workspace. `None`, with a message, where there is none.
pub fn corpus() -> Option<PathBuf> {
    let folder = std::env::var_os("WAXSEAL_CORPUS").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus"),
        PathBuf::from,
    );
    if folder.join("eml").is_dir() {
        return Some(folder);
    }
    println!("skipped: corpus not found at {}", folder.display());
    None
}

/// All mails of the corpus with their path in it, in order; `None` where there is no corpus.
pub fn mails() -> Option<Vec<(String, Vec<u8>)>> {
    let root = corpus()?.join("eml");
    let mut files = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files.push(path);
            }
        }
    }
    files.sort();
    let mails: Vec<_> = files
        .into_iter()
        .map(|path| {
            let name = path.strip_prefix(&root).unwrap().to_str().unwrap();
            (name.to_owned(), std::fs::read(&path).unwrap())
        })
        .collect();
    assert!(
        mails.len() > 300,
        "only {} mails in the corpus",
        mails.len()
    );
    Some(mails)
}

/// The decoded bytes of an attachment.
pub fn content(mail: &[u8], attachment: &Attachment) -> Vec<u8> {
    let mut bytes = Vec::new();
    let taken = attachment.decode(mail, |piece| {
        bytes.extend_from_slice(piece);
        Ok(())
    });
    taken.unwrap();
    bytes
}
