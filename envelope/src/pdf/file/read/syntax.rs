//! The syntax of objects (ISO 32000-2 §7.2 and §7.3), out of a piece of a file that may end in the
//! middle of one.

use lopdf::{Dictionary, Object, ObjectId, StringFormat};

/// How deep arrays and dictionaries may nest. Real ones stay below 20; each level costs stack.
const MAX_DEPTH: usize = 64;

/// How many objects one may consist of. In memory each is some 80 bytes, in a file it can be two.
const MAX_ITEMS: usize = 250_000;

/// Why no object was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stop {
    /// The bytes end before the object does.
    Incomplete,
    /// This is no object.
    Malformed,
}

/// Reads objects out of `bytes`.
pub(super) struct Parser<'a> {
    bytes: &'a [u8],
    at: usize,
    /// Nothing comes after `bytes`, so that their end ends a number or a name.
    complete: bool,
    /// How many objects were read.
    items: usize,
}

/// An object with its number, and where the data of its stream begins if it is one.
pub(super) struct Indirect {
    pub(super) id: ObjectId,
    pub(super) object: Object,
    pub(super) data: Option<usize>,
}

type Parsed<T> = Result<T, Stop>;

impl<'a> Parser<'a> {
    pub(super) fn new(bytes: &'a [u8], complete: bool) -> Self {
        Self {
            bytes,
            at: 0,
            complete,
            items: 0,
        }
    }

    /// How much was read.
    pub(super) fn position(&self) -> usize {
        self.at
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    /// The next byte, which must be there.
    fn next(&mut self) -> Parsed<u8> {
        let byte = self.peek().ok_or(self.end())?;
        self.at += 1;
        Ok(byte)
    }

    /// What the end of the bytes means.
    fn end(&self) -> Stop {
        match self.complete {
            true => Stop::Malformed,
            false => Stop::Incomplete,
        }
    }

    /// White space and comments (§7.2.3, §7.2.4).
    pub(super) fn skip_space(&mut self) {
        while let Some(byte) = self.peek() {
            if byte == b'%' {
                while self
                    .peek()
                    .is_some_and(|byte| !matches!(byte, b'\r' | b'\n'))
                {
                    self.at += 1;
                }
            } else if is_space(byte) {
                self.at += 1;
            } else {
                return;
            }
        }
    }

    /// Bytes up to white space or a delimiter.
    fn word(&mut self) -> Parsed<&'a [u8]> {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let size = rest.iter().position(|&byte| !is_regular(byte));
        let size = match size {
            Some(size) => size,
            None if self.complete => rest.len(),
            None => return Err(Stop::Incomplete),
        };
        self.at += size;
        Ok(rest.get(..size).unwrap_or_default())
    }

    /// Whether `keyword` comes next; reads it if so.
    pub(super) fn keyword(&mut self, keyword: &[u8]) -> Parsed<bool> {
        self.skip_space();
        let before = self.at;
        if self.word()? == keyword {
            return Ok(true);
        }
        self.at = before;
        Ok(false)
    }

    /// An integer that is not negative.
    pub(super) fn natural<T: TryFrom<u64>>(&mut self) -> Parsed<T> {
        self.skip_space();
        let word = self.word()?;
        natural(word)
            .and_then(|number| T::try_from(number).ok())
            .ok_or(Stop::Malformed)
    }

    /// `12 0 obj` and what follows (§7.3.10).
    pub(super) fn indirect(&mut self) -> Parsed<Indirect> {
        let id = (self.natural()?, self.natural()?);
        if !self.keyword(b"obj")? {
            return Err(Stop::Malformed);
        }
        let object = self.object()?;
        let is_stream = match object {
            Object::Dictionary(_) => self.keyword(b"stream")?,
            _ => false,
        };
        // §7.3.8.1: CRLF or LF; a lone CR is a mistake that producers make.
        if is_stream && self.next()? == b'\r' && self.peek().ok_or(self.end())? == b'\n' {
            self.at += 1;
        }
        Ok(Indirect {
            id,
            object,
            data: is_stream.then_some(self.at),
        })
    }

    /// Any object but a stream.
    pub(super) fn object(&mut self) -> Parsed<Object> {
        self.nested(0)
    }

    fn nested(&mut self, depth: usize) -> Parsed<Object> {
        self.items += 1;
        if depth > MAX_DEPTH || self.items > MAX_ITEMS {
            return Err(Stop::Malformed);
        }
        self.skip_space();
        match self.peek().ok_or(self.end())? {
            b'/' => self.name().map(Object::Name),
            b'(' => self.literal_string(),
            b'[' => self.array(depth),
            b'<' => {
                if *self.bytes.get(self.at + 1).ok_or(self.end())? == b'<' {
                    self.dictionary(depth).map(Object::Dictionary)
                } else {
                    self.hexadecimal_string()
                }
            }
            b'+' | b'-' | b'.' | b'0'..=b'9' => self.number(),
            _ => match self.word()? {
                b"true" => Ok(Object::Boolean(true)),
                b"false" => Ok(Object::Boolean(false)),
                b"null" => Ok(Object::Null),
                _ => Err(Stop::Malformed),
            },
        }
    }

