"""The one safe reader of XML from outside: no document types, no entities, no network, bounded size and depth."""

import codecs
import re
from html.entities import html5

from django.utils.translation import gettext as _
from lxml import etree

from interop.encodings import decode_text
from interop.errors import UnreadableXml
from interop.names import printable

MAX_BYTES = 32 * 1024 * 1024
MAX_DEPTH = 100

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARATION = re.compile(r"\A\s*<\?xml\b[^>]*?\?>")
_DECLARED_ENCODING = re.compile(rb"\A\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._:-]{1,40})[\"']")
_MISC = re.compile(r"\s+|<\?.*?\?>|<!--.*?-->", re.DOTALL)
_DOCTYPE = re.compile(r"<!DOCTYPE[^\[>]*>", re.IGNORECASE)
_NAMED_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,30};)")
_LONE_AMPERSAND = re.compile(r"&(?!#\d+;|#x[0-9A-Fa-f]+;|amp;|lt;|gt;|quot;|apos;)")
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def parse_xml(data: bytes, name: str, *, forgiving: bool = False) -> etree._Element:
    """The root element of a document, with all comments and processing instructions left out.

    ``name`` is the file's name, for messages. ``forgiving`` mends what exporters commonly get wrong: HTML's
    entities, a bare ``&``, control characters. Raises ``UnreadableXml``.
    """
    if len(data) > MAX_BYTES:
        raise UnreadableXml("xml-too-large", _("“%(name)s” is too large to read.") % {"name": printable(name)})
    text = _without_prolog(decode(data, name), name)
    try:
        root = _parse(text)
    except etree.XMLSyntaxError as error:
        if not forgiving:
            raise _not_well_formed(name, error) from error
        try:
            root = _parse(mend(text))
        except etree.XMLSyntaxError as second:
            raise _not_well_formed(name, second) from second
    _check_depth(root, name)
    return root


def decode(data: bytes, name: str) -> str:
    """The text of a document by its byte order mark, its declaration, or what it turns out to be.

    A declared encoding that does not fit gives way to UTF-8, then to Chinese or Windows Cyrillic if it reads so.
    Raises ``UnreadableXml`` if nothing fits.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _decode_marked(data[len(mark) :], encoding, name)
    if data[:4] == b"<\x00?\x00" or data[:4] == b"\x00<\x00?":
        return _decode_marked(data, "utf-16-le" if data[0] else "utf-16-be", name)
    declared = match[1].decode("ascii") if (match := _DECLARED_ENCODING.match(data)) else ""
    # What calls itself UTF-16 in plain ASCII is not: the declaration could not have been read.
    text = decode_text(data, "" if "16" in declared and declared.lower().startswith("utf") else declared)
    if text is None:
        raise _wrong_encoding(name)
    return text


def _decode_marked(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise _wrong_encoding(name) from error


def mend(text: str) -> str:
    """The text with HTML's named characters, bare ampersands and illegal characters made right for XML."""

    def named(match: re.Match[str]) -> str:
        character = html5.get(match[1], "")
        return character if character and character not in "<>&\"'" else match[0]

    return _LONE_AMPERSAND.sub("&amp;", _NAMED_ENTITY.sub(named, _ILLEGAL.sub("", text)))


def _without_prolog(text: str, name: str) -> str:
    """The document from its root element on. A document type that only names itself is dropped, others refused."""
    text = text.lstrip("\ufeff \t\r\n")
    position = match.end() if (match := _DECLARATION.match(text)) else 0
    while not text.startswith("<!DOCTYPE", position) and (match := _MISC.match(text, position)):
        position = match.end()
    if text[position : position + 9].upper() == "<!DOCTYPE":
        if not (match := _DOCTYPE.match(text, position)):
            raise UnreadableXml(
                "xml-entities",
                _("“%(name)s” defines entities of its own, which is never allowed. Such a file is not opened.")
                % {"name": printable(name)},
            )
        position = match.end()
    return text[position:]


def _parse(text: str) -> etree._Element:
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        load_dtd=False,
        dtd_validation=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    return etree.fromstring(text.encode("utf-8", "surrogatepass"), parser)


def _check_depth(root: etree._Element, name: str) -> None:
    depth = 0
    for event, _element in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > MAX_DEPTH:
            raise UnreadableXml("xml-too-deep", _("“%(name)s” is nested too deeply.") % {"name": printable(name)})


def _not_well_formed(name: str, error: etree.XMLSyntaxError) -> UnreadableXml:
    return UnreadableXml(
        "bad-xml",
        _("“%(name)s” is not well-formed XML (line %(line)s). Export the course again from its own system.")
        % {"name": printable(name), "line": (error.position or (0, 0))[0]},
    )


def local_name(element: etree._Element) -> str:
    """The element's name without its namespace; versions of one format differ in the namespace alone."""
    tag = element.tag
    return tag.rsplit("}", 1)[-1] if isinstance(tag, str) else ""


def children(element: etree._Element, name: str) -> list[etree._Element]:
    """The child elements of this local name, in order."""
    return [child for child in element if local_name(child) == name]


def child(element: etree._Element | None, *path: str) -> etree._Element | None:
    """The first descendant along a path of local names."""
    for name in path:
        if element is None:
            return None
        element = next((found for found in element if local_name(found) == name), None)
    return element


def text_of(element: etree._Element | None, *path: str) -> str:
    """All text of the element along the path, with its space collapsed; empty if it is not there."""
    found = child(element, *path)
    return "" if found is None else " ".join("".join(found.itertext()).split())  # type: ignore[arg-type]


def _wrong_encoding(name: str) -> UnreadableXml:
    return UnreadableXml(
        "wrong-encoding",
        _("“%(name)s” is not written in the encoding it declares. Export the course again in UTF-8.")
        % {"name": printable(name)},
    )
