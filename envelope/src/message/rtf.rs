//! Rich text (RTF 1.9.1) as what a reader can be shown: its text, or the HTML that a mail program has put into it
//! ([MS-OXRTFEX]). Fonts, colours, pictures and tables are left out of the text; whoever wants them has the file.

use super::charset;
use std::collections::HashMap;

/// What rich text holds.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Rich {
    /// The HTML that it was made from. It is as hostile as any.
    Html(String),
    Text(String),
}

/// Whether a part is rich text, by its type. (`text/richtext` of RFC 1341 is another format.)
pub(super) fn is_rtf(media_type: &str) -> bool {
    matches!(
        media_type,
        "text/rtf" | "application/rtf" | "application/x-rtf" | "text/x-rtf"
    )
}

/// The longest that is read, in bytes.
pub(super) const MAX_RTF: usize = 16 << 20;

/// Groups in each other that are told apart. Writers stay below 50.
const MAX_DEPTH: usize = 500;
/// Fonts whose character set is remembered.
const MAX_FONTS: usize = 4096;

/// Reads rich text until there are `limit` bytes; also tells whether there would have been more.
pub(super) fn read(rtf: &[u8], limit: usize) -> (Rich, bool) {
    let mut reader = Reader {
        rest: rtf,
        limit,
        state: State {
            fallback: 1,
            ..State::default()
        },
        outer: Vec::new(),
        too_deep: 0,
        pending: Vec::new(),
        half: None,
        to_skip: 0,
        out: String::new(),
        is_html: false,
        codepage: 1252,
        default_font: None,
        fonts: HashMap::new(),
        font: 0,
    };
    let cut = reader.run();
    let out = reader.out;
    match reader.is_html {
        true => (Rich::Html(out), cut),
        false => (Rich::Text(out.trim_end().to_owned()), cut),
    }
}

/// What ends with the group that it was said in.
#[derive(Clone, Copy, Default)]
struct State {
    /// What stands here is no text of the document.
    hidden: bool,
    /// It is shown by nobody who reads the HTML (`\htmlrtf`).
    only_rtf: bool,
    /// It is HTML (`\*\htmltag`).
    is_tag: bool,
    /// It is the table of fonts.
    is_fonts: bool,
    font: Option<i32>,
    /// How many characters stand in for each `\u` (`\uc`).
    fallback: usize,
}

struct Reader<'a> {
    rest: &'a [u8],
    limit: usize,
    state: State,
    outer: Vec<State>,
    /// Open groups beyond `MAX_DEPTH`.
    too_deep: usize,
    /// Text that is not decoded yet.
    pending: Vec<u8>,
    /// The first half of a surrogate pair.
    half: Option<u16>,
    /// Characters that only readers without `\u` show.
    to_skip: usize,
    out: String,
    is_html: bool,
    codepage: u32,
    default_font: Option<i32>,
    /// The code page of each font that says one.
    fonts: HashMap<i32, u32>,
    /// The one that is being described.
    font: i32,
}

