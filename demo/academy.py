"""Loads the demonstration academy, step by step; what is there already is left as it is."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.utils import translation

from demo.courses import Courses
from demo.files import Files
from demo.learners import MAIN_RUN, Learners
from demo.library import Library
from demo.people import People
from demo.programmes import Programmes
from demo.reader import LANGUAGES
from demo.rooms import loading
from demo.site import SiteBuilder
from demo.streams import Maker, words
from demo.tree import Tree
from people.services import sync_roles
from search import indexing

Report = Callable[[str], None]
"""Told what is being done."""


class Academy:
    """The demonstration academy. Every step is one transaction."""

    def __init__(self, password: str, at: datetime, report: Report) -> None:
        self.password, self.at, self.report = password, at, report

    def load(self) -> None:
        """Everything. A second time nothing changes."""
        with translation.override(LANGUAGES[0]):
            self._step("organisations, accounts, consents", self._people)
            before = self._pages()
            self._step("home pages", self._site)
            self._step("library", self._library)
            self._step("courses", self._courses)
            self._step("articles and pages", self._furnish)
            self._step("runs and learners", self._learners)
            self._step("works, conversations, papers", self._rooms)
            if self._pages() != before:
                self._step("catalogue", self._catalogue)

    def _step(self, name: str, work: Callable[[], None]) -> None:
        self.report(name)
        with transaction.atomic():
            work()

    def _people(self) -> None:
        self.people = People(self.password)
        self.people.consents()
        self.organisations, self.positions = self.people.organisations(), self.people.positions()
        self.people.staff(self.organisations, self.positions)

    def _pages(self) -> int:
        from wagtail.models import Page

        return Page.objects.count()

    def _site(self) -> None:
        self.tree = Tree(self.people.by)
        files, own_words = Files(self.people.by), words()
        self.makers = {language: Maker(language, files, self.tree.link(language), own_words) for language in LANGUAGES}
        before = self._pages()
        self.site = SiteBuilder(self.tree, self.makers)
        self.site.open()
        self.library_indexes, self.course_indexes = self.site.indexes()
        if self._pages() != before:
            sync_roles()

    def _library(self) -> None:
        self.library = Library(self.tree, self.makers)
        self.library.load(self.library_indexes)

    def _courses(self) -> None:
        Courses(self.tree, self.makers, self.library.subjects).load(self.course_indexes)
        Programmes(self.tree, self.makers, self.library.subjects).load(self.course_indexes)

    def _furnish(self) -> None:
        self.site.furnish()

    def _learners(self) -> None:
        learners = Learners(self.people, self.at)
        runs = learners.runs(self.organisations)
        learners.load(runs[MAIN_RUN], self.organisations, self.positions)
        learners.teacher(runs)

    def _rooms(self) -> None:
        loading.load(self.people, self.organisations, self.at)

    def _catalogue(self) -> None:
        indexing.rebuild()
