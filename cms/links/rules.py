"""Rules over addresses and answers: pure."""

import hashlib
import ipaddress
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from urllib.parse import quote, urldefrag, urlsplit, urlunsplit

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

PORTS = {"http": 80, "https": 443}
PERMANENT = (301, 308)
REDIRECTS = (*PERMANENT, 302, 303, 307)

GUARDED = (401, 402, 403, 405, 406, 407, 429, 451)
"""The site is there, but does not let a program in: to a reader with a browser it may well answer."""

_SAFE = "/%:@!$&'()*+,;=-._~[]"
_ALSO_PRIVATE = tuple(
    ipaddress.ip_network(text)
    for text in (
        "168.63.129.16/32",  # a cloud's own service, at an address that looks public
        "192.0.0.0/24",
        "192.88.99.0/24",
        "::/96",
        "64:ff9b:1::/48",
    )
)
_CARRIERS = tuple(ipaddress.IPv6Network(text) for text in ("64:ff9b::/96",))
"""Networks whose addresses hold one of the old kind in their last 32 bits."""


class Outcome(models.TextChoices):
    """What became of asking an address."""

    UNCHECKED = "unchecked", _("Not checked yet")
    ALIVE = "alive", pgettext_lazy("of a link", "Works")
    MOVED = "moved", pgettext_lazy("of a link", "Moved for good")
    DEAD = "dead", pgettext_lazy("of a link", "Dead")
    UNREACHABLE = "unreachable", pgettext_lazy("of a link", "Could not be reached")
    REFUSED = "refused", pgettext_lazy("of a link", "Not asked: a private network or an unusual port")


class RefusedError(ValueError):
    """An address that this installation does not ask."""


def normalised(url: str) -> str:
    """The address without its fragment, as it is asked and compared; empty for what is no web address."""
    plain = urldefrag(url.strip()).url
    try:
        parts = urlsplit(plain)
        host, port = parts.hostname, parts.port
    except ValueError:
        return ""
    scheme = parts.scheme.lower()
    if scheme not in PORTS or not host:
        return ""
    shown = f"[{host}]" if ":" in host else host
    place = shown if port in (None, PORTS[scheme]) else f"{shown}:{port}"
    return urlunsplit((scheme, place, parts.path or "/", parts.query, ""))


def digest(url: str) -> str:
    """What an address of any length is found by."""
    return hashlib.sha256(url.encode()).hexdigest()


def host_name(host: str) -> str:
    """The name as the network writes it. Raises :class:`RefusedError` for one that is none."""
    try:
        return host.encode("idna").decode("ascii").lower() if not host.isascii() else host.lower()
    except UnicodeError as error:
        raise RefusedError(host) from error


def target(url: str) -> str:
    """What is asked of the host: path and query, with all that is not plain written as it travels."""
    parts = urlsplit(url)
    path = quote(parts.path or "/", safe=_SAFE)
    return f"{path}?{quote(parts.query, safe=_SAFE + '?')}" if parts.query else path


def is_public(address: Address) -> bool:
    """Whether an address is one of the open network: neither private, nor local, nor a cloud's own."""
    inner = _inner(address)
    if inner is not None:
        return is_public(inner)
    listed = any(address in network for network in _ALSO_PRIVATE if network.version == address.version)
    return address.is_global and not address.is_multicast and not address.is_reserved and not listed


def _inner(address: Address) -> ipaddress.IPv4Address | None:
    """The address of the old kind that one of the new kind stands for."""
    if isinstance(address, ipaddress.IPv4Address):
        return None
    if any(address in network for network in _CARRIERS):
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)


def outcome_of(status: int) -> Outcome:
    """What a final answer says of an address: a server's own trouble may pass, a page that is gone stays so."""
    if status < 400 or status in GUARDED:
        return Outcome.ALIVE
    return Outcome.DEAD if status < 500 else Outcome.UNREACHABLE


class _Links(HTMLParser):
    """Collects where links of a rich text lead."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: Iterable[tuple[str, str | None]]) -> None:
        """A link begins."""
        if tag == "a":
            self.found += [value for name, value in attrs if name == "href" and value]


def addresses_in(html: str) -> Iterator[str]:
    """The web addresses that links of a rich text lead to."""
    links = _Links()
    links.feed(html)
    yield from filter(None, map(normalised, links.found))
