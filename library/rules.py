"""Pure rules of the library: no database, no clock."""

import unicodedata
from collections.abc import Iterable
from urllib.parse import urlsplit

MAX_TAG = 100


def normalise_tag(text: str) -> str:
    """A tag as the library keeps it: composed letters, small, single spaces, at most 100 characters; may be empty.

    >>> normalise_tag("  Formative   Assessment ")
    'formative assessment'
    """
    words = unicodedata.normalize("NFC", text).replace("\x00", "").lower().split()
    return " ".join(words)[:MAX_TAG].rstrip()


def normalise_tags(texts: Iterable[str]) -> list[str]:
    """Tags normalised, without empty ones, each once, in the order they came."""
    return list(dict.fromkeys(filter(None, map(normalise_tag, texts))))


def web_address(url: str | None) -> str:
    """The address when a browser may be sent there (http or https, with a host), else an empty string."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return ""
    return (url or "") if parts.scheme in ("http", "https") and parts.netloc else ""


def iso_duration(minutes: int | None) -> str:
    """Minutes as an ISO 8601 duration, which schema.org asks for; empty for none.

    >>> iso_duration(90)
    'PT1H30M'
    """
    if not minutes:
        return ""
    hours, rest = divmod(minutes, 60)
    return "PT" + (f"{hours}H" if hours else "") + (f"{rest}M" if rest else "")


def split_authors(text: str) -> list[str]:
    """The authors named in one line, parted by semicolons or, where there are none, by commas.

    >>> split_authors("Nurlanova, A.; Petrov, I.")
    ['Nurlanova, A.', 'Petrov, I.']
    """
    return [name.strip() for name in text.split(";" if ";" in text else ",") if name.strip()]
