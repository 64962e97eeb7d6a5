//! The organisation's key: making it, and reading either half of it from a file.

use crate::args::{GenerateKey, Place, Talk};
use crate::failure::Failure;
use crate::input::cannot_read;
use crate::output::{Output, deliver_all};
use crate::passwords::warn_if_others_can_read;
use rand::rngs::SysRng;
use serde::Serialize;
use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use waxseal::jwe::{self, PrivateKey, PublicKey};
use zeroize::Zeroizing;

/// Far more than any key has, so that a wrong file costs nothing.
const MAX_KEY_BYTES: u64 = 64 * 1024;

/// What --json reports.
#[derive(Serialize)]
struct Report<'a> {
    private_key: String,
    public_key: String,
    kid: &'a str,
    algorithm: &'static str,
    curve: &'static str,
}

/// `waxseal key generate`
pub fn generate(asked: &GenerateKey, talk: Talk) -> Result<(), Failure> {
    let Some(path) = asked.output.path() else {
        return Err(Failure::Usage {
            what: "standard output can carry only one of two files".into(),
            remedy: "name them with -o FILE".into(),
        });
    };
    let public_path = public_half_of(path);
    let key = PrivateKey::generate(asked.curve.into(), &mut SysRng)
        .map_err(Failure::library("making a key"))?;
    let public = key.public_key();
    let private_output = write(path, &key.to_jwk())?;
    let public_output = write(&public_path, &public.to_jwk())?;
    deliver_all([private_output.finish()?, public_output.finish()?])?;

    let report = Report {
        private_key: path.display().to_string(),
        public_key: public_path.display().to_string(),
        kid: &public.thumbprint(),
        algorithm: jwe::KEY_ALG,
        curve: public.curve().name(),
    };
    if talk.json {
        return crate::report(&report, false);
    }
    talk.say(&format!(
        "Wrote {}; keep it secret, and keep a copy.\nWrote {}; seal to it.\nThumbprint: {}",
        report.private_key, report.public_key, report.kid
    ));
    Ok(())
}

fn write(path: &Path, jwk: &str) -> Result<Output, Failure> {
    let output =
        Output::create(&Place::File(path.to_owned()), false).map_err(|failure| match failure {
            Failure::Exists(path) => Failure::KeyExists(path),
            failure => failure,
        })?;
    let mut file = output.file();
    file.write_all(jwk.as_bytes())
        .and_then(|()| file.write_all(b"\n"))
        .map_err(output.cannot_write())?;
    Ok(output)
}

/// `org.jwk` and `org.pub.jwk`.
fn public_half_of(path: &Path) -> PathBuf {
    let is_jwk = path.extension().is_some_and(|ending| ending == "jwk");
    let stem = if is_jwk {
        path.with_extension("")
    } else {
        path.to_owned()
    };
    let mut name = stem.into_os_string();
    name.push(".pub.jwk");
    name.into()
}

/// A public key to seal to.
pub fn public(path: &Path) -> Result<PublicKey, Failure> {
    let file = File::open(path).map_err(cannot_read(path))?;
    PublicKey::from_jwk(&content(path, file)?).map_err(Failure::library(path.display()))
}

/// A private key to open with.
pub fn private(path: &Path, talk: Talk) -> Result<PrivateKey, Failure> {
    let file = File::open(path).map_err(cannot_read(path))?;
    warn_if_others_can_read("private key", path, &file, talk);
    PrivateKey::from_jwk(&content(path, file)?).map_err(Failure::library(path.display()))
}

/// All of a file, in memory that is never moved and is zeroised.
fn content(path: &Path, file: File) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let mut content = Zeroizing::new(Vec::with_capacity(MAX_KEY_BYTES as usize + 1));
    file.take(MAX_KEY_BYTES)
        .read_to_end(&mut content)
        .map_err(cannot_read(path))?;
    match content.is_empty() {
        true => Err(Failure::Empty(Place::File(path.to_owned()))),
        false => Ok(content),
    }
}
