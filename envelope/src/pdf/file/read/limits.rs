//! How much of a PDF is read before it is refused.

use crate::Error;

/// What is accepted from a PDF that anybody may have made.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// The largest file, in bytes. Default 2 GiB.
    pub max_file_bytes: u64,
    /// The most objects. Default 1 000 000.
    pub max_objects: usize,
    /// The most embedded files. Default 10 000.
    pub max_attachments: usize,
    /// What may be read for the structure of the file (cross-reference tables, objects, object
    /// streams), in bytes, each time counted. Default 256 MiB. Attachments are not part of it.
    pub max_structure_bytes: u64,
    /// The size of an attachment or a message, in bytes. Default 1 GiB.
    pub max_plaintext_bytes: u64,
    /// The size of all attachments that are taken out of one opened PDF together, in bytes, each time
    /// counted: a small file can hold many that inflate a thousandfold. Default 4 GiB.
    pub max_total_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_file_bytes: 2 << 30,
            max_objects: 1_000_000,
            max_attachments: 10_000,
            max_structure_bytes: 256 << 20,
            max_plaintext_bytes: 1 << 30,
            max_total_bytes: 4 << 30,
        }
    }
}

pub(in crate::pdf::file) fn at_most(
    what: &'static str,
    found: u64,
    limit: u64,
) -> Result<(), Error> {
    if found > limit {
        return Err(Error::TooLarge { what, found, limit });
    }
    Ok(())
}
