"""The installation's key, and the keys it signed with before.

``BADGE_KEY`` holds PEM text, ``BADGE_KEY_FILE`` names a file of it. The first block is the private key that signs; any
further ones, private or public, are former keys, which stay published so that old badges can be checked.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey, generate_private_key
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
    load_pem_public_key,
)
from django.conf import settings

from credentials.badges.encoding import thumbprint

PublicKey = RSAPublicKey | Ed25519PublicKey
PrivateKey = RSAPrivateKey | Ed25519PrivateKey

KEY_BITS = 3072
_BLOCK = re.compile(r"-----BEGIN [A-Z ]+-----.+?-----END [A-Z ]+-----", re.DOTALL)


class KeyProblem(ValueError):  # noqa: N818 -- named for what it tells
    """The keys cannot be used; the message says why."""


def generate_pem() -> bytes:
    """A new private key. RSA: RS256 is the one algorithm that every checker of Open Badges 3.0 has to know."""
    key = generate_private_key(public_exponent=65537, key_size=KEY_BITS)
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def read_keys(pem: str) -> list[PrivateKey | PublicKey]:
    """The keys of a PEM text, in order. Raises :class:`KeyProblem`."""
    return [_read(block) for block in _BLOCK.findall(pem)]


def _read(block: str) -> PrivateKey | PublicKey:
    load: Any = load_pem_private_key if "PRIVATE" in block else load_pem_public_key
    arguments = (None,) if "PRIVATE" in block else ()
    try:
        key = load(block.encode(), *arguments)
    except (ValueError, TypeError) as error:
        raise KeyProblem("A key cannot be read: PEM without a password is needed.") from error
    if not isinstance(key, RSAPrivateKey | Ed25519PrivateKey | RSAPublicKey | Ed25519PublicKey):
        raise KeyProblem("A key is neither RSA nor Ed25519.")
    return key


def public(key: PrivateKey | PublicKey) -> PublicKey:
    """The half that everybody may have."""
    return key.public_key() if isinstance(key, RSAPrivateKey | Ed25519PrivateKey) else key


def algorithm(key: PrivateKey | PublicKey) -> str:
    """The JWS algorithm of a key."""
    return "RS256" if isinstance(key, RSAPrivateKey | RSAPublicKey) else "EdDSA"


def public_jwk(key: PrivateKey | PublicKey) -> dict[str, str]:
    """A key as others read it, named by its thumbprint (RFC 7638)."""
    kind: Any = jwt.algorithms.RSAAlgorithm if algorithm(key) == "RS256" else jwt.algorithms.OKPAlgorithm
    members: dict[str, Any] = kind.to_jwk(public(key), as_dict=True)
    plain = {name: str(members[name]) for name in ("kty", "n", "e", "crv", "x") if name in members}
    return {**plain, "kid": thumbprint(plain), "alg": algorithm(key), "use": "sig"}


def installation_keys() -> Sequence[PrivateKey | PublicKey]:
    """All keys of the installation, the one that signs first; none when there are none. Raises :class:`KeyProblem`."""
    if settings.BADGE_KEY:
        return _parsed(settings.BADGE_KEY.replace("\\n", "\n"))
    path = Path(settings.BADGE_KEY_FILE)
    return _parsed(path.read_text()) if path.is_file() else ()


@lru_cache(maxsize=2)
def _parsed(pem: str) -> tuple[PrivateKey | PublicKey, ...]:
    return tuple(read_keys(pem))


def signing_key() -> PrivateKey | None:
    """The key that signs, if there is one."""
    keys = installation_keys()
    first = keys[0] if keys else None
    return first if isinstance(first, RSAPrivateKey | Ed25519PrivateKey) else None
