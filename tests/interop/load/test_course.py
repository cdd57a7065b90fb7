"""A course from its cartridge to its pages: what is made, what a second import changes, what failure leaves."""

from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from pytest_django import DjangoAssertNumQueries
from wagtail.models import Page

from cms.models import AcademyDocument, AcademyImage
from courses.models import CourseIndexPage, CoursePage, LessonPage, ModulePage
from interop.errors import ImportProblem
from interop.load.report import Report
from interop.models import ImportedItem
from interop.services import import_course
from library.models import CollectionPage, LearningObjectPage, LibraryIndexPage
from people.models import User
from people.roles import Role
from tests.factories.interop import DISCUSSION, Cartridge, png
from tests.interop.conftest import Traces


def sample() -> Cartridge:
    """A course with a bit of everything."""
    return (
        Cartridge(title="Оценивание")
        .module("Первый модуль")
        .page(
            "Введение",
            '<p>См. <a href="%24IMS-CC-FILEBASE%24/%D0%9F%D0%BB%D0%B0%D0%BD.pdf">план</a> и '
            '<a href="$WIKI_REFERENCE$/pages/second">дальше</a>.</p>'
            '<p><img src="$IMS-CC-FILEBASE$/схема.png?canvas_download=1" alt="Схема урока"></p>',
            "wiki_content/intro.html",
        )
        .page("Второй", '<p><a href="../web_resources/План.pdf">План курса</a></p>', "wiki_content/second.html")
        .link("Сайт", "https://example.org/материалы")
        .file("web_resources/Памятка учителя.pdf", b"%PDF-1", item="Памятка")
        .module("课程")
        .page("第一课", "<h2>你好</h2><p>文字</p>", "wiki_content/第一课.html")
        .other("Беседа", "imsdt_xmlv1p1", DISCUSSION)
        .file("web_resources/План.pdf", b"%PDF-2", identifier="plan")
        .file("web_resources/схема.png", png(), identifier="scheme")
    )


def bring(cartridge: Cartridge, index: CourseIndexPage, folder: Path, by: User | None = None) -> Report:
    return import_course(cartridge.write(folder), CourseIndexPage.objects.get(pk=index.pk), by=by)


def titles(parent: Page) -> list[str]:
    return [page.title for page in parent.get_children()]


def body(lesson: LessonPage) -> list[tuple[str, Any]]:
    draft = latest(lesson)
    return [(block["type"], block["value"]) for block in draft.body.get_prep_value()]


def latest(page: Page) -> Any:
    """The newest draft, read afresh."""
    return type(page)._default_manager.get(pk=page.pk).get_latest_revision_as_object()


def lesson(title: str) -> LessonPage:
    return LessonPage.objects.get(title=title)


def assert_sound() -> None:
    assert Page.find_problems() == ([], [], [], [], [])


def test_the_course_s_tree(index: CourseIndexPage, tmp_path: Path) -> None:
    report = bring(sample(), index, tmp_path)
    course = CoursePage.objects.get()
    assert course.title == "Оценивание"
    assert course.get_parent().pk == index.pk
    assert titles(course) == ["Первый модуль", "课程"]
    assert [titles(module) for module in course.get_children()] == [
        ["Введение", "Второй", "Сайт", "Памятка"],
        ["第一课"],
    ]
    assert report.course["id"] == course.pk
    assert_sound()


def test_everything_is_a_draft(index: CourseIndexPage, tmp_path: Path) -> None:
    bring(sample(), index, tmp_path)
    for model in (CoursePage, ModulePage, LessonPage, LearningObjectPage, CollectionPage):
        for page in model._default_manager.all():
            assert not page.live, page
            assert page.latest_revision_id, page


def test_pages_are_in_the_language_of_the_list(index: CourseIndexPage, tmp_path: Path) -> None:
    bring(sample(), index, tmp_path)
    assert set(Page.objects.descendant_of(index).values_list("locale__language_code", flat=True)) == {"en"}


