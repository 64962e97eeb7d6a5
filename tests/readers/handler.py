"""The standard security handler of revision 6, written from ISO 32000-2 §7.6.4.3 and §7.6.4.4 and
sharing no code with Waxseal: what an Encrypt dictionary must be, field by field."""

import hashlib

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

ZERO = bytes(16)


def cbc(key, iv, data, decrypt=False):
    cipher = Cipher(algorithms.AES(key), modes.CBC(iv))
    worker = cipher.decryptor() if decrypt else cipher.encryptor()
    return worker.update(data) + worker.finalize()


def hashed(password, salt, more=b""):
    """Algorithm 2.B."""
    k = hashlib.sha256(password + salt + more).digest()
    turn = 0
    while True:
        e = cbc(k[:16], k[16:32], (password + k + more) * 64)
        k = (hashlib.sha256, hashlib.sha384, hashlib.sha512)[sum(e[:16]) % 3](e).digest()
        turn += 1
        if turn >= 64 and e[-1] <= turn - 32:
            return k[:32]


def key_of(encrypt, password):
    """Algorithm 2.A: the file's key and whether the password is the "user" or the "owner" one; None."""
    u, o = encrypt["U"], encrypt["O"]
    if hashed(password, o[32:40], u[:48]) == o[:32]:
        return cbc(hashed(password, o[40:48], u[:48]), ZERO, encrypt["OE"], decrypt=True), "owner"
    if hashed(password, u[32:40]) == u[:32]:
        return cbc(hashed(password, u[40:48]), ZERO, encrypt["UE"], decrypt=True), "user"
    return None, None


def decrypted(key, data):
    """Algorithm 1.A: IV, CBC, padding of 1 to 16 bytes. None if it is nothing of the kind."""
    if len(data) < 32 or len(data) % 16:
        return None
    clear = cbc(key, data[:16], data[16:], decrypt=True)
    pad = clear[-1]
    return clear[:-pad] if 1 <= pad <= 16 and clear[-pad:] == bytes([pad]) * pad else None


def problems(encrypt, password):
    """What is wrong with an Encrypt dictionary (Tables 20, 21, 22 and 25), and the file's key."""
    wrong = []

    def expect(condition, what):
        if not condition:
            wrong.append(f"Encrypt: {what}")

    expect(encrypt.get("Filter") == "/Standard" and encrypt.get("V") == 5 and encrypt.get("R") == 6, "Filter, V, R")
    expect(encrypt.get("Length", 256) == 256, "Length")
    expect(encrypt.get("StmF") == "/StdCF" and encrypt.get("StrF") == "/StdCF", "StmF, StrF")
    expect(encrypt.get("EFF", "/StdCF") == "/StdCF", "EFF")
    expect(encrypt.get("EncryptMetadata", True) is True, "EncryptMetadata")
    filters = encrypt.get("CF", {})
    expect(list(filters) == ["StdCF"], f"crypt filters {list(filters)}")
    standard = filters.get("StdCF", {})
    expect(standard.get("CFM") == "/AESV3" and standard.get("AuthEvent", "/DocOpen") == "/DocOpen", "StdCF")
    expect(standard.get("Length", 32) == 32, "StdCF's Length, in bytes")
    for name, size in {"U": 48, "O": 48, "UE": 32, "OE": 32, "Perms": 16}.items():
        expect(len(encrypt.get(name, b"")) == size, f"{name} has not {size} bytes")
    known = {"Filter", "V", "R", "Length", "CF", "StmF", "StrF", "EFF", "EncryptMetadata", "U", "O", "UE", "OE", "Perms", "P", "Type"}
    expect(set(encrypt) <= known, f"unknown entries {set(encrypt) - known}")
    if wrong:
        return wrong, None
    p = encrypt["P"] & 0xFFFFFFFF
    expect(-(2**31) <= encrypt["P"] < 0, "P is not a negative number of 32 bits")
    expect(p & 0b11 == 0 and p & 0xFFFFF0C0 == 0xFFFFF0C0, f"reserved bits of P {p:032b}")
    expect(p & 1 << 9, "P forbids reading aloud")
    key, kind = key_of(encrypt, password)
    expect(kind == "user", f"the password opens as {kind}")
    expect(key_of(encrypt, b"") == (None, None), "an empty password opens")
    if key is None:
        return wrong, None
    # Algorithm 13, by the first twelve bytes; the last four are random.
    perms = Cipher(algorithms.AES(key), modes.ECB()).decryptor().update(encrypt["Perms"])
    expect(perms[:4] == p.to_bytes(4, "little") and perms[4:8] == b"\xff" * 4, "Perms is not P")
    expect(perms[8:9] == b"T" and perms[9:12] == b"adb", "Perms' letters")
    return wrong, key