    /// §7.3.5.
    fn name(&mut self) -> Parsed<Vec<u8>> {
        if self.next()? != b'/' {
            return Err(Stop::Malformed);
        }
        let word = self.word()?;
        let mut name = Vec::with_capacity(word.len());
        let mut rest = word.iter();
        while let Some(&byte) = rest.next() {
            let escaped = match rest.as_slice() {
                [high, low, ..] if byte == b'#' => digit(*high).zip(digit(*low)),
                _ => None,
            };
            match escaped {
                Some((high, low)) => {
                    name.push(high << 4 | low);
                    rest.nth(1);
                }
                None => name.push(byte),
            }
        }
        Ok(name)
    }

    /// §7.3.3, and `12 0 R` (§7.3.10).
    fn number(&mut self) -> Parsed<Object> {
        let word = self.word()?;
        if let Some(number) = natural(word) {
            let before = self.at;
            if let Some(id) = self.rest_of_reference(number)? {
                return Ok(Object::Reference(id));
            }
            self.at = before;
        }
        let text = str::from_utf8(word).map_err(|_| Stop::Malformed)?;
        if let Ok(integer) = text.parse() {
            return Ok(Object::Integer(integer));
        }
        // Only digits, signs and points: Rust would also read "1e5".
        let plain = |byte: &u8| matches!(byte, b'+' | b'-' | b'.' | b'0'..=b'9');
        match text.parse() {
            Ok(real) if word.iter().all(plain) => Ok(Object::Real(real)),
            _ => Err(Stop::Malformed),
        }
    }

    fn rest_of_reference(&mut self, number: u64) -> Parsed<Option<ObjectId>> {
        self.skip_space();
        let starts = self.peek().ok_or(self.end());
        match starts {
            Ok(byte) if byte.is_ascii_digit() => {}
            Err(Stop::Incomplete) => return Err(Stop::Incomplete),
            _ => return Ok(None),
        }
        let generation = natural(self.word()?);
        let is_reference = match self.keyword(b"R") {
            Err(Stop::Malformed) => false,
            other => other?,
        };
        let id = generation.filter(|_| is_reference).and_then(|generation| {
            let number = u32::try_from(number).ok()?;
            Some((number, u16::try_from(generation).ok()?))
        });
        Ok(id)
    }

    /// §7.3.4.2.
    fn literal_string(&mut self) -> Parsed<Object> {
        self.at += 1;
        let mut string = Vec::new();
        let mut open = 1_usize;
        loop {
            match self.next()? {
                b'(' => {
                    open += 1;
                    string.push(b'(');
                }
                b')' => {
                    open -= 1;
                    if open == 0 {
                        return Ok(Object::String(string, StringFormat::Literal));
                    }
                    string.push(b')');
                }
                b'\\' => self.escape(&mut string)?,
                b'\r' => {
                    // A line end in a string is a line feed.
                    if self.peek() == Some(b'\n') {
                        self.at += 1;
                    }
                    string.push(b'\n');
                }
                byte => string.push(byte),
            }
        }
    }

    fn escape(&mut self, string: &mut Vec<u8>) -> Parsed<()> {
        let byte = match self.next()? {
            b'n' => b'\n',
            b'r' => b'\r',
            b't' => b'\t',
            b'b' => 0x08,
            b'f' => 0x0c,
            b'\n' => return Ok(()),
            b'\r' => {
                if self.peek().ok_or(self.end())? == b'\n' {
                    self.at += 1;
                }
                return Ok(());
            }
            first @ b'0'..=b'7' => {
                let mut value = u32::from(first - b'0');
                for _ in 0..2 {
                    match self.peek().ok_or(self.end())? {
                        next @ b'0'..=b'7' => {
                            value = value << 3 | u32::from(next - b'0');
                            self.at += 1;
                        }
                        _ => break,
                    }
                }
                // What does not fit is cut off, says the standard.
                (value & 0xff) as u8
            }
            other => other,
        };
        string.push(byte);
        Ok(())
    }

    /// §7.3.4.3.
    fn hexadecimal_string(&mut self) -> Parsed<Object> {
        self.at += 1;
        let mut string = Vec::new();
        let mut high = None;
        loop {
            let byte = self.next()?;
            if byte == b'>' {
                break;
            }
            if is_space(byte) {
                continue;
            }
            let value = digit(byte).ok_or(Stop::Malformed)?;
            match high.take() {
                Some(high) => string.push(high << 4 | value),
                None => high = Some(value),
            }
        }
        string.extend(high.map(|high: u8| high << 4));
        Ok(Object::String(string, StringFormat::Hexadecimal))
    }

