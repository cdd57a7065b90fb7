"""A second import follows the source's structure, and two courses that call themselves the same are kept apart."""

from pathlib import Path

import pytest
from wagtail.models import Page

from courses.checking.checks import problems_of
from courses.models import CourseIndexPage, CoursePage, LessonPage, ModulePage
from interop.errors import ImportProblem
from interop.load.course.order import _longest_in_order
from library.models import LearningObjectPage
from tests.factories.interop import Cartridge
from tests.interop.conftest import Traces
from tests.interop.load.test_course import assert_sound, bring, lesson, titles


def course(*modules: tuple[str, str], title: str = "A course") -> Cartridge:
    """Modules by name, each with lessons of one letter."""
    made = Cartridge(title=title)
    for name, lessons in modules:
        made.module(name)
        for each in lessons:
            made.page(each, f"<p>{each}</p>")
    return made


def tree() -> list[tuple[str, str]]:
    page = CoursePage.objects.get()
    return [(module.title, "".join(titles(module))) for module in page.get_children()]


@pytest.mark.parametrize(
    ("newer", "moved"),
    [
        ([("A", "132"), ("B", "45")], {"lesson": 1}),
        ([("A", "231"), ("B", "45")], {"lesson": 1}),
        ([("A", "12"), ("B", "435")], {"lesson": 1}),
        ([("A", ""), ("B", "54321")], {"lesson": 4}),
        ([("B", "45"), ("A", "123")], {"module": 1}),
        ([("B", "15"), ("A", "234")], {"module": 1, "lesson": 2}),
    ],
)
def test_lessons_and_modules_move_as_in_the_source(
    newer: list[tuple[str, str]], moved: dict[str, int], index: CourseIndexPage, tmp_path: Path
) -> None:
    bring(course(("A", "123"), ("B", "45")), index, tmp_path)
    keys = dict(LessonPage.objects.values_list("title", "translation_key"))
    report = bring(course(*newer), index, tmp_path)
    assert tree() == newer
    assert {kind: counts["moved"] for kind, counts in report.counts.items() if counts["moved"]} == moved
    assert dict(LessonPage.objects.values_list("title", "translation_key")) == keys
    assert_sound()
    assert "moved" not in bring(course(*newer), index, tmp_path).counts["lesson"]


def test_what_is_no_longer_in_the_source_is_kept_and_named(index: CourseIndexPage, tmp_path: Path) -> None:
    bring(course(("A", "12"), ("B", "3")).file("a/Plan.pdf", b"%PDF"), index, tmp_path)
    report = bring(course(("A", "1")), index, tmp_path)
    assert tree() == [("A", "12"), ("B", "3")]
    assert {(item["kind"], item["title"]) for item in report.gone} == {
        ("lesson", "2"),
        ("module", "B"),
        ("lesson", "3"),
        ("object", "Plan"),
    }
    assert report.as_json()["gone"] == report.gone


def test_what_an_editor_arranged_stays_while_the_source_keeps_its_order(index: CourseIndexPage, tmp_path: Path) -> None:
    bring(course(("A", "12"), ("B", "3")), index, tmp_path)
    lesson("1").move(ModulePage.objects.get(title="B"), pos="last-child")
    bring(course(("A", "12"), ("B", "3"), title="Renamed"), index, tmp_path)
    assert tree() == [("A", "2"), ("B", "31")]


@pytest.mark.usefixtures("in_english")
def test_published_pages_are_named_and_not_moved(index: CourseIndexPage, tmp_path: Path) -> None:
    bring(course(("A", "12")), index, tmp_path)
    Page.objects.filter(title__in="12").update(live=True)
    report = bring(course(("A", "21")), index, tmp_path)
    assert tree() == [("A", "12")]
    assert any("stands elsewhere in the source" in warning for warning in report.warnings)


def test_pages_of_editors_keep_their_place(index: CourseIndexPage, tmp_path: Path) -> None:
    bring(course(("A", "12")), index, tmp_path)
    first = ModulePage.objects.get()
    first.add_child(instance=LessonPage(title="x", slug="x", locale=first.locale))
    bring(course(("A", "21")), index, tmp_path)
    assert set(tree()[0][1]) == set("12x")
    assert tree()[0][1].replace("x", "") == "21"


def test_a_lesson_moved_beside_one_of_its_address_gets_another(index: CourseIndexPage, tmp_path: Path) -> None:
    def made(*modules: str) -> Cartridge:
        cartridge = Cartridge()
        for number, lessons in enumerate(modules):
            cartridge.module(f"M{number}")
            for path in lessons:
                cartridge.page("Same", f"<p>{path}</p>", f"wiki_content/{path}.html")
        return cartridge

    bring(made("a", "b"), index, tmp_path)
    bring(made("", "ab"), index, tmp_path)
    module = ModulePage.objects.get(title="M1")
    assert sorted(page.slug for page in module.get_children()) == ["same", "same-2"]
    for page in LessonPage.objects.all():
        assert page.get_latest_revision_as_object().slug == page.slug
    assert_sound()


