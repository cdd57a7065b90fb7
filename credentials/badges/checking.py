"""Checking a badge without a network: its structure, its dates, and the proofs whose keys are at hand."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

import jwt
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from credentials.badges.canonical import NotPlainError
from credentials.badges.integrity import SUITE, is_issuers, key_of, signature_fits
from credentials.badges.keys import PrivateKey, PublicKey, algorithm, public, public_jwk
from credentials.badges.proofs import proof_problems
from credentials.badges.structure import V1, Problem, as_list, problems_of, read_instant

LARGEST = 1024 * 1024
"""Bytes of a badge that are read."""


class Outcome(StrEnum):
    """What came of checking a proof."""

    VALID = "valid"
    UNCHANGED = "unchanged"
    """The signature fits the key that the badge itself names; whose key that is, only its issuer can tell."""
    INVALID = "invalid"
    NOT_CHECKED = "not checked"


@dataclass(frozen=True)
class ProofReport:
    """One proof: of which kind, and what came of it."""

    kind: str
    outcome: Outcome
    text: str | Promise


@dataclass
class Report:
    """Everything that was found out about a badge."""

    problems: list[Problem] = field(default_factory=list)
    proofs: list[ProofReport] = field(default_factory=list)
    credential: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_well_formed(self) -> bool:
        """Whether nothing is wrong with it as far as it could be read."""
        return not self.problems and all(proof.outcome != Outcome.INVALID for proof in self.proofs)

    @property
    def is_proven(self) -> bool:
        """Whether nothing is wrong and a signature shows that it comes from the holder of a known key."""
        return self.is_well_formed and any(proof.outcome == Outcome.VALID for proof in self.proofs)


def check_badge(text: str, keys: Sequence[PrivateKey | PublicKey] = (), *, at: datetime | None = None) -> Report:
    """Check a badge given as a JWT or as JSON, against keys known to be the issuer's. Nothing is fetched.

    A key that only the badge itself names proves that nothing was changed, and nothing about who issued it.
    """
    if len(text.encode()) > LARGEST:
        return Report([Problem("", _("The badge is larger than 1 MB."))])
    stripped = text.strip()
    report = _check_json(stripped, keys) if stripped.startswith(("{", "[")) else _check_jwt(stripped, keys)
    report.problems += _dates(report.credential, at or timezone.now())
    return report


def _check_json(text: str, keys: Sequence[PrivateKey | PublicKey]) -> Report:
    try:
        credential = json.loads(text)
    except (ValueError, RecursionError):
        return Report([Problem("", _("It is not JSON."))])
    problems = problems_of(credential)
    if not isinstance(credential, Mapping):
        return Report(problems)
    report = Report(problems, credential=credential)
    proofs = as_list(credential.get("proof"))
    if not proofs:
        report.problems.append(Problem("proof", _("It is not signed.")))
    for proof in proofs:
        _add_proof(report, proof, keys)
    return report


def _add_proof(report: Report, proof: Any, keys: Sequence[PrivateKey | PublicKey]) -> None:
    wrong = proof_problems(proof)
    report.problems += wrong
    named = [proof.get("type"), proof.get("cryptosuite")] if isinstance(proof, Mapping) else []
    kind = " ".join(str(part) for part in named if part) or "proof"
    if wrong:
        text: str | Promise = _("The proof is damaged: no signature can be read from it.")
        report.proofs.append(ProofReport(kind, Outcome.INVALID, text))
    elif kind == f"DataIntegrityProof {SUITE}":
        report.proofs.append(_integrity(report.credential, proof, kind, keys))
    else:
        text = _("Proofs of this kind are not checked here: whether the content was changed is not known.")
        report.proofs.append(ProofReport(kind, Outcome.NOT_CHECKED, text))


def _integrity(
    credential: Mapping[str, Any], proof: Mapping[str, Any], kind: str, keys: Sequence[PrivateKey | PublicKey]
) -> ProofReport:
    try:
        key = key_of(proof)
        intact = signature_fits(credential, proof, key)
    except NotPlainError as unknown:
        why = _("It cannot be checked here, for this part of it is not known: %s.") % unknown
        return ProofReport(kind, Outcome.NOT_CHECKED, why)
    if not intact:
        return ProofReport(kind, Outcome.INVALID, _("The signature is wrong: the content or the proof was changed."))
    if is_issuers(credential, proof) or any(public(known) == key for known in keys):
        return ProofReport(kind, Outcome.VALID, _("The signature is right."))
    text = _(
        "Nothing was changed since it was signed. Whether the key is the issuer’s cannot be told without a network."
    )
    return ProofReport(kind, Outcome.UNCHANGED, text)


def _check_jwt(text: str, keys: Sequence[PrivateKey | PublicKey]) -> Report:
    try:
        header = jwt.get_unverified_header(text)
        claims = jwt.decode(text, options={"verify_signature": False})
    except jwt.InvalidTokenError:
        return Report([Problem("", _("It is neither JSON nor a JWT."))])
    # Before version 2 of the data model the credential was a claim of its own.
    credential = claims["vc"] if isinstance(claims.get("vc"), Mapping) else claims
    report = Report([*problems_of(credential), *_claims(claims, credential)], credential=credential)
    report.proofs.append(_signature(text, header, keys))
    return report


def _claims(claims: Mapping[str, Any], credential: Mapping[str, Any]) -> list[Problem]:
    """Claims that repeat the credential must agree with it."""
    issuer = credential.get("issuer")
    subject = credential.get("credentialSubject")
    said = {
        "iss": issuer.get("id") if isinstance(issuer, Mapping) else issuer,
        "jti": credential.get("id"),
        "sub": subject.get("id") if isinstance(subject, Mapping) else None,
    }
    return [
        Problem(name, _("The claim says something else than the credential."))
        for name, value in said.items()
        if name in claims and value is not None and claims[name] != value
    ]


def _signature(text: str, header: Mapping[str, Any], keys: Sequence[PrivateKey | PublicKey]) -> ProofReport:
    name = str(header.get("alg"))
    kind = f"JWT {name}"
    if name not in ("RS256", "EdDSA"):
        return ProofReport(kind, Outcome.INVALID, _("This algorithm is not accepted: RS256 and EdDSA are."))
    fitting = [key for key in keys if algorithm(key) == name]
    named = [key for key in fitting if public_jwk(key)["kid"] == header.get("kid")]
    if not fitting or (header.get("kid") and not named):
        return ProofReport(kind, Outcome.NOT_CHECKED, _("The issuer’s key is not at hand."))
    for key in named or fitting:
        try:
            jwt.decode(
                text, public(key), [name], options={"verify_exp": False, "verify_nbf": False, "verify_aud": False}
            )
        except jwt.InvalidSignatureError:
            continue
        return ProofReport(kind, Outcome.VALID, _("The signature is right."))
    if named:
        return ProofReport(kind, Outcome.INVALID, _("The signature is wrong: the content was changed."))
    why = _("No key at hand fits: either the content was changed, or it is signed with another key.")
    return ProofReport(kind, Outcome.NOT_CHECKED, why)


def _dates(credential: Mapping[str, Any], now: datetime) -> list[Problem]:
    old = as_list(credential.get("@context"))[:1] == [V1]
    begins = read_instant(credential.get("issuanceDate" if old else "validFrom"))
    ends = read_instant(credential.get("expirationDate" if old else "validUntil"))
    problems = []
    if begins and begins > now:
        problems.append(Problem("validFrom", _("It is not in force yet.")))
    if ends and ends < now:
        problems.append(Problem("validUntil", _("It is not in force any more.")))
    return problems