    /// §7.3.6.
    fn array(&mut self, depth: usize) -> Parsed<Object> {
        self.at += 1;
        let mut array = Vec::new();
        loop {
            self.skip_space();
            if self.peek().ok_or(self.end())? == b']' {
                self.at += 1;
                return Ok(Object::Array(array));
            }
            array.push(self.nested(depth + 1)?);
        }
    }

    /// §7.3.7.
    fn dictionary(&mut self, depth: usize) -> Parsed<Dictionary> {
        self.at += 2;
        let mut dictionary = Dictionary::new();
        loop {
            self.skip_space();
            match self.peek().ok_or(self.end())? {
                b'>' => {
                    self.at += 1;
                    return match self.next()? {
                        b'>' => Ok(dictionary),
                        _ => Err(Stop::Malformed),
                    };
                }
                b'/' => {
                    let key = self.name()?;
                    let value = self.nested(depth + 1)?;
                    dictionary.set(key, value);
                }
                _ => return Err(Stop::Malformed),
            }
        }
    }
}

fn natural(word: &[u8]) -> Option<u64> {
    if word.is_empty() || !word.iter().all(u8::is_ascii_digit) {
        return None;
    }
    str::from_utf8(word).ok()?.parse().ok()
}

fn digit(byte: u8) -> Option<u8> {
    char::from(byte)
        .to_digit(16)
        .and_then(|digit| u8::try_from(digit).ok())
}

/// §7.2.3, Table 1.
pub(super) fn is_space(byte: u8) -> bool {
    matches!(byte, 0 | b'\t' | b'\n' | 0x0c | b'\r' | b' ')
}

/// Neither white space nor a delimiter (§7.2.3, Table 2).
pub(super) fn is_regular(byte: u8) -> bool {
    !is_space(byte)
        && !matches!(
            byte,
            b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%'
        )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parse(text: &[u8]) -> Parsed<Object> {
        Parser::new(text, true).object()
    }

    fn string(bytes: &[u8], format: StringFormat) -> Object {
        Object::String(bytes.to_vec(), format)
    }

    #[test]
    fn objects_are_read_as_the_standard_says() {
        use StringFormat::{Hexadecimal, Literal};
        for (text, expected) in [
            ("true", Object::Boolean(true)),
            (" %x\n null", Object::Null),
            ("-17", Object::Integer(-17)),
            ("+17 ", Object::Integer(17)),
            ("-.002", Object::Real(-0.002)),
            ("4.", Object::Real(4.0)),
            ("12 0 R", Object::Reference((12, 0))),
            ("12 0 0", Object::Integer(12)),
            ("12 0 RG", Object::Integer(12)),
            ("/A#42#7a", Object::Name(b"ABz".to_vec())),
            ("/A#4", Object::Name(b"A#4".to_vec())),
            ("/", Object::Name(Vec::new())),
            ("(a(b)\\)c)", string(b"a(b))c", Literal)),
            (
                "(\\n\\\r\nx\\53\\0053\r\n)",
                string(b"\nx+\x053\n", Literal),
            ),
            ("()", string(b"", Literal)),
            ("<9 0\n1f a>", string(b"\x90\x1f\xa0", Hexadecimal)),
        ] {
            assert_eq!(parse(text.as_bytes()), Ok(expected), "{text}");
        }
        let nested = parse(b"<</A[1 0 R 2 0/B(x)]/C<</D null>>>>").unwrap();
        let nested = nested.as_dict().unwrap();
        assert_eq!(nested.get(b"A").unwrap().as_array().unwrap().len(), 5);
        assert!(nested.get(b"C").unwrap().as_dict().unwrap().has(b"D"));
    }

    #[test]
    fn an_object_that_is_cut_off_is_incomplete_and_a_wrong_one_malformed() {
        let whole = b"7 0 obj\r<</A[1 0 R(x\\(y)<0aff>]/B/C#20/D -1.5/E true>> stream\r\nxyz";
        let start = whole.len() - 3;
        for end in 0..start {
            let cut = Parser::new(&whole[..end], false).indirect();
            assert!(matches!(cut, Err(Stop::Incomplete)), "{end}");
        }
        let indirect = Parser::new(whole, false).indirect().unwrap();
        assert_eq!(indirect.id, (7, 0));
        assert_eq!(indirect.data, Some(start));

        let deep = "[".repeat(100_000);
        for wrong in [
            "<</A>>", "<</A 1", "<0g>", "1e5", "nil", "]", "}", ">", "1 0", &deep,
        ] {
            let stop = Parser::new(wrong.as_bytes(), true).indirect().err();
            assert_eq!(
                stop,
                Some(Stop::Malformed),
                "{}",
                &wrong[..wrong.len().min(9)]
            );
        }
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(text in "[\\[\\]<>/()#\\\\ 0-9a-fR%.+-]{0,80}", complete: bool) {
            let mut parser = Parser::new(text.as_bytes(), complete);
            let _ = parser.object();
            let _ = parser.indirect();
            prop_assert!(parser.position() <= text.len());
        }
    }
}
