//! The program as people and mail servers meet it: the real binary, real files, a real terminal.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod bad_input;
mod help;
mod keys;
mod lint;
mod mail;
mod output;
mod page;
mod pdf;
mod round_trip;
mod terminal;
mod workplace;
