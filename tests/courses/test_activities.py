"""The registry of activities: a kind from another app in the author's form, the outline and the player."""

import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.test import Client
from pytest_django import Settings
from wagtail import blocks
from wagtail.test.utils.form_data import nested_form_data, streamfield

from courses.activities import CompletionBlock, activity_kinds, kind_of
from courses.activities.registry import activity_kinds as cached_kinds
from courses.criteria import Criterion
from courses.models import LessonPage
from courses.services.editions import compile_edition
from people.models import User
from tests.activity_app.kinds import CountingKind
from tests.factories.courses import CourseTree, EnrolmentFactory, RunFactory, course_tree
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]


@pytest.fixture
def chief() -> User:
    return UserFactory.create(is_superuser=True)


def block(kind: str, value: dict[str, Any], **completion: Any) -> dict[str, Any]:
    return {"type": kind, "id": str(uuid4()), "value": {**value, "completion": completion}}


def counting(up_to: int = 3, words: str = "словами", **completion: Any) -> dict[str, Any]:
    return block("counting", {"up_to": up_to, "words": words}, **completion)


def lesson_with(*body: dict[str, Any], languages: tuple[str, ...] = ("ru",)) -> CourseTree:
    """A course of one lesson with this body in every language."""
    tree = course_tree(1, 1, languages=languages)
    for page in tree.lessons[0].values():
        page.body = json.dumps(body)
        page.save()
    return tree


class TestRegistry:
    def test_names_the_kinds_in_the_order_of_the_setting(self, settings: Settings) -> None:
        paths = [f"{type(kind).__module__}.{type(kind).__qualname__}" for kind in activity_kinds().values()]

        assert paths == settings.ACTIVITY_KINDS
        assert isinstance(kind_of("counting"), CountingKind)
        assert kind_of("never heard of") is None

    def test_two_kinds_of_one_name_are_refused(self, settings: Settings) -> None:
        settings.ACTIVITY_KINDS = [settings.ACTIVITY_KINDS[0]] * 2
        with pytest.raises(ImproperlyConfigured, match="two kinds named “library_object”"):
            cached_kinds.__wrapped__()

    def test_a_kind_needs_no_migration(self) -> None:
        _name, _path, args, kwargs = LessonPage._meta.get_field("body").deconstruct()

        assert not args
        assert "block_lookup" not in kwargs
        call_command("makemigrations", "courses", check=True, dry_run=True, verbosity=0)

    def test_every_kind_says_what_the_form_needs(self) -> None:
        for kind in activity_kinds().values():
            assert kind.label
            assert kind.default in kind.criteria
            assert isinstance(kind.stream_block.child_blocks["completion"], CompletionBlock)

    def test_every_kind_of_ours_is_described_and_shown_before_it_is_chosen(self) -> None:
        ours = [kind for kind in activity_kinds().values() if type(kind).__module__.startswith("courses.")]
        assert len(ours) >= 7
        for kind in ours:
            block = kind.stream_block
            assert block.get_description(), kind.name
            assert block.is_previewable, kind.name
            assert any(value for name, value in block.get_preview_value().items() if name != "completion") or (
                # What these show is something the installation has.
                kind.name in {"library_object", "watching"}
            ), kind.name
            block.render(block.get_preview_value())


class TestCompletion:
    def clean(self, *criteria: Criterion, **value: Any) -> Any:
        completion = CompletionBlock(criteria)
        return completion.clean(completion.to_python(value))

    def test_offers_what_the_kind_allows_and_no_more(self) -> None:
        choice = CompletionBlock([Criterion.BUTTON, Criterion.NONE]).child_blocks
        offered = [value for value, _label in choice["criterion"].field.choices if value]

        assert offered == ["button", "none"]
        assert {"minutes", "threshold"}.isdisjoint(choice)
        assert "minutes" in CompletionBlock([Criterion.TIME]).child_blocks
        assert "threshold" in CompletionBlock([Criterion.WATCHED]).child_blocks

    @pytest.mark.parametrize(("criterion", "missing"), [(Criterion.TIME, "minutes"), (Criterion.WATCHED, "threshold")])
    def test_asks_for_what_the_criterion_needs(self, criterion: Criterion, missing: str) -> None:
        with pytest.raises(blocks.StructBlockValidationError) as caught:
            self.clean(criterion, criterion=criterion, minutes=None, threshold=None)
        assert list(caught.value.block_errors) == [missing]
        assert self.clean(criterion, criterion=criterion, **{missing: 5})[missing] == 5

    @pytest.mark.parametrize("weight", [0, 101])
    def test_a_weight_is_from_one_to_a_hundred(self, weight: int) -> None:
        with pytest.raises(blocks.StructBlockValidationError):
            self.clean(Criterion.VIEW, criterion="view", weight=weight)


