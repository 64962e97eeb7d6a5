//! The list of properties in a TNEF attribute ([MS-OXTNEF] §2.1.3.4): which value stands where.

use super::Bytes;
use chrono::{DateTime, SecondsFormat, TimeDelta};
use std::ops::Range;

/// The values of the properties that a reader is shown something of ([MS-OXPROPS]).
#[derive(Debug, Default)]
pub(super) struct Properties {
    /// The identifier, the type and the place of each value.
    found: Vec<(u16, u16, Range<usize>)>,
    /// Whether the list could be read to its end.
    pub(super) is_whole: bool,
}

/// Values of a list that are looked at; a message has some 100.
const MAX_VALUES: usize = 10_000;
/// Set in the type of a value that is a list of values.
const MULTIPLE: u16 = 0x1000;
const OBJECT: u16 = 0x000d;
const STRING8: u16 = 0x001e;
const UNICODE: u16 = 0x001f;
const BINARY: u16 = 0x0102;

impl Properties {
    /// Reads the list in `range` of the whole stream `bytes`.
    pub(super) fn read(bytes: &[u8], range: Range<usize>) -> Self {
        let mut properties = Self::default();
        let mut list = Bytes::within(bytes, range);
        properties.is_whole = properties.read_list(&mut list).is_some();
        properties
    }

    fn read_list(&mut self, list: &mut Bytes<'_>) -> Option<()> {
        let mut left = MAX_VALUES;
        for _ in 0..list.u32()? {
            let kind = list.u16()?;
            let id = list.u16()?;
            if id >= 0x8000 {
                // A named property: a GUID, and a number or a name.
                list.take(16)?;
                if list.u32()? == 0 {
                    list.take(4)?;
                } else {
                    list.sized()?;
                }
            }
            let is_multiple = kind & MULTIPLE != 0;
            let kind = kind & !MULTIPLE;
            let is_sized = matches!(kind, OBJECT | STRING8 | UNICODE | BINARY);
            let count = if is_multiple || is_sized {
                list.u32()?
            } else {
                1
            };
            for number in 0..count {
                left = left.checked_sub(1)?;
                let value = if is_sized {
                    list.sized()?
                } else {
                    list.take(fixed_size(kind)?)?
                };
                if number == 0 && id < 0x8000 {
                    self.found.push((id, kind, value));
                }
            }
        }
        Some(())
    }

    fn value(&self, id: u16) -> Option<(u16, Range<usize>)> {
        let found = self.found.iter().find(|(own, ..)| *own == id);
        found.map(|(_, kind, range)| (*kind, range.clone()))
    }

    /// Where a value of any size stands.
    pub(super) fn range(&self, id: u16) -> Option<Range<usize>> {
        self.value(id).map(|(_, range)| range)
    }

    /// Whether a value is an object, which says of what kind before its data.
    pub(super) fn is_object(&self, id: u16) -> bool {
        self.value(id).is_some_and(|(kind, _)| kind == OBJECT)
    }

    /// A text, at most `limit` bytes of it as it is stored.
    pub(super) fn text(
        &self,
        bytes: &[u8],
        id: u16,
        codepage: u32,
        limit: usize,
    ) -> Option<String> {
        let (kind, range) = self.value(id)?;
        let value = bytes.get(range)?;
        let value = value.get(..limit).unwrap_or(value);
        match kind {
            UNICODE => super::text(1200, value),
            STRING8 | BINARY => super::text(codepage, value),
            _ => None,
        }
    }

    pub(super) fn number(&self, bytes: &[u8], id: u16) -> Option<u32> {
        let value = bytes.get(self.range(id)?)?;
        Some(u32::from_le_bytes(value.get(..4)?.try_into().ok()?))
    }

    /// A moment (`PtypTime`: tenths of microseconds since 1601), as in RFC 3339.
    pub(super) fn moment(&self, bytes: &[u8], id: u16) -> Option<String> {
        let (0x0040, range) = self.value(id)? else {
            return None;
        };
        let ticks = i64::from_le_bytes(bytes.get(range)?.try_into().ok()?);
        let start = DateTime::from_timestamp(-11_644_473_600, 0)?;
        let moment = start.checked_add_signed(TimeDelta::microseconds(ticks / 10))?;
        let year = 1970..10_000;
        let is_sensible = year.contains(&chrono::Datelike::year(&moment));
        is_sensible.then(|| moment.to_rfc3339_opts(SecondsFormat::Secs, true))
    }
}

/// How much room a value of this type takes ([MS-OXTNEF] §2.1.3.4: padded to four bytes).
fn fixed_size(kind: u16) -> Option<usize> {
    Some(match kind {
        0x0000 | 0x0001 => 0,
        0x0002 | 0x0003 | 0x0004 | 0x000a | 0x000b => 4,
        0x0005 | 0x0006 | 0x0007 | 0x0014 | 0x0040 => 8,
        0x0048 => 16,
        _ => return None,
    })
}
