//! `zip: DEF`: raw DEFLATE (RFC 7516 §4.1.3, RFC 1951) that spends time only on what shrinks.
//!
//! Looking for repetitions takes longer than all the rest of sealing, and most of a large mail has none: an attachment
//! that is compressed already, in base64. So each piece of the plaintext is looked at first. Even base64 is written
//! with one fixed Huffman code, which takes its 33 % off again (six bits for a digit) and does nothing else; bytes
//! without any pattern are stored; whatever remains goes through zlib. The three are blocks of one DEFLATE stream,
//! which every inflater reads.

use flate2::{Compress, Compression, FlushCompress, Status};
use std::io;

/// How much is looked at before it is decided how it is written, in bytes: what starts a file inside a piece is
/// written as the rest of the piece is.
pub(super) const PIECE_BYTES: usize = 32 * 1024;

/// How much room zlib gets at a time, in bytes. So little that it is often used up: were there room for a whole piece, what is
/// done then would hardly ever happen, and no test would see it.
const ROOM_BYTES: usize = 4096;

/// docs/decisions.md says why not the default, 6.
const LEVEL: Compression = Compression::new(4);

/// Deflates piece by piece.
pub(super) struct Deflater {
    /// Made when something is there for it, because it is large. In a box, because zlib-rs holds its state by reference and
    /// frees it when it is dropped: so it must not be a part of what is given to a function by value (its issue 491).
    zlib: Option<Box<Compress>>,
    open: Open,
}

/// Which kind of block the stream is in the middle of.
enum Open {
    /// None: the stream stands at the start of a byte, where any block may follow.
    Nothing,
    Zlib,
    Base64(Bits),
}

impl Deflater {
    pub(super) fn new() -> Self {
        Self {
            zlib: None,
            open: Open::Nothing,
        }
    }

    /// Deflates the next piece, best of [`PIECE_BYTES`], and appends to `out` what is complete.
    pub(super) fn update(&mut self, piece: &[u8], out: &mut Vec<u8>) -> io::Result<()> {
        match Content::of(piece) {
            Content::EvenBase64 => {
                if !matches!(self.open, Open::Base64(_)) {
                    self.close(out)?;
                    let mut bits = Bits::default();
                    base64_code::start_block(&mut bits, out);
                    self.open = Open::Base64(bits);
                }
                if let Open::Base64(bits) = &mut self.open {
                    base64_code::put(piece, bits, out);
                }
            }
            Content::Noise => {
                self.close(out)?;
                store(piece, out);
            }
            Content::Other => {
                if !matches!(self.open, Open::Zlib) {
                    self.close(out)?;
                    self.open = Open::Zlib;
                }
                self.zlib(piece, FlushCompress::None, out)?;
            }
        }
        Ok(())
    }

    /// Ends the stream.
    pub(super) fn finish(mut self, out: &mut Vec<u8>) -> io::Result<()> {
        if matches!(self.open, Open::Zlib) {
            return self.zlib(&[], FlushCompress::Finish, out);
        }
        self.close(out)?;
        // A last block, of fixed codes (RFC 1951 §3.2.6), with nothing in it.
        out.extend_from_slice(&[0x03, 0x00]);
        Ok(())
    }

    /// Ends the block that is open, at the end of a byte.
    fn close(&mut self, out: &mut Vec<u8>) -> io::Result<()> {
        match std::mem::replace(&mut self.open, Open::Nothing) {
            Open::Nothing => {}
            // A full flush, because zlib does not see what comes in between: distances must not reach across it.
            Open::Zlib => self.zlib(&[], FlushCompress::Full, out)?,
            Open::Base64(mut bits) => {
                base64_code::end_block(&mut bits, out);
                bits.put(0, BLOCK_HEADER_BITS, out);
                bits.align(out);
                out.extend_from_slice(&[0x00, 0x00, 0xff, 0xff]);
            }
        }
        Ok(())
    }

    fn zlib(&mut self, mut data: &[u8], flush: FlushCompress, out: &mut Vec<u8>) -> io::Result<()> {
        let zlib = (self.zlib).get_or_insert_with(|| Box::new(Compress::new(LEVEL, false)));
        loop {
            // It is done with a flush only if it has not used up all room.
            out.reserve(ROOM_BYTES);
            let before = zlib.total_in();
            let status = zlib.compress_vec(data, out, flush)?;
            let taken = usize::try_from(zlib.total_in() - before).unwrap_or(usize::MAX);
            data = data.get(taken..).unwrap_or_default();
            let has_room = out.len() < out.capacity();
            if status == Status::StreamEnd || (data.is_empty() && has_room) {
                return Ok(());
            }
        }
    }
}

