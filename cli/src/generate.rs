//! `waxseal password`, and `waxseal generate` for those who package the program.

use crate::args::{Arguments, Generate, Generated, Password as Asked, Talk};
use crate::failure::Failure;
use crate::passwords::Named;
use clap::CommandFactory;
use rand::rngs::SysRng;
use std::io::{self, Write};
use waxseal::password::{self, Password, Style};
use zeroize::Zeroizing;

pub fn password(asked: &Asked, talk: Talk) -> Result<(), Failure> {
    let Named { password, .. } = new_password(asked.words, asked.bits)?;
    let (before, after) = match talk.json {
        true => ("{\"password\":\"", "\"}"),
        false => ("", ""),
    };
    print(&password, before, after, io::stdout()).map_err(Failure::Stdout)
}

pub fn new_password(words: bool, bits: u32) -> Result<Named, Failure> {
    let style = match words {
        true => Style::Words,
        false => Style::Letters,
    };
    Ok(Named {
        password: password::generate(style, bits, &mut SysRng)
            .map_err(Failure::library("generating a password"))?,
        source: "the generated password".to_owned(),
    })
}

/// Writes a generated password (ASCII, no quotes) as a line, in one piece and without leaving a
/// copy in memory.
pub fn print(
    password: &Password,
    before: &str,
    after: &str,
    mut out: impl Write,
) -> io::Result<()> {
    let bytes = password.as_bytes();
    let mut line = Zeroizing::new(Vec::with_capacity(
        before.len() + bytes.len() + after.len() + 1,
    ));
    line.extend_from_slice(before.as_bytes());
    line.extend_from_slice(bytes);
    line.extend_from_slice(after.as_bytes());
    line.push(b'\n');
    out.write_all(&line)?;
    out.flush()
}

pub fn for_packagers(asked: &Generate) -> Result<(), Failure> {
    let mut command = Arguments::command();
    let mut text = Vec::new();
    match &asked.what {
        Generated::Completions { shell } => {
            clap_complete::generate(*shell, &mut command, "waxseal", &mut text);
        }
        Generated::Man { subcommand } => {
            man_page(command, subcommand.as_deref(), &mut text)?;
        }
    }
    io::stdout().write_all(&text).map_err(Failure::Stdout)
}

fn man_page(
    mut command: clap::Command,
    subcommand: Option<&str>,
    text: &mut Vec<u8>,
) -> Result<(), Failure> {
    command.build();
    let page = match subcommand {
        None => command,
        Some(name) => match command.find_subcommand(name) {
            Some(found) => found.clone(),
            None => {
                return Err(Failure::Usage {
                    what: "there is no such subcommand".into(),
                    remedy: "`waxseal --help` lists them".into(),
                });
            }
        },
    };
    clap_mangen::Man::new(page)
        .render(text)
        .map_err(Failure::Stdout)
}
