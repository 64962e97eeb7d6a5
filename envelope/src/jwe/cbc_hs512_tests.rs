//! Published vectors for the primitives as this room composes them.

use super::*;
use serde_json::Value;
use std::path::PathBuf;

fn hex(text: &str) -> Vec<u8> {
    let digits: Vec<u8> = text
        .bytes()
        .filter(|byte| !byte.is_ascii_whitespace())
        .collect();
    digits
        .chunks(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect()
}

/// A file of the corpus of known answers, or `None` with a message where there is no corpus.
fn known_answers(name: &str) -> Option<String> {
    let corpus = std::env::var_os("WAXSEAL_CORPUS").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/corpus")),
        PathBuf::from,
    );
    let path = corpus.join("kat").join(name);
    match std::fs::read_to_string(&path) {
        Ok(text) => Some(text),
        Err(error) => {
            println!("skipped: no known answers at {} ({error})", path.display());
            None
        }
    }
}

/// A content key whose AES half is `key`.
fn content_key(key: &[u8]) -> ContentKey {
    let mut content_key = ContentKey::zero();
    content_key.as_mut_bytes()[32..].copy_from_slice(key);
    content_key
}

fn iv(bytes: &[u8]) -> Iv {
    bytes.try_into().unwrap()
}

/// RFC 7518, Appendix B.3.
#[test]
fn rfc_7518_appendix_b_3() {
    let mut key = ContentKey::zero();
    key.as_mut_bytes()
        .iter_mut()
        .zip(0..)
        .for_each(|(byte, n)| *byte = n);
    let plaintext = b"A cipher system must not be required to be secret, and it must be able to \
        fall into the hands of the enemy without inconvenience";
    let aad = b"The second principle of Auguste Kerckhoffs";
    let iv = iv(&hex("1af38c2dc2b96ffdd86694092341bc04"));
    let ciphertext = hex(
        "4affaaadb78c31c5da4b1b590d10ffbd3dd8d5d302423526912da037ecbcc7bd\
         822c301dd67c373bccb584ad3e9279c2e6d12a1374b77f077553df829410446b\
         36ebd97066296ae6427ea75c2e0846a11a09ccf5370dc80bfecbad28c73f09b3\
         a3b75e662a2594410ae496b2e2e6609e31e6e02cc837f053d21f37ff4f51950b\
         be2638d09dd7a4930930806d0703b1f6",
    );
    let tag = hex("4dd3b4c088a7f45c216839645b2012bf2e6269a8c56a816dbc1b267761955bc5");

    assert_eq!(
        CbcEncryptor::new(&key, &iv).finish(plaintext.to_vec()),
        ciphertext
    );
    let mut mac = ContentMac::new(&key, aad, &iv);
    mac.update(&ciphertext);
    assert_eq!(mac.finish().as_slice(), tag);
}

/// RFC 4231 §4.3, the column of HMAC-SHA-512.
#[test]
fn rfc_4231_hmac_sha_512() {
    let mut mac = Hmac::<Sha512>::new_from_slice(b"Jefe").unwrap();
    mac.update(b"what do ya want for nothing?");
    assert_eq!(
        mac.finalize().into_bytes().as_slice(),
        hex(
            "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554\
             9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737"
        )
    );
}

/// RFC 3394 §4.6: 256 bits of key data wrapped with a 256-bit key.
#[test]
fn rfc_3394_section_4_6() {
    let kek: [u8; 32] = std::array::from_fn(|n| n as u8);
    let data = hex("00112233445566778899AABBCCDDEEFF000102030405060708090A0B0C0D0E0F");
    let wrapped =
        hex("28C9F404C4B810F4CBCCB35CFB87F8263F5786E2D80ED326CBC7F0E71A99F43BFB988B9B7A02DD21");
    let cipher = aes_kw::KwAes256::new(&kek.into());
    let mut buffer = [0; 40];
    assert_eq!(cipher.wrap_key(&data, &mut buffer).unwrap(), wrapped);
    assert_eq!(cipher.unwrap_key(&wrapped, &mut buffer).unwrap(), data);
}

/// RFC 7520 §5.3: the key derivation and key wrapping of `PBES2-HS512+A256KW`. (Its content
/// encryption is `A128CBC-HS256`, which this profile does not have.)
#[test]
#[cfg_attr(miri, ignore = "thousands of iterations take minutes")]
fn rfc_7520_section_5_3() {
    let key = crate::jwe::PasswordKey::derive_from_prepared(
        "entrap_o\u{2013}peter_long\u{2013}credit_tun".as_bytes(),
        &crate::jwe::base64url::decode("8Q1SzinasR3xchYz6ZZcHA", "").unwrap(),
        8192,
    );
    let wrapped =
        crate::jwe::base64url::decode("d3qNhUWfqheyPp4H8sjOWsDYajoej4c5Je6rlUtFPWdgtURtmeDV1g", "")
            .unwrap();
    let mut buffer = [0; 32];
    let unwrapped = aes_kw::KwAes256::new(key.expose().into())
        .unwrap_key(&wrapped, &mut buffer)
        .unwrap();
    assert_eq!(
        crate::jwe::base64url::encode(unwrapped),
        "uwsjJXaBK407Qaf0_zpcpmr1Cs0CC50hIUEyGNEt3m0"
    );
}

