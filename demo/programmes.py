"""The programme that several courses make up."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from courses.models import CourseIndexPage, ProgrammeCourse, ProgrammePage
from courses.services.editions import compile_programme
from demo.library import signatures
from demo.reader import LANGUAGES, table
from demo.streams import Maker
from demo.tree import Tree
from library.models import Subject


class Programmes:
    """Puts the programme into the tree, in the languages of its courses."""

    def __init__(self, tree: Tree, makers: Mapping[str, Maker], subjects: Mapping[str, Subject]) -> None:
        self.tree, self.makers, self.subjects = tree, makers, subjects

    def load(self, indexes: Mapping[str, CourseIndexPage]) -> None:
        """The programme beside the courses; Russian first."""
        data = table("courses/programme")
        for language in LANGUAGES:
            if language in data:
                fields = partial(self._fields, data, language)
                page = self.tree.place(
                    ProgrammePage, indexes[language], "programme", data["key"], language, fields=fields
                )
        compile_programme(page, by=self.tree.by)

    def _fields(self, data: Mapping[str, Any], language: str) -> dict[str, Any]:
        words, maker = data[language], self.makers[language]
        same = {name: data[name] for name in ("kind", "study_mode", "audience")}
        courses = [self.tree.find("course", key, language) for key in data["courses"]]
        return {
            **same,
            **words,
            "subjects": [self.subjects[code] for code in data["subjects"]],
            "authors": signatures(data["authors"], language, maker.words["invented"]),
            "cover": maker.files.picture(data["cover"], words["title"], ""),
            "course_list": [ProgrammeCourse(course_id=pk, sort_order=place) for place, pk in enumerate(courses)],
        }
