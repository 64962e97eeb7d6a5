//! Short lines, so that a page travels as 7-bit mail (RFC 5322 §2.1.1, RFC 2045 §6.7).

use std::io::{self, Write};

/// The longest line of a payload, without its line end: what base64 in MIME has too.
const LINE_CHARS: usize = 76;

/// Passes on what is written and breaks it into lines of at most 76 bytes.
pub(super) struct LineWriter<W> {
    out: W,
    column: usize,
}

impl<W: Write> LineWriter<W> {
    pub(super) fn new(out: W) -> Self {
        Self { out, column: 0 }
    }

    pub(super) fn into_inner(self) -> W {
        self.out
    }
}

impl<W: Write> Write for LineWriter<W> {
    fn write(&mut self, data: &[u8]) -> io::Result<usize> {
        let mut rest = data;
        while !rest.is_empty() {
            if self.column == LINE_CHARS {
                self.out.write_all(b"\n")?;
                self.column = 0;
            }
            let (now, after) = rest.split_at(rest.len().min(LINE_CHARS - self.column));
            self.out.write_all(now)?;
            self.column += now.len();
            rest = after;
        }
        Ok(data.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn lines_are_full_and_nothing_is_lost(text in "[a-z]{0,400}", piece in 1usize..100) {
            let mut lines = LineWriter::new(Vec::new());
            for piece in text.as_bytes().chunks(piece) {
                lines.write_all(piece).unwrap();
            }
            let written = String::from_utf8(lines.out).unwrap();
            let mut split = written.split('\n').rev();
            prop_assert!(split.next().is_some_and(|last| last.len() <= LINE_CHARS));
            prop_assert!(split.all(|line| line.len() == LINE_CHARS));
            prop_assert_eq!(written.replace('\n', ""), text);
        }
    }
}
