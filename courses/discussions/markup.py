"""The little markup of posts and diaries: paragraphs, lists, emphasis, links. Pure: text in, safe HTML out.

A subset of what people know: a blank line ends a paragraph, ``-`` or ``1.`` begins an item, ``*so*`` and ``**so**``
emphasise, ``[words](https://…)`` and a bare address are links, ``>`` quotes. All else is text. Nothing is loaded from
anywhere: there are no images and no HTML. What is made is cleaned once more, should the rules here have a hole.
"""

import re
from collections.abc import Callable, Iterable
from html import escape
from itertools import groupby
from urllib.parse import urlsplit

import nh3

TAGS = {"p", "br", "ul", "ol", "li", "blockquote", "em", "strong", "a"}
RELATION = "nofollow ugc noopener noreferrer"

_BULLET = re.compile(r"[-*•]\s+(?=\S)")
_NUMBER = re.compile(r"\d{1,3}[.)]\s+(?=\S)")
_QUOTE = re.compile(r">\s?")
_INLINE = re.compile(
    r"\[(?P<words>[^\[\]\n]{1,300})\]\((?P<target>https?://[^\s()<>\"]{1,1000})\)"
    r"|(?P<address>https?://[^\s<>\"]{1,1000})"
    r"|\*\*(?P<strong>[^*\n]{1,2000})\*\*"
    r"|\*(?P<em>[^*\s\n](?:[^*\n]{0,1998}[^*\s\n])?)\*"
)
_TRAILING = ".,;:!?)]»”'"

_MARKS = re.compile(r"\*{1,2}(?=\S)([^*\n]+?)\*{1,2}|^[ \t]*>[ \t]?", re.MULTILINE)

Marks = Iterable[tuple[int, int]]


def to_html(text: str, marks: Marks = ()) -> str:
    """The text as safe HTML; ``marks`` are stretches of it, in order, that name somebody: they are made strong."""
    prepared = _mark(text.replace("\r\n", "\n").replace("\r", "\n"), marks) if marks else text.replace("\r\n", "\n")
    blocks = re.split(r"\n[ \t]*\n+", prepared.strip("\n"))
    made = "".join(_block(block.split("\n")) for block in blocks if block.strip())
    return nh3.clean(made, tags=TAGS, attributes={"a": {"href"}}, url_schemes={"http", "https"}, link_rel=RELATION)


def to_plain(text: str) -> str:
    """The text without the signs that emphasise and quote, for letters and excerpts."""
    return _MARKS.sub(lambda match: match[1] or "", text)


def _mark(text: str, marks: Marks) -> str:
    """Names made strong, where they do not carry the signs that would end it."""
    pieces, position = [], 0
    for begin, end in marks:
        name = text[begin:end]
        pieces += [text[position:begin], f"**{name}**" if "*" not in name and "\n" not in name else name]
        position = end
    return "".join([*pieces, text[position:]])


def _kind(line: str) -> str:
    stripped = line.lstrip()
    for name, pattern in (("ul", _BULLET), ("ol", _NUMBER), ("blockquote", _QUOTE)):
        if pattern.match(stripped):
            return name
    return "p"


def _block(lines: list[str]) -> str:
    return "".join(_MAKERS[kind](list(group)) for kind, group in groupby(filter(str.strip, lines), key=_kind))


def _paragraph(lines: list[str]) -> str:
    return f"<p>{'<br>'.join(_inline(line.strip()) for line in lines)}</p>"


def _quote(lines: list[str]) -> str:
    return f"<blockquote>{_paragraph([_QUOTE.sub('', line.lstrip(), count=1) for line in lines])}</blockquote>"


def _list(tag: str, marker: re.Pattern[str]) -> Callable[[list[str]], str]:
    def make(lines: list[str]) -> str:
        items = "".join(f"<li>{_inline(marker.sub('', line.strip(), count=1))}</li>" for line in lines)
        return f"<{tag}>{items}</{tag}>"

    return make


_MAKERS: dict[str, Callable[[list[str]], str]] = {
    "p": _paragraph,
    "blockquote": _quote,
    "ul": _list("ul", _BULLET),
    "ol": _list("ol", _NUMBER),
}


def _inline(text: str) -> str:
    pieces, position = [], 0
    for match in _INLINE.finditer(text):
        pieces += [escape(text[position : match.start()]), _made(match)]
        position = match.end()
    return "".join([*pieces, escape(text[position:])])


def _made(match: re.Match[str]) -> str:
    if match["strong"]:
        return f"<strong>{escape(match['strong'])}</strong>"
    if match["em"]:
        return f"<em>{escape(match['em'])}</em>"
    if match["target"]:
        return _link(match["target"], match["words"]) or escape(match.group())
    address = match["address"].rstrip(_TRAILING)
    return (_link(address, address) or escape(address)) + escape(match["address"][len(address) :])


def _link(target: str, words: str) -> str:
    try:
        host = urlsplit(target).hostname
    except ValueError:
        return ""
    return f'<a href="{escape(target)}">{escape(words)}</a>' if host else ""
