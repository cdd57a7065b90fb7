"""The own format: out, in again, and out once more; and what must not come in."""

import hashlib
import io
import json
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile, File
from django.core.management import CommandError, call_command

from cms.models import AcademyDocument, AcademyImage
from courses.models import CourseCondition, CourseIndexPage, CoursePage, LessonPage, ModulePage
from courses.services.editions import compile_edition
from courses.services.publishing import publish_course
from interop.archive import SafeArchive
from interop.errors import ImportProblem
from interop.services import export_course, import_course
from library.models import LearningObjectPage, Subject
from people.roles import Role
from people.services import assign_role, sync_roles
from tests.factories.cms import ImageFactory
from tests.factories.courses import CourseTree, course_tree
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


def document(name: str, content: bytes = b"%PDF-1.7 text") -> AcademyDocument:
    stored = AcademyDocument(title=f"О файле {name}")
    stored.file.name = stored.file.storage.save(f"documents/{uuid4().hex[:6]}/{name}", ContentFile(content))
    stored.save()
    return stored


def raw(kind: str, value: Any) -> dict[str, Any]:
    return {"type": kind, "id": str(uuid4()), "value": value}


@pytest.fixture
def tree() -> CourseTree:
    """A course in two languages with every sort of reference in it."""
    tree = course_tree(2, 2, objects=2)
    plan, sheet, image = document("План урока №1.pdf"), document("教学计划.docx"), ImageFactory.create(title="Класс")
    image.tags.add("школа")
    first, last = tree.lessons[0], tree.lessons[-1]
    for language, page in first.items():
        link = f'<p data-block-key="ab1">См. <a linktype="page" id="{last[language].pk}">дальше</a>, '
        link += (
            f'<a linktype="document" id="{plan.pk}">план</a> и <a href="https://example.org/?a=1&amp;b=2">сайт</a></p>'
        )
        cells = [{"type": "text", "heading": "А"}, {"type": "rich_text", "heading": "Б"}]
        page.body = json.dumps(
            [
                raw("paragraph", link),
                raw("image", {"image": image.pk, "alt": "", "decorative": False, "caption": "Подпись"}),
                raw("gallery", {"images": [raw("item", {"image": image.pk, "alt": "", "decorative": True})]}),
                raw("file", {"file": sheet.pk, "title": "", "preview": True}),
                raw("page", {"page": last[language].pk, "text": "Дальше"}),
                raw("table", {"caption": "Т", "columns": cells, "rows": [{"values": ["1", "<p>x</p>"]}]}),
                raw("accordion", {"parts": [raw("item", {"title": "Ещё", "open": False, "content": [
                    raw("file", {"file": plan.pk, "title": "", "preview": False})]})]}),
                *page.body.raw_data[:],
                raw("reading", {"title": "Глава", "text": [raw("paragraph", "<p>Текст</p>")],
                                "completion": {"criterion": "time", "minutes": 5, "weight": 20, "optional": True}}),
            ]
        )  # fmt: skip
        page.save_revision()
    course = tree.course
    course.cover, course.subjects = (
        image,
        [Subject.add_root(code="pedagogy", labels={"ru": "Педагогика", "en": "Pedagogy"})],
    )
    course.conditions = [
        CourseCondition(target=last["ru"].translation_key, kind="done", needed=first["ru"].translation_key)
    ]
    course.sequential = True
    course.save_revision()
    tree.objects[0]["ru"].tags.add("план урока")
    tree.objects[0]["ru"].save()
    return tree


def exported(course: CoursePage) -> bytes:
    out = io.BytesIO()
    export_course(course, out, by=None)
    return out.getvalue()


def index() -> CourseIndexPage:
    return CourseIndexPage.objects.get(locale__language_code="ru")


def brought_in(archive: bytes, **options: Any) -> CoursePage:
    report = import_course(io.BytesIO(archive), index(), by=None, **options)
    return CoursePage.objects.get(pk=report.course["id"])


