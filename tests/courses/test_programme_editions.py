"""Programmes compile editions of their own, of the newest editions of their courses."""

import copy
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from courses.checking.checks import problems_of
from courses.criteria import Criterion
from courses.differences import difference, keeps_all_of
from courses.models import CourseEdition, CoursePage, LessonPage, ObjectDecision, ProgrammeCourse, ProgrammePage
from courses.outline import digest_of
from courses.outline_parsing import parse
from courses.programmes.outlining import PartData, never_open, programme_data
from courses.programmes.parts import ProgrammeNotReadyError
from courses.services.editions import NotPublishedError, compile_edition, compile_programme, latest_edition
from courses.services.outlining import object_snapshots
from people.models import Notification
from tests.courses.programmes import Programme, programme_page
from tests.factories.courses import EnrolmentFactory, RunFactory, course_tree, learning_objects, outline_data
from tests.factories.people import UserFactory
from tests.races import at_once


def edit(lesson: LessonPage, **fields: Any) -> None:
    for name, value in fields.items():
        setattr(lesson, name, value)
    lesson.save()


def part(number: int, **more: Any) -> PartData:
    """A course without contents."""
    lesson = {
        "key": str(UUID(int=100 * number + 1)),
        "titles": {"ru": f"Урок {number}"},
        "snapshots": {"ru": f"digest {number}"},
        "activities": [{"block": str(UUID(int=0)), "kind": "lesson", "criterion": "view", "weight": number}],
    }
    second = copy.deepcopy(lesson) | {"key": str(UUID(int=100 * number + 2))}
    module = {"key": str(UUID(int=100 * number)), "titles": {"ru": f"Модуль {number}"}, "lessons": [lesson, second]}
    data = {"source_language": "ru", "languages": ["ru"], "objects": {}, "modules": [module], **more}
    return PartData(str(UUID(int=number)), {"ru": f"Курс {number}"}, data)


