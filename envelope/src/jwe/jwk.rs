//! Keys of elliptic curves as JSON Web Keys (RFC 7517): `X25519` (`kty` is `OKP`, RFC 8037 §2) and
//! `P-256` (`kty` is `EC`, RFC 7518 §6.2), and what two of them agree on. Reads and writes one key;
//! sets of keys and PEM are refused.

use super::{KEY_ALG, base64url};
use crate::Error;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use p256::elliptic_curve::sec1::ToSec1Point as _;
use rand::TryCryptoRng;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::borrow::Cow;
use std::fmt;
use zeroize::Zeroizing;

/// The size of a coordinate and of a private scalar, the same on both curves.
const BYTES: usize = 32;

/// The longest `kid`, in bytes. A thumbprint has 43.
pub(super) const MAX_KID_BYTES: usize = 256;

/// The curve of a key (`crv`, RFC 7518 §6.2.1.1 and RFC 8037 §2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Curve {
    /// `X25519`: RFC 7748.
    X25519,
    /// `P-256`: NIST SP 800-186.
    P256,
}

impl Curve {
    /// Its name in a JWK.
    pub fn name(self) -> &'static str {
        match self {
            Self::X25519 => "X25519",
            Self::P256 => "P-256",
        }
    }

    fn kty(self) -> &'static str {
        match self {
            Self::X25519 => "OKP",
            Self::P256 => "EC",
        }
    }
}

/// A public key that envelopes are sealed to (see [`super::AgreedKey`]).
#[derive(Clone, PartialEq, Eq)]
pub struct PublicKey {
    kid: Option<String>,
    point: Point,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Point {
    X25519(x25519_dalek::PublicKey),
    P256(p256::PublicKey),
}

/// A key pair: what opens envelopes that were sealed to its public half. Zeroised when dropped and
/// never printed.
#[derive(Clone)]
pub struct PrivateKey {
    scalar: Scalar,
    public: PublicKey,
}

/// Both zeroise themselves.
#[derive(Clone)]
enum Scalar {
    X25519(x25519_dalek::StaticSecret),
    P256(p256::SecretKey),
}

impl PublicKey {
    /// Reads a public JWK. Members that are not known are ignored (RFC 7517 §4).
    ///
    /// # Errors
    /// [`Error::UnusableKey`] if it is no JWK, of another curve, not a point of its curve, made for
    /// something else (`alg`, `use`), or a private key: that belongs where envelopes are opened.
    pub fn from_jwk(json: &[u8]) -> Result<Self, Error> {
        let jwk = Jwk::read(json)?;
        if jwk.d.is_some() {
            return Err(Error::UnusableKey(
                "it is a private key; seal to its public half, and keep this one where envelopes are opened",
            ));
        }
        Self::of(&jwk)
    }

    /// Whether both are the same key, whatever they are called.
    pub(super) fn is_same_point(&self, other: &Self) -> bool {
        self.point == other.point
    }

    /// Reads the ephemeral public key in a header (`epk`, RFC 7518 §4.6.1.1).
    pub(super) fn from_epk(epk: &serde_json::Value) -> Option<Self> {
        let jwk = Jwk::deserialize(epk).ok()?;
        Self::of(&jwk).ok()
    }

