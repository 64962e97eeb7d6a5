//! What conditions compare with: addresses and domains, names with `*` and `?`, words, regular expressions.

use regex::{Regex, RegexBuilder};
use std::collections::HashSet;
use std::fmt;
use waxseal::message::searchable;

/// A list of addresses and domains, of any length.
///
/// `ann@example.org` is this address, `example.org` every address of this domain, and `.example.org` every address of
/// the domains below it. Letters of ASCII are the same in both cases; names of domains in other scripts are compared
/// as they are written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Addresses {
    patterns: HashSet<String>,
    /// Those that an explanation shows.
    first: Vec<String>,
}

/// How many patterns an explanation shows.
const SHOWN: usize = 3;

impl Addresses {
    /// Adds a pattern.
    ///
    /// # Errors
    /// What is wrong with it and what to do, if it is none.
    pub(crate) fn add(&mut self, pattern: &str) -> Result<(), &'static str> {
        if pattern.is_empty() {
            return Err("it is empty; write an address, a domain or .domain");
        }
        if pattern.contains(['*', '?']) {
            return Err("it has a wild card; write .example.org for all domains below example.org");
        }
        if pattern.contains(|c: char| {
            c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | ',' | ';')
        }) {
            return Err(
                "it has a character that no address has; write one address or domain alone",
            );
        }
        let domain = match pattern.rsplit_once('@') {
            Some(("", _)) => return Err("it has nothing before the @; write the domain alone"),
            Some((_, domain)) if domain.starts_with('.') => {
                return Err(
                    "its domain begins with a dot; write the domain below alone, without a name before it",
                );
            }
            Some((_, domain)) => domain,
            None => pattern.strip_prefix('.').unwrap_or(pattern),
        };
        if domain.is_empty() || domain.split('.').any(str::is_empty) {
            return Err("its domain is not complete; write it like example.org");
        }
        if self.first.len() < SHOWN {
            self.first.push(pattern.to_owned());
        }
        self.patterns.insert(pattern.to_ascii_lowercase());
        Ok(())
    }

    /// Whether there is no pattern.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.patterns.is_empty()
    }

    /// The pattern that matches `address`, which has no brackets around it.
    #[must_use]
    pub fn find(&self, address: &str) -> Option<&str> {
        let address = address.trim().trim_end_matches('.').to_ascii_lowercase();
        let (_, domain) = address.rsplit_once('@')?;
        let parents = domain.match_indices('.').map(|(at, _)| &domain[at..]);
        [address.as_str(), domain]
            .into_iter()
            .chain(parents)
            .find_map(|candidate| self.patterns.get(candidate))
            .map(String::as_str)
    }
}

impl fmt::Display for Addresses {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.first.join(", "))?;
        match self.patterns.len() {
            more if more > SHOWN => write!(out, " and {} more", more - SHOWN),
            _ => Ok(()),
        }
    }
}

/// A text with `*` for any characters and `?` for one, whatever the case of its letters.
#[derive(Clone, Debug)]
pub(crate) struct Glob {
    pattern: String,
    regex: Regex,
}

impl Glob {
    pub(crate) fn new(pattern: &str) -> Result<Self, regex::Error> {
        let escaped = regex::escape(&searchable(pattern));
        let escaped = escaped.replace(r"\*", ".*").replace(r"\?", ".");
        Ok(Self {
            pattern: pattern.to_owned(),
            regex: build(&format!(r"(?is)\A{escaped}\z"))?,
        })
    }

    pub(crate) fn matches(&self, text: &str) -> bool {
        self.regex.is_match(&searchable(text))
    }

    pub(crate) fn pattern(&self) -> &str {
        &self.pattern
    }
}

/// Words, of which one is enough.
#[derive(Debug)]
pub(crate) struct Words {
    words: Vec<String>,
    /// Finds any of them.
    regex: Regex,
}

