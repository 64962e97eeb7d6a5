//! What becomes of a message: the rules decide for each recipient, passwords are found, envelopes are sealed, and what
//! the MTA cannot carry in the message's place is handed to it as further mails.
//!
//! Everything here blocks, and ends in a verdict. An error is one too: the message is refused, for good or for now. A
//! message that was worked on before, in vain, is recognised: what was sent of it then is not sent again.

mod answers;
mod passwords;

use crate::config::Config;
use crate::inject::Injector;
use crate::letter::{Changes, Letter, Verdict, split};
use crate::log;
use crate::metrics::{Metrics, Outcome};
use crate::rules::subject::{self, Stripped, Tag};
use crate::rules::{Action, Facts, Rules, Seal};
use crate::store::Store;
use crate::trouble::Trouble;
use passwords::Passwords;
use sha2::{Digest as _, Sha256};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};
use waxseal::message::{HeaderSection, Limits, Message};
use waxseal::sealer::{Outgoing, Sealer, SealerOptions};

/// Says that a message was opened here. Whoever else writes it has it taken out.
pub const OPENED_FIELD: &str = "Waxseal-Opened";

/// How long the store is waited for, when what was sent must not be sent again.
const PATIENCE: Duration = Duration::from_secs(60);

/// A gateway as one configuration describes it.
pub struct Gateway {
    config: Config,
    sealer: Sealer,
    store: Option<Store>,
    injector: Injector,
    metrics: Arc<Metrics>,
}

/// Whether work is still wanted. Once it is not, nothing more is sent.
#[derive(Clone, Default)]
pub struct Wanted(Arc<AtomicBool>);

impl Wanted {
    /// Nobody waits for the verdict any more.
    pub fn end(&self) {
        self.0.store(true, Ordering::SeqCst);
    }

    fn check(&self) -> Result<(), Trouble> {
        match self.0.load(Ordering::SeqCst) {
            true => Err(Trouble::TooLate),
            false => Ok(()),
        }
    }
}

/// What one message is known by, so that a second attempt at it is recognised.
struct Id(String);

impl Id {
    fn of(letter: &Letter) -> Self {
        let mut hash = Sha256::new();
        hash.update(letter.sender.as_bytes());
        hash.update([0]);
        hash.update(&letter.raw);
        Self(hex(&hash.finalize()))
    }

    /// A step of the work on it. Its name begins with that of the message.
    fn step(&self, what: &str) -> String {
        self.0.clone() + &hex(&Sha256::digest(what))
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What is to be done, for whom.
#[derive(Default)]
struct Plan<'r> {
    pass: Vec<&'r str>,
    seal: Vec<(&'r str, Seal)>,
    /// The rules that fired, for the log.
    rules: Vec<String>,
}

impl Gateway {
    /// Reads keys, opens the store, makes what all letters have in common.
    ///
    /// # Errors
    /// [`Trouble`] with what is wrong with the configuration or the store.
    pub fn open(config: Config, metrics: Arc<Metrics>) -> Result<Self, Trouble> {
        let store = match &config.store {
            Some(store) => Some(Store::open(store.url.expose(), &store.key_file)?),
            None => None,
        };
        let mut limits = Limits::default();
        limits.max_message_bytes = config.limits.message_bytes;
        let sealer = Sealer::new(SealerOptions {
            page: config.organisation.branding.clone(),
            limits,
            recipient_keys: config.organisation.recipient_keys.clone(),
            cached_keys: config.limits.cached_keys,
            keep_subject: config.organisation.subject,
            ..SealerOptions::default()
        })?;
        Ok(Self {
            injector: Injector::new(config.inject.as_ref()),
            config,
            sealer,
            store,
            metrics,
        })
    }

    /// The configuration that it was made of.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Whether it can do its work now.
    ///
    /// # Errors
    /// [`Trouble`] with the store.
    pub fn check(&self) -> Result<(), Trouble> {
        match &self.store {
            Some(store) => Ok(store.check()?),
            None => Ok(()),
        }
    }

    /// How many derived keys were found and how many were made.
    pub fn key_cache(&self) -> (u64, u64) {
        self.sealer.key_cache()
    }

    /// Forgets steps of a message whose verdict the MTA has heard, so that the same message can be sent once more.
    ///
    /// # Errors
    /// [`Trouble`] with the store.
    pub fn settle(&self, steps: &[String]) -> Result<(), Trouble> {
        for step in steps {
            if let Some(store) = &self.store {
                store.forget_step(step)?;
            }
        }
        Ok(())
    }

    /// Removes what was remembered of messages that nobody tried again.
    ///
    /// # Errors
    /// [`Trouble`] with the store.
    pub fn sweep(&self) -> Result<(), Trouble> {
        if let Some(store) = &self.store {
            store.sweep(std::time::SystemTime::now())?;
        }
        Ok(())
    }

    /// Judges a message. Takes as long as sealing takes. The second value is what to give to [`Gateway::settle`].
    pub fn judge(&self, letter: &Letter, wanted: &Wanted) -> (Verdict, Vec<String>) {
        let id = Id::of(letter);
        let result = self.work(letter, &id, wanted);
        match result {
            Ok(done) => {
                self.metrics.count(done.outcome);
                (done.verdict, done.steps)
            }
            Err(trouble) => {
                let reply = trouble.reply();
                let outcome = match reply.permanent {
                    true => Outcome::Rejected,
                    false => Outcome::Deferred,
                };
                self.metrics.count(outcome);
                log::message(outcome, letter, &[], &trouble.to_string());
                (Verdict::Refuse(reply), Vec::new())
            }
        }
    }

    fn work(&self, letter: &Letter, id: &Id, wanted: &Wanted) -> Result<Done, Trouble> {
        let Stripped { message: raw, tags } = subject::strip(&letter.raw, self.rules().tags())?;
        let message = Message::parse(&raw, &self.sealer.options().limits)?;
        let plan = self.plan(letter, &message, &tags)?;
        if plan.seal.is_empty() {
            return self.pass(letter, &message, &raw, &plan);
        }
        self.seal(letter, &message, &raw, &tags, plan, id, wanted)
    }

    fn rules(&self) -> &Rules {
        &self.config.rules
    }

    /// Asks the rules for each recipient. One who is refused refuses the message, which could only be sent in part.
    fn plan<'l>(
        &self,
        letter: &'l Letter,
        message: &Message<'_>,
        tags: &[Tag],
    ) -> Result<Plan<'l>, Trouble> {
        let facts = Facts::new(message, &letter.sender).with_tags(tags);
        let mut plan = Plan::default();
        for recipient in &letter.recipients {
            let decision = self.rules().decide(&facts, recipient)?;
            let rule = decision.rule.unwrap_or("otherwise");
            if !plan.rules.iter().any(|its| its == rule) {
                plan.rules.push(rule.to_owned());
            }
            match decision.action {
                Action::Pass => plan.pass.push(recipient),
                Action::Seal(seal) => plan.seal.push((recipient, *seal)),
                Action::Reject { text } => return Err(Trouble::Rejected(text.clone())),
                Action::Defer => return Err(Trouble::HeldBack),
            }
        }
        Ok(plan)
    }