/// What a piece of the plaintext looks like.
#[derive(Debug, PartialEq, Eq)]
enum Content {
    /// Lines of base64 in which no digit is much more frequent than others: something compressed or encrypted.
    EvenBase64,
    /// All bytes are about as frequent: something compressed or encrypted, as it is.
    Noise,
    Other,
}

impl Content {
    /// Judges by four samples, because counting all would take as long as writing it.
    fn of(piece: &[u8]) -> Self {
        const SAMPLES: usize = 4;
        const SAMPLE_BYTES: usize = 1024;
        if piece.len() < SAMPLES * SAMPLE_BYTES {
            return Self::Other;
        }
        let mut counts = [0_u32; 256];
        let step = (piece.len() - SAMPLE_BYTES) / (SAMPLES - 1);
        for sample in (0..SAMPLES).filter_map(|n| piece.get(n * step..n * step + SAMPLE_BYTES)) {
            for &byte in sample {
                counts[usize::from(byte)] += 1;
            }
        }
        let all = (SAMPLES * SAMPLE_BYTES) as u32;
        // Two bytes drawn at random are the same with this chance, times all²: the less, the more even they are.
        let same: u32 = counts.iter().map(|count| count * count).sum();
        let coded: u32 = (0..=u8::MAX)
            .zip(counts)
            .map(|(byte, count)| {
                if base64_code::is_short(byte) {
                    count
                } else {
                    0
                }
            })
            .sum();
        // Of 64 digits it is 1/64, of all bytes 1/256; a little more is chance.
        if coded > all - all / 64 && same < all * all / 60 {
            Self::EvenBase64
        } else if same < all * all / 225 {
            Self::Noise
        } else {
            Self::Other
        }
    }
}

/// Blocks without compression (RFC 1951 §3.2.4).
fn store(piece: &[u8], out: &mut Vec<u8>) {
    for block in piece.chunks(usize::from(u16::MAX)) {
        let length = block.len() as u16;
        out.push(0x00);
        out.extend_from_slice(&length.to_le_bytes());
        out.extend_from_slice(&(!length).to_le_bytes());
        out.extend_from_slice(block);
    }
}

/// `BFINAL` and `BTYPE` (RFC 1951 §3.2.3).
const BLOCK_HEADER_BITS: u32 = 3;

/// Bits on their way into bytes, the least significant first (RFC 1951 §3.1.1).
#[derive(Default)]
struct Bits {
    bits: u64,
    /// How many there are; fewer than eight between two calls.
    count: u32,
}

impl Bits {
    /// Puts the lowest `count` bits of `bits`, at most 56.
    fn put(&mut self, bits: u64, count: u32, out: &mut Vec<u8>) {
        self.bits |= bits << self.count;
        self.count += count;
        self.drain(out);
    }

    fn drain(&mut self, out: &mut Vec<u8>) {
        let bytes = self.bits.to_le_bytes();
        out.extend_from_slice(bytes.get(..self.count as usize / 8).unwrap_or_default());
        self.bits >>= self.count & !7;
        self.count &= 7;
    }

    /// Fills up the last byte with zeros.
    fn align(&mut self, out: &mut Vec<u8>) {
        self.count = self.count.next_multiple_of(8);
        self.drain(out);
    }
}

/// The Huffman code for base64 (RFC 1951 §3.2.7): 61 digits have six bits, three digits and the line ends seven, and
/// so that nothing is lost where something else stands between, all other bytes have 14 or 15.
mod base64_code {
    use super::{BLOCK_HEADER_BITS, Bits};

    /// Literals and the end of the block; no repetitions.
    const SYMBOLS: usize = 257;
    const END_OF_BLOCK: usize = 256;

