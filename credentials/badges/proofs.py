"""Whether a proof inside a JSON credential can be one at all: its members, its signature's form. Pure."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from credentials.badges.encoding import ed25519_of_multikey, multibase
from credentials.badges.structure import Problem, read_instant

ED25519_SUITES = frozenset({"eddsa-rdfc-2022", "eddsa-jcs-2022", "eddsa-2022", "eddsa-rdf-2022"})
SIGNATURE_LENGTH = 64
MEMBERS = ("type", "verificationMethod", "proofPurpose", "proofValue")


def proof_problems(proof: Any) -> list[Problem]:
    """What keeps a proof from being one. The signature itself is not looked at, only its form."""
    if not isinstance(proof, Mapping):
        return [Problem("proof", _("It is not an object."))]
    problems = [Problem(f"proof.{name}", _("It is missing.")) for name in MEMBERS if not proof.get(name)]
    texts = (name for name in (*MEMBERS, "cryptosuite", "created") if name in proof)
    if wrong := [name for name in texts if not isinstance(proof[name], str)]:
        return [*problems, *(Problem(f"proof.{name}", _("It is not a text.")) for name in wrong)]
    if proof.get("proofPurpose") not in (None, "assertionMethod"):
        problems.append(Problem("proof.proofPurpose", _("It is not “assertionMethod”.")))
    if proof.get("created") is not None and read_instant(proof["created"]) is None:
        problems.append(Problem("proof.created", _("It is not a date and time with its zone.")))
    if proof.get("type") == "DataIntegrityProof" and not proof.get("cryptosuite"):
        problems.append(Problem("proof.cryptosuite", _("It is missing.")))
    if proof.get("cryptosuite") in ED25519_SUITES:
        problems += _ed25519(proof)
    return problems


def _ed25519(proof: Mapping[str, Any]) -> list[Problem]:
    problems = []
    if value := proof.get("proofValue"):
        try:
            length = len(multibase(value))
        except ValueError:
            length = 0
        if length != SIGNATURE_LENGTH:
            problems.append(
                Problem("proof.proofValue", _("It is no Ed25519 signature: 64 bytes in base58, after a “z”."))
            )
    fragment = str(proof.get("verificationMethod", "")).partition("#")[2]
    if fragment.startswith("z6Mk"):
        try:
            ed25519_of_multikey(fragment)
        except ValueError:
            problems.append(Problem("proof.verificationMethod", _("The key in it cannot be read.")))
    return problems
