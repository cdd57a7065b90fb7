"""Outlines as plain values."""

import copy
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from courses import outline_parsing as outlines
from courses.criteria import Criterion
from courses.differences import keeps_all_of
from courses.outline import LESSON_ITSELF, Outline, best_language, digest_of
from courses.outline_parsing import outline_from, parse

LANGUAGES = ("ru", "en")


def activity(block: UUID = LESSON_ITSELF, criterion: str = "view", **more: Any) -> dict[str, Any]:
    return {"block": str(block), "kind": "lesson", "criterion": criterion, "weight": 1, **more}


def lesson(number: int = 1, *activities: dict[str, Any]) -> dict[str, Any]:
    return {
        "key": str(UUID(int=1000 + number)),
        "titles": {"ru": f"Урок {number}", "en": f"Lesson {number}"},
        "snapshots": {"ru": f"r{number}", "en": f"e{number}"},
        "activities": list(activities) or [activity()],
    }


def data(*lessons: dict[str, Any]) -> dict[str, Any]:
    half = (len(lessons) + 1) // 2
    parts = [lessons[:half], lessons[half:]]
    return {
        "source_language": "ru",
        "languages": ["en", "ru"],
        "objects": {str(UUID(int=7)): {"ru": "or"}},
        "modules": [
            {"key": str(UUID(int=number)), "titles": {"ru": f"М{number}", "en": f"M{number}"}, "lessons": list(part)}
            for number, part in enumerate(parts, 1)
            if part
        ],
    }


@pytest.fixture
def four() -> Outline:
    return parse(data(*(lesson(number) for number in range(1, 5))))


def test_lessons_run_through_the_modules_in_order(four: Outline) -> None:
    assert [str(each.titles["en"]) for each in four.lessons] == ["Lesson 1", "Lesson 2", "Lesson 3", "Lesson 4"]
    assert [len(module.lessons) for module in four.modules] == [2, 2]
    assert four.position[four.lessons[3].key] == 3


def test_titles_speak_the_readers_language(four: Outline) -> None:
    with translation.override("en"):
        assert str(four.lessons[0].titles) == "Lesson 1"
    with translation.override("kk"):
        assert str(four.lessons[0].titles) == "Урок 1"


def test_neighbours_cross_modules_and_end_at_the_ends(four: Outline) -> None:
    first, second, third, fourth = four.lessons

    assert four.neighbours(first.key) == (None, second)
    assert four.neighbours(second.key) == (first, third)
    assert four.neighbours(fourth.key) == (third, None)


def test_unknown_lesson_is_none(four: Outline) -> None:
    assert four.lesson(uuid4()) is None
    assert four.lesson(four.lessons[2].key) is four.lessons[2]


def test_activities_that_do_not_count_are_left_out_of_the_whole() -> None:
    block = uuid4()
    outline = parse(data(lesson(1, activity(criterion="none"), activity(block, "button", weight=3)), lesson(2)))

    assert len(outline.activities) == 3
    assert [one.block for one in outline.lessons[0].counted] == [block]
    assert outline.total_weight == 4


def test_activity_carries_its_criterion_and_object() -> None:
    key, block = uuid4(), uuid4()
    outline = parse(data(lesson(1, activity(block, "time", minutes=5, object=str(key)))))
    found = outline.activities[outline.lessons[0].key, block]

    assert (found.criterion, found.minutes, found.object_key) == (Criterion.TIME, 5, key)


@pytest.mark.parametrize(
    ("available", "language", "expected"),
    [
        (("ru", "en"), "en", "en"),
        (("ru", "en"), "kk", "ru"),
        (("en", "be"), "kk", "en"),
    ],
)
def test_best_language(available: tuple[str, ...], language: str, expected: str) -> None:
    assert best_language(dict.fromkeys(available, ""), language, "ru") == expected


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda kids: st.lists(kids) | st.dictionaries(st.text(), kids),
        max_leaves=10,
    )
)
def test_digest_does_not_depend_on_the_order_of_names(value: Any) -> None:
    assert digest_of({"a": value, "б": 1}) == digest_of(dict(reversed({"a": value, "б": 1}.items())))
    assert len(digest_of(value)) == 64


def test_outline_is_parsed_once_for_a_digest() -> None:
    digest, calls = uuid4().hex, []

    def load() -> dict[str, Any]:
        calls.append(1)
        return data(lesson(1))

    assert outline_from(digest, load) is outline_from(digest, load)
    assert len(calls) == 1
    assert outlines.is_parsed(digest)


def test_only_the_outlines_in_use_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outlines, "MOST_PARSED", 2)
    monkeypatch.setattr(outlines, "_parsed", {})
    for digest in ("one", "two", "one", "three"):
        outline_from(digest, lambda: data(lesson(1)))

    assert list(outlines._parsed) == ["one", "three"]


# --- What learners can be given unasked ---------------------------------------------------------


OBJECT = str(UUID(int=7))


def first(course: dict[str, Any]) -> dict[str, Any]:
    return course["modules"][0]["lessons"][0]


def add_language(course: dict[str, Any]) -> None:
    course["languages"] = ["en", "kk", "ru"]
    course["modules"][0]["titles"]["kk"] = "Модуль"
    first(course)["titles"]["kk"], first(course)["snapshots"]["kk"] = "Сабақ", "k1"
    course["objects"][OBJECT]["kk"] = "ok"


def swap_lessons(course: dict[str, Any]) -> None:
    one, two = course["modules"]
    one["lessons"], two["lessons"] = two["lessons"], one["lessons"]


CHANGES: dict[str, Callable[[dict[str, Any]], object]] = {
    "nothing": lambda course: course,
    "language": add_language,
    "object in another language": lambda course: course["objects"][OBJECT].update(en="oe"),
    "title": lambda course: first(course)["titles"].update(ru="Другой"),
    "text": lambda course: first(course)["snapshots"].update(en="other"),
    "object": lambda course: course["objects"][OBJECT].update(ru="other"),
    "criterion": lambda course: first(course)["activities"][0].update(criterion="button"),
    "activity": lambda course: first(course)["activities"].append(activity(uuid4())),
    "lesson added": lambda course: course["modules"][0]["lessons"].append(lesson(3)),
    "lesson removed": lambda course: course["modules"][1]["lessons"].pop(),
    "lessons swapped": swap_lessons,
    "language removed": lambda course: course.update(languages=["ru"]),
    "source": lambda course: course.update(source_language="en"),
}


def changed(change: str) -> dict[str, Any]:
    new = copy.deepcopy(data(lesson(1), lesson(2)))
    CHANGES[change](new)
    return new


@pytest.mark.parametrize("change", list(CHANGES)[:3])
def test_what_only_adds_keeps_all(change: str) -> None:
    assert keeps_all_of(data(lesson(1), lesson(2)), changed(change))


@pytest.mark.parametrize("change", list(CHANGES)[3:])
def test_what_changes_does_not_keep_all(change: str) -> None:
    assert not keeps_all_of(data(lesson(1), lesson(2)), changed(change))


def test_translation_may_come_lesson_by_lesson() -> None:
    """The course's page is in Kazakh already; its lessons follow one after the other."""
    old = data(lesson(1), lesson(2)) | {"languages": ["en", "kk", "ru"]}
    new = copy.deepcopy(old)
    new["modules"][1]["lessons"][0]["snapshots"]["kk"] = "k2"
    new["modules"][1]["lessons"][0]["titles"]["kk"] = "Сабақ"

    assert keeps_all_of(old, new)
    assert not keeps_all_of(new, old)
