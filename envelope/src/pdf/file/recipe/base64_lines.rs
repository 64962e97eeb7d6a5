//! Base64 in lines, as mailers write it (RFC 2045 §6.8).

use super::LineEnd;
use crate::base64_engine::STANDARD;
use base64::Engine as _;
use std::io::{self, Write};

/// How much is encoded at a time: a multiple of three bytes.
const CHUNK_BYTES: usize = 24 * 1024;

/// Encodes what is written to it.
pub(super) struct Base64Lines<W> {
    out: W,
    /// 0: one line without end.
    line: usize,
    end: LineEnd,
    /// How many characters the open line has.
    column: usize,
    /// Bytes that do not fill a chunk yet.
    held: Vec<u8>,
    text: String,
    lines: Vec<u8>,
}

impl<W: Write> Base64Lines<W> {
    pub(super) fn new(line: usize, end: LineEnd, out: W) -> Self {
        Self {
            out,
            line,
            end,
            column: 0,
            held: Vec::with_capacity(CHUNK_BYTES),
            text: String::new(),
            lines: Vec::new(),
        }
    }

    fn encode_held(&mut self) -> io::Result<()> {
        self.text.clear();
        STANDARD.encode_string(&self.held, &mut self.text);
        self.held.clear();
        if self.line == 0 {
            return self.out.write_all(self.text.as_bytes());
        }
        self.lines.clear();
        let mut rest = self.text.as_bytes();
        while !rest.is_empty() {
            if self.column == self.line {
                self.lines.extend_from_slice(self.end.as_bytes());
                self.column = 0;
            }
            let size = rest.len().min(self.line - self.column);
            let (now, later) = rest.split_at(size);
            self.lines.extend_from_slice(now);
            self.column += size;
            rest = later;
        }
        self.out.write_all(&self.lines)
    }

    /// Encodes what is left and gives the writer back.
    pub(super) fn finish(mut self) -> io::Result<W> {
        self.encode_held()?;
        Ok(self.out)
    }
}

impl<W: Write> Write for Base64Lines<W> {
    fn write(&mut self, data: &[u8]) -> io::Result<usize> {
        let size = data.len().min(CHUNK_BYTES - self.held.len());
        self.held
            .extend_from_slice(data.get(..size).unwrap_or_default());
        if self.held.len() == CHUNK_BYTES {
            self.encode_held()?;
        }
        Ok(size)
    }

    /// Does nothing: three bytes are encoded together.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_as_long_as_asked_for_whatever_the_chunks() {
        for size in [0, 1, 2, 3, 57, 58, 24_575, 24_576, 24_577, 60_000] {
            let bytes: Vec<u8> = (0..size).map(|n| (n * 7 % 253) as u8).collect();
            let text = STANDARD.encode(&bytes);
            for line in [0, 1, 4, 60, 76, 77, 998] {
                let mut writer = Base64Lines::new(line, LineEnd::CrLf, Vec::new());
                for piece in bytes.chunks(1000) {
                    writer.write_all(piece).unwrap();
                }
                let written = String::from_utf8(writer.finish().unwrap()).unwrap();
                let lines = text.as_bytes().chunks(line.max(1));
                let expected = match line {
                    0 => text.clone().into_bytes(),
                    _ => lines.collect::<Vec<_>>().join(&b"\r\n"[..]),
                };
                assert!(written.as_bytes() == expected, "{size} in lines of {line}");
            }
        }
    }
}
