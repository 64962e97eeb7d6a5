//! Hands further mails to the MTA, by SMTP to a port where this milter is not asked again.

use crate::config::Inject;
use lettre::Address;
use lettre::address::Envelope;
use lettre::transport::smtp::Error as SmtpError;
use lettre::transport::smtp::client::SmtpConnection;
use lettre::transport::smtp::commands::Mail;
use lettre::transport::smtp::extension::ClientId;
use std::time::Duration;

/// How long the MTA may take for one command.
const TIMEOUT: Duration = Duration::from_secs(60);

/// A way into the MTA.
pub struct Injector {
    mta: Option<Inject>,
}

/// Why a mail was not taken.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum InjectError {
    /// The configuration names no port.
    #[error("the configuration has no [inject], and a mail would have to be handed to the MTA")]
    Nowhere,
    /// The address is none that can be sent to.
    #[error("{0} is no mail address that can be sent to")]
    Address(String),
    /// The MTA did not take it.
    #[error("the MTA did not take a mail ({0})")]
    Smtp(#[from] SmtpError),
}

impl Injector {
    /// To where the configuration says.
    pub fn new(mta: Option<&Inject>) -> Self {
        Self { mta: mta.cloned() }
    }

    /// Hands over a mail. `taken` is called as soon as the MTA has taken it for all recipients, before anything else: if
    /// the program is killed between the two, the mail is sent twice. An empty sender is the null reverse path.
    ///
    /// # Errors
    /// [`InjectError`]. After one nothing was taken, as far as can be known.
    pub fn send(
        &self,
        sender: &str,
        recipients: &[String],
        mail: &[u8],
        taken: impl FnOnce(),
    ) -> Result<(), InjectError> {
        let mta = self.mta.as_ref().ok_or(InjectError::Nowhere)?;
        let address = |text: &String| {
            let address = text.parse::<Address>();
            address.map_err(|_| InjectError::Address(text.clone()))
        };
        let from = match sender {
            "" => None,
            sender => Some(address(&sender.to_owned())?),
        };
        let to = recipients.iter().map(address).collect::<Result<_, _>>()?;
        let envelope =
            Envelope::new(from, to).map_err(|_| InjectError::Address("nobody".to_owned()))?;
        let mut connection = connect(mta, TIMEOUT)?;
        // The library writes the last line end itself.
        connection.send(&envelope, mail.strip_suffix(b"\r\n").unwrap_or(mail))?;
        taken();
        let _ = connection.quit();
        Ok(())
    }
}

fn connect(mta: &Inject, timeout: Duration) -> Result<SmtpConnection, SmtpError> {
    let hello = ClientId::Domain("localhost".into());
    let server = (mta.host.as_str(), mta.port);
    SmtpConnection::connect(server, Some(timeout), &hello, None, None)
}

/// Whether an MTA takes mail while its milter does not answer, as this program makes sure of at its start. `None` if the
/// MTA could not be asked.
pub fn takes_mail_without_milter(mta: &Inject) -> Option<bool> {
    let mut connection = match connect(mta, Duration::from_secs(10)) {
        Ok(connection) => connection,
        // Refused with a reply: the MTA does not go on without its milter.
        Err(error) if error.status().is_some() => return Some(false),
        Err(_) => return None,
    };
    let taken = match connection.command(Mail::new(None, vec![])) {
        Ok(response) => response.is_positive(),
        Err(error) => {
            error.status()?;
            false
        }
    };
    connection.abort();
    Some(taken)
}
