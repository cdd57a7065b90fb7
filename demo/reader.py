"""Reads the content files: courses, learning objects, pages, people."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from demo.markup import MarkupError, Piece, parse
from people.localised import LocalisedText

CONTENT = Path(__file__).parent / "content"
LANGUAGES = ("ru", "en", "zh-hans", "kk", "ky", "uz", "be")
"""The languages of the content; Russian first, because translations are made of it."""

Fields = Mapping[str, str]


@dataclass(frozen=True)
class Section:
    """A part of a file under its heading: ``# key | Title``, then fields, then pieces."""

    key: str
    title: str
    fields: Fields
    lists: Mapping[str, tuple[str, ...]]
    pieces: tuple[Piece, ...]
    parts: tuple["Section", ...] = ()


@dataclass(frozen=True)
class CourseText:
    """A course in one language; ``modules`` are sections whose parts are lessons."""

    title: str
    slug: str
    summary: str
    aims: str
    outcomes: tuple[str, ...]
    modules: tuple[Section, ...]

    @property
    def lessons(self) -> list[Section]:
        """All lessons in their order."""
        return [lesson for module in self.modules for lesson in module.parts]


@dataclass(frozen=True)
class Course:
    """A course: what is the same in every language, and its texts."""

    key: str
    data: Mapping[str, Any]
    texts: Mapping[str, CourseText]

    def criterion(self, lesson: str, object_key: str = "") -> tuple[str, int | None]:
        """When a lesson, or an object in it, counts as done; the second value is minutes for completion by time."""
        data = self.data["lessons"][lesson]
        kind, _, minutes = (data["objects"][object_key] if object_key else data["completion"]).partition(" ")
        return kind, int(minutes) if minutes else None


@dataclass(frozen=True)
class Shelf:
    """A collection of the library in one language."""

    key: str
    title: str
    introduction: str
    objects: Mapping[str, Section]


@dataclass
class _Draft:
    key: str
    title: str
    fields: dict[str, str] = field(default_factory=dict)
    lists: dict[str, list[str]] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)


def _heading(line: str) -> tuple[str, str]:
    key, divider, title = line.lstrip("# ").partition(" | ")
    if not divider or not title.strip():
        raise MarkupError(f"A heading names a key and a title: {line}")
    return key.strip(), title.strip()


def _split(lines: list[str], mark: str) -> tuple[list[str], list[_Draft]]:
    """What stands before the first heading of this level, and the drafts under each heading."""
    before: list[str] = []
    drafts: list[_Draft] = []
    for line in lines:
        if line.startswith(mark + " "):
            drafts.append(_Draft(*_heading(line)))
        else:
            (drafts[-1].lines if drafts else before).append(line)
    return before, drafts


def _take_fields(draft: _Draft) -> None:
    """Move the ``name: value`` lines at the beginning into fields, and lists under a bare ``name:`` into lists."""
    name = ""
    while draft.lines:
        line = draft.lines[0]
        word, colon, value = line.partition(":")
        if line.startswith("- ") and name:
            draft.lists[name].append(line[2:].strip())
        elif colon and word.isascii() and word.isalpha() and word.islower():
            name = "" if value.strip() else word
            if name:
                draft.lists[word] = []
            else:
                draft.fields[word] = value.strip()
        else:
            return
        draft.lines.pop(0)


def _section(draft: _Draft, parts: tuple[Section, ...] = ()) -> Section:
    _take_fields(draft)
    lists = {name: tuple(values) for name, values in draft.lists.items()}
    return Section(draft.key, draft.title, draft.fields, lists, tuple(parse("\n".join(draft.lines))), parts)


def sections(text: str) -> tuple[Section, list[Section]]:
    """What a file says of itself before its first heading, and its sections."""
    before, drafts = _split(text.splitlines(), "#")
    return _section(_Draft("", "", lines=before)), [_section(draft) for draft in drafts]


def _course_text(path: Path) -> CourseText:
    before, drafts = _split(path.read_text(encoding="utf-8").splitlines(), "#")
    head = _section(_Draft("", "", lines=before))
    modules = []
    for draft in drafts:
        _, lessons = _split(draft.lines, "##")
        draft.lines = []
        modules.append(_section(draft, tuple(_section(lesson) for lesson in lessons)))
    fields = head.fields
    return CourseText(
        fields["title"], fields["slug"], fields["summary"], fields["aims"], head.lists["outcomes"], tuple(modules)
    )


def table(name: str) -> dict[str, Any]:
    """A TOML file of the content: ``table("people/positions")``."""
    return tomllib.loads((CONTENT / f"{name}.toml").read_text(encoding="utf-8"))


def labels(row: Mapping[str, Any]) -> LocalisedText:
    """The texts of a row by language."""
    return LocalisedText({language: row[language] for language in LANGUAGES if language in row})


COURSES = ("accessible", "formative", "observation", "workshop")


@cache
def courses() -> tuple[Course, ...]:
    """All courses; the last one shows every kind of activity."""
    found = []
    for key in COURSES:
        data = table(f"courses/{key}/course")
        folder = CONTENT / "courses" / key
        texts = {language: _course_text(folder / f"{language}.md") for language in data["languages"]}
        found.append(Course(key, data, texts))
    return tuple(found)


SHELVES = ("assessment", "observation", "accessible", "classroom")


@cache
def shelves(language: str) -> tuple[Shelf, ...]:
    """The collections of the library that exist in a language."""
    return tuple(_shelves(language))


def _shelves(language: str) -> Iterator[Shelf]:
    for key in SHELVES:
        path = CONTENT / "library" / f"{key}.{language}.md"
        if path.exists():
            head, objects = sections(path.read_text(encoding="utf-8"))
            yield Shelf(key, head.fields["title"], head.fields["introduction"], {each.key: each for each in objects})


@cache
def pages(language: str) -> Mapping[str, Section]:
    """The pages of the site in a language, by key."""
    _, found = sections((CONTENT / "pages" / f"{language}.md").read_text(encoding="utf-8"))
    return {section.key: section for section in found}
