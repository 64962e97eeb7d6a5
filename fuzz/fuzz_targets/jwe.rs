#![no_main]
//! Any bytes as a JWE, as a JWK and as a DEFLATE stream. What opens is what was sealed; how the input is divided changes nothing.

use libfuzzer_sys::fuzz_target;
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng as _;
use std::sync::LazyLock;
use waxseal::Error;
use waxseal::jwe::{
    self, AgreedKey, Authenticator, ContentEncryptor, ContentKey, Jwe, Limits, PrivateKey,
    PublicKey, Splitter,
};
use waxseal_fuzz::{KEY, PASSWORD, seeds};

/// Little work for anybody.
const LIMITS: Limits = Limits {
    max_p2c: 100,
    max_iterations: 300,
    max_recipients: 10,
    max_header_bytes: 8 << 10,
    max_plaintext_bytes: 64 << 10,
};

const PLAINTEXT: &[u8] = b"From: a@example.org\r\n\r\nHello Hello Hello\r\n";

/// RFC 8037, appendix A.6, and a key of P-256 from RFC 7518, appendix C.
static PRIVATE_KEYS: LazyLock<Vec<PrivateKey>> = LazyLock::new(|| {
    let keys = [
        r#"{"kty":"OKP","crv":"X25519","kid":"Bob","d":"XasIfmJKikt54X-Lg4AO5m87sSkmGLb9HC-LJ_-I4Os","x":"3p7bfXt9wbTTW2HC7OQ1Nz-DQ8hbeGdNrfx-FG-IK08"}"#,
        r#"{"kty":"EC","crv":"P-256","x":"weNJy2HscCSM6AEDTDg04biOvhFhyyWvOHQfeF_PxMQ","y":"e8lnCO-AlStT-NJVX-crhB7QRYhiix03illJOVAOyck","d":"VEmDZpDXXK8p8N0Cndsxs924q6nS1RXFASRl6BfUqdw"}"#,
    ];
    keys.iter()
        .map(|jwk| PrivateKey::from_jwk(jwk.as_bytes()).expect("a key"))
        .collect()
});

fuzz_target!(
    init: seeds::write_if_asked(sealed),
    |data: &[u8]| {
        check_split(data);
        let same = |opened: Result<Vec<u8>, Error>| {
            if let Ok(plaintext) = opened {
                assert_eq!(plaintext, PLAINTEXT);
            }
        };
        same(jwe::decrypt(data, &PASSWORD, &LIMITS));
        for key in PRIVATE_KEYS.iter() {
            same(jwe::decrypt_with_private_key(data, key, &LIMITS));
        }
        check_inflater(data);
        check_jwk(data);
    }
);

/// Head and ciphertext of a JWE, read in pieces of one size.
fn split(json: &[u8], piece: usize) -> Result<(Vec<u8>, Vec<u8>), Error> {
    let mut splitter = Splitter::new(&LIMITS);
    let mut ciphertext = Vec::new();
    for piece in json.chunks(piece) {
        splitter.update(piece, |text| {
            ciphertext.extend_from_slice(text);
            Ok(())
        })?;
    }
    Ok((splitter.finish()?, ciphertext))
}

fn check_split(json: &[u8]) {
    let whole = split(json, json.len().max(1));
    for piece in [1, 7] {
        match (&whole, split(json, piece)) {
            (Ok(whole), Ok(pieces)) => assert_eq!(*whole, pieces),
            (Err(_), Err(_)) => {}
            (whole, pieces) => panic!("{whole:?} as a whole, {pieces:?} in pieces of {piece}"),
        }
    }
    if let Ok((head, _)) = whole {
        if let Ok(jwe) = Jwe::parse(&head, &LIMITS) {
            assert!((1..=LIMITS.max_recipients).contains(&jwe.recipients().len()));
            let work: u64 = jwe
                .password_recipients()
                .map(|its| u64::from(its.p2c()))
                .sum();
            assert!(work <= LIMITS.max_iterations);
        }
    }
}

fn inflated(deflated: &[u8], piece: usize) -> Result<Vec<u8>, Error> {
    let key = ContentKey::from_bytes([5; 64].into());
    let iv = [3; 16];
    let (ciphertext, tag) = ContentEncryptor::new(&key, b"", &iv).finish(deflated.to_vec());
    let mut authenticator = Authenticator::new(&Jwe::from_parts(b"", &iv, &tag, true)?, &key);
    authenticator.update(&ciphertext);
    let mut decryptor = authenticator.verify(&LIMITS, Vec::new())?;
    for piece in ciphertext.chunks(piece) {
        decryptor.update(&mut piece.to_vec())?;
    }
    decryptor.finish()
}

/// Whatever is inflated after decrypting, miniz_oxide inflates to the same, if it does.
fn check_inflater(deflated: &[u8]) {
    let whole = inflated(deflated, deflated.len().max(1));
    match (&whole, inflated(deflated, 3)) {
        (Ok(whole), Ok(pieces)) => assert_eq!(*whole, pieces),
        (Err(_), Err(_)) => {}
        (whole, pieces) => panic!("{whole:?} as a whole, {pieces:?} in pieces"),
    }
    let most = usize::try_from(LIMITS.max_plaintext_bytes).expect("it fits");
    // fdeflate takes some codes that are none, which is no harm: what it is given was authenticated.
    if let Ok(ours) = whole
        && let Ok(theirs) = miniz_oxide::inflate::decompress_to_vec_with_limit(deflated, most)
    {
        assert_eq!(theirs, ours);
    }
}

/// A key that is read and written is the same key.
fn check_jwk(json: &[u8]) {
    if let Ok(key) = PublicKey::from_jwk(json) {
        let again = PublicKey::from_jwk(key.to_jwk().as_bytes()).expect("its own JWK");
        assert_eq!(again.to_jwk(), key.to_jwk());
        assert_eq!(again.thumbprint(), key.thumbprint());
        let _ = AgreedKey::generate(&key, &mut ChaCha20Rng::seed_from_u64(1));
    }
    if let Ok(key) = PrivateKey::from_jwk(json) {
        let again = PrivateKey::from_jwk(key.to_jwk().as_bytes()).expect("its own JWK");
        assert_eq!(*again.to_jwk(), *key.to_jwk());
    }
}

fn sealed() -> Vec<Vec<u8>> {
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    let mut seeds: Vec<Vec<u8>> = Vec::new();
    let agreed = PRIVATE_KEYS
        .iter()
        .map(|key| AgreedKey::generate(key.public_key(), &mut rng).expect("a key"));
    let mut recipients: Vec<_> = agreed.map(Into::into).collect();
    recipients.push(KEY.clone().into());
    for recipients in [&recipients[2..], &recipients[1..], &recipients[..]] {
        let mut sealed = Vec::new();
        jwe::encrypt(
            PLAINTEXT,
            "message/rfc822",
            recipients,
            &mut rng,
            &mut sealed,
        )
        .expect("sealed");
        seeds.push(sealed);
    }
    seeds.extend(
        PRIVATE_KEYS
            .iter()
            .map(|key| key.to_jwk().as_bytes().to_vec()),
    );
    seeds.extend(
        PRIVATE_KEYS
            .iter()
            .map(|key| key.public_key().to_jwk().into_bytes()),
    );
    seeds.extend([1, 9].map(|level| miniz_oxide::deflate::compress_to_vec(PLAINTEXT, level)));
    seeds
}
