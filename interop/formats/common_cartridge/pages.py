"""Pages of HTML inside a cartridge: decoded, and parted into what is shown and what is said about it."""

import codecs
import re
from dataclasses import dataclass

from django.utils.translation import gettext as _
from lxml import etree, html

from interop.encodings import decode_text
from interop.errors import ImportProblem
from interop.names import printable

MAX_PAGE_BYTES = 8 * 1024 * 1024
_MOST_DAMAGE = 0.005
_CHARSET = re.compile(rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([A-Za-z0-9._:-]{1,40})", re.IGNORECASE)

_BODY = re.compile(r"<body\b[^<>]*>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its own title, the HTML of its body, and Canvas's marks.

    ``damaged`` where a few letters could not be made out and are shown as U+FFFD.
    """

    title: str
    html: str
    published: bool = True
    front: bool = False
    damaged: bool = False


def read_page(data: bytes, name: str) -> Page:
    """Read a page. Raises ``ImportProblem`` if its letters cannot be made out."""
    text = _text(data, name)
    damaged = "\ufffd" in text
    if not text.strip():
        return Page("", "")
    try:
        parser = html.HTMLParser(encoding="utf-8", huge_tree=True)
        root = html.document_fromstring(text.encode(), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        # Nothing but comments or space.
        return Page("", "")
    marks = {
        meta.get("name", "").lower(): meta.get("content", "") for meta in root.iter("meta") if isinstance(meta.tag, str)
    }
    title = root.findtext(".//title") or ""
    body = root.find("body")
    return Page(
        title=" ".join(title.split()),
        html=_inner_text(text) if _was_cut(parser) else "" if body is None else _inner(body),
        published=marks.get("workflow_state", "active") not in ("unpublished", "deleted"),
        front=marks.get("front_page") == "true",
        damaged=damaged,
    )


def _text(data: bytes, name: str) -> str:
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace").replace("\x00", "")
    declared = match[1].decode("ascii") if (match := _CHARSET.search(data[:4096])) else ""
    text = decode_text(data, "" if declared.lower().startswith("utf-16") else declared)
    if text is None:
        # A letter broken here and there is no reason to lose the page.
        text = data.decode("utf-8", "replace")
    if text.count("\ufffd") > len(text) * _MOST_DAMAGE:
        raise ImportProblem(
            "wrong-encoding",
            _("The letters of “%(name)s” cannot be made out: its encoding is not the one it declares.")
            % {"name": printable(name)},
        )
    return text.replace("\x00", "")


def _was_cut(parser: html.HTMLParser) -> bool:
    """Whether the parser gave up at a depth at which it reads nothing more."""
    return any("depth" in error.message.lower() for error in parser.error_log)


def _inner_text(text: str) -> str:
    """What is between the tags of the body, unparsed."""
    start = _BODY.search(text)
    inner = text[start.end() :] if start else text
    return inner.rpartition("</body")[0] or inner


def _inner(body: html.HtmlElement) -> str:
    parts = [body.text or ""]
    parts.extend(html.tostring(element, encoding="unicode") for element in body)
    return "".join(parts)