    fn of(jwk: &Jwk) -> Result<Self, Error> {
        if jwk.alg.is_some_and(|alg| alg != KEY_ALG) {
            return Err(Error::UnusableKey(
                "its \"alg\" is not ECDH-ES+A256KW; take one that was made for it",
            ));
        }
        if jwk.r#use.is_some_and(|r#use| r#use != "enc") {
            return Err(Error::UnusableKey(
                "its \"use\" is not \"enc\"; take one that was made for encryption",
            ));
        }
        let kid = jwk.kid.as_deref();
        if kid.is_some_and(|kid| kid.len() > MAX_KID_BYTES) {
            return Err(Error::UnusableKey(
                "its \"kid\" is longer than 256 bytes; give it a shorter one",
            ));
        }
        let x = coordinate(jwk.x.as_deref())?;
        let point = match jwk.curve()? {
            Curve::X25519 => Point::X25519(x.into()),
            Curve::P256 => {
                let y = coordinate(jwk.y.as_deref())?;
                let point = [&[UNCOMPRESSED][..], &x, &y].concat();
                let point = p256::PublicKey::from_sec1_bytes(&point);
                Point::P256(point.map_err(|_| {
                    Error::UnusableKey("its point is not on its curve; make the file again")
                })?)
            }
        };
        Ok(Self {
            kid: kid.map(str::to_owned),
            point,
        })
    }

    /// The key as a JWK, on one line.
    pub fn to_jwk(&self) -> String {
        json(&Jwk {
            kid: self.kid.as_deref().map(Cow::from),
            r#use: Some("enc"),
            alg: Some(KEY_ALG),
            ..self.required()
        })
    }

    /// The members that every JWK of its kind has: an `epk`, and what a thumbprint is made of.
    pub(super) fn required(&self) -> Jwk<'static> {
        let (x, y) = match &self.point {
            Point::X25519(point) => (base64url::encode(point.as_bytes()), None),
            Point::P256(point) => {
                let point = point.to_sec1_point(false);
                let encode = |coordinate: Option<&p256::FieldBytes>| {
                    coordinate.map(|coordinate| base64url::encode(coordinate))
                };
                (encode(point.x()).unwrap_or_default(), encode(point.y()))
            }
        };
        Jwk {
            crv: Some(self.curve().name()),
            kty: Some(self.curve().kty()),
            x: Some(x.into()),
            y: y.map(Cow::from),
            ..Jwk::default()
        }
    }

    /// Its curve.
    pub fn curve(&self) -> Curve {
        match self.point {
            Point::X25519(_) => Curve::X25519,
            Point::P256(_) => Curve::P256,
        }
    }

    /// Its name (`kid`, RFC 7517 §4.5), which stands in every envelope that is sealed to it.
    pub fn kid(&self) -> Option<&str> {
        self.kid.as_deref()
    }

    /// Its thumbprint with SHA-256 (RFC 7638), in base64url: the same in every program.
    pub fn thumbprint(&self) -> String {
        hash(&json(&self.required()))
    }
}

impl PrivateKey {
    /// Makes a key pair. Its `kid` is its thumbprint.
    ///
    /// # Errors
    /// [`Error::NoRandomness`].
    pub fn generate(curve: Curve, rng: &mut impl TryCryptoRng) -> Result<Self, Error> {
        let scalar = loop {
            let mut bytes = Zeroizing::new([0; BYTES]);
            rng.try_fill_bytes(&mut bytes[..])
                .map_err(|_| Error::NoRandomness)?;
            // For P-256, one in 2^32 is not below the order of the curve.
            if let Some(scalar) = Scalar::new(curve, &bytes) {
                break scalar;
            }
        };
        let mut public = scalar.public();
        public.kid = Some(public.thumbprint());
        Ok(Self { scalar, public })
    }

    /// Reads a private JWK.
    ///
    /// # Errors
    /// [`Error::UnusableKey`] as for [`PublicKey::from_jwk`], if it is a public key, and if its halves
    /// do not belong together.
    pub fn from_jwk(json: &[u8]) -> Result<Self, Error> {
        let jwk = Jwk::read(json)?;
        let public = PublicKey::of(&jwk)?;
        let d = jwk.d.ok_or(Error::UnusableKey(
            "it is a public key, which only seals; open with its private half",
        ))?;
        let scalar = scalar_bytes(d)
            .and_then(|bytes| Scalar::new(public.curve(), &bytes))
            .ok_or(Error::UnusableKey(
                "its private half is not a number of its curve in base64url; take it from a backup",
            ))?;
        if scalar.public().point != public.point {
            return Err(Error::UnusableKey(
                "its private and its public half do not belong together; take it from a backup",
            ));
        }
        Ok(Self { scalar, public })
    }