impl Reader<'_> {
    /// Returns whether the limit was met.
    fn run(&mut self) -> bool {
        while let Some((&byte, rest)) = self.rest.split_first() {
            self.rest = rest;
            match byte {
                b'{' => self.open(),
                b'}' => self.close(),
                b'\\' => self.control(),
                b'\r' | b'\n' | 0 => {}
                _ => self.byte(byte),
            }
            if self.out.len() + self.pending.len() > self.limit {
                break;
            }
        }
        self.flush();
        let cut = !self.rest.is_empty() || self.out.len() > self.limit;
        self.out.truncate(self.out.floor_char_boundary(self.limit));
        cut
    }

    fn open(&mut self) {
        self.flush();
        self.to_skip = 0;
        if self.outer.len() < MAX_DEPTH {
            self.outer.push(self.state);
        } else {
            self.too_deep += 1;
        }
    }

    fn close(&mut self) {
        self.flush();
        self.to_skip = 0;
        if self.too_deep > 0 {
            self.too_deep -= 1;
        } else if let Some(state) = self.outer.pop() {
            self.state = state;
        }
    }

    fn control(&mut self) {
        let Some((&first, rest)) = self.rest.split_first() else {
            return;
        };
        if first.is_ascii_alphabetic() {
            let (word, parameter) = self.word();
            return self.act(&word, parameter, false);
        }
        self.rest = rest;
        match first {
            b'\'' => {
                let digits = rest.get(..2).and_then(|two| std::str::from_utf8(two).ok());
                if let Some(byte) = digits.and_then(|two| u8::from_str_radix(two, 16).ok()) {
                    self.rest = rest.get(2..).unwrap_or_default();
                    self.byte(byte);
                }
            }
            b'*' if matches!(self.rest, [b'\\', b'A'..=b'Z' | b'a'..=b'z', ..]) => {
                self.rest = self.rest.get(1..).unwrap_or_default();
                let (word, parameter) = self.word();
                self.act(&word, parameter, true);
            }
            b'~' => self.character('\u{a0}'),
            b'_' => self.character('\u{2011}'),
            b'\r' | b'\n' => self.character('\n'),
            b'\\' | b'{' | b'}' => self.byte(first),
            _ => {}
        }
    }

    /// A control word and its number; the one space after it belongs to it.
    fn word(&mut self) -> (String, Option<i32>) {
        /// None is longer.
        const MAX: usize = 32;
        let count = |from: usize, belongs: fn(&u8) -> bool| {
            let bytes = self.rest.iter().skip(from).take(MAX);
            from + bytes.take_while(|byte| belongs(byte)).count()
        };
        let end = count(0, u8::is_ascii_alphabetic);
        let sign = usize::from(self.rest.get(end) == Some(&b'-'));
        let after = count(end + sign, u8::is_ascii_digit);
        let text = |range| {
            let bytes = self.rest.get::<std::ops::Range<usize>>(range);
            String::from_utf8_lossy(bytes.unwrap_or_default()).into_owned()
        };
        let word = text(0..end);
        let parameter = text(end..after).parse().ok();
        let end = if after > end + sign { after } else { end };
        let space = usize::from(self.rest.get(end) == Some(&b' '));
        self.rest = self.rest.get(end + space..).unwrap_or_default();
        (word, parameter)
    }

    /// Does what a control word says; `may_ignore` is what `\*` says of it.
    fn act(&mut self, word: &str, parameter: Option<i32>, may_ignore: bool) {
        if word == "u" {
            return self.unicode(parameter.unwrap_or_default());
        }
        self.flush();
        self.to_skip = 0;
        let is_on = parameter != Some(0);
        match word {
            "htmltag" if may_ignore => {
                self.state.is_tag = true;
                self.state.hidden |= !self.is_html;
            }
            _ if may_ignore => self.state.hidden = true,
            "fonttbl" => {
                self.state.is_fonts = true;
                self.state.hidden = true;
            }
            _ if HIDDEN.contains(&word) => self.state.hidden = true,
            "fromhtml" => self.is_html = is_on,
            "htmlrtf" => self.state.only_rtf = is_on,
            "v" => self.state.hidden |= is_on,
            "ansicpg" => {
                let codepage = parameter.and_then(|number| u32::try_from(number).ok());
                self.codepage = codepage.filter(|&number| number > 0).unwrap_or(1252);
            }
            "mac" => self.codepage = 10000,
            "deff" => self.default_font = parameter,
            "f" if self.state.is_fonts => self.font = parameter.unwrap_or_default(),
            "f" => self.state.font = parameter,
            "fcharset" if self.state.is_fonts => {
                let codepage = parameter.and_then(codepage_of_font);
                if let Some(codepage) = codepage.filter(|_| self.fonts.len() < MAX_FONTS) {
                    self.fonts.insert(self.font, codepage);
                }
            }
            "plain" => self.state.font = self.default_font,
            "uc" => {
                let count = parameter.and_then(|count| usize::try_from(count).ok());
                self.state.fallback = count.unwrap_or(1);
            }
            "bin" => {
                let size = parameter.and_then(|size| usize::try_from(size).ok());
                self.rest = self.rest.get(size.unwrap_or(0)..).unwrap_or_default();
            }
            _ => {
                let symbol = SYMBOLS.iter().find(|(name, _)| *name == word);
                if let Some(&(_, symbol)) = symbol {
                    self.character(symbol);
                }
            }
        }
    }

    /// `\u`: a code unit of UTF-16, as a signed number.
    fn unicode(&mut self, number: i32) {
        self.flush_bytes();
        let unit = u16::try_from(number & 0xffff).unwrap_or_default();
        let first = self.half.take();
        if first.is_none() && (0xd800..0xdc00).contains(&unit) {
            self.half = Some(unit);
        } else {
            for character in char::decode_utf16(first.into_iter().chain([unit])) {
                self.push(character.unwrap_or(char::REPLACEMENT_CHARACTER));
            }
        }
        self.to_skip = self.state.fallback;
    }

    fn byte(&mut self, byte: u8) {
        if self.to_skip > 0 {
            self.to_skip -= 1;
        } else if self.is_shown() {
            if self.half.take().is_some() {
                self.out.push(char::REPLACEMENT_CHARACTER);
            }
            self.pending.push(byte);
        }
    }

    fn character(&mut self, character: char) {
        self.flush();
        self.push(character);
    }

    fn push(&mut self, character: char) {
        if self.is_shown() {
            self.out.push(character);
        }
    }

    fn is_shown(&self) -> bool {
        !self.state.hidden && (!self.is_html || self.state.is_tag || !self.state.only_rtf)
    }

    fn flush(&mut self) {
        self.flush_bytes();
        if self.half.take().is_some() {
            self.push(char::REPLACEMENT_CHARACTER);
        }
    }

    fn flush_bytes(&mut self) {
        if self.pending.is_empty() {
            return;
        }
        let font = self.state.font.or(self.default_font);
        let of_font = font.and_then(|font| self.fonts.get(&font)).copied();
        let codepage = of_font.filter(|_| !self.state.is_tag);
        let text = decode_codepage(codepage.unwrap_or(self.codepage), &self.pending);
        self.out.push_str(&text);
        self.pending.clear();
    }
}

