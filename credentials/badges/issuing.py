"""Issued documents as Open Badges 3.0, signed with the installation's key."""

import uuid
from datetime import UTC, datetime, time
from hashlib import sha256
from typing import Any

import jwt
from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from credentials.addresses import site_url
from credentials.badges.keys import algorithm, installation_keys, public_jwk, signing_key
from credentials.kinds import DocumentKind
from credentials.models import IssuedDocument
from people.localised import LocalisedText

CONTEXTS = ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"]
ACHIEVEMENT_TYPES = {
    DocumentKind.CPD: "Certificate",
    DocumentKind.RETRAINING: "Diploma",
    DocumentKind.ATTENDANCE: "Certificate",
    DocumentKind.COMPLETION: "Course",
}


class NoKeyError(RuntimeError):
    """The installation has no key to sign with."""

    def __init__(self) -> None:
        super().__init__("Badges need a key: run manage.py make_badge_key, or set BADGE_KEY or BADGE_KEY_FILE.")


def badges_available() -> bool:
    """Whether badges can be signed here."""
    return signing_key() is not None


def credential_id(document: IssuedDocument) -> str:
    """The badge's own address, which leads to the page that verifies the document."""
    return site_url(reverse("badges:credential", args=[document.public_id]))


def issuer_profile() -> dict[str, Any]:
    """The installation as an issuer."""
    return {
        "id": site_url(reverse("badges:issuer")),
        "type": ["Profile"],
        "name": settings.WAGTAIL_SITE_NAME,
        "url": site_url("/"),
    }


def jwks() -> dict[str, Any]:
    """The public halves of the keys, former ones too."""
    return {"keys": [public_jwk(key) for key in installation_keys()]}


def credential(document: IssuedDocument) -> dict[str, Any]:
    """A document as an OpenBadgeCredential, not yet signed. Texts are those of its first language."""
    language = document.languages[0]
    with override(language):
        title = LocalisedText(document.data["title"]).in_language(language)
        kind = document.get_kind_display()
    return {
        "@context": CONTEXTS,
        "id": credential_id(document),
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": title,
        "inLanguage": language,
        "issuer": issuer_profile(),
        "validFrom": _instant(document),
        "credentialSubject": {
            "id": f"urn:uuid:{document.holder.public_id}",
            "type": ["AchievementSubject"],
            "identifier": _identity(document),
            "licenseNumber": document.number,
            **_study(document),
            "achievement": {
                "id": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, site_url('/') + document.reason)}",
                "type": ["Achievement"],
                "achievementType": ACHIEVEMENT_TYPES[DocumentKind(document.kind)],
                "name": title,
                "description": f"{kind}: {title}",
                "criteria": {"narrative": f"{kind}: {title}"},
            },
        },
        "credentialStatus": {"id": site_url(reverse("badges:revocations")), "type": "1EdTechRevocationList"},
    }


def _instant(document: IssuedDocument) -> str:
    return datetime.combine(document.issued_on, time(), UTC).isoformat().replace("+00:00", "Z")


def _study(document: IssuedDocument) -> dict[str, Any]:
    """Hours and dates, where the document has them."""
    days = {"activityStartDate": document.started_on, "activityEndDate": document.finished_on}
    study: dict[str, Any] = {
        name: datetime.combine(day, time(), UTC).isoformat().replace("+00:00", "Z")
        for name, day in days.items()
        if day is not None
    }
    return {**study, "creditsEarned": document.hours} if document.hours else study


def _identity(document: IssuedDocument) -> list[dict[str, Any]]:
    """The holder's address as a hash, by which they can prove that the badge is theirs; the name unless hidden."""
    salt = document.public_id.hex
    hashed = sha256((document.holder.email + salt).encode()).hexdigest()
    identities: list[dict[str, Any]] = [
        {
            "type": "IdentityObject",
            "identityType": "emailAddress",
            "hashed": True,
            "salt": salt,
            "identityHash": f"sha256${hashed}",
        }
    ]
    if not document.hides_name:
        name = {"identityType": "name", "hashed": False, "identityHash": document.name_in_order}
        identities.append({"type": "IdentityObject", **name})
    return identities


def badge_jwt(document: IssuedDocument) -> str:
    """A document as a signed badge (VC-JWT): the credential's members as claims. Raises :class:`NoKeyError`."""
    key = signing_key()
    if key is None:
        raise NoKeyError
    badge = credential(document)
    claims = {
        **badge,
        "iss": badge["issuer"]["id"],
        "jti": badge["id"],
        "sub": badge["credentialSubject"]["id"],
        "nbf": int(datetime.combine(document.issued_on, time(), UTC).timestamp()),
    }
    return jwt.encode(claims, key, algorithm(key), {"typ": "vc+jwt", "kid": public_jwk(key)["kid"]})


def revocation_list() -> dict[str, Any]:
    """The badges that hold no longer. Why is nobody's business but the academy's."""
    ended = IssuedDocument.objects.exclude(state=IssuedDocument.State.ISSUED).order_by("pk")
    return {
        "id": site_url(reverse("badges:revocations")),
        "issuer": site_url(reverse("badges:issuer")),
        "revokedCredential": [
            {"id": site_url(reverse("badges:credential", args=[public_id])), "revoked": True}
            for public_id in ended.values_list("public_id", flat=True)
        ],
    }
