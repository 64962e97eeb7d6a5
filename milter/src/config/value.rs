//! Single values of the configuration: one of several words, sizes, places on the network, files.

use super::fault::Fault;
use super::file::{List, Number, Text};
use super::{ConfigError, Listen};
use crate::rules::Addresses;
use std::fs;
use std::io::{self, Read};
use std::net::SocketAddr;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// The largest file that is read: the configuration, or a list.
pub(super) const MAX_FILE_BYTES: usize = 16 << 20;

/// The meaning of one of several words. The error does not repeat the text: somebody may have written a password.
pub(super) fn one_of<T: Copy>(text: &Text, words: &[(&str, T)]) -> Result<T, Fault> {
    let found = words.iter().find(|(word, _)| *word == text.as_ref());
    found.map(|(_, meaning)| *meaning).ok_or_else(|| {
        let words: Vec<_> = words.iter().map(|(word, _)| format!("{word:?}")).collect();
        let what = format!(
            "this is none of the choices; write one of {}",
            words.join(", ")
        );
        Fault::here(text.span(), what)
    })
}

/// As much of a value as an error repeats.
pub(super) fn shortened(value: &str) -> String {
    value.chars().take(40).collect()
}

/// The items of a list that says something.
pub(super) fn filled(list: List) -> Result<Vec<Text>, Fault> {
    if list.as_ref().is_empty() {
        return Err(Fault::here(
            list.span(),
            "the list is empty; write something into it, or leave the line out",
        ));
    }
    Ok(list.into_inner())
}

/// A whole number within bounds, or what it is if the line is left out.
pub(super) fn number(
    given: Option<Number>,
    default: u64,
    bounds: RangeInclusive<u64>,
) -> Result<u64, Fault> {
    let Some(given) = given else {
        return Ok(default);
    };
    let number = match given.as_ref() {
        toml::Value::Integer(number) => u64::try_from(*number).ok(),
        _ => None,
    };
    number
        .filter(|number| bounds.contains(number))
        .ok_or_else(|| {
            let what = format!(
                "this is no whole number from {} to {}; write one",
                bounds.start(),
                bounds.end()
            );
            Fault::here(given.span(), what)
        })
}

/// A size in bytes: a whole number, or one with a unit.
pub(super) fn size(given: &Number) -> Result<u64, Fault> {
    let bytes = match given.as_ref() {
        toml::Value::Integer(number) => u64::try_from(*number).ok(),
        toml::Value::String(text) => with_unit(text),
        _ => None,
    };
    bytes.ok_or_else(|| {
        Fault::here(given.span(), "this is no size; write bytes such as 1048576, or text such as \"10 KB\", \"10 MB\" or \"1 GB\"")
    })
}

fn with_unit(text: &str) -> Option<u64> {
    let digits = text
        .trim()
        .trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit = text.trim().get(digits.len()..)?;
    let factor: u64 = match unit.to_ascii_uppercase().as_str() {
        "" | "B" => 1,
        "KB" => 1 << 10,
        "MB" => 1 << 20,
        "GB" => 1 << 30,
        _ => return None,
    };
    let digits = digits.trim_end();
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_number
        .then(|| digits.parse().ok())?
        .and_then(|number: u64| number.checked_mul(factor))
}

/// Where the milter listens.
pub(super) fn listen(text: &Text) -> Result<Listen, Fault> {
    let place = match text.as_ref().split_once(':') {
        Some(("inet", address)) => address.parse().ok().map(Listen::Inet),
        Some(("unix", path)) if path.starts_with('/') => Some(Listen::Unix(path.into())),
        _ => None,
    };
    place.ok_or_else(|| {
        let what = format!(
            "{:?} is no place to listen at; write it like \"inet:127.0.0.1:8891\", \"inet:[::1]:8891\" or \
             \"unix:/run/waxseal/milter.sock\"",
            shortened(text.as_ref())
        );
        Fault::here(text.span(), what)
    })
}

/// A numeric address with a port.
pub(super) fn address(text: &Text) -> Result<SocketAddr, Fault> {
    text.as_ref().parse().map_err(|_| {
        let what = format!(
            "{:?} is no address with a port; write it like \"127.0.0.1:9891\"",
            shortened(text.as_ref())
        );
        Fault::here(text.span(), what)
    })
}