/// Groups with what is no text of the document.
const HIDDEN: [&str; 20] = [
    "author",
    "colortbl",
    "comment",
    "company",
    "filetbl",
    "footer",
    "footerf",
    "footerl",
    "footerr",
    "header",
    "headerf",
    "headerl",
    "headerr",
    "info",
    "keywords",
    "object",
    "operator",
    "pict",
    "stylesheet",
    "title",
];

const SYMBOLS: [(&str, char); 18] = [
    ("bullet", '•'),
    ("cell", '\t'),
    ("emdash", '—'),
    ("emspace", '\u{2003}'),
    ("endash", '–'),
    ("enspace", '\u{2002}'),
    ("ldblquote", '“'),
    ("line", '\n'),
    ("lquote", '‘'),
    ("nestcell", '\t'),
    ("nestrow", '\n'),
    ("page", '\n'),
    ("par", '\n'),
    ("rdblquote", '”'),
    ("row", '\n'),
    ("rquote", '’'),
    ("sect", '\n'),
    ("tab", '\t'),
];

/// The code page of a font's character set (`\fcharset`); none if it is the document's.
fn codepage_of_font(charset: i32) -> Option<u32> {
    Some(match charset {
        0 => 1252,
        77 => 10000,
        128 => 932,
        129 => 949,
        134 => 936,
        136 => 950,
        161 => 1253,
        162 => 1254,
        163 => 1258,
        177 => 1255,
        178 => 1256,
        186 => 1257,
        204 => 1251,
        222 => 874,
        238 => 1250,
        _ => return None,
    })
}

/// Text in a code page of Windows, by its number.
pub(super) fn decode_codepage(codepage: u32, bytes: &[u8]) -> String {
    if bytes.is_ascii() && !matches!(codepage, 1200 | 50220..=50222) {
        return String::from_utf8_lossy(bytes).into_owned();
    }
    let label = match codepage {
        874 => "windows-874".to_owned(),
        932 => "shift_jis".to_owned(),
        936 => "gbk".to_owned(),
        949 => "euc-kr".to_owned(),
        950 => "big5".to_owned(),
        1200 => "utf-16le".to_owned(),
        10000 => "macintosh".to_owned(),
        20866 => "koi8-r".to_owned(),
        21866 => "koi8-u".to_owned(),
        28591..=28605 => format!("iso-8859-{}", codepage - 28590),
        50220..=50222 => "iso-2022-jp".to_owned(),
        51932 => "euc-jp".to_owned(),
        54936 => "gb18030".to_owned(),
        65001 => "utf-8".to_owned(),
        1250..=1258 => format!("windows-{codepage}"),
        _ => format!("ibm{codepage}"),
    };
    // Two letters of Cyrillic look like a byte order mark.
    let mut guarded = b" ".to_vec();
    if codepage == 1200 {
        guarded.push(0);
    }
    guarded.extend_from_slice(bytes);
    let text = charset::decode(Some(&label), &guarded);
    text.strip_prefix(' ').unwrap_or(&text).to_owned()
}