class TestOutline:
    def test_is_the_courses_one_after_the_other(self) -> None:
        outline = parse(programme_data([part(1), part(2)]))

        assert [str(course.titles) for course in outline.courses] == ["Курс 1", "Курс 2"]
        assert [outline.course_of[lesson.key].key.int for lesson in outline.lessons] == [1, 1, 2, 2]
        assert outline.heading(outline.modules[1]) == "Курс 2 · Модуль 2"
        assert outline.total_weight == 6
        assert {key.int: sum(weight for _bit, weight in found) for key, found in outline.course_weights.items()} == {
            1: 2,
            2: 4,
        }

    def test_lessons_stay_in_order_where_their_course_is(self) -> None:
        outline = parse(programme_data([part(1), part(2, sequential=True)]))

        (condition,) = outline.conditions
        assert (condition.target[0].int, condition.needed and condition.needed[0].int) == (202, 201)

    def test_conditions_and_languages_are_joined(self) -> None:
        condition = {"target": [str(UUID(int=101)), str(UUID(int=0))], "kind": "from", "days": 3}
        data = programme_data([part(1, conditions=[condition]), part(2, languages=["en", "kk"])], lends=False)
        outline = parse(data)

        assert outline.languages == ("en", "kk", "ru")
        assert [each.days for each in outline.conditions] == [3]
        assert not outline.lends

    def test_each_course_keeps_its_version_of_an_object_and_its_own_language(self) -> None:
        key = str(uuid4())
        data = programme_data(
            [part(1, objects={key: {"ru": "old"}}), part(2, objects={key: {"ru": "new"}}, source_language="kk")]
        )
        outline = parse(data)

        assert [outline.objects_of(UUID(int=lesson))[UUID(key)]["ru"] for lesson in (101, 201)] == ["old", "new"]
        assert [outline.source_of(UUID(int=lesson)) for lesson in (101, 201)] == ["ru", "kk"]

    @given(st.lists(st.integers(1, 30), min_size=1, max_size=6, unique=True))
    def test_has_every_lesson_once_whatever_the_order(self, numbers: list[int]) -> None:
        outline = parse(programme_data([part(number) for number in numbers]))

        assert [course.key.int for course in outline.courses] == numbers
        assert len(outline.position) == 2 * len(numbers) == len(outline.course_of)
        assert all(outline.course_of[lesson.key].modules for lesson in outline.lessons)

    def test_a_translation_added_to_a_course_keeps_all_of_the_programme(self) -> None:
        old = programme_data([part(1), part(2)])
        translated = part(2)
        translated.data["modules"][0]["lessons"][0]["snapshots"]["en"] = "english"
        new = programme_data([part(1), PartData(translated.key, {"ru": "Курс 2", "en": "Two"}, translated.data)])

        assert keeps_all_of(old, new)
        assert not keeps_all_of(old, programme_data([part(2), part(1)]))
        assert not keeps_all_of(old, programme_data([part(1, recognises=True), part(2)]))

    def test_the_difference_tells_the_rules_of_its_courses(self) -> None:
        plain = programme_data([part(1), part(2)])
        conditions = [{"target": [str(UUID(int=101)), str(UUID(int=0))], "kind": "from", "days": 2}]
        others = (
            programme_data([part(1), part(2, sequential=True)]),
            programme_data([part(1, recognises=True), part(2)]),
            programme_data([part(1, conditions=conditions), part(2)]),
            programme_data([part(1), part(2)], lends=False),
        )

        assert all(difference(plain, each).rules_changed for each in others)
        assert not difference(plain, programme_data([part(2), part(1)])).rules_changed
        assert not difference(plain, programme_data([part(1), part(2), part(3, sequential=True)])).rules_changed

    def test_the_difference_tells_a_course_that_has_another_title(self) -> None:
        old, new = (programme_data([PartData(part(1).key, {"ru": name}, part(1).data)]) for name in ("Был", "Стал"))

        assert [title["ru"] for title in difference(old, new).renamed] == ["Стал"]

    def test_the_difference_tells_an_object_of_one_course_from_that_of_another(self) -> None:
        key = str(uuid4())

        def data(first: str, second: str) -> dict[str, Any]:
            parts = [part(1, objects={key: {"ru": first}}), part(2, objects={key: {"ru": second}})]
            for each in parts:
                each.data["modules"][0]["lessons"][0]["activities"][0]["object"] = key
            return programme_data(parts)

        (change,) = difference(data("a", "a"), data("a", "b")).changed
        assert str(change.titles) == "Урок 2"