@pytest.mark.parametrize(
    ("numbers", "expected"), [([], 0), ([0], 1), ([2, 0, 1], 2), ([3, 2, 1, 0], 1), ([0, 4, 1, 2, 3], 4)]
)
def test_as_few_as_possible_move(numbers: list[int], expected: int) -> None:
    found = _longest_in_order(numbers)
    assert len(found) == expected
    assert found == sorted(found)


def other() -> Cartridge:
    return course(("X", "789"), title="Another course")


def test_another_course_of_the_same_identifier_is_refused(index: CourseIndexPage, tmp_path: Path) -> None:
    bring(course(("A", "12"), title="Geometry"), index, tmp_path)
    before = Traces()
    with pytest.raises(ImportProblem) as problem:
        bring(other(), index, tmp_path)
    assert problem.value.code == "same-identifier"
    for part in ("Another course", "Geometry", "--as-new"):
        assert part in str(problem.value)
    before.assert_none()


def test_it_comes_in_as_another_course_and_is_known_from_then_on(index: CourseIndexPage, tmp_path: Path) -> None:
    from interop.services import import_course

    bring(course(("A", "12"), title="Geometry"), index, tmp_path)
    import_course(other().write(tmp_path), CourseIndexPage.objects.get(pk=index.pk), by=None, as_new=True)
    assert sorted(CoursePage.objects.values_list("title", flat=True)) == ["Another course", "Geometry"]
    before = Traces()
    assert bring(other(), index, tmp_path).course["title"] == "Another course"
    assert bring(course(("A", "12"), title="Geometry"), index, tmp_path).course["title"] == "Geometry"
    before.assert_none()


@pytest.mark.parametrize("newer", [course(("X", "789"), title="Geometry"), course(("A", "1"), title="Renamed")])
def test_a_title_or_an_item_in_common_makes_it_the_same_course(
    newer: Cartridge, index: CourseIndexPage, tmp_path: Path
) -> None:
    bring(course(("A", "12"), title="Geometry"), index, tmp_path)
    bring(newer, index, tmp_path)
    assert CoursePage.objects.count() == 1


def test_courses_without_identifier_do_not_meet(index: CourseIndexPage, tmp_path: Path) -> None:
    for lessons in ("12", "12", "34"):
        cartridge = course(("A", lessons), title="")
        cartridge.identifier = ""
        bring(cartridge, index, tmp_path)
    assert CoursePage.objects.count() == 2


def test_resources_and_modules_of_one_identifier_all_come_in(index: CourseIndexPage, tmp_path: Path) -> None:
    cartridge = (
        Cartridge()
        .module("One", "m")
        .page("First", "<p>1</p>", "a.html")
        .module("Two", "m")
        .page("Second", "<p>2</p>", "b.html")
        .file("c/Plan.pdf", b"%PDF-1", identifier="same")
        .file("c/Memo.pdf", b"%PDF-2", identifier="same")
        .file("c/Third.pdf", b"%PDF-3", identifier="")
        .file("c/Fourth.pdf", b"%PDF-4", identifier="")
    )
    cartridge.resources = [line.replace('identifier="r-c/', 'data="') for line in cartridge.resources]
    report = bring(cartridge, index, tmp_path)
    assert tree() == [("One", "First"), ("Two", "Second")]
    found = set(LearningObjectPage.objects.values_list("title", flat=True))
    assert found == {"Plan", "Memo", "Third", "Fourth"}
    assert any("c/Memo.pdf" in warning for warning in report.warnings)
    before = Traces()
    bring(cartridge, index, tmp_path)
    before.assert_none()


@pytest.mark.usefixtures("in_english")
def test_a_missing_file_is_reported_as_missing(index: CourseIndexPage, tmp_path: Path) -> None:
    cartridge = Cartridge().module("M").page("P", "<p>p</p>").file("a/Plan.pdf", b"%PDF", item="The plan")
    del cartridge.files["a/Plan.pdf"]
    report = bring(cartridge, index, tmp_path)
    assert report.unsupported == []
    (warning,) = report.warnings
    assert "The plan" in warning
    assert "a/Plan.pdf" in warning
    assert "missing" in warning


def test_files_are_titled_without_their_extension(index: CourseIndexPage, tmp_path: Path) -> None:
    name = "Ally Accessibility Checklist.pdf"
    bring(Cartridge().module("M").file(f"a/{name}", b"%PDF", item=name), index, tmp_path)
    page = LearningObjectPage.objects.get()
    assert (page.title, page.slug) == ("Ally Accessibility Checklist", "ally-accessibility-checklist")
    assert LessonPage.objects.get().title == "Ally Accessibility Checklist"


@pytest.mark.usefixtures("in_english")
def test_what_was_not_published_in_the_source_is_warned_of_before_it_is_here(
    index: CourseIndexPage, tmp_path: Path
) -> None:
    hidden = Cartridge().module("M").page("Open", "<p>o</p>").page("Shut", "<p>s</p>", workflow_state="unpublished")
    bring(hidden, index, tmp_path)

    def warned() -> list[str]:
        found = problems_of(CoursePage.objects.get())
        return [each.title for each in found if "not published in the system" in each.message]

    assert warned() == ["Shut"]
    LessonPage.objects.filter(title="Shut").update(live=True)
    assert warned() == []
