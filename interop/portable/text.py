"""Rich text between installations: harmless, in one spelling, with its links by portable identifiers."""

import re
from collections.abc import Callable

import nh3

_TAG_NAMES = "a b strong i em sup sub code p br ul ol li u s del mark blockquote hr h2 h3 h4 h5 h6"
_TAGS = set(_TAG_NAMES.split())
_ATTRIBUTES = {"a": {"href", "linktype", "id", "title"}, "*": {"data-block-key"}}
_SCHEMES = {"http", "https", "mailto", "tel"}
_LINK = re.compile(r"<a\b[^>]*>")
_ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')


def cleaned(text: str) -> str:
    """The text with what an editor could have written, and nothing else; doing it twice changes nothing more."""
    return nh3.clean(text, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes=_SCHEMES, link_rel=None)


def relinked(text: str, change: Callable[[str, str], str | None]) -> str:
    """The text with the ids of its links changed by ``change(linktype, id)``; ``None`` leaves a link to nowhere."""
    return _LINK.sub(lambda found: _link(found.group(0), change), text)


def _link(tag: str, change: Callable[[str, str], str | None]) -> str:
    attributes = dict(_ATTRIBUTE.findall(tag))
    kind = attributes.get("linktype")
    if not kind or "id" not in attributes:
        return tag
    changed = change(kind, attributes["id"])
    return "<a>" if changed is None else tag.replace(f'id="{attributes["id"]}"', f'id="{changed}"', 1)
