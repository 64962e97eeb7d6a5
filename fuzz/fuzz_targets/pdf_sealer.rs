#![no_main]
//! Any mail, or any PDF attached to one, sealed as a PDF with its attachments as pages, and verified: a mail is never refused
//! because of what is in it.

use libfuzzer_sys::fuzz_target;
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng as _;
use std::io::Cursor;
use std::panic;
use std::sync::LazyLock;
use std::thread;
use waxseal::message::Message;
use waxseal::pdf::{self, Fonts, Options};
use waxseal_fuzz::{PASSWORD, seeds};

static FONTS: LazyLock<Fonts> = LazyLock::new(Fonts::new);

fn init() {
    seeds::write_if_asked(|| [seeds::files("eml", 4 << 10), seeds::files("pdf", 4 << 10)].concat());
    // The pages are made in a thread of their own, where a panic of the layout or of a library is caught and a simpler way
    // taken. That is a promise kept, not a finding; so only panics of this thread end the program.
    let fuzzing = thread::current().id();
    let abort = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        if thread::current().id() == fuzzing {
            abort(info);
        }
    }));
}

fuzz_target!(init: init(), |data: &[u8]| {
    let with_pdf;
    let mail = if data.starts_with(b"%PDF") {
        let header = b"From: a@example.org\r\nContent-Type: application/pdf; name=a.pdf\r\n\
            Content-Transfer-Encoding: binary\r\n\r\n";
        with_pdf = [header, data].concat();
        &with_pdf
    } else {
        data
    };
    let Ok(message) = Message::parse(mail, &Default::default()) else {
        return;
    };
    let mut options = Options::default();
    options.attachment_pages = true;
    let mut sealed = Vec::new();
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    pdf::seal(&message, &*PASSWORD, &options, &FONTS, &mut rng, &mut sealed).expect("sealed");
    pdf::verify(Cursor::new(&sealed), &*PASSWORD, &message, &options).expect("what was sealed");
});