    /// A message for which nothing is sealed: it goes on, or is an answer that is opened.
    fn pass(
        &self,
        letter: &Letter,
        message: &Message<'_>,
        raw: &[u8],
        plan: &Plan<'_>,
    ) -> Result<Done, Trouble> {
        let organisation = &self.config.organisation;
        let inside = |recipient: &&str| organisation.domains.find(recipient).is_some();
        if plan.pass.iter().all(inside)
            && let Some(changes) =
                answers::open(letter, message, &plan.pass, &organisation.answer_keys)?
        {
            log::message(Outcome::Opened, letter, &plan.rules, "");
            return Ok(Done::accept(Outcome::Opened, changes));
        }
        let changes = self.untouched(letter, raw);
        log::message(Outcome::Passed, letter, &plan.rules, "");
        Ok(Done::accept(Outcome::Passed, changes))
    }

    /// What may not go on even with a message that passes: a tag of the subject, which may be a password, and a
    /// statement that only this program makes.
    fn untouched(&self, letter: &Letter, raw: &[u8]) -> Changes {
        let mut changes = Changes::default();
        let stripped = raw != letter.raw;
        let tagged = |name: &str| stripped && subject::is_cleaned(name);
        changes.delete_fields(letter, |name| {
            tagged(name) || name.eq_ignore_ascii_case(OPENED_FIELD)
        });
        if stripped {
            let (fields, _) = split(raw);
            let again = fields.into_iter().filter(|(name, _)| tagged(name));
            changes.add.extend(again);
        }
        changes
    }

