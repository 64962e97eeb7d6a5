"""The JOSE side of the interoperability tests in Python, on jwcrypto: reads one JSON request on
standard input, writes one JSON answer.

    {"do": "open", "jwe": "...", "password": "..."}                      -> {"plaintext": base64}
    {"do": "seal", "plaintext": base64, "cty": "...", "recipients":
        [{"password": "...", "p2s": base64url, "p2c": 1000}, ...]}        -> {"jwe": "..."}
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
ALGORITHMS = ["PBES2-HS512+A256KW", "A256CBC-HS512"]


def key_of(password):
    return jwk.JWK(kty="oct", k=base64url_encode(password))


def open_jwe(request):
    token = jwe.JWE(algs=ALGORITHMS)
    token.deserialize(request["jwe"])
    token.decrypt(key_of(request["password"]), max_plaintext=1 << 30)
    return {"plaintext": base64.b64encode(token.payload).decode()}


def seal_jwe(request):
    protected = {"enc": "A256CBC-HS512", "zip": "DEF", "cty": request["cty"]}
    token = jwe.JWE(
        base64.b64decode(request["plaintext"]), json.dumps(protected), algs=ALGORITHMS
    )
    for recipient in request["recipients"]:
        header = {key: recipient[key] for key in ("p2s", "p2c")}
        header["alg"] = "PBES2-HS512+A256KW"
        token.add_recipient(key_of(recipient["password"]), json.dumps(header))
    sealed = json.loads(token.serialize())
    if "recipients" not in sealed:
        # jwcrypto writes the flattened form for a single recipient (RFC 7516, section 7.2.2).
        names = ("header", "encrypted_key")
        sealed["recipients"] = [{name: sealed.pop(name) for name in names if name in sealed}]
    return {"jwe": json.dumps(sealed)}


request = json.load(sys.stdin)
json.dump({"open": open_jwe, "seal": seal_jwe}[request["do"]](request), sys.stdout)