def test_links_and_images_point_at_what_was_imported(index: CourseIndexPage, tmp_path: Path) -> None:
    bring(sample(), index, tmp_path)
    plan, image = AcademyDocument.objects.get(title="План.pdf"), AcademyImage.objects.get()
    second = lesson("Второй").pk
    assert body(lesson("Введение")) == [
        (
            "paragraph",
            f'<p>См. <a linktype="document" id="{plan.pk}">план</a> и <a linktype="page" id="{second}">дальше</a>.</p>',
        ),
        ("image", {"image": image.pk, "alt": "Схема урока", "decorative": False, "caption": ""}),
    ]
    assert image.description == "Схема урока"


def test_files_and_links_are_learning_objects_shown_in_lessons(index: CourseIndexPage, tmp_path: Path) -> None:
    bring(sample(), index, tmp_path)
    collection = CollectionPage.objects.get()
    assert collection.get_parent().specific == LibraryIndexPage.objects.get()
    assert sorted(titles(collection)) == ["Памятка", "План", "Сайт"]
    memo, site, plan = (LearningObjectPage.objects.get(title=title) for title in ("Памятка", "Сайт", "План"))
    shown = {"criterion": "view", "minutes": None, "optional": False, "weight": 1}
    assert body(lesson("Памятка")) == [("library_object", {"object": memo.pk, "completion": shown})]
    assert body(lesson("Сайт")) == [("library_object", {"object": site.pk, "completion": shown})]
    assert body(lesson("Второй")) == [("library_object", {"object": plan.pk, "completion": shown})]
    assert site.source_url == "https://example.org/материалы"
    assert [block["type"] for block in memo.get_latest_revision_as_object().body.get_prep_value()] == ["file"]


def test_cyrillic_and_chinese_names_survive_and_can_be_read(index: CourseIndexPage, tmp_path: Path) -> None:
    bring(sample(), index, tmp_path)
    document = AcademyDocument.objects.get(title="План.pdf")
    assert document.filename == "План.pdf"
    assert document.file.read() == b"%PDF-2"
    assert lesson("第一课").slug == "第一课"
    assert lesson("第一课").get_parent().slug == "课程"


def test_the_same_course_again_changes_nothing(index: CourseIndexPage, tmp_path: Path) -> None:
    bring(sample(), index, tmp_path)
    before = Traces()
    revisions = {page.pk: page.latest_revision_id for page in Page.objects.all()}
    report = bring(sample(), index, tmp_path)
    before.assert_none()
    assert {page.pk: page.latest_revision_id for page in Page.objects.all()} == revisions
    assert {outcome for counts in report.counts.values() for outcome in counts} == {"unchanged"}


def test_a_page_saved_without_a_change_in_the_admin_still_counts_as_imported(
    index: CourseIndexPage, tmp_path: Path
) -> None:
    bring(sample(), index, tmp_path)
    for page in LessonPage.objects.all():
        draft = page.get_latest_revision_as_object()
        # As a form does: through the blocks' own values and back.
        draft.body = draft.body.stream_block.clean(draft.body)
        draft.save_revision()
    report = bring(sample(), index, tmp_path)
    assert dict(report.counts["lesson"]) == {"unchanged": 5}


def test_a_newer_version_of_the_course_updates_it(index: CourseIndexPage, tmp_path: Path) -> None:
    bring(sample(), index, tmp_path)
    second = lesson("Второй")
    blocks = second.get_latest_revision_as_object().body.get_prep_value()
    newer = sample()
    newer.title = "Оценивание 2"
    newer.files["wiki_content/second.html"] = (
        '<p><a href="../web_resources/План.pdf">План курса</a></p><p>Добавлено</p>'
    )
    newer.files["web_resources/План.pdf"] = b"%PDF-3"
    report = bring(newer, index, tmp_path)
    assert CoursePage.objects.get().get_latest_revision_as_object().title == "Оценивание 2"
    assert body(second)[1] == ("paragraph", "<p>Добавлено</p>")
    assert latest(second).body.get_prep_value()[0] == blocks[0]
    assert dict(report.counts["lesson"]) == {"updated": 1, "unchanged": 4}
    assert dict(report.counts["document"]) == {"updated": 1, "unchanged": 1}
    assert AcademyDocument.objects.get(title="План.pdf").file.read() == b"%PDF-3"
    assert_sound()