/// NIST CAVP AESVS, CBC mode with 256-bit keys, both directions.
#[test]
fn cavp_aes_256_cbc() {
    let mut checked = 0;
    for name in [
        "aes-cbc-cavp/CBCGFSbox256.rsp",
        "aes-cbc-cavp/CBCMMT256.rsp",
    ] {
        let Some(text) = known_answers(name) else {
            return;
        };
        let mut fields = std::collections::HashMap::new();
        for line in text.lines().chain([""]) {
            if let Some((name, value)) = line.split_once(" = ") {
                fields.insert(name, hex(if name == "COUNT" { "" } else { value }));
            } else if fields.contains_key("CIPHERTEXT") {
                let (key, iv) = (content_key(&fields["KEY"]), iv(&fields["IV"]));
                let mut buffer = fields["PLAINTEXT"].clone();
                CbcEncryptor::new(&key, &iv).encrypt_blocks(&mut buffer);
                assert_eq!(buffer, fields["CIPHERTEXT"]);
                CbcDecryptor::new(&key, &iv).decrypt_blocks(&mut buffer);
                assert_eq!(buffer, fields["PLAINTEXT"]);
                checked += 1;
                fields.clear();
            }
        }
    }
    assert!(checked >= 20, "only {checked} vectors were read");
}

fn wycheproof(name: &str) -> Option<Vec<(Value, Value)>> {
    let json: Value = serde_json::from_str(&known_answers(&format!("wycheproof/{name}"))?).unwrap();
    let mut cases = Vec::new();
    for group in json["testGroups"].as_array().unwrap() {
        for test in group["tests"].as_array().unwrap() {
            cases.push((group.clone(), test.clone()));
        }
    }
    assert!(!cases.is_empty());
    Some(cases)
}

fn field(case: &Value, name: &str) -> Vec<u8> {
    hex(case[name].as_str().unwrap())
}

/// Wycheproof, AES-CBC with PKCS #7 padding: valid ones decrypt, wrong paddings are refused.
#[test]
#[cfg_attr(miri, ignore = "so much JSON takes minutes")]
fn wycheproof_aes_cbc_pkcs5() {
    let Some(cases) = wycheproof("aes_cbc_pkcs5_test.json") else {
        return;
    };
    let mut checked = 0;
    for (group, test) in cases.iter().filter(|(group, _)| group["keySize"] == 256) {
        assert_eq!(group["ivSize"], 128);
        let (key, iv) = (content_key(&field(test, "key")), iv(&field(test, "iv")));
        let mut buffer = field(test, "ct");
        let whole = CbcDecryptor::new(&key, &iv).decrypt_blocks(&mut buffer) == buffer.len();
        let opened = buffer
            .split_last_chunk::<BLOCK_BYTES>()
            .filter(|_| whole)
            .and_then(|(start, last)| Some([start, unpad(last)?].concat()));
        match test["result"].as_str().unwrap() {
            "valid" => assert_eq!(opened, Some(field(test, "msg")), "case {}", test["tcId"]),
            "invalid" => assert_eq!(opened, None, "case {}", test["tcId"]),
            other => panic!("unknown result {other}"),
        }
        checked += 1;
    }
    assert!(checked > 30, "only {checked} cases have 256-bit keys");
}

/// Wycheproof, PBKDF2-HMAC-SHA-512.
#[test]
#[cfg_attr(miri, ignore = "thousands of iterations take minutes")]
fn wycheproof_pbkdf2_hmac_sha_512() {
    let Some(cases) = wycheproof("pbkdf2_hmacsha512_test.json") else {
        return;
    };
    for (_, test) in &cases {
        let mut derived = vec![0; test["dkLen"].as_u64().unwrap() as usize];
        pbkdf2::pbkdf2_hmac::<Sha512>(
            &field(test, "password"),
            &field(test, "salt"),
            test["iterationCount"].as_u64().unwrap() as u32,
            &mut derived,
        );
        let right = derived == field(test, "dk");
        assert_eq!(right, test["result"] == "valid", "case {}", test["tcId"]);
    }
}

#[test]
fn only_a_right_padding_is_taken_off() {
    assert_eq!(unpad(&[16; 16]), Some(&[][..]));
    let mut block = [1; 16];
    assert_eq!(unpad(&block), Some(&block[..15]));
    for bad in [0, 17, 255, 2] {
        block[15] = bad;
        assert_eq!(unpad(&block), None, "padding {bad}");
    }
    assert_eq!(unpad(&[]), None);
    assert_eq!(unpad(&[1; 15]), None);
}
