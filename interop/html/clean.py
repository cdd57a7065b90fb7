"""Cleaning: from any HTML to a tree of harmless elements, and what was taken out of it."""

import re
from collections import Counter
from collections.abc import Iterator

import nh3
from lxml import etree, html

from interop.html.blocks import Problem, ProblemKind

_ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "title", "class", "data-equation-content"},
    "iframe": {"src", "title"},
    "embed": {"src", "title", "type"},
    "object": {"data", "title", "type"},
    "video": {"src", "title", "poster", "aria-label"},
    "audio": {"src", "title", "aria-label"},
    "source": {"src", "type"},
    "blockquote": {"cite"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "ol": {"start"},
    "span": {"class"},
}
_TAG_NAMES = """
    a abbr acronym address article aside audio b bdi bdo big blockquote br caption center cite code col colgroup dd del
    details dfn div dl dt em embed figcaption figure font footer h1 h2 h3 h4 h5 h6 header hgroup hr i iframe img ins kbd
    li main mark nav object ol p pre q rp rt ruby s samp section small source span strike strong sub summary sup table
    tbody td tfoot th thead time tr tt u ul var video wbr
"""
_TAGS = set(_TAG_NAMES.split())
_REMOVED_WITH_CONTENT = {
    "script",
    "style",
    "template",
    "noscript",
    "svg",
    "math",
    "canvas",
    "applet",
    "head",
    "title",
}
_REMOVED = {
    "script",
    "svg",
    "math",
    "canvas",
    "applet",
    "form",
    "input",
    "select",
    "textarea",
    "button",
    "map",
}
_SCHEMES = {"http", "https", "mailto", "tel"}
_URL_ATTRIBUTES = ("src", "href", "data")
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""What XML, and so the tree, cannot hold."""
_INLINE_NAMES = """
    a abbr acronym b bdi bdo big cite code del dfn em font i img ins kbd mark q rp rt ruby s samp small span strike
    strong sub sup time tt u var wbr
"""
_INLINE = set(_INLINE_NAMES.split())
_TAG = re.compile(r"</?([a-z][a-z0-9]*)\b[^<>]*>", re.IGNORECASE)
MAX_DEPTH = 100
"""Deeper than any page a person wrote, and shallow enough to walk by recursion."""


def clean(text: str) -> tuple[html.HtmlElement | None, list[Problem]]:
    """The cleaned tree, or None where nothing is left, with a problem for every kind of thing taken out."""
    text = _CONTROL.sub("", text)
    dirty = parse(text)
    if dirty is None:
        return None, []
    problems = list(_removed(dirty))
    if _depth(dirty) > MAX_DEPTH:
        problems.append(Problem(ProblemKind.DEPTH, str(MAX_DEPTH)))
        return parse(_flat(text)), problems
    return parse(_cleaned(text, _TAGS)), problems


def _cleaned(text: str, tags: set[str]) -> str:
    return nh3.clean(
        text,
        tags=tags,
        clean_content_tags=_REMOVED_WITH_CONTENT,
        attributes={tag: names for tag, names in _ATTRIBUTES.items() if tag in tags},
        url_schemes=_SCHEMES,
        link_rel=None,
    )


def _flat(text: str) -> str:
    """The text of a page nested too deeply to be walked or even parsed, with paragraphs where its blocks began."""
    return _cleaned(_TAG.sub(_paragraph, text), {"p", "br"})


def _paragraph(tag: re.Match[str]) -> str:
    return "<p>" if tag[1].lower() in _TAGS - _INLINE - {"br"} else tag[0]


def _depth(tree: html.HtmlElement) -> int:
    depth = deepest = 0
    for event, _element in etree.iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
    return deepest


def parse(text: str) -> html.HtmlElement | None:
    """The fragment inside one ``div``; None if it is empty."""
    if not text.strip():
        return None
    # A page nested without end is still parsed, to find that it is.
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        document = html.document_fromstring(
            f"<html><body><div>{text}</div></body></html>".encode("utf-8", "replace"), parser=parser
        )
    except (etree.ParserError, etree.XMLSyntaxError):
        return None
    return document.find("body")


def urls_in(text: str) -> tuple[str, ...]:
    """Every URL a page links to, shows or plays, in order, each once."""
    tree = parse(text)
    if tree is None:
        return ()
    found = (
        element.get(attribute, "")
        for element in tree.iter()
        if isinstance(element.tag, str)
        for attribute in (*_URL_ATTRIBUTES, "poster")
    )
    return tuple(dict.fromkeys(url for url in found if url))


def images_in(text: str) -> tuple[tuple[str, str], ...]:
    """The URL and the alternative text of every image of a page that has both."""
    tree = parse(text)
    if tree is None:
        return ()
    found = ((image.get("src", ""), " ".join(image.get("alt", "").split())) for image in tree.iter("img"))
    return tuple((url, alt) for url, alt in found if url and alt)


def _removed(dirty: html.HtmlElement) -> Iterator[Problem]:
    elements: Counter[str] = Counter()
    for element in dirty.iter():
        if not isinstance(element.tag, str):
            continue
        if element.tag in _REMOVED and not (element.tag == "input" and element.get("type") == "hidden"):
            elements[element.tag] += 1
        for attribute in _URL_ATTRIBUTES:
            if _is_foreign(url := element.get(attribute, "")):
                kind = ProblemKind.IMAGE if element.tag == "img" else ProblemKind.LINK
                yield Problem(kind, url[:80])
    for tag in elements:
        yield Problem(ProblemKind.ELEMENT, f"<{tag}>")


def _is_foreign(url: str) -> bool:
    """Whether a URL has a scheme that is never taken over, such as ``javascript:`` or ``data:``."""
    scheme, colon, _rest = "".join(url.split()).partition(":")
    return bool(colon) and scheme.isalpha() and scheme.lower() not in _SCHEMES
