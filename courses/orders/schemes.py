"""The rules of orders that hold for an organisation, and the numbers given under them."""

from collections.abc import Mapping

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from courses.models import OrderCounter, OrderScheme
from courses.orders.numbering import numbered
from people.models import Organisation, User
from people.permissions import may_manage

STATE_LANGUAGES: Mapping[str, str] = {
    "RU": "ru", "KZ": "kk", "KG": "ky", "UZ": "uz", "BY": "be", "CN": "zh-hans",
}  # fmt: skip
"""In which language a country's academies write their papers, unless their own rules say another."""


def scheme_of(organisation: Organisation | None) -> OrderScheme:
    """The rules of the organisation, else of the nearest above it that has some, else everybody's. One query."""
    found = OrderScheme.objects.select_related("organisation")
    if organisation is not None:
        ends = range(organisation.steplen, len(organisation.path) + 1, organisation.steplen)
        found = found.filter(organisation__path__in=[organisation.path[:end] for end in ends]) | found.filter(
            organisation=None
        )
    else:
        found = found.filter(organisation=None)
    nearest = max(found, key=lambda scheme: scheme.organisation.depth if scheme.organisation else 0, default=None)
    return nearest or OrderScheme()


@transaction.atomic
def save_scheme(scheme: OrderScheme, by: User) -> OrderScheme:
    """Set the rules of an organisation, or everybody's. Raises ``PermissionDenied`` unless ``by`` is an administrator
    there, also of the organisation whose rules they were, and ``ValidationError``.
    """
    stored = OrderScheme.objects.select_related("organisation").filter(pk=scheme.pk).first()
    for each in filter(None, (stored, scheme)):
        _check_administrator(by, each)
    scheme.full_clean()
    scheme.save()
    log(scheme, "wagtail.edit" if stored else "wagtail.create", user=by)
    return scheme


@transaction.atomic
def delete_scheme(scheme: OrderScheme, by: User) -> None:
    """Let the rules from above hold again. Raises ``PermissionDenied``."""
    _check_administrator(by, scheme)
    log(scheme, "wagtail.delete", user=by, deleted=True)
    scheme.delete()


def _check_administrator(by: User, scheme: OrderScheme) -> None:
    if not may_manage(by, scheme.organisation):
        raise PermissionDenied(_("The rules of orders are set by the organisation’s administrators."))


def language_of(scheme: OrderScheme, organisation: Organisation | None) -> str:
    """The language of the paper."""
    country = organisation.country_code if organisation else ""
    language = scheme.language or STATE_LANGUAGES.get(country, settings.LANGUAGE_CODE)
    return language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def next_number(organisation: Organisation | None, scheme: OrderScheme, year: int) -> tuple[int, str]:
    """The next number of an organisation's year, as a count and as it stands on the paper.

    Called inside the transaction that signs: the counter's row is locked until then, so that numbers have no gaps and
    nobody's is given twice.
    """
    key = organisation.pk if organisation else 0
    OrderCounter.objects.get_or_create(organisation=key, year=year)
    counter = OrderCounter.objects.select_for_update().get(organisation=key, year=year)
    counter.last += 1
    counter.save(update_fields=["last"])
    return counter.last, numbered(scheme.number_pattern, counter.last, year)