class TestAnotherAppsKind:
    def test_in_the_authors_form(self, chief: User, as_user: Login) -> None:
        tree = course_tree(1, 1, languages=("ru",))
        lesson = tree.lessons[0]["ru"]
        client = as_user(chief)
        url = f"/admin/pages/{lesson.pk}/edit/"
        assert "Counting" in client.get(url).content.decode()

        value = {"words": "вслух", "up_to": "7", "completion": {"criterion": "button", "weight": "20"}}
        form = {"title": "Счёт", "slug": "count", "criterion": "view", "body": streamfield([("counting", value)])}
        response = client.post(url, {**nested_form_data(form), "comments-TOTAL_FORMS": 0, "comments-INITIAL_FORMS": 0})
        assert response.status_code == 302, response.context["form"].errors
        draft = LessonPage.objects.get(pk=lesson.pk).get_latest_revision_as_object()
        (stored,) = draft.body.raw_data
        assert (stored["type"], stored["value"]["up_to"]) == ("counting", 7)
        assert stored["value"]["completion"]["weight"] == 20

    def test_in_the_outline(self) -> None:
        tree = lesson_with(counting(5, criterion="passed", threshold=60, weight=40), counting(6, criterion="view"))
        _lesson, first, second = compile_edition(tree.course).outline_data["modules"][0]["lessons"][0]["activities"]

        assert (first["kind"], first["criterion"], first["threshold"], first["weight"]) == (
            "counting",
            "passed",
            60,
            40,
        )
        assert first["settings"] == {"up_to": 5}
        assert second["criterion"] == "passed", "what the kind does not allow is replaced by its default"

    def test_in_the_player_together_with_the_others_of_its_kind(self, as_user: Login) -> None:
        text = {"type": "paragraph", "id": str(uuid4()), "value": "<p>между</p>"}
        tree = lesson_with(counting(5, criterion="button"), text, counting(6, criterion="button"))
        enrolment = EnrolmentFactory.create(run=RunFactory.create(edition=compile_edition(tree.course)))
        client = as_user(enrolment.learner)
        url = f"/ru/learn/{enrolment.run.slug}/{tree.lessons[0]['ru'].translation_key}/"
        content = client.get(url).content.decode()

        first = content.index(f'1 of 2: {enrolment.learner}, count up to 5 <em lang="ru">словами</em> to do')
        assert first < content.index("<p>между</p>") < content.index("count up to 6")
        block = tree.lessons[0]["ru"].body.raw_data[0]["id"]
        client.post(f"{url}done/", {"block": block})
        assert 'count up to 5 <em lang="ru">словами</em> done' in client.get(url).content.decode()

    def test_in_the_readers_language(self, as_user: Login) -> None:
        tree = lesson_with(counting(5), languages=("ru", "en"))
        page = tree.lessons[0]["en"]
        translated = [dict(page.body.raw_data[0])]
        translated[0]["value"] = {**translated[0]["value"], "words": "aloud"}
        page.body = json.dumps(translated)
        page.save()
        enrolment = EnrolmentFactory.create(run=RunFactory.create(edition=compile_edition(tree.course)))
        url = f"/en/learn/{enrolment.run.slug}/{page.translation_key}/"

        assert '<em lang="en">aloud</em>' in as_user(enrolment.learner).get(url).content.decode()

    def test_a_kind_that_is_gone_leaves_a_notice_in_old_editions(
        self, as_user: Login, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        tree = lesson_with(counting(5))
        enrolment = EnrolmentFactory.create(run=RunFactory.create(edition=compile_edition(tree.course)))
        monkeypatch.setattr("courses.learning.activities.kind_of", lambda _name: None)
        url = f"/en/learn/{enrolment.run.slug}/{tree.lessons[0]['ru'].translation_key}/"
        content = as_user(enrolment.learner).get(url).content.decode()

        assert "count up to" not in content
        assert "This material has been withdrawn from the library" in content
