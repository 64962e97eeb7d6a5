//! What an invitation says: the event in a calendar file (RFC 5545, RFC 5546).

use super::view::{Address, Event};
use calcard::common::PartialDateTime;
use calcard::common::timezone::Tz;
use calcard::icalendar::{
    ICalendar, ICalendarComponent, ICalendarComponentType, ICalendarEntry, ICalendarMethod,
    ICalendarParameterName, ICalendarProperty, ICalendarStatus, ICalendarValue,
};
use calcard::{Entry, Parser};

/// More of a title or a place is no help to a reader, in bytes.
const MAX_TEXT: usize = 1000;

/// The event of a calendar file that has one. A file with several is no invitation but a calendar, of which one
/// event alone would say the wrong thing.
pub(super) fn event(text: &str) -> Option<Event> {
    let Entry::ICalendar(calendar) = Parser::new(text).entry() else {
        return None;
    };
    let events = || {
        let components = calendar.components.iter();
        components.filter(|its| its.component_type == ICalendarComponentType::VEvent)
    };
    // An event that repeats brings its exceptions along.
    let mut whole = events().filter(|event| !event.has_property(&ICalendarProperty::RecurrenceId));
    let event = match (whole.next(), whole.next()) {
        (Some(event), None) => event,
        (None, _) if events().count() == 1 => events().next()?,
        _ => return None,
    };
    let (start, end) = times(&calendar, event);
    let method = calendar.components.first()?;
    let method = method.property(&ICalendarProperty::Method);
    let is_cancel = |value: &ICalendarValue| match value {
        ICalendarValue::Method(method) => *method == ICalendarMethod::Cancel,
        _ => false,
    };
    Some(Event {
        summary: short(event, &ICalendarProperty::Summary)
            .map(|summary| summary.split_whitespace().collect::<Vec<_>>().join(" "))
            .unwrap_or_default(),
        start,
        end,
        location: short(event, &ICalendarProperty::Location),
        organizer: event
            .property(&ICalendarProperty::Organizer)
            .and_then(organizer),
        recurring: event.is_recurrent(),
        cancelled: event.status() == Some(&ICalendarStatus::Cancelled)
            || method.is_some_and(|entry| entry.values.iter().any(is_cancel)),
    })
}

/// When it starts and ends (RFC 5545 §3.8.2.2, §3.8.2.4, §3.8.2.5), in the words of [`Event`].
fn times(calendar: &ICalendar, event: &ICalendarComponent) -> (Option<String>, Option<String>) {
    let zones = calendar.build_tz_resolver();
    let at = |property| {
        let entry = event.property(property)?;
        let value = entry.values.first()?.as_partial_date_time()?;
        let zone = entry.tz_id().and_then(|name| zones.resolve(name));
        Moment::new(value, zone.unwrap_or(Tz::Floating))
    };
    let Some(start) = at(&ICalendarProperty::Dtstart) else {
        return (None, None);
    };
    let end = at(&ICalendarProperty::Dtend).or_else(|| {
        match event
            .property(&ICalendarProperty::Duration)?
            .values
            .first()?
        {
            ICalendarValue::Duration(duration) => start.after(duration.as_seconds()),
            _ => None,
        }
    });
    // The day on which an event of whole days "ends" is the one after its last.
    let end = match end {
        Some(Moment::Day(_)) => end.and_then(|day| day.after(-DAY)),
        other => other,
    };
    let end = end.filter(|end| end.is_after(&start));
    (Some(start.written()), end.map(|end| end.written()))
}

const DAY: i64 = 24 * 60 * 60; // seconds

/// A `DATE` or `DATE-TIME` (RFC 5545 §3.3.4, §3.3.5). What has no offset is kept as if it were UTC.
enum Moment {
    Day(chrono::NaiveDateTime),
    /// In the time of wherever its reader is, or of a zone that nobody knows.
    Local(chrono::NaiveDateTime),
    Exact(chrono::DateTime<chrono::FixedOffset>),
}

impl Moment {
    fn new(value: &PartialDateTime, zone: Tz) -> Option<Self> {
        let local = value.to_date_time()?.date_time;
        if !value.has_time() {
            return Some(Self::Day(local));
        }
        Some(match (value.has_zone(), zone) {
            (false, Tz::Floating) => Self::Local(local),
            // None in the hour that a clock skips.
            _ => match value.to_date_time_with_tz(zone) {
                Some(exact) => Self::Exact(exact.fixed_offset()),
                None => Self::Local(local),
            },
        })
    }

    fn after(&self, seconds: i64) -> Option<Self> {
        let delta = chrono::TimeDelta::try_seconds(seconds)?;
        Some(match self {
            Self::Day(day) => Self::Day(day.checked_add_signed(delta)?),
            Self::Local(local) => Self::Local(local.checked_add_signed(delta)?),
            Self::Exact(exact) => Self::Exact(exact.checked_add_signed(delta)?),
        })
    }

    fn is_after(&self, start: &Self) -> bool {
        match (start, self) {
            (Self::Day(start), Self::Day(end)) | (Self::Local(start), Self::Local(end)) => {
                end > start
            }
            (Self::Exact(start), Self::Exact(end)) => end > start,
            _ => false, // nonsense
        }
    }

    fn written(&self) -> String {
        match self {
            Self::Day(day) => day.format("%Y-%m-%d").to_string(),
            Self::Local(local) => local.format("%Y-%m-%dT%H:%M:%S").to_string(),
            Self::Exact(exact) => exact.to_rfc3339(),
        }
    }
}

/// The beginning of a text property.
fn short(event: &ICalendarComponent, property: &ICalendarProperty) -> Option<String> {
    let text = event.property(property)?.values.first()?.as_text()?.trim();
    let short = &text[..text.floor_char_boundary(MAX_TEXT)];
    (!short.is_empty()).then(|| short.to_owned())
}

/// RFC 5545 §3.8.4.3.
fn organizer(entry: &ICalendarEntry) -> Option<Address> {
    let name = entry.parameters(&ICalendarParameterName::Cn);
    let short = |text: &str| text[..text.floor_char_boundary(MAX_TEXT)].to_owned();
    let name = name.filter_map(|name| name.as_text()).next().map(short);
    let address = entry.calendar_address().filter(|its| its.contains('@'));
    let organizer = Address {
        name: name.filter(|name| !name.is_empty()),
        address: address.map(short),
    };
    (organizer != Address::default()).then_some(organizer)
}
