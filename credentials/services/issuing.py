"""Issuing documents: the only place where they come from."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from credentials.awards import DETAILS, Award
from credentials.models import DocumentTemplate, IssuedDocument, TemplateEdition
from credentials.rules import STATE_LANGUAGES, digest, offered_languages
from credentials.services.editions import edition_of
from credentials.services.numbering import Numbers, next_numbers
from credentials.services.permissions import require_issuer
from credentials.signals import document_issued
from people.localised import LocalisedText
from people.models import User


def issue(award: Award, template: DocumentTemplate, *, by: User | None, at: datetime | None = None) -> IssuedDocument:
    """Give somebody a document, or find the one in force that they have for the same reason.

    Safe to call again and from several threads: a person has one document in force for a reason, and a call that
    comes second returns the first one's. ``by`` is the registrar or administrator of the award's organisation who
    issues it; ``None`` stands for the installation itself, acting on a rule that such a person set. Numbers follow
    each other without gaps. Whoever must tell a found document from a new one calls :func:`find_or_issue`, or listens
    to :data:`credentials.signals.document_issued`, which is sent for new ones alone.

    Raises ``PermissionDenied``, and ``ValidationError`` when the award cannot be certified as it stands.
    """
    return find_or_issue(award, template, by=by, at=at)[0]


def find_or_issue(
    award: Award, template: DocumentTemplate, *, by: User | None, at: datetime | None = None
) -> tuple[IssuedDocument, bool]:
    """As :func:`issue`, with whether the document is a new one."""
    if by is not None:
        require_issuer(by, award.organisation)
    check_award(award, template)
    held = in_force(award)
    if held is not None:
        return held, False
    edition = edition_of(template)
    try:
        with transaction.atomic():
            return store(award, template.kind, edition, by=by, at=at), True
    except IntegrityError:
        # Another thread was first; the number this one had taken went back with the transaction.
        held = in_force(award)
        if held is None:
            raise
        return held, False


def in_force(award: Award) -> IssuedDocument | None:
    """The document in force that somebody has for an award's reason."""
    return IssuedDocument.objects.in_force().filter(holder=award.holder, reason=award.reason).first()


def check_award(award: Award, template: DocumentTemplate) -> None:
    """Raise ``ValidationError`` with everything that stands in the way."""
    problems = award_problems(award)
    if not DocumentTemplate.objects.usable_for(award.organisation).filter(pk=template.pk).exists():
        message = _("The template “%(name)s” is not in use any more, or belongs to another organisation.")
        problems.insert(0, message % {"name": template.name})
    if problems:
        raise ValidationError(problems)


def award_problems(award: Award) -> list[str]:
    """What an award lacks, whatever the template. No queries."""
    problems = []
    if not any(award.title.values()):
        problems.append(_("The title of the programme is missing."))
    if not award.reason:
        problems.append(_("It is not said what the document is issued for."))
    if not award.holder.family_name and not award.names:
        problems.append(_("%(person)s has no name in the account yet.") % {"person": award.holder})
    if award.started_on and award.finished_on and award.finished_on < award.started_on:
        problems.append(_("The study ends before it begins."))
    if unknown := sorted(set(award.details) - set(DETAILS)):
        problems.append(_("Unknown details: %(names)s.") % {"names": ", ".join(unknown)})
    return problems


def store(
    award: Award,
    kind: str,
    edition: TemplateEdition,
    *,
    by: User | None,
    at: datetime | None = None,
    previous: IssuedDocument | None = None,
    is_duplicate: bool = False,
) -> IssuedDocument:
    """Write a document with the next numbers, inside the caller's transaction."""
    now = at or timezone.now()
    on = award.issued_on or timezone.localdate(now)
    numbers = next_numbers(award.organisation, kind, on)
    printed = _printed(award, kind, edition, numbers, on) | _original(previous, is_duplicate)
    document = IssuedDocument.objects.create(
        **_columns(award, kind, numbers, on),
        data=printed,
        digest=digest({"document": printed, "template": edition.digest}),
        search_text=_search_text(printed),
        template_edition=edition,
        previous=previous,
        is_duplicate=is_duplicate,
        hides_name=previous.hides_name if previous else False,
        issued_by=by,
        created_at=now,
    )
    _announce(document, by)
    return document


def _columns(award: Award, kind: str, numbers: Numbers, on: date) -> dict[str, Any]:
    """What is searched and filtered by."""
    return {
        "kind": kind,
        "holder": award.holder,
        "reason": award.reason,
        "organisation": award.organisation,
        "numbering": numbers.numbering,
        "number": numbers.number,
        "registration_number": numbers.registration_number,
        "title": LocalisedText(award.title),
        "hours": award.hours,
        "started_on": award.started_on,
        "finished_on": award.finished_on,
        "issued_on": on,
    }


def _announce(document: IssuedDocument, by: User | None) -> None:
    log(document, "credentials.issue", user=by, data={"number": document.number, "reason": document.reason})
    # Robust: the document stands, whatever becomes of those who listen.
    transaction.on_commit(lambda: document_issued.send_robust(IssuedDocument, document=document))


def _printed(award: Award, kind: str, edition: TemplateEdition, numbers: Numbers, on: date) -> dict[str, Any]:
    """Every value that is printed."""
    return {
        "number": numbers.number,
        "registration_number": numbers.registration_number,
        "issued_on": on.isoformat(),
        **_frozen(award, kind, edition),
    }


def _frozen(award: Award, kind: str, edition: TemplateEdition) -> dict[str, Any]:
    """What the award says, with every name written out: nothing printed is looked up again."""
    country = award.organisation.country_code if award.organisation else ""
    languages = offered_languages(edition.data["wording"], award.title, STATE_LANGUAGES.get(country))
    plain = award.as_json()
    return {
        "kind": kind,
        "languages": languages,
        "state_language": STATE_LANGUAGES.get(country, ""),
        "names": {language: _name(award, language) for language in languages},
        "title": plain["title"],
        "hours": plain["hours"],
        "started_on": plain["started_on"],
        "finished_on": plain["finished_on"],
        "organisation": dict(award.organisation.labels) if award.organisation else {},
        "details": plain["details"],
        "holder_number": str(award.holder.public_id),
    }


def _name(award: Award, language: str) -> list[str]:
    given = award.names.get(language)
    if given is not None:
        return [given.family, given.given, given.patronymic]
    holder = award.holder
    return [holder.family_name, holder.given_name, holder.patronymic]


def _original(previous: IssuedDocument | None, is_duplicate: bool) -> dict[str, Any]:
    """What a duplicate says of the document it stands for."""
    if previous is None or not is_duplicate:
        return {"original": None}
    number, day = previous.number, previous.issued_on.isoformat()
    return {"original": {"number": number, "registration_number": previous.registration_number, "issued_on": day}}


def _search_text(printed: Mapping[str, Any]) -> str:
    names = {" ".join(part for part in parts if part) for parts in printed["names"].values()}
    return "\n".join([*sorted(names), printed["number"], printed["registration_number"]]).casefold()