@pytest.mark.django_db
class TestCompiling:
    def test_gives_an_edition_with_the_lessons_of_all_courses(self) -> None:
        programme = Programme()
        edition, outline = programme.edition, programme.edition.outline

        assert (edition.number, edition.is_of_programme, dict(edition.titles)) == (1, True, {"ru": "Наставничество"})
        expected = [
            pages["ru"].translation_key for tree in (programme.first, programme.second) for pages in tree.lessons
        ]
        assert [lesson.key for lesson in outline.lessons] == expected
        assert outline.languages == ("en", "ru")
        assert not latest_edition(programme.first.course.translation_key).is_of_programme  # type: ignore[union-attr]

    def test_is_the_same_while_nothing_changed(self) -> None:
        programme = Programme()

        assert compile_programme(programme.page).pk == programme.edition.pk
        compile_edition(programme.first.course)
        assert CourseEdition.objects.of_course(programme.page.translation_key).count() == 1

    def test_a_new_edition_of_a_course_makes_one_of_each_of_its_programmes(self) -> None:
        programme = Programme()
        other = programme_page(programme.second.courses["en"], title="Другая")
        compile_programme(other)
        edit(programme.second.lessons[0]["ru"], title="Иначе")
        compile_edition(programme.second.course, by=UserFactory.create())

        for page, place in ((programme.page, 4), (other, 0)):
            edition = latest_edition(page.translation_key)
            assert edition is not None
            assert (edition.number, edition.outline.lessons[place].titles["ru"]) == (2, "Иначе")

    def test_publishing_compiles_it_with_the_courses_chosen_now(self) -> None:
        programme = Programme()
        third = course_tree(1, 1)
        compile_edition(third.course)
        programme.page.course_list = [ProgrammeCourse(course=third.course)]
        by = UserFactory.create(is_superuser=True)
        programme.page.save_revision(user=by).publish(user=by)
        edition = latest_edition(programme.page.translation_key)

        assert edition is not None
        assert [course.key for course in edition.outline.courses] == [third.course.translation_key]
        assert (edition.number, edition.compiled_by) == (2, by)

    def test_translations_reach_who_is_learning(self) -> None:
        first, second = course_tree(1, 1), course_tree(1, 1)
        CoursePage.objects.filter(pk=second.courses["en"].pk).update(live=False)
        for tree in (first, second):
            compile_edition(tree.course)
        page = programme_page(first.course, second.course)
        enrolment = EnrolmentFactory.create(run=RunFactory.create(edition=compile_programme(page)))
        CoursePage.objects.filter(pk=second.courses["en"].pk).update(live=True)
        compile_edition(second.course)
        enrolment.refresh_from_db()

        assert enrolment.edition.number == enrolment.run.edition.number == 2
        assert "en" in enrolment.edition.outline.lessons[1].snapshots

    def test_a_changed_lesson_does_not_reach_them(self) -> None:
        programme = Programme()
        enrolment = EnrolmentFactory.create(run=RunFactory.create(edition=programme.edition))
        edit(programme.first.lessons[0]["ru"], criterion=Criterion.BUTTON)
        compile_edition(programme.first.course)
        enrolment.refresh_from_db()

        assert enrolment.edition == programme.edition

    def test_each_course_shows_the_version_of_an_object_that_its_authors_took(self) -> None:
        objects = learning_objects(1, ("ru",))
        trees = [course_tree(1, 1, ("ru",), objects=objects) for _number in range(2)]
        for tree in trees:
            compile_edition(tree.course)
        page = programme_page(*(tree.course for tree in trees))
        compile_programme(page)
        shown = objects[0]["ru"]
        shown.body = [{"type": "paragraph", "value": "<p>новое</p>", "id": str(uuid4())}]
        shown.save()
        (digests,) = object_snapshots([shown.translation_key], {}).values()
        ObjectDecision.objects.create(
            course_key=trees[1].course.translation_key,
            object_key=shown.translation_key,
            version=digest_of(digests),
            taken=True,
        )
        compile_edition(trees[1].course)
        outline = latest_edition(page.translation_key).outline  # type: ignore[union-attr]

        old, new = (outline.objects_of(lesson.key)[shown.translation_key]["ru"] for lesson in outline.lessons)
        assert old != new == digests["ru"]


@pytest.mark.django_db
class TestNotReady:
    def test_a_programme_that_is_not_live(self) -> None:
        programme = Programme()
        ProgrammePage.objects.update(live=False)

        with pytest.raises(NotPublishedError):
            compile_programme(programme.page)

    def test_says_which_course_is_missing_and_keeps_its_edition(self) -> None:
        programme = Programme()
        programme.second.course.get_translations(inclusive=True).update(live=False)

        with pytest.raises(ProgrammeNotReadyError, match="The course “Практика” is not published"):
            compile_programme(programme.page)
        assert latest_edition(programme.page.translation_key) == programme.edition

    def test_a_course_without_an_edition_is_missing_too(self) -> None:
        with pytest.raises(ProgrammeNotReadyError, match="is not published"):
            compile_programme(programme_page(course_tree(1, 1).course))

    def test_no_courses(self) -> None:
        page = programme_page(course_tree(1, 1).course)
        page.course_list.all().delete()
        ProgrammeCourse.objects.all().delete()

        with pytest.raises(ProgrammeNotReadyError, match="has no courses"):
            compile_programme(page)

    def test_a_course_twice_by_two_of_its_languages(self) -> None:
        tree = course_tree(1, 1)
        compile_edition(tree.course)

        with pytest.raises(ProgrammeNotReadyError, match="twice"):
            compile_programme(programme_page(tree.course, tree.courses["en"]))

    def test_the_course_is_published_all_the_same_and_the_editors_are_told_once(self) -> None:
        programme, owner = Programme(), UserFactory.create(language="en")
        ProgrammePage.objects.update(owner=owner)
        programme.first.course.unpublish()
        programme.first.courses["en"].unpublish()
        for title in ("Иначе", "Ещё раз"):
            edit(programme.second.lessons[0]["ru"], title=title)
            assert compile_edition(programme.second.course).outline.lessons[0].titles["ru"] == title
        told = Notification.objects.get(recipient=owner)

        assert "gets no new edition" in told.text
        assert "“Основы” is not published" in told.detail
        assert latest_edition(programme.page.translation_key) == programme.edition

    def test_it_goes_on_when_the_course_is_back(self) -> None:
        programme = Programme()
        programme.first.course.unpublish()
        programme.first.courses["en"].unpublish()
        edit(programme.second.lessons[0]["ru"], title="Иначе")
        compile_edition(programme.second.course)
        CoursePage.objects.filter(translation_key=programme.first.course.translation_key).update(live=True)
        compile_edition(programme.first.course)

        assert latest_edition(programme.page.translation_key).number == 2  # type: ignore[union-attr]


