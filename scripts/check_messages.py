"""Check the translations: nothing missing, nothing fuzzy, placeholders and mark-up as in the original, plurals whole.

Functions of translation that the sources give a name of their own are refused: nothing collects what they are called
with. With GNU gettext installed it also checks that the catalogues hold every string of the sources.
"""

import ast
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from scripts.collect_messages import IGNORED, collect  # noqa: E402

PLAIN = frozenset({"gettext", "gettext_lazy"})
"""What may be called ``_``: the one other name that is collected, and only as a function of one text."""
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


class Tags(HTMLParser):
    """The names of the tags in a text, in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.names: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an opening tag."""
        self.names.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Note a closing tag."""
        self.names.append(f"/{tag}")


def faults(entry: polib.POEntry, plurals: int) -> Iterator[str]:
    """What is wrong with one translation."""
    texts = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
    if not all(texts) or (entry.msgid_plural and len(texts) != plurals):
        yield "not translated"
        return
    if entry.fuzzy:
        yield "fuzzy"
    originals = [entry.msgid, entry.msgid_plural] if entry.msgid_plural else [entry.msgid]
    allowed = [sorted(PLACEHOLDER.findall(text)) for text in originals]
    for text in texts:
        if sorted(PLACEHOLDER.findall(text)) not in allowed:
            yield "other placeholders than the original"
        if sorted(Tags(text).names) != sorted(Tags(originals[0]).names):
            yield "other mark-up than the original"


def check(folder: Path) -> list[str]:
    """Every fault in the catalogues under ``folder``, a line each."""
    found = []
    for path in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        catalogue = polib.pofile(str(path))
        match = re.search(r"nplurals\s*=\s*(\d+)", catalogue.metadata.get("Plural-Forms", ""))
        plurals = int(match[1]) if match else 2
        for entry in catalogue:
            if entry.obsolete:
                continue
            found += [f"{path.parts[-3]}: {fault}: {entry.msgid!r}" for fault in faults(entry, plurals)]
    return found


def nameless(root: Path) -> list[str]:
    """Every import of a function of translation under a name that is not collected, a line each."""
    found = []
    for path in sorted(root.rglob("*.py")):
        place = path.relative_to(root)
        if place.parts[0] not in IGNORED:
            found += [f"{place}: {fault}" for fault in _nameless(ast.parse(path.read_text(encoding="utf-8")))]
    return found


def _nameless(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.ImportFrom) or node.module != "django.utils.translation":
            continue
        for name in node.names:
            if "gettext" not in name.name or name.asname in (None, name.name):
                continue
            if name.asname != "_" or name.name not in PLAIN:
                yield f"texts given to {name.asname} are not collected: import {name.name} under its own name"


def main() -> None:
    """Print the faults; leave with 1 if there are any."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "locale"
        shutil.copytree(ROOT / "locale", folder)
        if shutil.which("xgettext"):
            collect(folder)
        else:
            print("GNU gettext is not installed: strings that were never collected are not looked for.")
        found = nameless(ROOT) + check(folder)
    for line in found[:50]:
        print(line)
    if found:
        sys.exit(f"{len(found)} faults in the translations. `make messages` collects new strings into locale/.")


if __name__ == "__main__":
    main()
