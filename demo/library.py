"""The library: subjects, collections, learning objects in every language that they are written in."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from demo.reader import LANGUAGES, Section, labels, shelves, table
from demo.streams import Maker, films_of
from demo.tree import Tree
from library.licences import LICENCES
from library.models import CollectionPage, LearningObjectPage, LibraryIndexPage, Subject
from library.rules import normalise_tags
from library.services import save_subject
from library.vocabularies import Audience, Level
from people.localised import LocalisedText


def subjects() -> dict[str, Subject]:
    """The tree of subjects, by code."""
    found = {each.code: each for each in Subject.objects.all()}
    for code, row in table("library/subjects").items():
        if code not in found:
            parent = Subject.objects.get(code=row["parent"]) if "parent" in row else None
            found[code] = save_subject(Subject(code=code, labels=labels(row)), parent, by=None)
    return found


def signatures(keys: list[str], language: str, invented: LocalisedText) -> str:
    """Names of authors in a language, with the mark that the person is invented."""
    names = table("people/authors")
    mark = invented.in_language(language)
    return "; ".join(f"{names[key][language]} ({mark})" for key in keys)


class Library:
    """Puts learning objects into the library."""

    def __init__(self, tree: Tree, makers: Mapping[str, Maker]) -> None:
        self.tree, self.makers = tree, makers
        self.subjects = subjects()
        self.data: Mapping[str, Any] = table("library/objects")

    def load(self, indexes: Mapping[str, LibraryIndexPage]) -> None:
        """All collections in all languages."""
        for language in LANGUAGES:
            for shelf in shelves(language):
                head = {"title": shelf.title, "slug": shelf.key, "introduction": shelf.introduction}
                collection = self.tree.place(
                    CollectionPage, indexes[language], "collection", shelf.key, language, fields=partial(dict, head)
                )
                for section in shelf.objects.values():
                    if not self.tree.find("object", section.key, language):
                        self._object(collection, section, language)

    def _object(self, collection: CollectionPage, section: Section, language: str) -> None:
        self.tree.place(
            LearningObjectPage,
            collection,
            "object",
            section.key,
            language,
            fields=partial(self._fields, section, language),
        )

    def _fields(self, section: Section, language: str) -> dict[str, Any]:
        data, maker = self.data[section.key], self.makers[language]
        licence = LICENCES[data["licence"]]
        return {
            "title": section.title,
            "slug": section.key,
            "summary": section.fields["summary"],
            "body": maker.object(section, f"Turna · {licence.name}"),
            "resource_type": data["type"],
            "subjects": [self.subjects[code] for code in data["subjects"]],
            "level": data.get("level", Level.PROFESSIONAL),
            "audience": data.get("audience", Audience.TEACHER),
            "licence": licence.code,
            "authors": signatures(data["authors"], language, maker.words["invented"]),
            "duration_minutes": data["minutes"],
            "cover": next((maker.files.poster(film, section.title) for film in films_of(section)), None),
            "source_url": section.fields.get("source", ""),
            "tags": normalise_tags(section.fields["tags"].split(",")),
        }