    /// The key as a private JWK, on one line.
    pub fn to_jwk(&self) -> Zeroizing<String> {
        let public = self.public.to_jwk();
        let mut d = Zeroizing::new([0; BYTES]);
        match &self.scalar {
            Scalar::X25519(scalar) => d.copy_from_slice(scalar.as_bytes()),
            Scalar::P256(scalar) => d.copy_from_slice(&Zeroizing::new(scalar.to_bytes())[..]),
        }
        // Never grows, which would leave a copy behind.
        let mut json = Zeroizing::new(String::with_capacity(public.len() + 2 * BYTES));
        json.push_str(public.trim_end_matches('}'));
        json.push_str(",\"d\":\"");
        URL_SAFE_NO_PAD.encode_string(&d[..], &mut json);
        json.push_str("\"}");
        json
    }

    /// Its public half.
    pub fn public_key(&self) -> &PublicKey {
        &self.public
    }

    /// What this key and another's public half agree on (Z of RFC 7518 §4.6.2). `None` if the other
    /// is of another curve, or of a kind that makes everybody agree on zero (RFC 7748 §6.1).
    pub(super) fn agree(&self, other: &PublicKey) -> Option<Zeroizing<[u8; BYTES]>> {
        match (&self.scalar, &other.point) {
            (Scalar::X25519(scalar), Point::X25519(point)) => {
                let shared = scalar.diffie_hellman(point);
                let is_secret = shared.was_contributory();
                is_secret.then(|| Zeroizing::new(shared.to_bytes()))
            }
            (Scalar::P256(scalar), Point::P256(point)) => {
                let shared = scalar.diffie_hellman(point);
                let mut z = Zeroizing::new([0; BYTES]);
                z.copy_from_slice(shared.raw_secret_bytes());
                Some(z)
            }
            _ => None,
        }
    }
}

impl Scalar {
    fn new(curve: Curve, bytes: &[u8; BYTES]) -> Option<Self> {
        match curve {
            Curve::X25519 => Some(Self::X25519((*bytes).into())),
            Curve::P256 => p256::SecretKey::from_slice(bytes).ok().map(Self::P256),
        }
    }

    fn public(&self) -> PublicKey {
        let point = match self {
            Self::X25519(scalar) => Point::X25519(scalar.into()),
            Self::P256(scalar) => Point::P256(scalar.public_key()),
        };
        PublicKey { kid: None, point }
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PublicKey")
            .field("kid", &self.kid)
            .field("curve", &self.curve())
            .field("thumbprint", &self.thumbprint())
            .finish()
    }
}

impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PrivateKey")
            .field("public", &self.public)
            .finish_non_exhaustive()
    }
}

/// The members that matter here. Those of a thumbprint come first, in the order of RFC 7638 §3.
#[derive(Default, Deserialize, Serialize)]
pub(super) struct Jwk<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    crv: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    kty: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    x: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    y: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    kid: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    r#use: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    alg: Option<&'a str>,
    /// Borrowed, so that no copy is left in memory. Never written by this.
    #[serde(skip_serializing)]
    d: Option<&'a str>,
}

impl<'a> Jwk<'a> {
    fn read(json: &'a [u8]) -> Result<Self, Error> {
        serde_json::from_slice(json).map_err(|_| {
            Error::UnusableKey(
                "it is not a JSON Web Key (RFC 7517); name a file that holds one, not PEM and not a list",
            )
        })
    }

    fn curve(&self) -> Result<Curve, Error> {
        [Curve::X25519, Curve::P256]
            .into_iter()
            .find(|curve| self.kty == Some(curve.kty()) && self.crv == Some(curve.name()))
            .ok_or(Error::UnusableKey(
                "it is not on the curve X25519 or P-256; make one that is",
            ))
    }
}

