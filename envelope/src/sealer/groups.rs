//! Who shares a mail.

use super::{Format, Recipient};
use crate::message::View;

/// The most passwords of an envelope. A page tries them in turn, up to a second each on a telephone.
const MAX_PASSWORDS: usize = 5;

/// Divides recipients into those who get the same mail.
pub(super) fn of<'r>(view: &View, recipients: &'r [Recipient]) -> Vec<Vec<&'r Recipient>> {
    let mut groups: Vec<Vec<&Recipient>> = Vec::new();
    for recipient in recipients {
        let alone = recipient.separate || !is_named(view, &recipient.address);
        let mut shared = groups.iter_mut();
        let group = match alone {
            true => None,
            false => shared.find(|group| may_join(view, group, recipient)),
        };
        match group {
            Some(group) => group.push(recipient),
            None => groups.push(vec![recipient]),
        }
    }
    groups
}

/// One of each password, in their order.
pub(super) fn distinct<'r>(group: &[&'r Recipient]) -> Vec<&'r Recipient> {
    let mut distinct: Vec<&Recipient> = Vec::new();
    for recipient in group {
        if !distinct
            .iter()
            .any(|its| its.password == recipient.password)
        {
            distinct.push(recipient);
        }
    }
    distinct
}

fn may_join(view: &View, group: &[&Recipient], recipient: &Recipient) -> bool {
    let Some(first) = group.first() else {
        return false;
    };
    let takes_others = !first.separate && is_named(view, &first.address);
    let alike = first.format == recipient.format && first.hint == recipient.hint;
    if !takes_others || !alike {
        return false;
    }
    let passwords = distinct(group);
    let is_known = passwords
        .iter()
        .any(|its| its.password == recipient.password);
    is_known || (first.format == Format::Html && passwords.len() < MAX_PASSWORDS)
}

/// Whether everybody may know that the message goes there: it is no blind copy.
fn is_named(view: &View, address: &str) -> bool {
    let mut named = view.to.iter().chain(&view.cc);
    named.any(|its| {
        its.address
            .as_ref()
            .is_some_and(|its| its.eq_ignore_ascii_case(address))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::Message;
    use crate::password::Password;

    fn recipient(address: &str, password: &str, format: Format) -> Recipient {
        Recipient::new(address, Password::new(password).unwrap(), format)
    }

    fn grouped(recipients: &[Recipient]) -> Vec<String> {
        let mail = b"From: f@x\r\nTo: a@x, B@x, c@x, d@x\r\nCc: e@x, f@x\r\n\r\n\r\n";
        let message = Message::parse(mail, &Default::default()).unwrap();
        let groups = of(message.view(), recipients);
        let name = |group: &Vec<&Recipient>| {
            let addresses: Vec<_> = group.iter().map(|its| its.address.as_str()).collect();
            addresses.join(" ")
        };
        groups.iter().map(name).collect()
    }

    #[test]
    fn who_shares_a_mail() {
        use Format::{Both, Html, Pdf};
        let all = |format, passwords: &[&str]| -> Vec<_> {
            let addresses = ["a@x", "b@x", "c@x", "d@x", "e@x", "f@x"];
            let pairs = addresses.iter().zip(passwords);
            pairs.map(|(a, p)| recipient(a, p, format)).collect()
        };
        // A page has several passwords, but not too many; equal ones count once.
        assert_eq!(grouped(&all(Html, &["1", "2", "3"])), ["a@x b@x c@x"]);
        assert_eq!(
            grouped(&all(Html, &["1", "2", "3", "4", "5", "6"])),
            ["a@x b@x c@x d@x e@x", "f@x"]
        );
        assert_eq!(
            grouped(&all(Html, &["1", "2", "1", "4", "5", "6"])),
            ["a@x b@x c@x d@x e@x f@x"]
        );
        // A PDF has one.
        for format in [Pdf, Both] {
            assert_eq!(grouped(&all(format, &["1", "2", "1"])), ["a@x c@x", "b@x"]);
        }
        // Formats are not mixed.
        assert_eq!(
            grouped(&[
                recipient("a@x", "1", Html),
                recipient("b@x", "1", Pdf),
                recipient("c@x", "1", Html)
            ]),
            ["a@x c@x", "b@x"]
        );
        // Nobody learns of a blind copy, neither from its recipient nor from the number of passwords.
        assert_eq!(
            grouped(&[
                recipient("blind@x", "1", Html),
                recipient("a@x", "1", Html),
                recipient("b@x", "1", Html),
                recipient("blind2@x", "1", Html)
            ]),
            ["blind@x", "a@x b@x", "blind2@x"]
        );
        let mut separate = all(Html, &["1", "1", "1"]);
        separate[0].separate = true;
        assert_eq!(grouped(&separate), ["a@x", "b@x c@x"]);
    }
}
