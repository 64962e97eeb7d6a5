//! Figures for a Prometheus server (OpenMetrics text format).

use crate::gateway::Gateway;
use prometheus_client::encoding::text::encode;
use prometheus_client::encoding::{EncodeLabelSet, EncodeLabelValue};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Metric, Registry};
use std::sync::atomic::AtomicU64;
use std::time::Duration;
use waxseal::sealer::{Format, Record};

/// What became of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EncodeLabelValue)]
pub enum Outcome {
    /// It went on in an envelope, for one recipient at least.
    Sealed,
    /// It went on as it is.
    Passed,
    /// It was an answer, and went on in clear inside the organisation.
    Opened,
    /// It was refused for good.
    Rejected,
    /// It was refused for now.
    Deferred,
}

impl Outcome {
    /// As it is written in the log.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sealed => "sealed",
            Self::Passed => "passed",
            Self::Opened => "opened",
            Self::Rejected => "rejected",
            Self::Deferred => "deferred",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ByOutcome {
    outcome: Outcome,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ByFormat {
    format: &'static str,
}

/// All that is counted since the program started.
pub struct Metrics {
    registry: Registry,
    messages: Family<ByOutcome, Counter>,
    envelopes: Family<ByFormat, Counter>,
    bytes_in: Counter,
    bytes_out: Counter,
    told: Counter,
    seconds: Histogram,
    keys_found: Gauge<u64, AtomicU64>,
    keys_derived: Gauge<u64, AtomicU64>,
    in_work: Gauge,
}

impl Default for Metrics {
    fn default() -> Self {
        let mut registry = Registry::with_prefix("waxseal");
        let new = &mut registry;
        let buckets = [0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0, 300.0];
        Self {
            messages: register(
                new,
                "messages",
                "Messages, by what became of them",
                Family::default(),
            ),
            envelopes: register(
                new,
                "mails_sealed",
                "Mails that left with an envelope, by its format",
                Family::default(),
            ),
            bytes_in: register(
                new,
                "sealed_original_bytes",
                "Sizes of the messages that were sealed, once for each mail",
                Counter::default(),
            ),
            bytes_out: register(
                new,
                "sealed_mail_bytes",
                "Sizes of the mails that left with an envelope",
                Counter::default(),
            ),
            told: register(
                new,
                "passwords_told",
                "Generated passwords that were told",
                Counter::default(),
            ),
            seconds: register(
                new,
                "judging_seconds",
                "Time from the end of a message to its verdict",
                Histogram::new(buckets),
            ),
            keys_found: register(
                new,
                "key_cache_found",
                "Keys that were derived before, since the configuration was read",
                Gauge::default(),
            ),
            keys_derived: register(
                new,
                "key_cache_derived",
                "Keys that had to be derived, since the configuration was read",
                Gauge::default(),
            ),
            in_work: register(
                new,
                "messages_in_work",
                "Messages that are judged at this moment",
                Gauge::default(),
            ),
            registry,
        }
    }
}

/// Makes a figure known under its name, and gives it back.
fn register<M: Metric + Clone>(registry: &mut Registry, name: &str, help: &str, metric: M) -> M {
    registry.register(name, help, metric.clone());
    metric
}

impl Metrics {
    /// A message has come to this end.
    pub fn count(&self, outcome: Outcome) {
        self.messages.get_or_create(&ByOutcome { outcome }).inc();
    }

    /// A mail leaves with an envelope.
    pub fn sealed(&self, record: &Record) {
        let format = match record.format {
            Format::Html => "html",
            Format::Pdf => "pdf",
            Format::Both => "both",
        };
        self.envelopes.get_or_create(&ByFormat { format }).inc();
        self.bytes_in.inc_by(record.bytes.original);
        self.bytes_out.inc_by(record.bytes.mail);
    }

    /// So many generated passwords were told.
    pub fn told(&self, passwords: usize) {
        self.told.inc_by(passwords as u64);
    }

    /// A message is to be judged.
    pub fn begin(&self) {
        self.in_work.inc();
    }

    /// It was, in this time.
    pub fn end(&self, took: Duration) {
        self.in_work.dec();
        self.seconds.observe(took.as_secs_f64());
    }

    /// All figures as a Prometheus server reads them.
    pub fn text(&self, gateway: &Gateway) -> String {
        let (found, derived) = gateway.key_cache();
        self.keys_found.set(found);
        self.keys_derived.set(derived);
        let mut text = String::new();
        // Writing to memory does not fail.
        let _ = encode(&mut text, &self.registry);
        text
    }
}