/// What a word goes on with. Not so in scripts that write words without spaces around them, or with particles at their
/// ends: no part of a text is a whole word there.
const WORD: &str = r"\p{L}\p{M}\p{N}--[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]";

impl Words {
    /// Words may have spaces in them.
    pub(crate) fn new(words: Vec<String>) -> Result<Self, regex::Error> {
        let bound_at_start = build(&format!(r"\A[{WORD}]"))?;
        let bound_at_end = build(&format!(r"[{WORD}]\z"))?;
        // Words that need the same around them share it: each class of characters is large.
        let mut groups = [const { Vec::new() }; 4];
        for word in &words {
            let word = searchable(word);
            let spaced: Vec<_> = word.split_whitespace().map(regex::escape).collect();
            let start = usize::from(bound_at_start.is_match(word.trim()));
            let end = usize::from(bound_at_end.is_match(word.trim()));
            groups[2 * start + end].push(spaced.join(r"\s+"));
        }
        let alternatives: Vec<_> = groups
            .iter()
            .enumerate()
            .filter(|(_, group)| !group.is_empty())
            .map(|(edges, group)| {
                let (before, after) = match edges {
                    0 => (String::new(), String::new()),
                    1 => (String::new(), format!(r"(?:\z|[^{WORD}])")),
                    2 => (format!(r"(?:\A|[^{WORD}])"), String::new()),
                    _ => (format!(r"(?:\A|[^{WORD}])"), format!(r"(?:\z|[^{WORD}])")),
                };
                format!("{before}({}){after}", group.join("|"))
            })
            .collect();
        Ok(Self {
            regex: build(&format!("(?i){}", alternatives.join("|")))?,
            words,
        })
    }

    /// The first of them in `text`, as it stands there.
    pub(crate) fn find<'t>(&self, text: &'t str) -> Option<&'t str> {
        let captures = self.regex.captures(text)?;
        captures
            .iter()
            .skip(1)
            .flatten()
            .next()
            .map(|found| found.as_str())
    }
}

impl fmt::Display for Words {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        list(out, self.words.iter())
    }
}

/// Regular expressions, of which one is enough.
#[derive(Debug)]
pub(crate) struct Expressions(Vec<Regex>);

impl Expressions {
    pub(crate) fn new() -> Self {
        Self(Vec::new())
    }

    pub(crate) fn add(&mut self, pattern: &str) -> Result<(), regex::Error> {
        self.0.push(build(pattern)?);
        Ok(())
    }

    /// The first of them that is in `text`. What it found there may be what nobody should read.
    pub(crate) fn find(&self, text: &str) -> Option<&str> {
        let found = self.0.iter().find(|regex| regex.is_match(text));
        found.map(Regex::as_str)
    }
}

impl fmt::Display for Expressions {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        list(out, self.0.iter().map(Regex::as_str))
    }
}

/// A regular expression of bounded size; searching is linear in the text whatever it says.
fn build(pattern: &str) -> Result<Regex, regex::Error> {
    const MAX_BYTES: usize = 10 << 20;
    RegexBuilder::new(pattern)
        .size_limit(MAX_BYTES)
        .dfa_size_limit(MAX_BYTES)
        .nest_limit(100)
        .build()
}

/// The first few of a list in quotes.
pub(super) fn list(
    out: &mut fmt::Formatter<'_>,
    mut items: impl Iterator<Item = impl AsRef<str>>,
) -> fmt::Result {
    for (number, item) in items.by_ref().take(SHOWN).enumerate() {
        let comma = if number > 0 { ", " } else { "" };
        write!(out, "{comma}{:?}", item.as_ref())?;
    }
    match items.count() {
        0 => Ok(()),
        more => write!(out, " and {more} more"),
    }
}

#[cfg(test)]
mod tests {
    use super::{Addresses, Expressions, Glob, Words};