    const LENGTHS: [u8; SYMBOLS] = {
        let mut lengths = [0; SYMBOLS];
        let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456/+";
        let mut digit = 0;
        while digit < alphabet.len() {
            lengths[alphabet[digit] as usize] = 6;
            digit += 1;
        }
        let seven = b"789\r\n";
        let mut digit = 0;
        while digit < seven.len() {
            lengths[seven[digit] as usize] = 7;
            digit += 1;
        }
        // What is left of the code space is a 128th, and it must be used up by all others: 65 of them get 14 bits.
        let mut symbol = 0;
        let mut others = 0;
        while symbol < SYMBOLS {
            if lengths[symbol] == 0 {
                lengths[symbol] = if others < 65 { 14 } else { 15 };
                others += 1;
            }
            symbol += 1;
        }
        lengths
    };

    /// What is put for a symbol.
    #[derive(Clone, Copy)]
    struct Code {
        bits: u16,
        count: u16,
    }

    /// The codes that belong to the lengths (RFC 1951 §3.2.2), with the first bit lowest.
    const CODES: [Code; SYMBOLS] = {
        let mut codes = [Code { bits: 0, count: 0 }; SYMBOLS];
        let mut next: u32 = 0;
        let mut length = 1;
        while length <= 15 {
            next <<= 1;
            let mut symbol = 0;
            while symbol < SYMBOLS {
                if LENGTHS[symbol] == length {
                    codes[symbol] = Code {
                        bits: (next as u16).reverse_bits() >> (16 - length),
                        count: length as u16,
                    };
                    next += 1;
                }
                symbol += 1;
            }
            length += 1;
        }
        assert!(next == 1 << 15, "the code is not complete");
        codes
    };

    /// How many bits a length has in the code in which the lengths are written, in the order of RFC 1951 §3.2.7: 16,
    /// 17, 18, 0, 8, **7**, 9, **6**, 10, 5, 11, 4, 12, 3, 13, 2, **14**, **1**, **15**.
    const LENGTH_BITS: [u64; 19] = [0, 0, 0, 0, 0, 4, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 2, 4, 1];

    /// The bits of a length, first bit lowest, and how many.
    fn length_code(length: u8) -> (u64, u32) {
        match length {
            15 => (0b0, 1),
            14 => (0b01, 2),
            6 => (0b011, 3),
            1 => (0b0111, 4),
            _ => (0b1111, 4),
        }
    }

    /// Whether the byte is one of those that this code is for.
    pub(super) fn is_short(byte: u8) -> bool {
        LENGTHS[usize::from(byte)] <= 7
    }

    /// Writes the header of a block that is not the last.
    pub(super) fn start_block(bits: &mut Bits, out: &mut Vec<u8>) {
        const DYNAMIC: u64 = 0b10 << 1;
        bits.put(DYNAMIC, BLOCK_HEADER_BITS, out);
        // HLIT: 257 literals and lengths. HDIST: 2 distances that are never used, of one bit each, because not every
        // inflater takes an incomplete code. HCLEN: all 19.
        bits.put(0, 5, out);
        bits.put(1, 5, out);
        bits.put(15, 4, out);
        for count in LENGTH_BITS {
            bits.put(count, 3, out);
        }
        for length in LENGTHS.into_iter().chain([1, 1]) {
            let (code, count) = length_code(length);
            bits.put(code, count, out);
        }
    }

    /// Writes `data`, nothing of it twice.
    pub(super) fn put(data: &[u8], bits: &mut Bits, out: &mut Vec<u8>) {
        out.reserve(data.len());
        let (groups, rest) = data.as_chunks::<8>();
        for group in groups {
            let codes = group.map(|byte| CODES[usize::from(byte)]);
            // Seven bits that wait and eight times seven fit.
            if codes.iter().all(|code| code.count <= 7) {
                for code in codes {
                    bits.bits |= u64::from(code.bits) << bits.count;
                    bits.count += u32::from(code.count);
                }
                bits.drain(out);
            } else {
                for code in codes {
                    bits.put(code.bits.into(), code.count.into(), out);
                }
            }
        }
        for &byte in rest {
            let code = CODES[usize::from(byte)];
            bits.put(code.bits.into(), code.count.into(), out);
        }
    }

    pub(super) fn end_block(bits: &mut Bits, out: &mut Vec<u8>) {
        let code = CODES[END_OF_BLOCK];
        bits.put(code.bits.into(), code.count.into(), out);
    }
}

#[cfg(test)]
#[path = "deflate_tests.rs"]
mod tests;
