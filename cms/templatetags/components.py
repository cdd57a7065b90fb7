"""What the components of ``templates/components/`` need beyond if and for. Built in: no ``{% load %}`` is needed."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any
from zlib import crc32

from django import template
from django.core.paginator import Page
from django.forms.utils import flatatt
from django.http import QueryDict
from django.middleware.csrf import get_token
from django.template.context import Context
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from cms.reading import CHOICES, COOKIE_NAME, Reading

register = template.Library()

COVER_VARIANTS = 6
"""How many crane patterns ``static/covers.svg`` draws."""


@register.simple_tag(takes_context=True)
def reading_attributes(context: Context) -> SafeString:
    """The reader's choice of size, scheme and spacing as attributes for ``<html>``."""
    return flatatt(_reading(context).attributes())


@register.inclusion_tag("components/reading_panel.html", takes_context=True)
def reading_panel(context: Context, prefix: str = "reading") -> dict[str, Any]:
    """The form that changes how pages look. ``prefix`` starts its ids: a page may hold two panels."""
    chosen = _reading(context)
    legends = {"text": gettext("Size of text"), "scheme": gettext("Colours"), "spacing": gettext("Spacing")}
    return {
        "prefix": prefix,
        "action": reverse("cms:reading"),
        "groups": [
            {
                "name": name,
                "legend": legends[name],
                "options": [
                    {"value": value, "label": label, "checked": value == getattr(chosen, name)}
                    for value, label in choices.items()
                ],
            }
            for name, choices in CHOICES.items()
        ],
    }


def _reading(context: Context) -> Reading:
    request = getattr(context, "request", None)
    return Reading.from_cookie(request.COOKIES.get(COOKIE_NAME, "") if request else "")


@register.simple_tag
def svg_icon(name: str, size: str = "", label: str = "") -> SafeString:
    """The component ``icon.html``, which says what the arguments are; drawn once, because a page has dozens."""
    return _svg_icon(name, size, str(label))


@lru_cache(maxsize=512)
def _svg_icon(name: str, size: str, label: str) -> SafeString:
    return render_to_string("components/icon.html", {"name": name, "size": size, "label": label})


@register.simple_tag(takes_context=True)
def csrf_input(context: Context) -> SafeString:
    """As ``{% csrf_token %}``, but also inside a component included with ``only``, where the context has no token."""
    request = getattr(context, "request", None)
    token = context.get("csrf_token") or (get_token(request) if request else "")
    return format_html('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', token)


@register.simple_tag(takes_context=True)
def absolute_url(context: Context, url: str) -> str:
    """``url`` with scheme and host, as search engines want it; unchanged where there is no request."""
    request = getattr(context, "request", None)
    return request.build_absolute_uri(url) if request else url


@register.inclusion_tag("components/sort_header.html", takes_context=True)
def sort_header(context: Context, label: str, key: str, current: str = "", number: bool = False) -> dict[str, Any]:
    """A column's head that sorts by ``key``: a link to the same page with ``?sort=key``, or ``-key`` if it is on.

    ``current`` is the order in force, ``"name"`` or ``"-name"``; ``number`` aligns the head with figures.
    """
    direction = {key: "ascending", f"-{key}": "descending"}.get(current, "")
    request = getattr(context, "request", None)
    query = request.GET.copy() if request else QueryDict(mutable=True)
    query["sort"] = f"-{key}" if direction == "ascending" else key
    query.pop("page", None)
    icon = {"ascending": "sort-up", "descending": "sort-down"}.get(direction, "sort")
    return {"label": label, "url": f"?{query.urlencode()}", "direction": direction, "icon": icon, "number": number}


@register.filter
def page_numbers(page: Page[Any]) -> Iterator[int | str]:
    """The numbers a pagination shows: both ends, two around the current one, and a mark for each gap."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)


@register.filter
def initials(name: str) -> str:
    """Up to two letters for an avatar: «Айгүл Сейтқали» → «АС», "王小明" → "王"."""
    words = [word for word in str(name).split() if word[0].isalpha()]
    if not words:
        return "?"
    if words[0][0] >= "\u2e80":  # Chinese: the family name is the first sign, and two would not fit.
        return words[0][0]
    return "".join(word[0] for word in words[:2]).upper()


@register.filter
def cover_variant(key: object) -> int:
    """Which of the crane patterns stands for ``key``: always the same for the same key, 1 to 6."""
    return crc32(str(key).encode()) % COVER_VARIANTS + 1