    #[test]
    fn addresses_match_what_they_say() {
        let mut list = Addresses::default();
        for pattern in [
            "Ann@Example.org",
            "partner.example",
            ".corp.example",
            "müller.example",
        ] {
            list.add(pattern).unwrap();
        }
        for (address, expected) in [
            ("ann@example.org", Some("ann@example.org")),
            ("ANN@EXAMPLE.ORG.", Some("ann@example.org")),
            ("bob@example.org", None),
            ("x@partner.example", Some("partner.example")),
            ("x@evilpartner.example", None),
            ("x@sub.partner.example", None),
            ("x@partner.example.evil", None),
            ("x@a.b.corp.example", Some(".corp.example")),
            ("x@corp.example", None),
            ("x@evilcorp.example", None),
            ("\"a@partner.example\"@evil.example", None),
            ("x@müller.example", Some("müller.example")),
            ("x@MÜLLER.example", None),
            ("x@xn--mller-kva.example", None),
            ("partner.example", None),
            ("", None),
            ("@", None),
        ] {
            assert_eq!(list.find(address), expected, "{address}");
        }
        for wrong in [
            "", "*", "*.a", "a b", "@a", "a@", "a@.b", ".", "a..b", "<a@b>", "a,b",
        ] {
            assert!(Addresses::default().add(wrong).is_err(), "{wrong}");
        }
        // The remedy is the one for this mistake.
        let told = Addresses::default().add("a@.b").unwrap_err();
        assert!(told.contains("begins with a dot"), "{told}");
    }

    #[test]
    fn long_lists_are_shown_in_part() {
        let mut list = Addresses::default();
        for (pattern, shown) in [
            ("A@b", "A@b"),
            ("c", "A@b, c"),
            (".d", "A@b, c, .d"),
            ("e", "A@b, c, .d and 1 more"),
            ("f", "A@b, c, .d and 2 more"),
        ] {
            list.add(pattern).unwrap();
            assert_eq!(list.to_string(), shown);
        }
        let words = |count| Words::new(vec!["x".to_owned(); count]).unwrap().to_string();
        assert_eq!(words(3), r#""x", "x", "x""#);
        assert_eq!(words(5), r#""x", "x", "x" and 2 more"#);
        let mut expressions = Expressions::new();
        expressions.add("a+").unwrap();
        assert_eq!(expressions.to_string(), r#""a+""#);
    }

    #[test]
    fn globs_match_what_they_say() {
        for (pattern, text, expected) in [
            ("*", "", true),
            ("*.xlsx", "Zahlen.XLSX", true),
            ("*.xlsx", "a.xlsx.pdf", false),
            ("a?c", "abc", true),
            ("a?c", "ac", false),
            ("a.c", "abc", false),
            ("Übersicht*", "u\u{308}BERSICHT 1", true),
            ("image/*", "image/png", true),
            ("a*b", "a\nb", true),
        ] {
            assert_eq!(
                Glob::new(pattern).unwrap().matches(text),
                expected,
                "{pattern} {text}"
            );
        }
    }

    #[test]
    fn words_are_whole() {
        for (word, text, expected) in [
            ("IBAN", "your iban:", Some("iban")),
            ("IBAN", "Durbiban IBANs", None),
            ("IBAN", "_IBAN_", Some("IBAN")),
            ("IBAN", "IBAN", Some("IBAN")),
            ("IBAN", "xIBAN IBAN", Some("IBAN")),
            ("IBAN", "IBAN1", None),
            ("grün", "Ein GRÜN ist", Some("GRÜN")),
            ("grün", "grünlich", None),
            ("top secret", "top \n  secret", Some("top \n  secret")),
            ("C++", "in C++.", Some("C++")),
            ("C++", "in c++11", Some("c++")),
            ("機密", "これは機密です", Some("機密")),
            ("secret", "これはsecretです", Some("secret")),
            (".", "a.b", Some(".")),
        ] {
            let words = Words::new(vec!["nothing".into(), word.into()]).unwrap();
            assert_eq!(words.find(text), expected, "{word} in {text}");
        }
    }
}
