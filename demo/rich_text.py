"""From the markup of the content to Wagtail's rich text."""

from collections.abc import Callable
from html import escape
from itertools import groupby

from demo.markup import is_list, is_ordered, list_items, runs

Link = Callable[[str], int | None]
"""From ``object:exit-ticket`` to the id of that page in the reader's language; ``None`` when there is none."""


def inline(text: str, link: Link) -> str:
    """A line as rich text. A link to a page that does not exist becomes plain words."""
    made = []
    for run in runs(text):
        words = escape(run.text, quote=False)
        page_id = link(run.target) if run.target else None
        if page_id:
            made.append(f'<a linktype="page" id="{page_id}">{words}</a>')
        elif run.style in {"bold", "italic"}:
            tag = run.style[0]
            made.append(f"<{tag}>{words}</{tag}>")
        else:
            made.append(words)
    return "".join(made)


def block(part: str, link: Link) -> str:
    """A paragraph, a list, or lines of both, as rich text."""
    return "".join(
        _list("\n".join(lines), link) if listed else _paragraph(list(lines), link)
        for listed, lines in groupby(part.splitlines(), key=is_list)
    )


def _list(part: str, link: Link) -> str:
    tag = "ol" if is_ordered(part) else "ul"
    items = "".join(f"<li>{inline(item, link)}</li>" for item in list_items(part))
    return f"<{tag}>{items}</{tag}>"


def _paragraph(lines: list[str], link: Link) -> str:
    return "<p>" + "<br/>".join(inline(line, link) for line in lines) + "</p>"