/// The first byte of a point with both coordinates (SEC 1 §2.3.3).
const UNCOMPRESSED: u8 = 4;

fn coordinate(text: Option<&str>) -> Result<[u8; BYTES], Error> {
    text.and_then(|text| URL_SAFE_NO_PAD.decode(text).ok())
        .and_then(|bytes| bytes.try_into().ok())
        .ok_or(Error::UnusableKey(
            "a coordinate is not 32 bytes in base64url; make the file again",
        ))
}

fn scalar_bytes(text: &str) -> Option<Zeroizing<[u8; BYTES]>> {
    // The decoder wants room for whole groups of three bytes.
    let mut decoded = Zeroizing::new([0; BYTES + 1]);
    let size = URL_SAFE_NO_PAD.decode_slice(text, &mut decoded[..]).ok()?;
    let mut bytes = Zeroizing::new([0; BYTES]);
    bytes.copy_from_slice(decoded.get(..size).filter(|_| size == BYTES)?);
    Some(bytes)
}

pub(super) fn json(jwk: &Jwk) -> String {
    // Strings always become JSON.
    serde_json::to_string(jwk).unwrap_or_default()
}

fn hash(json: &str) -> String {
    base64url::encode(&Sha256::digest(json))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};

    const CURVES: [Curve; 2] = [Curve::X25519, Curve::P256];
    /// Bob's public key of RFC 8037, appendix A.6.
    const BOB: &str = r#"{"kty":"OKP","crv":"X25519","kid":"Bob","x":"3p7bfXt9wbTTW2HC7OQ1Nz-DQ8hbeGdNrfx-FG-IK08"}"#;
    /// Alice's key pair of RFC 7518, appendix C.
    const ALICE: &str = r#"{"kty":"EC","crv":"P-256","x":"gI0GAILBdu7T53akrFmMyGcsF3n5dO7MmwNBHKW5SV0","y":"SLW_xSffzlPWrHEVI30DHM_4egVwt3NQqeUD7nMFpps","d":"0_NxaRPUMQoAJt50Gz8YiTr8gRTwyEaCumd-MToTmIo"}"#;

    fn refused<T: fmt::Debug>(result: Result<T, Error>) -> &'static str {
        match result {
            Err(Error::UnusableKey(why)) => why,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    #[cfg_attr(miri, ignore = "arithmetic on P-256 takes long")]
    fn what_is_generated_is_read_back() {
        let mut rng = ChaCha20Rng::seed_from_u64(1);
        for curve in CURVES {
            let key = PrivateKey::generate(curve, &mut rng).unwrap();
            assert_eq!(key.public_key().curve(), curve);
            assert_eq!(
                key.public_key().kid(),
                Some(&*key.public_key().thumbprint())
            );
            let again = PrivateKey::from_jwk(key.to_jwk().as_bytes()).unwrap();
            assert_eq!(again.public_key(), key.public_key());
            assert_eq!(again.to_jwk(), key.to_jwk());
            let public = PublicKey::from_jwk(key.public_key().to_jwk().as_bytes()).unwrap();
            assert_eq!(&public, key.public_key());
            assert!(!public.to_jwk().contains("\"d\""));
            assert_ne!(
                PrivateKey::generate(curve, &mut rng).unwrap().to_jwk(),
                key.to_jwk()
            );
        }
    }

    #[test]
    #[cfg_attr(miri, ignore = "arithmetic on P-256 takes long")]
    fn both_sides_agree_and_a_third_does_not() {
        let mut rng = ChaCha20Rng::seed_from_u64(2);
        for curve in CURVES {
            let [a, b, c] = [(); 3].map(|()| PrivateKey::generate(curve, &mut rng).unwrap());
            assert_eq!(a.agree(b.public_key()), b.agree(a.public_key()));
            assert_ne!(a.agree(b.public_key()), a.agree(c.public_key()));
        }
        let [x25519, p256] = CURVES.map(|curve| PrivateKey::generate(curve, &mut rng).unwrap());
        assert_eq!(x25519.agree(p256.public_key()), None);
    }

    /// RFC 7638 §3.1 and RFC 8037 appendix A.3: their keys are of other kinds, the hash is the same.
    #[test]
    #[cfg_attr(miri, ignore = "arithmetic on P-256 takes long")]
    fn thumbprints_of_the_standards() {
        let rsa = concat!(
            r#"{"e":"AQAB","kty":"RSA","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4"#,
            "cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9",
            "yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu",
            "6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBni",
            r#"Iqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw"}"#
        );
        assert_eq!(hash(rsa), "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
        let ed25519 =
            r#"{"crv":"Ed25519","kty":"OKP","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;
        assert_eq!(hash(ed25519), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
        // The members of ours, in the order of RFC 7638 §3.3 and without the others.
        let bob = PublicKey::from_jwk(BOB.as_bytes()).unwrap();
        assert_eq!(
            json(&bob.required()),
            r#"{"crv":"X25519","kty":"OKP","x":"3p7bfXt9wbTTW2HC7OQ1Nz-DQ8hbeGdNrfx-FG-IK08"}"#
        );
        assert_eq!(bob.thumbprint(), hash(&json(&bob.required())));
        let alice = PrivateKey::from_jwk(ALICE.as_bytes()).unwrap();
        assert_eq!(
            json(&alice.public_key().required()),
            r#"{"crv":"P-256","kty":"EC","x":"gI0GAILBdu7T53akrFmMyGcsF3n5dO7MmwNBHKW5SV0","y":"SLW_xSffzlPWrHEVI30DHM_4egVwt3NQqeUD7nMFpps"}"#
        );
    }

    #[test]
    fn a_public_key_that_will_not_do_is_refused_for_its_reason() {
        let bob = |from: &str, to: &str| {
            assert!(BOB.contains(from), "{from}");
            refused(PublicKey::from_jwk(BOB.replace(from, to).as_bytes()))
        };
        for not_json in ["", "-----BEGIN PUBLIC KEY-----", "[]", "7", "{\"kty\":7}"] {
            assert!(refused(PublicKey::from_jwk(not_json.as_bytes())).contains("JSON Web Key"));
        }
        assert!(bob("\"kid\"", "\"x\":\"\",\"kid\"").contains("JSON Web Key"));
        assert!(bob("X25519", "X448").contains("curve"));
        assert!(bob("OKP", "EC").contains("curve"));
        assert!(bob("\"kty\":\"OKP\",", "").contains("curve"));
        for wrong in ["IK0", "IK08=", "IK08AAAA", "IK09", "IK0+"] {
            assert!(bob("IK08", wrong).contains("coordinate"), "{wrong}");
        }
        assert!(bob("\"x\"", "\"X\"").contains("coordinate"));
        assert!(bob("\"kid\"", "\"alg\":\"ECDH-ES\",\"kid\"").contains("alg"));
        assert!(bob("\"kid\"", "\"use\":\"sig\",\"kid\"").contains("use"));
        assert!(bob("Bob", &"B".repeat(257)).contains("kid"));
        assert!(bob("\"kid\"", "\"d\":\"\",\"kid\"").contains("private"));
        assert!(refused(PublicKey::from_jwk(ALICE.as_bytes())).contains("private"));
        let longest_kid = BOB.replace("Bob", &"B".repeat(256));
        assert!(PublicKey::from_jwk(longest_kid.as_bytes()).is_ok());
        let unknown_members = BOB.replace("\"kid\"", "\"x5t\":[1],\"ext\":true,\"kid\"");
        assert!(PublicKey::from_jwk(unknown_members.as_bytes()).is_ok());
    }

    #[test]
    fn a_public_key_says_what_it_is_for() {
        let bob = PublicKey::from_jwk(BOB.as_bytes()).unwrap().to_jwk();
        let members: serde_json::Value = serde_json::from_str(&bob).unwrap();
        assert_eq!(members["kid"], "Bob");
        assert_eq!(members["use"], "enc");
        assert_eq!(members["alg"], KEY_ALG);
    }

    #[test]
    fn a_point_beside_the_curve_is_refused() {
        let off = ALICE.replace("SLW_", "SLX_");
        assert!(refused(PrivateKey::from_jwk(off.as_bytes())).contains("not on its curve"));
        // Zero, and the prime itself, which is zero in another spelling.
        for zero in [[0; 32], *PRIME] {
            let zero = base64url::encode(&zero);
            let jwk = format!(r#"{{"kty":"EC","crv":"P-256","x":"{zero}","y":"{zero}"}}"#);
            assert!(refused(PublicKey::from_jwk(jwk.as_bytes())).contains("not on its curve"));
        }
    }

    /// 2^256 - 2^224 + 2^192 + 2^96 - 1
    const PRIME: &[u8; 32] = b"\xff\xff\xff\xff\0\0\0\x01\0\0\0\0\0\0\0\0\0\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff";

    /// RFC 7748 §6.1: zero, and a point of order eight.
    #[test]
    fn points_that_keep_no_secret_agree_on_nothing() {
        let order_eight = b"\xe0\xeb\x7a\x7c\x3b\x41\xb8\xae\x16\x56\xe3\xfa\xf1\x9f\xc4\x6a\xda\x09\x8d\xeb\x9c\x32\xb1\xfd\x86\x62\x05\x16\x5f\x49\xb8\x00";
        let key = PrivateKey::generate(Curve::X25519, &mut ChaCha20Rng::seed_from_u64(3)).unwrap();
        for point in [&[0; 32], order_eight] {
            let jwk = format!(
                r#"{{"kty":"OKP","crv":"X25519","x":"{}"}}"#,
                base64url::encode(point)
            );
            let weak = PublicKey::from_jwk(jwk.as_bytes()).unwrap();
            assert_eq!(key.agree(&weak), None);
        }
    }

    #[test]
    #[cfg_attr(miri, ignore = "arithmetic on P-256 takes long")]
    fn a_private_key_that_will_not_do_is_refused_for_its_reason() {
        let alice = |from: &str, to: &str| {
            assert!(ALICE.contains(from), "{from}");
            refused(PrivateKey::from_jwk(ALICE.replace(from, to).as_bytes()))
        };
        assert!(PrivateKey::from_jwk(ALICE.as_bytes()).is_ok());
        assert!(refused(PrivateKey::from_jwk(BOB.as_bytes())).contains("public key"));
        assert!(alice("0_NxaR", "0_NxaS").contains("belong together"));
        for wrong in [
            "",
            "0_NxaRPUMQ",
            &base64url::encode(&[0; 32]),
            &base64url::encode(&[255; 32]),
        ] {
            let why = alice("0_NxaRPUMQoAJt50Gz8YiTr8gRTwyEaCumd-MToTmIo", wrong);
            assert!(why.contains("not a number of its curve"), "{wrong}");
        }
    }

    #[test]
    #[cfg_attr(miri, ignore = "arithmetic on P-256 takes long")]
    fn private_halves_are_not_printed() {
        let printed = format!("{:?}", PrivateKey::from_jwk(ALICE.as_bytes()).unwrap());
        assert!(
            !printed.contains("0_NxaRPUMQoAJt50Gz8YiTr8gRTwyEaCumd-MToTmIo"),
            "{printed}"
        );
        assert!(
            printed.starts_with(
                "PrivateKey { public: PublicKey { kid: None, curve: P256, thumbprint: "
            )
        );
        assert!(printed.ends_with(", .. }"), "{printed}");
    }
}
