"""A badge as canonical RDF (N-Quads, RDFC-1.0), which signatures of the kind eddsa-rdfc-2022 are made over. Pure.

No context is fetched, and this is no processor of JSON-LD: it knows the members a plain badge has, and refuses any
other. A member passed over would leave room to change it unnoticed; one guessed wrong would call a good badge bad.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from credentials.badges.structure import V2, as_list

CONTEXTS = [V2, "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"]

CREDENTIALS = "https://www.w3.org/2018/credentials#"
BADGES = "https://purl.imsglobal.org/spec/vc/ob/vocab.html#"
SCHEMA = "https://schema.org/"
SECURITY = "https://w3id.org/security#"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
DATE_TIME = "http://www.w3.org/2001/XMLSchema#dateTime"

NAMED = {"name": f"{SCHEMA}name", "description": f"{SCHEMA}description"}
# By place: the members that hold texts, moments and other things. The third names the place of what it holds.
TEXTS: Mapping[str, Mapping[str, str]] = {
    "credential": NAMED,
    "issuer": {"name": NAMED["name"]},
    "subject": {},
    "achievement": NAMED,
    "criteria": {"narrative": f"{BADGES}narrative"},
}
MOMENTS = {"validFrom": f"{CREDENTIALS}validFrom", "validUntil": f"{CREDENTIALS}validUntil"}
THINGS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "credential": {
        "issuer": (f"{CREDENTIALS}issuer", "issuer"),
        "credentialSubject": (f"{CREDENTIALS}credentialSubject", "subject"),
    },
    "subject": {"achievement": (f"{BADGES}achievement", "achievement")},
    "achievement": {"criteria": (f"{BADGES}Criteria", "criteria")},
}
TYPES = {
    "VerifiableCredential": f"{CREDENTIALS}VerifiableCredential",
    **{
        name: BADGES + name
        for name in ("OpenBadgeCredential", "Profile", "AchievementSubject", "Achievement", "Criteria")
    },
}
PROOF_MEMBERS = {"type", "created", "verificationMethod", "cryptosuite", "proofPurpose", "proofValue"}

_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}


class NotPlainError(ValueError):
    """The badge says something this module does not know; the message is the member or value."""


@dataclass
class _Graph:
    quads: list[tuple[str, str, str]] = field(default_factory=list)
    blanks: int = 0

    def blank(self) -> str:
        self.blanks += 1
        return f"_:b{self.blanks}"


def literal(text: str, datatype: str = "") -> str:
    """A text as N-Quads write it."""
    written = "".join(
        _ESCAPES.get(sign) or (f"\\u{ord(sign):04X}" if sign < " " or sign == "\x7f" else sign) for sign in text
    )
    return f'"{written}"' + (f"^^<{datatype}>" if datatype else "")


def iri(value: Any) -> str:
    """An absolute address as N-Quads write it. Raises :class:`NotPlainError`."""
    if not isinstance(value, str) or ":" not in value or any(sign in '<>"{}|^`\\' or sign <= " " for sign in value):
        raise NotPlainError(str(value)[:100])
    return f"<{value}>"


def canonical_credential(credential: Mapping[str, Any]) -> str:
    """A credential without its proofs. Raises :class:`NotPlainError`."""
    if credential.get("@context") != CONTEXTS:
        raise NotPlainError("@context")
    graph = _Graph()
    _add(graph, "credential", {name: value for name, value in credential.items() if name not in ("@context", "proof")})
    return _canonical(graph.quads)


def canonical_proof(proof: Mapping[str, Any]) -> str:
    """A proof's options without its signature. Raises :class:`NotPlainError`."""
    if unknown := set(proof) - PROOF_MEMBERS:
        raise NotPlainError(min(unknown))
    node = "_:c14n0"
    lines = [
        (node, TYPE, f"<{SECURITY}DataIntegrityProof>"),
        (node, f"{SECURITY}cryptosuite", literal(str(proof["cryptosuite"]), f"{SECURITY}cryptosuiteString")),
        (node, f"{SECURITY}proofPurpose", f"<{SECURITY}assertionMethod>"),
        (node, f"{SECURITY}verificationMethod", iri(proof["verificationMethod"])),
    ]
    if "created" in proof:
        lines.append((node, "http://purl.org/dc/terms/created", literal(str(proof["created"]), DATE_TIME)))
    return _written(lines)


def _add(graph: _Graph, place: str, thing: Any) -> str:
    """Put a thing and all it holds into the graph; returns its node."""
    if isinstance(thing, str):
        return iri(thing)
    if not isinstance(thing, Mapping):
        raise NotPlainError(place)
    node = iri(thing["id"]) if "id" in thing else graph.blank()
    for name, value in thing.items():
        if name != "id":
            _add_member(graph, place, node, name, value)
    return node


def _add_member(graph: _Graph, place: str, node: str, name: str, value: Any) -> None:
    for item in as_list(value):
        if name == "type" and isinstance(item, str) and item in TYPES:
            graph.quads.append((node, TYPE, f"<{TYPES[item]}>"))
        elif name in TEXTS[place] and isinstance(item, str):
            graph.quads.append((node, TEXTS[place][name], literal(item)))
        elif place == "credential" and name in MOMENTS and isinstance(item, str):
            graph.quads.append((node, MOMENTS[name], literal(item, DATE_TIME)))
        elif name in THINGS.get(place, {}):
            predicate, inner = THINGS[place][name]
            graph.quads.append((node, predicate, _add(graph, inner, item)))
        else:
            raise NotPlainError(f"{place}.{name}")


def _canonical(quads: list[tuple[str, str, str]]) -> str:
    """The quads with blank nodes named by what is said of them. Raises :class:`NotPlainError` for twins."""
    blanks = {term for subject, _predicate, thing in quads for term in (subject, thing) if term.startswith("_:")}
    hashes = {blank: _first_degree(blank, quads) for blank in blanks}
    if len(set(hashes.values())) < len(hashes):
        raise NotPlainError("things without an id that look alike")
    order = sorted(blanks, key=lambda blank: hashes[blank])
    names = {blank: f"_:c14n{number}" for number, blank in enumerate(order)}
    return _written([(names.get(s, s), p, names.get(o, o)) for s, p, o in quads])


def _first_degree(blank: str, quads: list[tuple[str, str, str]]) -> str:
    def seen(term: str) -> str:
        return ("_:a" if term == blank else "_:z") if term.startswith("_:") else term

    about = [(seen(s), p, seen(o)) for s, p, o in quads if blank in (s, o)]
    return sha256(_written(about).encode()).hexdigest()


def _written(quads: list[tuple[str, str, str]]) -> str:
    return "".join(sorted({f"{subject} <{predicate}> {thing} .\n" for subject, predicate, thing in quads}))