def forget(tree: CourseTree) -> None:
    """Leave nothing of the course, as in another installation."""
    for page in (*tree.courses.values(), *(each for versions in tree.objects for each in versions.values())):
        type(page).objects.get(pk=page.pk).delete()
    for model in (AcademyImage, AcademyDocument, Subject):
        model._default_manager.all().delete()


def manifest_of(archive: bytes) -> dict[str, Any]:
    return json.loads(zipfile.ZipFile(io.BytesIO(archive)).read("course.json"))


class TestRoundTrip:
    def test_out_and_in_and_out_is_the_same_byte_for_byte(self, tree: CourseTree) -> None:
        first = exported(tree.course)
        forget(tree)
        course = brought_in(first)

        assert exported(course) == first

    def test_twice_in_a_row_is_the_same(self, tree: CourseTree) -> None:
        assert exported(tree.course) == exported(tree.courses["en"])

    def test_brings_translations_references_and_conditions(self, tree: CourseTree) -> None:
        archive = exported(tree.course)
        forget(tree)
        course = brought_in(archive).get_latest_revision_as_object()
        pages = LessonPage.objects.filter(translation_key=tree.lessons[0]["ru"].translation_key)
        english = pages.get(locale__language_code="en")
        blocks = {block.block_type: block.value for block in english.body}

        assert not LessonPage.objects.filter(live=True).exists()
        assert blocks["image"]["image"].title == "Класс"
        assert list(blocks["image"]["image"].tags.names()) == ["школа"]
        assert blocks["file"]["file"].filename == "教学计划.docx"
        assert blocks["page"]["page"].title == "Lesson 4"
        assert blocks["library_object"]["object"].locale.language_code == "en"
        assert course.sequential
        assert [each.kind for each in course.conditions.all()] == ["done"]
        assert [str(each) for each in course.subjects.all()] == ["Педагогика"]
        assert {each.filename for each in AcademyDocument.objects.all()} == {"План урока №1.pdf", "教学计划.docx"}

    def test_what_came_in_can_be_published_and_learned(self, tree: CourseTree) -> None:
        before = compile_edition(tree.course).outline
        archive = exported(tree.course)
        forget(tree)
        course, chief = brought_in(archive), UserFactory.create(is_superuser=True)
        for page in LearningObjectPage.objects.all():
            page.get_latest_revision().publish()
        publish_course(
            CoursePage.objects.get(translation_key=course.translation_key, locale__language_code="en"), chief
        )
        after = publish_course(course, chief).outline

        assert [lesson.key for lesson in after.lessons] == [lesson.key for lesson in before.lessons]
        reading = after.lessons[0].activities[-1]
        assert (reading.kind, reading.minutes, reading.weight, reading.optional) == ("reading", 5, 20, True)

    def test_drafts_are_what_is_exported(self, tree: CourseTree) -> None:
        page = ModulePage.objects.get(pk=tree.modules[0]["ru"].pk)
        page.title = "Ещё не издан"
        page.save_revision()

        assert "Ещё не издан" in json.dumps(manifest_of(exported(tree.course)), ensure_ascii=False)

    def test_a_file_used_twice_is_there_once(self, tree: CourseTree) -> None:
        names = zipfile.ZipFile(io.BytesIO(exported(tree.course))).namelist()

        assert names[0] == "course.json"
        assert len(names) == len(set(names)) == 3, "the two documents have the same bytes"