/// The name or address of a host, without brackets, and a port.
pub(super) fn host_and_port(text: &Text) -> Result<(String, u16), Fault> {
    if let Ok(address) = text.as_ref().parse::<SocketAddr>() {
        return Ok((address.ip().to_string(), address.port()));
    }
    let is_name = |host: &str| {
        !host.is_empty()
            && host
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_'))
    };
    let split = text.as_ref().rsplit_once(':');
    split
        .filter(|(host, _)| is_name(host))
        .and_then(|(host, port)| {
            Some((host.to_owned(), port.parse().ok().filter(|port| *port > 0)?))
        })
        .ok_or_else(|| {
            let what = format!(
                "{:?} is no host with a port; write it like \"127.0.0.1:10025\"",
                shortened(text.as_ref())
            );
            Fault::here(text.span(), what)
        })
}

/// A file that the configuration names, as far as it needs to be there.
pub(super) fn existing(folder: &Path, name: &Text) -> Result<PathBuf, Fault> {
    let path = folder.join(name.as_ref());
    let unreadable = |error| Fault::unreadable(name.span(), &path, &error);
    let file = fs::File::open(&path).map_err(unreadable)?;
    if file.metadata().map_err(unreadable)?.is_dir() {
        return Err(unreadable(io::ErrorKind::IsADirectory.into()));
    }
    Ok(path)
}

/// The text of a file.
pub(super) fn content(path: &Path) -> io::Result<String> {
    let mut bytes = Vec::new();
    fs::File::open(path)?
        .take(MAX_FILE_BYTES as u64 + 1)
        .read_to_end(&mut bytes)?;
    if bytes.len() > MAX_FILE_BYTES {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    String::from_utf8(bytes)
        .map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "it is not in UTF-8"))
}

/// A key file, in memory that is never moved and is zeroised.
pub(super) fn key<K>(
    folder: &Path,
    name: &Text,
    parse: impl Fn(&[u8]) -> Result<K, waxseal::Error>,
) -> Result<K, Fault> {
    /// Far more than any key has.
    const MAX_KEY_BYTES: usize = 64 << 10;
    let path = folder.join(name.as_ref());
    let mut content = Zeroizing::new(Vec::with_capacity(MAX_KEY_BYTES + 1));
    fs::File::open(&path)
        .and_then(|file| file.take(MAX_KEY_BYTES as u64).read_to_end(&mut content))
        .map_err(|error| Fault::unreadable(name.span(), &path, &error))?;
    parse(&content)
        .map_err(|error| Fault::here(name.span(), format!("{}: {error}", path.display())))
}

/// Addresses and domains from a list and from a file, one on each line.
pub(super) fn addresses(
    list: Vec<Text>,
    file: Option<&Text>,
    folder: &Path,
) -> Result<Addresses, Fault> {
    let mut addresses = Addresses::default();
    for pattern in list {
        addresses.add(pattern.as_ref()).map_err(|what| {
            Fault::here(
                pattern.span(),
                format!(
                    "{:?} is no address or domain: {what}",
                    shortened(pattern.as_ref())
                ),
            )
        })?;
    }
    let Some(name) = file else {
        return Ok(addresses);
    };
    let path = folder.join(name.as_ref());
    let text = content(&path).map_err(|error| Fault::unreadable(name.span(), &path, &error))?;
    for (number, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        let pattern = line.split('#').next().unwrap_or_default();
        let indent = pattern.len() - pattern.trim_start().len();
        let pattern = pattern.trim();
        if pattern.is_empty() {
            continue;
        }
        addresses.add(pattern).map_err(|what| {
            Fault::Elsewhere(ConfigError::Wrong {
                file: path.clone(),
                line: number + 1,
                column: indent + 1,
                what: format!("{:?} is no address or domain: {what}", shortened(pattern)),
            })
        })?;
    }
    if addresses.is_empty() {
        let what = format!(
            "{} names nobody; write an address or a domain on each line",
            path.display()
        );
        return Err(Fault::here(name.span(), what));
    }
    Ok(addresses)
}