@pytest.mark.django_db(transaction=True)
def test_a_replaced_file_is_deleted_once_the_new_one_is_certain(index: CourseIndexPage, tmp_path: Path) -> None:
    bring(sample(), index, tmp_path)
    newer = sample()
    newer.files["web_resources/схема.png"] = png(colour="red")
    files = Traces.now()[-1]
    bring(newer, index, tmp_path)
    assert Traces.now()[-1] == files


def test_new_lessons_and_modules_come_to_their_place(index: CourseIndexPage, tmp_path: Path) -> None:
    first = Cartridge().module("A").page("1", "<p>1</p>").page("3", "<p>3</p>").module("C").page("9", "<p>9</p>")
    bring(first, index, tmp_path)
    newer = (
        Cartridge()
        .module("A")
        .page("1", "<p>1</p>")
        .page("2", "<p>2</p>")
        .page("3", "<p>3</p>")
        .module("B")
        .page("7", "<p>7</p>")
        .module("C")
        .page("9", "<p>9</p>")
        .page("10", "<p>10</p>")
    )
    bring(newer, index, tmp_path)
    course = CoursePage.objects.get()
    assert titles(course) == ["A", "B", "C"]
    assert [titles(module) for module in course.get_children()] == [["1", "2", "3"], ["7"], ["9", "10"]]
    assert_sound()


def test_what_an_editor_wrote_is_kept_and_reported(index: CourseIndexPage, tmp_path: Path) -> None:
    bring(sample(), index, tmp_path)
    edited = lesson("Введение")
    draft = edited.get_latest_revision_as_object()
    draft.body = [{"type": "paragraph", "value": "<p>Переписано</p>"}]
    draft.save_revision()
    newer = sample()
    newer.files["wiki_content/intro.html"] = "<p>Новая версия</p>"
    report = bring(newer, index, tmp_path)
    assert body(edited) == [("paragraph", "<p>Переписано</p>")]
    assert report.kept == [{"kind": "lesson", "title": "Введение"}]
    assert bring(newer, index, tmp_path).kept == report.kept


def test_what_an_editor_added_beside_the_import_is_no_conflict(index: CourseIndexPage, tmp_path: Path) -> None:
    bring(sample(), index, tmp_path)
    course = CoursePage.objects.get()
    draft = course.get_latest_revision_as_object()
    draft.aims = "Наши цели"
    draft.save_revision()
    newer = sample()
    newer.title = "Другое название"
    report = bring(newer, index, tmp_path)
    draft = latest(course)
    assert (draft.title, draft.aims, report.kept) == ("Другое название", "Наши цели", [])


def test_an_image_an_editor_replaced_is_kept(index: CourseIndexPage, tmp_path: Path) -> None:
    bring(sample(), index, tmp_path)
    image = AcademyImage.objects.get()
    image.file.save("own.png", ContentFile(png(colour="blue"), name="own.png"), save=False)
    image.file_hash = ""
    image.save()
    newer = sample()
    newer.files["web_resources/схема.png"] = png(colour="red")
    report = bring(newer, index, tmp_path)
    assert dict(report.counts["image"]) == {"kept": 1}


def test_a_published_page_stays_as_it_is_until_somebody_publishes_the_update(
    index: CourseIndexPage, tmp_path: Path
) -> None:
    bring(sample(), index, tmp_path)
    page = lesson("Второй")
    page.get_latest_revision().publish()
    newer = sample()
    newer.files["wiki_content/second.html"] = "<p>Новое</p>"
    bring(newer, index, tmp_path)
    page.refresh_from_db()
    assert page.live
    assert page.has_unpublished_changes
    assert page.body.get_prep_value()[0]["type"] == "library_object"
    assert body(page) == [("paragraph", "<p>Новое</p>")]