class TestImport:
    @pytest.mark.usefixtures("in_english")
    def test_a_course_that_is_here_is_refused(self, tree: CourseTree) -> None:
        with pytest.raises(ImportProblem, match="is here already: “Курс”"):
            brought_in(exported(tree.course))
        assert CoursePage.objects.count() == 2

    def test_or_comes_as_a_copy_with_an_identity_of_its_own(self, tree: CourseTree) -> None:
        copy = brought_in(exported(tree.course), as_new=True)
        (condition,) = copy.conditions.all()
        keys = set(LessonPage.objects.descendant_of(copy).values_list("translation_key", flat=True))

        assert copy.translation_key != tree.course.translation_key
        assert {condition.target, condition.needed} <= keys
        assert not keys & set(LessonPage.objects.descendant_of(tree.course).values_list("translation_key", flat=True))
        assert LearningObjectPage.objects.count() == 4, "objects that are here are used as they are"

    @pytest.mark.usefixtures("in_english")
    def test_is_recognised_by_the_command(self, tree: CourseTree, tmp_path: Path) -> None:
        call_command("export_course", str(tree.course.pk), str(tmp_path / "курс.zip"), verbosity=0)
        assert (tmp_path / "курс.zip").read_bytes() == exported(tree.course)
        call_command("import_course", str(tmp_path / "курс.zip"), into=str(index().pk), as_new=True)

        assert CoursePage.objects.count() == 4
        with pytest.raises(CommandError, match="no course"):
            call_command("export_course", "never-heard-of", str(tmp_path / "x.zip"))

    @pytest.mark.parametrize(("role", "allowed"), [(Role.EDITOR, True), (Role.AUTHOR, False), (Role.TUTOR, False)])
    def test_is_for_who_may_import(self, role: Role, allowed: bool, tree: CourseTree) -> None:
        sync_roles()
        person, archive = UserFactory.create(), io.BytesIO(exported(tree.course))
        assign_role(person, role, by=UserFactory.create(is_superuser=True))
        if allowed:
            assert import_course(archive, index(), by=person, as_new=True).course
        else:
            with pytest.raises(PermissionDenied):
                import_course(archive, index(), by=person, as_new=True)

    def test_export_is_for_who_may_edit_the_course(self, tree: CourseTree) -> None:
        with pytest.raises(PermissionDenied):
            export_course(tree.course, io.BytesIO(), by=UserFactory.create())

    @pytest.mark.usefixtures("in_english")
    def test_a_missing_file_is_said(self, tree: CourseTree) -> None:
        stored = AcademyDocument.objects.all()[0]
        stored.file.storage.delete(stored.file.name)
        with pytest.raises(ImportProblem, match="missing from the storage"):
            exported(tree.course)


def repacked(archive: bytes, change: Callable[[dict[str, Any]], None], **files: bytes) -> bytes:
    """The archive with its manifest changed, and files replaced."""
    manifest = manifest_of(archive)
    change(manifest)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(out, "w") as new:
        new.writestr("course.json", json.dumps(manifest))
        for name in old.namelist()[1:]:
            new.writestr(name, files.get("content", old.read(name)))
    return out.getvalue()


def _each_text(node: Any) -> Iterator[dict[str, Any]]:
    for block in node["fields"].get("body") or []:
        if block["type"] == "paragraph":
            yield block


