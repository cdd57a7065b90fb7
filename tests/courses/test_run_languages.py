"""A run that is held in some of the course's languages: what is offered, what is shown, and why."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from courses.learning.languages import Reading, language_for, reading_of
from courses.models import Enrolment
from courses.services.editions import compile_edition
from people.models import User
from tests.factories.courses import EnrolmentFactory, RunFactory, course_tree
from tests.factories.people import UserFactory

AsUser = Callable[[User], Client]


@pytest.mark.parametrize(
    ("offered", "interface", "chosen", "shown"),
    [
        ([], "en", "", "en"),
        ([], "en", "kk", "en"),
        (["kk", "ru"], "ru", "", "ru"),
        (["kk", "ru"], "en", "", "kk"),
        (["kk", "ru"], "en", "ru", "ru"),
        (["kk", "ru"], "ru", "kk", "kk"),
        (["kk"], "ru", "en", "kk"),
    ],
)
def test_the_one_chosen_else_the_readers_else_the_runs_first(
    offered: list[str], interface: str, chosen: str, shown: str
) -> None:
    assert language_for(offered, interface, chosen) == shown


def test_there_is_a_choice_only_where_there_are_two() -> None:
    assert Reading("kk", ("kk",), "kk").choices == []
    assert Reading("kk", ("kk", "ru"), "ru").choices == [("kk", "Қазақша"), ("ru", "Русский")]
    assert Reading("en", (), "en").choices == []


def test_says_why_in_words() -> None:
    with translation.override("en"):
        assert "Kazakh, Russian" in Reading("kk", ("kk", "ru"), "en").why
        assert Reading("kk", ("kk", "ru"), "ru").why == ""
        assert Reading("en", (), "en").why == ""


def test_another_language_of_the_run_comes_before_others() -> None:
    assert Reading("kk", ("kk", "ru"), "en").among({"ru": "", "en": ""}) == "ru"
    assert Reading("kk", ("kk", "ru"), "en").among({"kk": "", "en": ""}) == "kk"


@pytest.mark.django_db
class TestPages:
    @pytest.fixture
    def enrolment(self) -> Enrolment:
        """A course in Russian, Kazakh and English, in a run in the first two."""
        tree = course_tree(1, 2, languages=("ru", "kk", "en"))
        for lesson in tree.lessons:
            for language, page in lesson.items():
                page.title = f"{page.title} ({language})"
                page.save_revision().publish()
        run = RunFactory.create(edition=compile_edition(tree.course), languages=["kk", "ru"])
        return EnrolmentFactory.create(run=run)

    def url(self, enrolment: Enrolment, language: str = "en", lesson: bool = True) -> str:
        key = enrolment.edition.outline.lessons[0].key
        return f"/{language}/learn/{enrolment.run.slug}/" + (f"{key}/" if lesson else "")

    def test_a_reader_of_another_language_is_told_why(self, enrolment: Enrolment, as_user: AsUser) -> None:
        client = as_user(enrolment.learner)
        for lesson in (True, False):
            told = client.get(self.url(enrolment, lesson=lesson)).content.decode()
            assert "This run is not held in the language of your interface, but in: Kazakh, Russian." in told
            assert "(kk)" in told
            assert "(en)" not in told
            assert 'lang="kk"' in told
            assert "has not been translated yet" not in told

    def test_a_reader_of_one_of_them_is_not(self, enrolment: Enrolment, as_user: AsUser) -> None:
        told = as_user(enrolment.learner).get(self.url(enrolment, "ru")).content.decode()
        assert "(ru)" in told
        assert "not held in the language" not in told

    def test_the_choice_is_kept(self, enrolment: Enrolment, as_user: AsUser) -> None:
        client, lesson = as_user(enrolment.learner), str(enrolment.edition.outline.lessons[0].key)
        choose = f"{self.url(enrolment, lesson=False)}language/"
        answer = client.post(choose, {"language": "ru", "lesson": lesson})
        assert answer.headers["Location"] == self.url(enrolment)
        assert "(ru)" in client.get(self.url(enrolment)).content.decode()
        assert (
            client.post(choose, {"language": "kk", "lesson": "?"})
            .headers["Location"]
            .endswith(self.url(enrolment, lesson=False))
        )
        assert "(kk)" in client.get(self.url(enrolment, "ru")).content.decode()

    def test_only_of_what_is_offered_by_who_learns_here(self, enrolment: Enrolment, as_user: AsUser) -> None:
        choose = f"{self.url(enrolment, lesson=False)}language/"
        client = as_user(enrolment.learner)
        assert client.post(choose, {"language": "en"}).status_code == 404
        assert client.get(choose).status_code == 405
        assert as_user(UserFactory.create()).post(choose, {"language": "kk"}).status_code == 404
        assert Client().post(choose, {"language": "kk"}).status_code == 302

    def test_a_run_in_all_languages_asks_nothing(self, enrolment: Enrolment, as_user: AsUser) -> None:
        enrolment.run.languages = []
        enrolment.run.save()
        told = as_user(enrolment.learner).get(self.url(enrolment)).content.decode()
        assert "(en)" in told
        assert "/language/" not in told

    def test_the_words_around_stay_the_readers(self, enrolment: Enrolment, as_user: AsUser) -> None:
        """What is drawn for one interface is not shown in another."""
        client = as_user(enrolment.learner)
        client.get(self.url(enrolment, "ru"))
        choose = f"{self.url(enrolment, lesson=False)}language/"
        client.post(choose, {"language": "ru"})
        told = client.get(self.url(enrolment)).content.decode()
        assert "Not started" in told or "In progress" in told or "Completed" in told

    def test_one_language_or_three_as_many_queries(self, enrolment: Enrolment, as_user: AsUser) -> None:
        client, counts = as_user(enrolment.learner), []
        for languages in (["kk"], ["kk", "ru", "en"]):
            enrolment.run.languages = languages
            enrolment.run.save()
            client.get(self.url(enrolment))
            with CaptureQueriesContext(connection) as seen:
                client.get(self.url(enrolment))
            counts.append(len(seen))
        assert counts[0] == counts[1]

    def test_reading_without_a_request(self, enrolment: Enrolment) -> None:
        with translation.override("en"):
            assert reading_of(enrolment.run).code == "kk"

    def test_the_application_names_them(self, enrolment: Enrolment, as_user: AsUser) -> None:
        client, url = as_user(UserFactory.create()), f"/en/learn/{enrolment.run.slug}/apply/"
        enrolment.run.enrolment_kind = "application"
        for languages, named in ((["kk", "ru"], True), ([], False)):
            enrolment.run.languages = languages
            enrolment.run.save()
            assert ("Қазақша" in client.get(url).content.decode().partition("<main")[2].partition("</main")[0]) is named