def test_what_was_deleted_comes_back(index: CourseIndexPage, tmp_path: Path) -> None:
    bring(sample(), index, tmp_path)
    lesson("Второй").delete()
    report = bring(sample(), index, tmp_path)
    assert report.counts["lesson"]["created"] == 1
    assert titles(ModulePage.objects.get(title="Первый модуль")) == ["Введение", "Второй", "Сайт", "Памятка"]
    assert ImportedItem.objects.filter(identifier__startswith="lesson:").count() == 5


def test_another_list_gets_a_course_of_its_own(index: CourseIndexPage, tmp_path: Path) -> None:
    other = index.get_parent().add_child(instance=CourseIndexPage(title="More", slug="more", locale=index.locale))
    bring(sample(), index, tmp_path)
    bring(sample(), other, tmp_path)
    assert CoursePage.objects.count() == 2


def test_sections_of_a_module_are_named_in_its_introduction(index: CourseIndexPage, tmp_path: Path) -> None:
    bring(Cartridge().module("M").item("Read").page("A", "<p>a</p>").page("B", "<p>b</p>"), index, tmp_path)
    assert ModulePage.objects.get().introduction == "Read: A; B"


def test_what_has_no_name_gets_one_in_the_course_s_language(index: CourseIndexPage, tmp_path: Path) -> None:
    bring(Cartridge().page("Welcome", "<p>w</p>").module("M").page("A", "<p>a</p>"), index, tmp_path)
    assert titles(CoursePage.objects.get())[0] == "General"


def test_the_cover_and_the_licence(index: CourseIndexPage, tmp_path: Path) -> None:
    cartridge = sample()
    cartridge.files["course_settings/course_settings.xml"] = (
        "<course><license>cc_by</license><image_identifier_ref>scheme</image_identifier_ref></course>"
    )
    bring(cartridge, index, tmp_path)
    assert CoursePage.objects.get().cover == AcademyImage.objects.get()
    assert set(LearningObjectPage.objects.values_list("licence", flat=True)) == {"CC-BY-4.0"}


def test_discussions_are_reported_and_nothing_is_made_of_them(index: CourseIndexPage, tmp_path: Path) -> None:
    report = bring(sample(), index, tmp_path)
    assert report.unsupported == [{"kind": "discussion", "title": "Беседа", "place": "课程"}]
    assert not LessonPage.objects.filter(title="Беседа").exists()


def test_what_is_lost_in_a_page_is_reported(index: CourseIndexPage, tmp_path: Path) -> None:
    html = (
        '<p>t <a href="gone.html">x</a></p><iframe src="https://v.org/1"></iframe><script>1</script><img src="no.png">'
    )
    report = bring(Cartridge().module("M").page("P", html), index, tmp_path)
    text = "\n".join(report.warnings)
    for lost in ("gone.html", "https://v.org/1", "<script>", "no.png"):
        assert lost in text


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("web_resources/fake.png", b"not an image"),
        ("web_resources/cut.png", png(64, 64)[:60]),
        ("web_resources/drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"),
        ("web_resources/program.exe", b"MZ"),
        ("web_resources/huge.png", png(10_000, 10_000)),
    ],
)
def test_a_bad_file_is_refused_and_the_rest_comes_in(
    path: str, content: bytes, index: CourseIndexPage, media: Path, tmp_path: Path
) -> None:
    cartridge = Cartridge().module("M").page("P", f'<p>text</p><img src="../{path}" alt="Picture">')
    cartridge.file(path, content, item="File")
    report = bring(cartridge, index, tmp_path)
    assert [item["name"] for item in report.refused] == [path]
    assert titles(ModulePage.objects.get()) == ["P"]
    assert not [file for file in media.rglob("*") if file.is_file()]


def test_an_image_under_a_wrong_extension_is_stored_as_what_it_is(index: CourseIndexPage, tmp_path: Path) -> None:
    bring(Cartridge().module("M").file("a/photo.jpg", png(), item="Photo"), index, tmp_path)
    image = AcademyImage.objects.get()
    assert image.file.name.endswith(".png")
    assert (image.width, image.height) == (8, 8)


def test_an_address_no_form_would_take_becomes_a_plain_link(index: CourseIndexPage, tmp_path: Path) -> None:
    report = bring(Cartridge().module("M").link("Inside", "http://intranet/page"), index, tmp_path)
    assert [item["name"] for item in report.refused] == ["Inside"]
    assert body(lesson("Inside")) == [("paragraph", '<p><a href="http://intranet/page">Inside</a></p>')]


