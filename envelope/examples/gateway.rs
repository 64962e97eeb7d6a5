//! A complete gateway: a content filter for Postfix's pipe(8), which seals each mail for its recipients.
//!
//!     gateway PASSWORDS SENDER RECIPIENT... < mail
//!
//! PASSWORDS has a line for each recipient: the address, a blank, the password. The mails that go out are handed to
//! sendmail (or the command in $SENDMAIL). The exit code tells Postfix to bounce (65) or to try again (75).

use std::error::Error;
use std::io::{Read as _, Write as _};
use std::process::{Command, ExitCode, Stdio};
use waxseal::password::Password;
use waxseal::sealer::{Disposition, Format, Outgoing, Recipient, Sealer, SealerOptions};

fn main() -> ExitCode {
    let Err(error) = run() else {
        return ExitCode::SUCCESS;
    };
    eprintln!("{error}");
    let known = error.downcast_ref::<waxseal::Error>();
    match known.map(waxseal::Error::disposition) {
        Some(Disposition::Bounce) => ExitCode::from(65),
        _ => ExitCode::from(75), // Nothing leaves in clear, so Postfix keeps it.
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let passwords = std::fs::read_to_string(arguments.next().ok_or("no passwords")?)?;
    let sender = arguments.next().ok_or("no sender")?;
    let mut recipients = Vec::new();
    for address in arguments {
        let mut lines = passwords.lines().filter_map(|line| line.split_once(' '));
        let (_, password) = lines
            .find(|(its, _)| *its == address)
            .ok_or("no password")?;
        recipients.push(Recipient::new(
            address,
            Password::new(password)?,
            Format::Html,
        ));
    }
    let mut mail = Vec::new();
    std::io::stdin().read_to_end(&mut mail)?;
    let sealer = Sealer::new(SealerOptions::default())?; // a server makes it once
    for outgoing in sealer.seal(&mail, &recipients)? {
        send(&sender, &outgoing)?;
        println!("{}", serde_json::to_string(&outgoing.record)?);
    }
    Ok(())
}

fn send(sender: &str, outgoing: &Outgoing) -> Result<(), Box<dyn Error>> {
    let program = std::env::var("SENDMAIL").unwrap_or("/usr/sbin/sendmail".into());
    let mut words = program.split(' ');
    let mut child = Command::new(words.next().ok_or("no sendmail")?)
        .args(words)
        .args(["-G", "-i", "-f", sender, "--"])
        .args(&outgoing.recipients)
        .stdin(Stdio::piped())
        .spawn()?;
    child
        .stdin
        .take()
        .ok_or("no input")?
        .write_all(&outgoing.mail)?;
    child
        .wait()?
        .success()
        .then_some(())
        .ok_or("sendmail failed".into())
}