@pytest.mark.django_db
class TestCost:
    def test_a_course_of_no_programme_costs_one_query_more(self) -> None:
        tree = course_tree(1, 1)
        compile_edition(tree.course)
        with CaptureQueriesContext(connection) as queries:
            compile_edition(tree.course)

        assert sum("courses_programmepage" in query["sql"] for query in queries) == 1

    def test_does_not_grow_with_courses_and_lessons(self) -> None:
        counts = set()
        for courses, lessons in ((1, 2), (8, 40)):
            trees = [course_tree(0, 0) for _number in range(courses)]
            for tree in trees:
                data = outline_data(2, lessons)
                CourseEdition.objects.create(
                    course_key=tree.course.translation_key,
                    number=1,
                    digest=digest_of(data),
                    titles={"ru": "Курс"},
                    outline_data=data,
                    compiled_at=tree.course.first_published_at or tree.course.latest_revision_created_at or _now(),
                )
            page = programme_page(*(tree.course for tree in trees))
            with CaptureQueriesContext(connection) as queries:
                compile_programme(page)
            counts.add(len(queries))

        assert len(counts) == 1
        assert counts.pop() <= 12


def _now() -> Any:
    from django.utils import timezone

    return timezone.now()


class TestNeverOpen:
    def waits(self, number: int, other: int) -> PartData:
        """A course whose only module waits for another course."""
        target = [str(UUID(int=100 * number)), str(UUID(int=0))]
        return part(number, conditions=[{"target": target, "kind": "course", "course": str(UUID(int=other))}])

    def test_courses_that_wait_for_each_other(self) -> None:
        found = never_open(parse(programme_data([self.waits(1, 2), self.waits(2, 1), part(3)])))

        assert [course.key.int for course in found] == [1, 2]

    def test_not_one_that_waits_for_another_or_for_one_outside(self) -> None:
        assert never_open(parse(programme_data([self.waits(1, 2), part(2), self.waits(3, 9)]))) == []


@pytest.mark.django_db
def test_the_check_of_a_course_names_the_other_that_its_programme_lacks() -> None:
    programme = Programme(languages=("ru",))
    assert not [each for each in problems_of(programme.first.course) if "is not published" in each.message]
    programme.second.course.unpublish()
    (problem,) = [each for each in problems_of(programme.first.course) if "is not published" in each.message]

    assert (problem.page.pk, problem.is_error) == (programme.page.pk, False)
    assert "Практика" in problem.message


@pytest.mark.django_db(transaction=True)
def test_two_courses_published_at_once_are_both_in_the_programme() -> None:
    programme = Programme(languages=("ru",))
    trees = (programme.first, programme.second)
    for tree in trees:
        edit(tree.lessons[0]["ru"], title="Иначе")

    made = at_once(*[partial(compile_edition, tree.course) for tree in trees])

    assert all(isinstance(each, CourseEdition) for each in made), made
    latest = latest_edition(programme.page.translation_key)
    assert latest is not None
    assert [latest.outline.lessons[place].titles["ru"] for place in (0, 4)] == ["Иначе", "Иначе"]
    numbers = CourseEdition.objects.of_course(programme.page.translation_key).values_list("number", flat=True)
    assert sorted(numbers) in ([1, 2], [1, 2, 3])