def test_titles_without_letters_and_too_long_ones(index: CourseIndexPage, tmp_path: Path) -> None:
    cartridge = Cartridge(title="«?!»").module("…").page("!!!", "<p>a</p>", "a.html").page("???", "<p>b</p>", "b.html")
    bring(cartridge.page("x" * 400, "<p>c</p>", "c.html"), index, tmp_path)
    slugs = list(LessonPage.objects.order_by("path").values_list("slug", flat=True))
    assert slugs[:2] == ["page", "page-2"]
    assert LessonPage.objects.filter(title="x" * 255).exists()


def test_without_a_library_there_is_one_clear_problem(index: CourseIndexPage, tmp_path: Path, traces: Traces) -> None:
    LibraryIndexPage.objects.get().delete()
    traces = Traces()
    with pytest.raises(ImportProblem) as problem:
        bring(sample(), index, tmp_path)
    assert problem.value.code == "no-library"
    traces.assert_none()


def test_a_failure_half_way_leaves_nothing_behind(
    index: CourseIndexPage, tmp_path: Path, traces: Traces, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise RuntimeError("in the middle")

    monkeypatch.setattr("interop.load.course.loader.convert", fail)
    with pytest.raises(RuntimeError, match="in the middle"):
        bring(sample(), index, tmp_path)
    traces.assert_none()


def test_a_failed_update_leaves_the_first_import_whole(
    index: CourseIndexPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring(sample(), index, tmp_path)
    traces = Traces()
    newer = sample()
    newer.files["web_resources/План.pdf"] = b"%PDF-3"
    newer.files["wiki_content/intro.html"] = "<p>x</p>"

    def fail(*args: object, **kwargs: object) -> None:
        raise RuntimeError("in the middle")

    monkeypatch.setattr("interop.load.course.loader.convert", fail)
    with pytest.raises(RuntimeError):
        bring(newer, index, tmp_path)
    traces.assert_none()
    assert AcademyDocument.objects.get(title="План.pdf").file.read() == b"%PDF-2"


@pytest.mark.parametrize("role", [Role.EDITOR, Role.ADMINISTRATOR])
def test_editors_and_administrators_may_import(
    role: Role, index: CourseIndexPage, people: dict[Role, User], tmp_path: Path
) -> None:
    bring(sample(), index, tmp_path, by=people[role])
    course = CoursePage.objects.get()
    assert course.owner == people[role]
    assert course.latest_revision.user == people[role]
    assert AcademyImage.objects.get().uploaded_by_user == people[role]


@pytest.mark.parametrize("role", [Role.AUTHOR, Role.METHODOLOGIST, Role.TUTOR, Role.REGISTRAR, Role.PARTNER_TRANSLATOR])
def test_nobody_else_may_import(role: Role, index: CourseIndexPage, people: dict[Role, User], tmp_path: Path) -> None:
    traces = Traces()
    with pytest.raises(PermissionDenied, match="Courses"):
        bring(sample(), index, tmp_path, by=people[role])
    traces.assert_none()


def test_the_history_of_a_page_names_who_imported_it(
    index: CourseIndexPage, people: dict[Role, User], tmp_path: Path
) -> None:
    from wagtail.models import PageLogEntry

    bring(sample(), index, tmp_path, by=people[Role.EDITOR])
    entries = PageLogEntry.objects.filter(page=lesson("Введение").pk).values_list("action", "user")
    assert ("wagtail.edit", people[Role.EDITOR].pk) in list(entries)


def test_an_unchanged_course_costs_the_same_queries_for_each_lesson(
    index: CourseIndexPage, tmp_path: Path, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    cartridge = Cartridge().module("M")
    for number in range(20):
        cartridge.page(f"Lesson {number}", f"<p>{number}</p>")
    bring(cartridge, index, tmp_path)
    with django_assert_max_num_queries(20 * 12 + 60):
        bring(cartridge, index, tmp_path)
