"""Pages found again or added, and written only where nobody else has written since."""

import pytest
from django.core.exceptions import PermissionDenied
from wagtail.models import Page

from courses.models import CourseIndexPage, CoursePage
from interop.load.course.ledger import Ledger
from interop.load.course.pages import PageWriter, content_digest
from interop.load.report import Outcome, Report
from people.models import User
from people.roles import Role


@pytest.fixture
def writer(index: CourseIndexPage) -> PageWriter:
    return PageWriter(Ledger("source", index), Report(), None)


def fresh(page: Page) -> CoursePage:
    return CoursePage.objects.get(pk=page.pk)


def added(writer: PageWriter, index: CourseIndexPage, title: str = "One", after: Page | None = None) -> CoursePage:
    parent = CourseIndexPage.objects.get(pk=index.pk)
    return writer.add(parent, CoursePage(title=title), after)


def slugs(index: CourseIndexPage) -> list[str]:
    return list(CoursePage.objects.child_of(index).order_by("path").values_list("slug", flat=True))


def test_a_new_page_is_a_draft_with_an_address(writer: PageWriter, index: CourseIndexPage) -> None:
    page = added(writer, index, "Оценивание учеников")
    assert (page.slug, page.live, page.locale) == ("оценивание-учеников", False, index.locale)


def test_equal_titles_get_addresses_of_their_own(writer: PageWriter, index: CourseIndexPage) -> None:
    for _number in range(3):
        added(writer, index, "One")
    assert slugs(index) == ["one", "one-2", "one-3"]


def test_a_page_comes_right_after_its_predecessor(writer: PageWriter, index: CourseIndexPage) -> None:
    first, _second = added(writer, index, "One"), added(writer, index, "Three")
    added(writer, index, "Two", after=fresh(first))
    assert slugs(index) == ["one", "two", "three"]
    assert Page.find_problems() == ([], [], [], [], [])


def test_a_predecessor_that_was_moved_away_does_not_matter(writer: PageWriter, index: CourseIndexPage) -> None:
    other = index.get_parent().add_child(instance=CourseIndexPage(title="x", slug="x", locale=index.locale))
    first = added(writer, index, "One")
    fresh(first).move(other, "last-child")
    added(writer, index, "Two", after=fresh(first))
    assert slugs(index) == ["two"]


def test_writing_a_new_page_makes_one_revision(writer: PageWriter, index: CourseIndexPage) -> None:
    page = added(writer, index)
    assert writer.write("course", "1", page, {"title": "One", "summary": "S"}, new=True) is Outcome.CREATED
    assert fresh(page).summary == "S"
    assert page.revisions.count() == 1


def test_the_same_values_make_no_revision(writer: PageWriter, index: CourseIndexPage) -> None:
    page = added(writer, index)
    writer.write("course", "1", page, {"summary": "S"}, new=True)
    assert writer.write("course", "1", fresh(page), {"summary": "S"}) is Outcome.UNCHANGED
    assert page.revisions.count() == 1


def test_new_values_make_a_revision(writer: PageWriter, index: CourseIndexPage) -> None:
    page = added(writer, index)
    writer.write("course", "1", page, {"summary": "S"}, new=True)
    assert writer.write("course", "1", fresh(page), {"summary": "T"}) is Outcome.UPDATED
    assert fresh(page).get_latest_revision_as_object().summary == "T"


def test_what_somebody_edited_is_kept(writer: PageWriter, index: CourseIndexPage) -> None:
    page = added(writer, index)
    writer.write("course", "1", page, {"summary": "S"}, new=True)
    draft = fresh(page)
    draft.summary = "Mine"
    draft.save_revision()
    assert writer.write("course", "1", fresh(page), {"summary": "T"}) is Outcome.KEPT
    assert fresh(page).get_latest_revision_as_object().summary == "Mine"


def test_an_edit_that_came_to_the_same_is_no_conflict(writer: PageWriter, index: CourseIndexPage) -> None:
    page = added(writer, index)
    writer.write("course", "1", page, {"summary": "S"}, new=True)
    draft = fresh(page)
    draft.summary = "T"
    draft.save_revision()
    assert writer.write("course", "1", fresh(page), {"summary": "T"}) is Outcome.UNCHANGED
    assert writer.write("course", "1", fresh(page), {"summary": "U"}) is Outcome.UPDATED


def test_who_may_not_add_pages_does_not(index: CourseIndexPage, people: dict[Role, User]) -> None:
    writer = PageWriter(Ledger("source", index), Report(), people[Role.TUTOR])
    with pytest.raises(PermissionDenied):
        added(writer, index)
    assert not CoursePage.objects.exists()


def test_who_may_not_change_a_page_does_not(index: CourseIndexPage, people: dict[Role, User]) -> None:
    system = PageWriter(Ledger("source", index), Report(), None)
    page = added(system, index)
    system.write("course", "1", page, {"summary": "S"}, new=True)
    writer = PageWriter(Ledger("source", index), Report(), people[Role.AUTHOR])
    with pytest.raises(PermissionDenied):
        writer.write("course", "1", fresh(page), {"summary": "T"})
    assert fresh(page).get_latest_revision_as_object().summary == "S"


def test_a_locked_page_is_not_written_over_the_lock(index: CourseIndexPage, people: dict[Role, User]) -> None:
    system = PageWriter(Ledger("source", index), Report(), None)
    page = added(system, index)
    system.write("course", "1", page, {"summary": "S"}, new=True)
    Page.objects.filter(pk=page.pk).update(locked=True, locked_by=people[Role.ADMINISTRATOR])
    writer = PageWriter(Ledger("source", index), Report(), people[Role.EDITOR])
    with pytest.raises(PermissionDenied):
        writer.write("course", "1", fresh(page), {"summary": "T"})


def test_the_digest_is_of_the_fields_named(index: CourseIndexPage) -> None:
    one, other = CoursePage(title="A", summary="S"), CoursePage(title="B", summary="S")
    assert content_digest(one, ("summary",)) == content_digest(other, ("summary",))
    assert content_digest(one, ("title",)) != content_digest(other, ("title",))