    /// Seals for those who are to get it sealed. The first sealed mail takes the place of the message; what else there
    /// is is handed to the MTA, also the message itself for those who get it as it is. So what could go wrong in the MTA
    /// with the recipients of the one in place tells nobody anything.
    #[allow(clippy::too_many_arguments)] // They are one message, in the forms that each step needs.
    fn seal(
        &self,
        letter: &Letter,
        message: &Message<'_>,
        raw: &[u8],
        tags: &[Tag],
        plan: Plan<'_>,
        id: &Id,
        wanted: &Wanted,
    ) -> Result<Done, Trouble> {
        let store = self.store.as_ref().ok_or(Trouble::NoStore)?;
        // Whom an earlier attempt has sent it.
        let mut handed_on = Vec::new();
        let mut passwords = Passwords::new(&self.config, store, letter, tags, &id.0);
        let mut recipients = Vec::new();
        for (recipient, seal) in &plan.seal {
            match store.is_done(&id.step(recipient))? {
                true => handed_on.push((*recipient).to_owned()),
                false => recipients.push(passwords.recipient(recipient, *seal)?),
            }
        }
        let mut as_it_is = Vec::new();
        for recipient in &plan.pass {
            match store.is_done(&id.step(recipient))? {
                true => handed_on.push((*recipient).to_owned()),
                false => as_it_is.push((*recipient).to_owned()),
            }
        }
        passwords.tell(message, &self.injector, &self.metrics, wanted)?;

        let mut in_place: Option<Outgoing> = None;
        let mut hand = Hand {
            gateway: self,
            store,
            letter,
            id,
            wanted,
            unmarked: Vec::new(),
        };
        let mut sent = Ok(());
        if !recipients.is_empty() {
            sent = self.sealer.seal_each(raw, &recipients, |outgoing| {
                self.metrics.sealed(&outgoing.record);
                if in_place.is_none() {
                    in_place = Some(outgoing);
                    return Ok(());
                }
                hand.on(&outgoing.recipients, &outgoing.mail)?;
                log::sealed(letter, &plan.rules, &outgoing.record, true);
                handed_on.extend(outgoing.recipients);
                Ok::<(), Trouble>(())
            });
        }
        if sent.is_ok() && !as_it_is.is_empty() {
            sent = without_field(raw, OPENED_FIELD)
                .map_err(Trouble::from)
                .and_then(|copy| hand.on(&as_it_is, &copy));
            handed_on.extend(as_it_is);
        }
        if let Err(trouble) = sent {
            remember(store, hand.unmarked);
            return Err(trouble);
        }
        let steps = handed_on.iter().map(|its| id.step(its)).collect();
        let verdict = match in_place {
            Some(outgoing) => {
                log::sealed(letter, &plan.rules, &outgoing.record, false);
                let mut changes = Changes::replace(letter, &outgoing.mail);
                changes.drop_recipients = handed_on;
                Verdict::Accept(changes)
            }
            None => {
                let why = "an earlier attempt has sent what is sealed";
                log::message(Outcome::Sealed, letter, &plan.rules, why);
                Verdict::Discard
            }
        };
        Ok(Done {
            outcome: Outcome::Sealed,
            verdict,
            steps,
        })
    }
}

/// Hands mails to the MTA, and remembers whom for.
struct Hand<'a> {
    gateway: &'a Gateway,
    store: &'a Store,
    letter: &'a Letter,
    id: &'a Id,
    wanted: &'a Wanted,
    /// What was sent, as long as the store does not know it.
    unmarked: Vec<String>,
}

impl Hand<'_> {
    fn on(&mut self, recipients: &[String], mail: &[u8]) -> Result<(), Trouble> {
        self.wanted.check()?;
        let Self {
            gateway,
            store,
            letter,
            id,
            unmarked,
            ..
        } = self;
        gateway
            .injector
            .send(&letter.sender, recipients, mail, || {
                unmarked.extend(recipients.iter().map(|its| id.step(its)));
                unmarked.retain(|step| store.mark_done(step).is_err());
            })?;
        Ok(())
    }
}

/// A message without the fields of this name.
fn without_field(raw: &[u8], name: &str) -> Result<Vec<u8>, waxseal::Error> {
    let header = HeaderSection::read(raw, &Limits::default())?;
    let mut kept = Vec::with_capacity(raw.len());
    let mut copied = 0;
    for field in header.fields() {
        if field.name.eq_ignore_ascii_case(name) {
            kept.extend_from_slice(&raw[copied..field.range.start]);
            copied = field.range.end;
        }
    }
    kept.extend_from_slice(&raw[copied..]);
    Ok(kept)
}

impl Drop for Gateway {
    /// The client of PostgreSQL waits for its connections to end, which it may not do where tasks run.
    fn drop(&mut self) {
        if let Some(store) = self.store.take() {
            thread::spawn(move || drop(store));
        }
    }
}

/// Before a message is deferred, the store must know what was sent of it, or that is sent again. If all of it is sent
/// nobody asks.
fn remember(store: &Store, mut unmarked: Vec<String>) {
    let start = Instant::now();
    loop {
        unmarked.retain(|step| store.mark_done(step).is_err());
        if unmarked.is_empty() {
            return;
        }
        if start.elapsed() > PATIENCE {
            log::event(
                "error",
                "a part of a message was sent, and the store cannot be told; it may be sent once more",
            );
            return;
        }
        thread::sleep(Duration::from_millis(500));
    }
}

/// What was made of a message.
struct Done {
    outcome: Outcome,
    verdict: Verdict,
    /// What is remembered of it.
    steps: Vec<String>,
}

impl Done {
    fn accept(outcome: Outcome, changes: Changes) -> Self {
        Self {
            outcome,
            verdict: Verdict::Accept(changes),
            steps: Vec::new(),
        }
    }
}