class TestHostile:
    @pytest.mark.parametrize(
        ("change", "code"),
        [
            (lambda m: m.update(version=2), "other-version"),
            (lambda m: m.update(pages=[]), "bad-manifest"),
            (lambda m: m["pages"][0].update(type="auth.User"), "bad-manifest"),
            (lambda m: m["pages"][0].update(type="library.LearningObjectPage"), "bad-manifest"),
            (lambda m: m["pages"][1].update(parent=str(uuid4())), "bad-manifest"),
            (lambda m: m["pages"][0].update(key="x"), "bad-manifest"),
            (lambda m: m["files"][0].update(name="../../etc/passwd"), "bad-manifest"),
            (lambda m: m["files"][0].update(file="0" * 64), "missing-file"),
            (lambda m: m["pages"][0]["fields"].update(level="no such level"), "bad-content"),
            (lambda m: m["pages"][0]["fields"].update(academic_hours="many"), "bad-content"),
            (lambda m: m["pages"][0]["fields"].update(cover={"$page": "x"}), "bad-content"),
            (lambda m: m["pages"][2]["fields"].update(body="text"), "bad-content"),
            (lambda m: m["pages"][2]["fields"].update(body=[{"type": "paragraph", "value": {"a": 1}}]), "bad-content"),
            (lambda m: m["pages"][0]["fields"].update(conditions=[{"kind": "x"}]), "bad-content"),
            (lambda m: m.update(pages={"a": 1}), "bad-manifest"),
        ],
    )
    def test_a_damaged_manifest_leaves_nothing_behind(
        self, change: Callable[[dict[str, Any]], None], code: str, tree: CourseTree
    ) -> None:
        archive = repacked(exported(tree.course), change)
        before = (CoursePage.objects.count(), AcademyImage.objects.count())
        with pytest.raises(ImportProblem) as caught:
            brought_in(archive, as_new=True)

        assert caught.value.code == code
        assert (CoursePage.objects.count(), AcademyImage.objects.count()) == before

    def test_a_file_that_is_not_what_it_says(self, tree: CourseTree) -> None:
        archive = repacked(exported(tree.course), lambda _manifest: None, content=b"%PDF-1.7 other")
        with pytest.raises(ImportProblem):
            brought_in(archive, as_new=True)

    def test_scripts_do_not_come_in(self, tree: CourseTree) -> None:
        def infect(manifest: dict[str, Any]) -> None:
            for node in manifest["pages"]:
                for block in _each_text(node):
                    block["value"] = (
                        '<p onclick="x()">А<script>alert(1)</script><a href="javascript:alert(1)">б</a></p>'
                    )

        course = brought_in(repacked(exported(tree.course), infect), as_new=True)
        stored = json.dumps([list(page.body.raw_data) for page in LessonPage.objects.descendant_of(course)])

        assert "alert" not in stored
        assert "onclick" not in stored

    def test_a_program_is_not_taken_for_a_document(self, tree: CourseTree) -> None:
        archive = repacked(exported(tree.course), lambda m: m["files"][-1].update(name="setup.exe", kind="document"))
        report = import_course(io.BytesIO(archive), index(), by=None, as_new=True)

        assert [each["name"] for each in report.refused] == ["files/" + manifest_of(archive)["files"][-1]["file"]]

    def test_the_reader_of_archives_guards_this_format_too(self, tree: CourseTree) -> None:
        out = io.BytesIO(exported(tree.course))
        with zipfile.ZipFile(out, "a") as archive:
            archive.writestr("../evil.txt", "x")
        with pytest.raises(ImportProblem):
            SafeArchive(out)


SIZE = 300 * 1024 * 1024


def test_a_course_of_300_megabytes_takes_little_memory(tmp_path: Path) -> None:
    tree = course_tree(1, 3, languages=("ru",))
    part, rows = tmp_path / "part", []
    for number in range(3):
        with part.open("wb") as out:
            seed = hashlib.sha256(str(number).encode()).digest() * 32_768
            for _chunk in range(SIZE // 3 // len(seed)):
                out.write(seed)
        stored = AcademyDocument(title=f"Фильм {number}")
        with part.open("rb") as content:
            stored.file.name = stored.file.storage.save(
                f"documents/{uuid4().hex[:6]}/фильм-{number}.mp4", File(content)
            )
        stored.save()
        rows.append(stored)
        page = tree.lessons[number]["ru"]
        page.body = json.dumps([raw("video", {"file": stored.pk, "title": "", "poster": None, "captions": None,
                                              "captions_language": "", "transcript": ""})])  # fmt: skip
        page.save()
    first, second = tmp_path / "first.zip", tmp_path / "second.zip"
    tracemalloc.start()
    with first.open("wb") as out:
        export_course(tree.course, out, by=None)
    CoursePage.objects.get(pk=tree.course.pk).delete()
    for row in rows:
        row.file.storage.delete(row.file.name)
        row.delete()
    course = CoursePage.objects.get(pk=import_course(first, index(), by=None).course["id"])
    with second.open("wb") as out:
        export_course(course, out, by=None)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    for row in AcademyDocument.objects.all():
        row.file.storage.delete(row.file.name)

    assert first.stat().st_size > SIZE
    assert peak < 40 * 1024 * 1024
    with first.open("rb") as one, second.open("rb") as other:
        assert hashlib.file_digest(one, "sha256").digest() == hashlib.file_digest(other, "sha256").digest()
