"""The index follows the pages, and never shows what nobody may read."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from wagtail.models import Page, PageViewRestriction

from courses.models import CoursePage
from library.models import LearningObjectPage, LearningObjectTag, Subject
from people.localised import LocalisedText
from search import indexing
from search.engines.base import Engine
from search.query import SearchQuery
from tests.factories.courses import course_tree
from tests.factories.library import CollectionPageFactory, LearningObjectPageFactory, SubjectFactory
from tests.search.conftest import Site

Publish = Callable[[Any], Any]
Committed = Callable[[], AbstractContextManager[Any]]


def found(engine: Engine, text: str = "") -> list[str]:
    hits = engine.search(SearchQuery("ru", text)).hits
    return sorted(hit.title.replace("<mark>", "").replace("</mark>", "") for hit in hits)


def restrict(page: Page) -> PageViewRestriction:
    return PageViewRestriction.objects.create(
        page=Page.objects.get(pk=page.pk), restriction_type=PageViewRestriction.LOGIN
    )


def assert_nothing_leaks(engine: Engine, title: str) -> None:
    """No way of asking shows anything of the object."""
    results = engine.search(SearchQuery("ru"))
    assert results.total == 0
    assert results.hits == ()
    assert not any(results.counts.values())
    assert engine.search(SearchQuery("ru", title)).total == 0
    assert engine.search(SearchQuery("ru", title).with_value("level", "primary")).without == {"level": 0}
    assert engine.suggest(title[:4], "ru", 5) == []


@pytest.fixture
def page(site: Site, publish: Publish) -> Any:
    """A published object in a collection."""
    collection = CollectionPageFactory(parent=site.library)
    return publish(LearningObjectPageFactory(parent=collection, title="Дроби", level="primary", live=False))


class TestPublishing:
    def test_a_published_page_is_found(self, engine: Engine, page: Any) -> None:
        assert found(engine, "дробь") == ["Дроби"]

    def test_a_draft_of_a_published_page_is_not(self, engine: Engine, page: Any, committed: Committed) -> None:
        with committed():
            page.title = "Доли"
            page.save_revision()
        assert found(engine) == ["Дроби"]

    def test_publishing_again_replaces(self, engine: Engine, page: Any, publish: Publish) -> None:
        page.title = "Доли"
        publish(page)
        assert found(engine) == ["Доли"]
        assert found(engine, "дроби") == []

    def test_nothing_is_indexed_before_the_commit(
        self, engine: Engine, site: Site, django_capture_on_commit_callbacks: Any
    ) -> None:
        with django_capture_on_commit_callbacks(execute=False):
            LearningObjectPageFactory(parent=site.library, live=False).save_revision().publish()
        assert found(engine) == []

    def test_a_page_to_be_published_later_is_not_found(self, engine: Engine, site: Site, publish: Publish) -> None:
        publish(
            LearningObjectPageFactory(parent=site.library, live=False, go_live_at=timezone.now() + timedelta(days=1))
        )
        assert found(engine) == []

    def test_an_unpublished_page_is_gone(self, engine: Engine, page: Any, committed: Committed) -> None:
        with committed():
            page.unpublish()
        assert_nothing_leaks(engine, "Дроби")

    def test_a_failing_engine_does_not_undo_the_publishing(
        self, engine: Engine, page: Any, publish: Publish, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(*_args: Any) -> None:
            raise ConnectionError

        monkeypatch.setattr(type(engine), "index", fail)
        page.title = "Доли"
        assert publish(page).title == "Доли"

    def test_pages_that_are_no_documents_cost_nothing(
        self, site: Site, django_assert_num_queries: DjangoAssertNumQueries, django_capture_on_commit_callbacks: Any
    ) -> None:
        with django_capture_on_commit_callbacks() as callbacks:
            site.library.save_revision().publish()
        assert not [callback for callback in callbacks if callback.__module__ == "search.signals"]


class TestDeleting:
    def test_a_deleted_page_is_gone(self, engine: Engine, page: Any, committed: Committed) -> None:
        with committed():
            page.delete()
        assert_nothing_leaks(engine, "Дроби")

    def test_everything_below_a_deleted_page_is_gone(
        self, engine: Engine, site: Site, page: Any, committed: Committed
    ) -> None:
        with committed():
            Page.objects.get(pk=site.library.pk).delete()
        assert_nothing_leaks(engine, "Дроби")


class TestPrivacy:
    @pytest.mark.parametrize("steps_up", [0, 1, 2])
    def test_a_section_that_becomes_private_is_gone_and_comes_back(
        self, engine: Engine, page: Any, committed: Committed, steps_up: int
    ) -> None:
        place = [page, page.get_parent(), page.get_parent().get_parent()][steps_up]
        with committed():
            restriction = restrict(place)
        assert_nothing_leaks(engine, "Дроби")
        with committed():
            restriction.delete()
        assert found(engine) == ["Дроби"]

    def test_a_page_published_in_a_private_section_is_not_found(
        self, engine: Engine, site: Site, publish: Publish
    ) -> None:
        restrict(site.library)
        publish(LearningObjectPageFactory(parent=site.library, title="Тайное", live=False))
        assert_nothing_leaks(engine, "Тайное")

    def test_hiding_does_not_wait_for_a_worker(
        self, engine: Engine, page: Any, committed: Committed, settings: Any
    ) -> None:
        settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
        with committed():
            restrict(page.get_parent())
        assert_nothing_leaks(engine, "Дроби")

    def test_a_rebuild_leaves_private_pages_out(self, engine: Engine, page: Any) -> None:
        restrict(page.get_parent())
        indexing.rebuild()
        assert_nothing_leaks(engine, "Дроби")


class TestMoving:
    def test_addresses_follow(self, engine: Engine, site: Site, page: Any, committed: Committed) -> None:
        with committed():
            page.move(site.library, pos="last-child")
        (hit,) = engine.search(SearchQuery("ru")).hits
        assert hit.url == f"/ru/{site.library.slug}/{page.slug}/"

    def test_addresses_below_follow(self, engine: Engine, page: Any, site: Site, committed: Committed) -> None:
        other = site.library.get_parent().add_child(instance=type(site.library)(title="Другая", slug="other"))
        with committed():
            page.get_parent().move(other, pos="last-child")
        (hit,) = engine.search(SearchQuery("ru")).hits
        assert hit.url.startswith("/ru/other/")

    def test_moving_into_a_private_section_hides_at_once(
        self, engine: Engine, site: Site, page: Any, committed: Committed, settings: Any
    ) -> None:
        settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
        private = CollectionPageFactory(parent=site.library)
        restrict(private)
        with committed():
            page.move(private, pos="last-child")
        assert_nothing_leaks(engine, "Дроби")

    def test_moving_out_of_a_private_section_shows(
        self, engine: Engine, site: Site, page: Any, committed: Committed
    ) -> None:
        with committed():
            restrict(page.get_parent())
        with committed():
            page.move(site.library, pos="last-child")
        assert found(engine) == ["Дроби"]

    def test_another_slug_above_changes_addresses_below(self, engine: Engine, page: Any, committed: Committed) -> None:
        collection = page.get_parent().specific
        collection.slug = "renamed"
        with committed():
            collection.save_revision().publish()
        (hit,) = engine.search(SearchQuery("ru")).hits
        assert "/renamed/" in hit.url


class TestWhatPagesReferTo:
    def test_a_renamed_subject_reaches_the_objects_beneath_it(
        self, engine: Engine, site: Site, publish: Publish, committed: Committed
    ) -> None:
        sciences = SubjectFactory(code="sciences", labels=LocalisedText({"ru": "Науки"}))
        maths = SubjectFactory(parent=sciences, code="maths", labels=LocalisedText({"ru": "Математика"}))
        publish(LearningObjectPageFactory(parent=site.library, title="Дроби", subjects=[maths], live=False))
        assert found(engine, "науки") == ["Дроби"]
        renamed = Subject.objects.get(code="sciences")
        renamed.labels = LocalisedText({"ru": "Естествознание"})
        with committed():
            renamed.save()
        assert found(engine, "науки") == []
        assert found(engine, "естествознание") == ["Дроби"]

    def test_a_renamed_tag_reaches_its_objects(
        self, engine: Engine, site: Site, publish: Publish, committed: Committed
    ) -> None:
        publish(LearningObjectPageFactory(parent=site.library, title="Дроби", tags=["доли"], live=False))
        tag = LearningObjectTag.objects.get(name="доли")
        tag.name = "части"
        with committed():
            tag.save()
        assert found(engine, "доли") == []
        assert found(engine, "части") == ["Дроби"]


class TestParts:
    @pytest.fixture
    def course(self, site: Site, publish: Publish) -> Any:
        tree = course_tree(modules=1, lessons=2, languages=("ru",), title="Наблюдение")
        publish(tree.course)
        return tree

    def test_a_course_is_found_by_a_lesson(self, engine: Engine, course: Any) -> None:
        assert found(engine, "урок 2") == ["Наблюдение"]

    def test_a_lesson_published_unpublished_or_deleted_changes_its_course(
        self, engine: Engine, course: Any, publish: Publish, committed: Committed
    ) -> None:
        first, second = (lesson["ru"] for lesson in course.lessons)
        first.title = "Рефлексия"
        publish(first)
        assert found(engine, "рефлексия") == ["Наблюдение"]
        with committed():
            first.unpublish()
        assert found(engine, "рефлексия") == []
        with committed():
            second.delete()
        assert found(engine, "урок 2") == []

    def test_a_private_module_is_not_told_of(self, engine: Engine, course: Any, committed: Committed) -> None:
        with committed():
            restrict(course.modules[0]["ru"])
        assert found(engine, "урок 2") == []
        assert found(engine) == ["Наблюдение"]

    def test_a_module_moved_to_another_course_changes_both(
        self, engine: Engine, course: Any, publish: Publish, committed: Committed
    ) -> None:
        other = course_tree(modules=0, lessons=0, languages=("ru",), title="Другой курс")
        publish(other.course)
        target = CoursePage.objects.get(pk=other.course.pk)
        with committed():
            Page.objects.get(pk=course.modules[0]["ru"].pk).move(target, pos="last-child")
        assert found(engine, "урок 2") == ["Другой курс"]


class TestRebuilding:
    @pytest.fixture(autouse=True)
    def _pages(self, site: Site) -> None:
        for number in range(5):
            LearningObjectPageFactory(parent=site.library, title=f"Объект {number}")
        course_tree(modules=0, lessons=0, languages=("ru", "en"), title="Курс")

    def test_everything_is_found_and_progress_told(self, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(indexing, "BATCH", 2)
        told: list[tuple[int, int]] = []
        assert indexing.rebuild(lambda done, total: told.append((done, total))) == 7
        assert len(found(engine)) == 6
        assert told == [(2, 7), (4, 7), (6, 7), (7, 7)] or told[-1] == (7, 7)
        assert [done for done, _total in told] == sorted(done for done, _total in told)

    def test_what_is_no_more_is_gone(self, engine: Engine) -> None:
        indexing.rebuild()
        LearningObjectPage.objects.filter(title="Объект 0").update(live=False)
        indexing.rebuild()
        assert "Объект 0" not in found(engine)

    def test_a_failure_leaves_the_index_as_it_was(self, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
        indexing.rebuild()
        before = found(engine)

        def fail(*_args: Any) -> None:
            raise ZeroDivisionError

        monkeypatch.setattr("search.documents.learning_object._document", fail)
        with pytest.raises(ZeroDivisionError):
            indexing.rebuild()
        assert found(engine) == before

    def test_the_command_rebuilds_and_says_so(self, engine: Engine) -> None:
        out = StringIO()
        call_command("search_index", "rebuild", stdout=out)
        assert out.getvalue().splitlines()[-1] == "7 documents are in the index."
        assert "7/7 pages" in out.getvalue()
        assert len(found(engine)) == 6

    def test_the_command_can_be_quiet(self, engine: Engine) -> None:
        out = StringIO()
        call_command("search_index", "rebuild", stdout=out, verbosity=0)
        assert out.getvalue() == ""
        assert len(found(engine)) == 6

    def test_the_command_tells_of_another_rebuild(self, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
        def begin_another(*_args: Any) -> None:
            engine.rebuilding().__enter__()

        monkeypatch.setattr("search.management.commands.search_index.Command._report", begin_another)
        with pytest.raises(CommandError, match="Another rebuild was started meanwhile"):
            call_command("search_index", "rebuild", stdout=StringIO())

    def test_the_command_tells_the_state(self, engine: Engine) -> None:
        out = StringIO()
        call_command("search_index", "status", stdout=out)
        assert "documents: 0" in out.getvalue()
        assert "built: never" in out.getvalue()
        indexing.rebuild()
        interrupted = engine.rebuilding()
        interrupted.__enter__()
        out = StringIO()
        call_command("search_index", "status", stdout=out)
        assert "documents: 7" in out.getvalue()
        assert "  object: 5" in out.getvalue()
        assert "  en: 1" in out.getvalue()
        assert "A rebuild is running" in out.getvalue()
