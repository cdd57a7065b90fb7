"""The screens of imports in the admin."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from cms.jobs import STALE_AFTER
from courses.models import CourseIndexPage, CoursePage
from interop import forms
from interop.models import ImportJob
from interop.services import run_job
from people.models import User
from people.roles import Role
from tests.factories.courses import home_page
from tests.factories.interop import DISCUSSION, Cartridge

QUERIES = 11
INDEX, ADD = "interop_imports:index", "interop_imports:add"
OTHERS = [Role.AUTHOR, Role.METHODOLOGIST, Role.TUTOR, Role.REGISTRAR, Role.PARTNER_TRANSLATOR]


def upload(name: str = "Курс.imscc", content: bytes = b"") -> SimpleUploadedFile:
    cartridge = Cartridge(title="Курс").module("M").page("P", "<p>p</p>").other("Talk", "imsdt_xmlv1p1", DISCUSSION)
    return SimpleUploadedFile(name, content or cartridge.file("a.exe", b"MZ").bytes())


@pytest.fixture
def editor(people: dict[Role, User]) -> User:
    return people[Role.EDITOR]


@pytest.fixture
def as_editor(client: Client, editor: User) -> Client:
    client.force_login(editor)
    return client


def make_job(index: CourseIndexPage, by: User | None, **values: object) -> ImportJob:
    return ImportJob.objects.create(**{"filename": "x.imscc", "target": index, "created_by": by, **values})


def test_an_editor_uploads_a_course_and_reads_the_report(as_editor: Client, index: CourseIndexPage) -> None:
    response = as_editor.post(reverse(ADD), {"file": upload(), "target": index.pk})
    job = ImportJob.objects.get()
    report = reverse("interop_imports:report", args=[job.pk])
    assert response.status_code == 302
    assert response["Location"] == report
    waiting = as_editor.get(report)
    assert waiting["Refresh"]
    run_job(job.pk)
    response = as_editor.get(report)
    page = response.content.decode()
    assert "Refresh" not in response
    for part in ("Talk", "a.exe", f"/admin/pages/{CoursePage.objects.get().pk}/edit/"):
        assert part in page


def test_a_running_import_shows_how_far_it_is(as_editor: Client, index: CourseIndexPage, editor: User) -> None:
    job = make_job(index, editor, state=ImportJob.State.RUNNING, done=3, total=12)
    page = as_editor.get(reverse("interop_imports:report", args=[job.pk])).content.decode()
    assert '<progress id="import-progress" value="3" max="12">' in page
    assert "<script>" not in page.partition('id="import-progress"')[2].partition("</main>")[0]


def test_a_failed_import_says_why(as_editor: Client, index: CourseIndexPage, editor: User) -> None:
    job = make_job(index, editor, state=ImportJob.State.FAILED, error="It has <no> manifest.")
    page = as_editor.get(reverse("interop_imports:report", args=[job.pk])).content.decode()
    assert "It has &lt;no&gt; manifest." in page


def test_titles_from_outside_are_escaped(as_editor: Client, index: CourseIndexPage, editor: User) -> None:
    report = {
        "course": {"id": 1, "title": "<b>T</b>", "edit": "/admin/"},
        "counts": {"lesson": {"created": 2}},
        "unsupported": [{"kind": "quiz", "title": "<script>x</script>", "place": ""}],
        "refused": [{"name": "<i>n</i>", "reason": "r"}],
        "kept": [{"kind": "lesson", "title": "<u>k</u>"}],
        "warnings": ["<s>w</s>"],
    }
    job = make_job(index, editor, state=ImportJob.State.SUCCEEDED, report=report)
    page = as_editor.get(reverse("interop_imports:report", args=[job.pk])).content.decode()
    for raw in ("<b>T</b>", "<script>x</script>", "<i>n</i>", "<u>k</u>", "<s>w</s>"):
        assert raw not in page


def test_a_stale_import_offers_to_start_again(as_editor: Client, index: CourseIndexPage, editor: User) -> None:
    old = timezone.now() - STALE_AFTER * 2
    job = make_job(index, editor, state=ImportJob.State.RUNNING, seen_at=old)
    report = reverse("interop_imports:report", args=[job.pk])
    restart = reverse("interop_imports:restart", args=[job.pk])
    response = as_editor.get(report)
    assert restart in response.content.decode()
    assert "Refresh" not in response
    assert as_editor.get(restart).status_code == 405
    assert as_editor.post(restart)["Location"] == report
    assert ImportJob.objects.get().state == ImportJob.State.QUEUED
    page = as_editor.post(restart, follow=True)
    assert page.status_code == 200
    assert ImportJob.objects.get().state == ImportJob.State.QUEUED


@pytest.mark.parametrize(
    ("name", "content"), [("course.pdf", b"%PDF"), ("course", b"x"), ("course.imscc", b"x" * 2000)]
)
def test_what_cannot_be_a_course_is_refused_in_the_form(
    name: str, content: bytes, as_editor: Client, index: CourseIndexPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forms, "MAX_UPLOAD_BYTES", 1000)
    response = as_editor.post(reverse(ADD), {"file": upload(name, content), "target": index.pk})
    assert response.status_code == 200
    assert "file" in response.context["form"].errors
    assert not ImportJob.objects.exists()


def test_the_form_asks_for_both(as_editor: Client, index: CourseIndexPage) -> None:
    assert set(as_editor.post(reverse(ADD), {}).context["form"].errors) == {"file", "target"}


def test_the_form_offers_the_lists_one_may_add_to(as_editor: Client, index: CourseIndexPage) -> None:
    elsewhere = CourseIndexPage(title="Курсы", slug="kursy", locale=home_page("ru").locale)
    home_page("ru").add_child(instance=elsewhere)
    form = as_editor.get(reverse(ADD)).context["form"]
    assert index in form.fields["target"].queryset


@pytest.mark.parametrize("role", OTHERS)
def test_nobody_else_sees_imports(role: Role, client: Client, index: CourseIndexPage, people: dict[Role, User]) -> None:
    job = make_job(index, people[Role.EDITOR])
    client.force_login(people[role])
    addresses = [reverse(INDEX), reverse(ADD), reverse("interop_imports:report", args=[job.pk])]
    for url in addresses:
        assert client.get(url).status_code in (302, 403), url
    assert client.post(reverse(ADD), {"file": upload(), "target": index.pk}).status_code in (302, 403)
    assert ImportJob.objects.count() == 1


def test_one_editor_does_not_see_another_s_imports(
    as_editor: Client, index: CourseIndexPage, people: dict[Role, User]
) -> None:
    job = make_job(index, people[Role.ADMINISTRATOR], filename="other.imscc")
    assert as_editor.get(reverse("interop_imports:report", args=[job.pk]), follow=True).status_code == 404
    assert as_editor.post(reverse("interop_imports:restart", args=[job.pk]), follow=True).status_code == 404
    assert "other.imscc" not in as_editor.get(reverse(INDEX)).content.decode()


def test_the_menu_shows_imports_to_those_who_may(client: Client, people: dict[Role, User]) -> None:
    home = reverse("wagtailadmin_home")
    client.force_login(people[Role.EDITOR])
    assert reverse(INDEX) in client.get(home).content.decode()
    client.force_login(people[Role.METHODOLOGIST])
    assert reverse(INDEX) not in client.get(home).content.decode()


@pytest.mark.parametrize("number", [1, 25])
def test_the_list_costs_the_same_queries_however_long_it_is(
    number: int,
    as_editor: Client,
    index: CourseIndexPage,
    editor: User,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for at in range(number):
        make_job(index, editor, filename=f"{at}.imscc", report={"warnings": ["w"] * 50})
    as_editor.get(reverse(INDEX))
    with django_assert_num_queries(QUERIES):
        page = as_editor.get(reverse(INDEX)).content.decode()
    assert page.count(".imscc") >= number
