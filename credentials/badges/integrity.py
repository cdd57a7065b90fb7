"""Proofs inside a JSON credential: Data Integrity, eddsa-rdfc-2022."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from credentials.badges.canonical import NotPlainError, canonical_credential, canonical_proof
from credentials.badges.encoding import ed25519_of_multikey, multibase

SUITE = "eddsa-rdfc-2022"


def key_of(proof: Mapping[str, Any]) -> Ed25519PublicKey:
    """The key that a proof names at the end of its address. Raises ``NotPlainError`` where it does not."""
    fragment = str(proof.get("verificationMethod", "")).partition("#")[2]
    try:
        return Ed25519PublicKey.from_public_bytes(ed25519_of_multikey(fragment))
    except ValueError as error:
        raise NotPlainError("proof.verificationMethod") from error


def is_issuers(credential: Mapping[str, Any], proof: Mapping[str, Any]) -> bool:
    """Whether the key is the issuer by itself: an issuer named did:key is its key."""
    issuer = credential.get("issuer")
    name = issuer.get("id") if isinstance(issuer, Mapping) else issuer
    method, _hash, fragment = str(proof.get("verificationMethod", "")).partition("#")
    return bool(fragment) and name == method == f"did:key:{fragment}"


def signature_fits(credential: Mapping[str, Any], proof: Mapping[str, Any], key: Ed25519PublicKey) -> bool:
    """Whether a key signed this credential with these options. Raises ``NotPlainError``."""
    signed = b"".join(
        sha256(text.encode()).digest() for text in (canonical_proof(proof), canonical_credential(credential))
    )
    try:
        key.verify(multibase(str(proof["proofValue"])), signed)
    except InvalidSignature:
        return False
    return True