#[cfg(test)]
mod tests {
    use super::{Rich, read};
    use proptest::prelude::*;

    fn text(rtf: &str) -> String {
        match read(rtf.as_bytes(), 10_000).0 {
            Rich::Text(text) => text,
            Rich::Html(html) => panic!("HTML: {html}"),
        }
    }

    #[test]
    fn text_is_what_a_reader_sees() {
        for (rtf, expected) in [
            (r"{\rtf1\ansi Hello\par world}", "Hello\nworld"),
            (
                "{\\rtf1 {\\fonttbl{\\f0 Arial;}}{\\colortbl;\\red0;}{\\info{\\author X}}A\r\nB\\b C\\b0  D}",
                "ABC D",
            ),
            (
                r"{\rtf1 a{\*\generator Word;}b{\pict 00ff}c{\v secret}d}",
                "abcd",
            ),
            (
                r"{\rtf1\ansicpg1252 caf\'e9 \{\\\} \ldblquote x\rdblquote}",
                "café {\\} “x”",
            ),
            (r"{\rtf1\ansicpg1251 \'ff\'fe}", "яю"),
            (
                r"{\rtf1{\fonttbl{\f1\fcharset128 Mincho;}{\f2\fcharset204 X;}}\f1 \'93\'fa\'96{\b\'7b}\f2 \'c4}",
                "日\u{fffd}{Д",
            ),
            (
                r"{\rtf1{\fonttbl{\f1\fcharset128 Mincho;}}\f1 \'93\'fa\'96\'7b}",
                "日本",
            ),
            (
                r"{\rtf1\u8364?5 \u-10179 ?\u-8704 ?\uc0\u246 x\uc2\u252 abc}",
                "€5 😀öxüc",
            ),
            (r"{\rtf1\u-10179 ?x}", "\u{fffd}x"),
            (
                r"{\rtf1 A\tab B\cell C\row D\~E\_F\-G\bin3 }}}H}",
                "A\tB\tC\nD\u{a0}E\u{2011}FGH",
            ),
            (
                r"{\rtf1 {\field{\*\fldinst HYPERLINK x}{\fldrslt link}}}",
                "link",
            ),
            (r"}}}\", ""),
            (r"{\rtf1 \'4", "4"),
            (r"{\rtf1 \fs-20 x\li-y}", "x-y"),
        ] {
            assert_eq!(text(rtf), expected, "{rtf}");
        }
    }

    #[test]
    fn html_comes_back() {
        let rtf = r"{\rtf1\ansi\ansicpg1252\fromhtml1 \deff0{\fonttbl{\f0\fswiss Arial;}}
{\*\htmltag64 <p>}\htmlrtf {\htmlrtf0 A{\*\htmltag84 &lt;}B \u228?{\*\htmltag4 \par }\htmlrtf\par}\htmlrtf0
{\*\htmltag148 <br title='\'e9'>}{\*\mhtmltag148 <br title=1>}\htmlrtf\line\htmlrtf0 C{\*\htmltag72 </p>}}";
        let (html, cut) = read(rtf.as_bytes(), 10_000);
        let expected = "<p>A&lt;B ä\n<br title='é'>C</p>";
        assert_eq!(html, Rich::Html(expected.to_owned()));
        assert!(!cut);
    }

    #[test]
    fn much_is_cut_and_depth_is_no_trouble() {
        let (rich, cut) = read(&b"{\\rtf1 \\'fc\\'fc\\'fc\\'fc}"[..], 3);
        assert_eq!(rich, Rich::Text("ü".to_owned()));
        assert!(cut);
        let deep = format!("{}x{}y", "{".repeat(10_000), "}".repeat(10_000));
        assert_eq!(text(&deep), "xy");
    }

    proptest! {
        #[test]
        fn nothing_panics(rtf in "[\\\\{}'*a-z0-9 \u{0}-\u{ff}-]{0,300}", limit in 0usize..200) {
            let (rich, _) = read(rtf.as_bytes(), limit);
            let (Rich::Html(out) | Rich::Text(out)) = rich;
            prop_assert!(out.len() <= limit);
        }
    }
}
