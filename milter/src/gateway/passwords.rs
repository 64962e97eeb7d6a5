//! Which password a recipient gets, and who is told of it.

use super::Wanted;
use crate::config::Config;
use crate::inject::Injector;
use crate::letter::Letter;
use crate::metrics::Metrics;
use crate::rules::subject::{PASSWORD_TAG, Tag};
use crate::rules::{PasswordSource, Seal, Tell};
use crate::store::Store;
use crate::tell;
use crate::trouble::Trouble;
use rand::rngs::SysRng;
use waxseal::carrier::Notice;
use waxseal::message::Message;
use waxseal::password::{DEFAULT_BITS, Password, Style, generate};
use waxseal::sealer::Recipient;

/// The passwords of one message.
pub(super) struct Passwords<'a> {
    config: &'a Config,
    store: &'a Store,
    letter: &'a Letter,
    tags: &'a [Tag],
    /// What the message is known by.
    id: &'a str,
    /// Who has still to be told which password.
    untold: Vec<Untold>,
}

struct Untold {
    tell: Tell,
    address: String,
    password: Password,
    /// Its number; none if it is for this message only.
    number: Option<u32>,
}

impl<'a> Passwords<'a> {
    pub(super) fn new(
        config: &'a Config,
        store: &'a Store,
        letter: &'a Letter,
        tags: &'a [Tag],
        id: &'a str,
    ) -> Self {
        Self {
            config,
            store,
            letter,
            tags,
            id,
            untold: Vec::new(),
        }
    }

    /// The recipient with the password that their rule says.
    pub(super) fn recipient(&mut self, address: &str, seal: Seal) -> Result<Recipient, Trouble> {
        let make = || generate(Style::default(), DEFAULT_BITS, &mut SysRng);
        let (password, number) = match seal.password {
            PasswordSource::Tag => (self.tagged()?, None),
            PasswordSource::Stored => {
                let stored = self.store.current(address)?;
                let stored = stored.ok_or_else(|| Trouble::NoPassword(address.to_owned()))?;
                (stored.password, Some((stored.number, stored.since)))
            }
            PasswordSource::Recipient => {
                let (stored, _) = self.store.current_or_insert(address, make)?;
                // An earlier attempt may have made it and told nobody.
                if let Some(tell) = seal.tell
                    && self.store.is_untold(address, stored.number)?
                {
                    self.untold.push(Untold {
                        tell,
                        address: address.to_owned(),
                        password: stored.password.clone(),
                        number: Some(stored.number),
                    });
                }
                (stored.password, Some((stored.number, stored.since)))
            }
            PasswordSource::Message => {
                let password = self.store.for_message(self.id, make)?.0;
                if let Some(tell) = seal.tell {
                    self.untold.push(Untold {
                        tell,
                        address: address.to_owned(),
                        password: password.clone(),
                        number: None,
                    });
                }
                (password, None)
            }
        };
        Ok(Recipient {
            number: number.map(|(number, since)| (number, since.to_string())),
            separate: seal.separate,
            ..Recipient::new(address, password, seal.format)
        })
    }

    fn tagged(&self) -> Result<Password, Trouble> {
        let tag = self.tags.iter().find(|tag| tag.is(PASSWORD_TAG));
        let value = tag.and_then(Tag::value).ok_or(Trouble::NoTag)?;
        Ok(Password::new(value)?)
    }

    /// Tells whoever is to be told. Each step is remembered when it is done: a second attempt at the message tells
    /// nobody twice.
    pub(super) fn tell(
        &mut self,
        message: &Message<'_>,
        injector: &Injector,
        metrics: &Metrics,
        wanted: &Wanted,
    ) -> Result<(), Trouble> {
        let untold = std::mem::take(&mut self.untold);
        for once in [true, false] {
            let is_for = |its: &&Untold| its.tell == Tell::Sender && its.number.is_none() == once;
            let of_sender: Vec<_> = untold.iter().filter(is_for).collect();
            if !of_sender.is_empty() {
                wanted.check()?;
                self.tell_sender(message, &of_sender, once, injector)?;
                metrics.told(of_sender.len());
            }
        }
        for its in untold.iter().filter(|its| its.tell == Tell::Command) {
            wanted.check()?;
            self.tell_command(its)?;
            metrics.told(1);
        }
        for its in untold.iter().filter(|its| its.tell == Tell::Nobody) {
            self.remember(its)?;
        }
        Ok(())
    }

    fn tell_sender(
        &self,
        message: &Message<'_>,
        told: &[&Untold],
        once: bool,
        injector: &Injector,
    ) -> Result<(), Trouble> {
        let organisation = &self.config.organisation;
        let sender = &self.letter.sender;
        // A password must not leave the organisation by mail.
        if organisation.domains.find(sender).is_none() {
            return Err(Trouble::SenderOutside);
        }
        let mut left = Vec::new();
        for its in told {
            if !self.is_told(its)? {
                left.push(*its);
            }
        }
        if left.is_empty() {
            return Ok(());
        }
        let from = organisation.notices_from.as_deref().unwrap_or(sender);
        let language = organisation.branding.languages.first().copied();
        let notice = Notice {
            language: language.unwrap_or_default(),
            from,
            to: sender,
            once,
        };
        let passwords: Vec<_> = left
            .iter()
            .map(|its| (its.address.as_str(), &its.password))
            .collect();
        let mail = notice.compose(message, &passwords, &mut SysRng)?;
        let mut remembered = Ok(());
        injector.send("", std::slice::from_ref(sender), &mail, || {
            remembered = left.into_iter().try_for_each(|its| self.remember(its));
        })?;
        remembered
    }

    fn tell_command(&self, its: &Untold) -> Result<(), Trouble> {
        if self.is_told(its)? {
            return Ok(());
        }
        let command = self.config.command.as_ref().ok_or(Trouble::NoCommand)?;
        tell::run(command, &its.address, &self.letter.sender, &its.password)?;
        self.remember(its)
    }

    fn step(&self, its: &Untold) -> String {
        super::Id(self.id.to_owned()).step(&format!("told {}", its.address))
    }

    fn is_told(&self, its: &Untold) -> Result<bool, Trouble> {
        match its.number {
            // The store has said that nobody was told.
            Some(_) => Ok(false),
            None => Ok(self.store.is_done(&self.step(its))?),
        }
    }

    fn remember(&self, its: &Untold) -> Result<(), Trouble> {
        match its.number {
            Some(number) => self.store.mark_told(&its.address, number)?,
            None => self.store.mark_done(&self.step(its))?,
        }
        Ok(())
    }
}
