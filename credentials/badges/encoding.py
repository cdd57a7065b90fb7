"""How keys and signatures are written in credentials: base58, multibase, thumbprints. Pure."""

import hashlib
import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping

_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_VALUES = {sign: value for value, sign in enumerate(_BASE58)}
_ED25519 = b"\xed\x01"
"""What stands before an Ed25519 key in a multikey (multicodec 0xed)."""

LONGEST = 1000
"""Signs of base58 that are read: a signature has 88."""


def base58(text: str) -> bytes:
    """The bytes of a base58 text (Bitcoin's alphabet). Raises ``ValueError``."""
    if len(text) > LONGEST:
        raise ValueError("too long")
    number = 0
    for sign in text:
        if sign not in _VALUES:
            raise ValueError(f"{sign!r} is no base58")
        number = number * 58 + _VALUES[sign]
    zeros = len(text) - len(text.lstrip("1"))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8, "big")


def to_base58(data: bytes) -> str:
    """The reverse of :func:`base58`."""
    number, signs = int.from_bytes(data, "big"), []
    while number:
        number, rest = divmod(number, 58)
        signs.append(_BASE58[rest])
    zeros = len(data) - len(data.lstrip(b"\0"))
    return "1" * zeros + "".join(reversed(signs))


def multibase(text: str) -> bytes:
    """The bytes of a multibase text; base58btc, marked by ``z``, is the one in use. Raises ``ValueError``."""
    if not text.startswith("z"):
        raise ValueError("not base58btc")
    return base58(text[1:])


def ed25519_of_multikey(text: str) -> bytes:
    """The 32 bytes of an Ed25519 key written ``z6Mk…``. Raises ``ValueError``."""
    data = multibase(text)
    if not data.startswith(_ED25519) or len(data) != len(_ED25519) + 32:
        raise ValueError("not an Ed25519 key")
    return data[len(_ED25519) :]


def thumbprint(jwk: Mapping[str, str]) -> str:
    """A public key's name, from the members that make it up (RFC 7638)."""
    text = json.dumps(dict(jwk), sort_keys=True, separators=(",", ":"))
    return urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
