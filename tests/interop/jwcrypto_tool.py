"""The JOSE side of the interoperability tests in Python, on jwcrypto: reads one JSON request on
standard input, writes one JSON answer.

    {"do": "open", "jwe": "...", "secret": secret}                        -> {"plaintext": base64}
    {"do": "seal", "plaintext": base64, "cty": "...", "recipients":
        [{"secret": secret, "header": {"p2s": base64url, ...}}, ...]}      -> {"jwe": "..."}
    {"do": "make", "crv": "P-256"}                                        -> {"jwk": {...}}
    {"do": "name", "jwk": {...}}                                          -> {"thumbprint": "..."}

A secret is a password (a string) or a key (a JWK).
"""

import base64
import json
import sys

from jwcrypto import jwa, jwe, jwk
from jwcrypto.common import base64url_encode

# jwcrypto refuses more than 16,384 iterations, more than 256 KiB of compressed data and more than
# 100 MiB of plaintext unless told otherwise.
jwa.default_max_pbkdf2_iterations = 10_000_000
jwe.default_max_compressed_size = 1 << 30
jwe.default_max_plaintext_size = 1 << 30
# PBES2 is off unless it is allowed.
ALGORITHMS = ["PBES2-HS512+A256KW", "ECDH-ES+A256KW", "A256CBC-HS512"]


def key_of(secret):
    if isinstance(secret, str):
        return jwk.JWK(kty="oct", k=base64url_encode(secret))
    return jwk.JWK(**secret)


def open_jwe(request):
    token = jwe.JWE(algs=ALGORITHMS)
    token.deserialize(request["jwe"])
    token.decrypt(key_of(request["secret"]), max_plaintext=1 << 30)
    return {"plaintext": base64.b64encode(token.payload).decode()}


def seal_jwe(request):
    protected = {"enc": "A256CBC-HS512", "zip": "DEF", "cty": request["cty"]}
    token = jwe.JWE(
        base64.b64decode(request["plaintext"]), json.dumps(protected), algs=ALGORITHMS
    )
    for recipient in request["recipients"]:
        secret = recipient["secret"]
        alg = "PBES2-HS512+A256KW" if isinstance(secret, str) else "ECDH-ES+A256KW"
        token.add_recipient(key_of(secret), json.dumps({"alg": alg, **recipient["header"]}))
    sealed = json.loads(token.serialize())
    if "recipients" not in sealed:
        # jwcrypto writes the flattened form for a single recipient (RFC 7516, section 7.2.2).
        names = ("header", "encrypted_key")
        sealed["recipients"] = [{name: sealed.pop(name) for name in names if name in sealed}]
    return {"jwe": json.dumps(sealed)}


def make_key(request):
    kty = "EC" if request["crv"] == "P-256" else "OKP"
    key = jwk.JWK.generate(kty=kty, crv=request["crv"])
    return {"jwk": key.export_private(as_dict=True)}


def name_key(request):
    return {"thumbprint": key_of(request["jwk"]).thumbprint()}


request = json.load(sys.stdin)
doing = {"open": open_jwe, "seal": seal_jwe, "make": make_key, "name": name_key}
json.dump(doing[request["do"]](request), sys.stdout)
