"""``manage.py import_course``."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from wagtail.models import Site

from courses.models import CourseIndexPage, CoursePage
from people.models import User
from people.roles import Role
from tests.factories.courses import home_page
from tests.factories.interop import DISCUSSION, Cartridge


@pytest.fixture
def file(tmp_path: Path) -> Path:
    cartridge = Cartridge(title="Курс").module("M").page("P", "<p>p</p>")
    return cartridge.other("Talk", "imsdt_xmlv1p1", DISCUSSION).file("a.exe", b"MZ").write(tmp_path)


def run(file: Path, **options: Any) -> str:
    out = StringIO()
    call_command("import_course", str(file), stdout=out, no_color=True, **options)
    return out.getvalue()


def failure(file: Path, **options: Any) -> tuple[str, str]:
    """What is printed, and the error."""
    out = StringIO()
    with pytest.raises(CommandError) as error:
        call_command("import_course", str(file), stdout=out, **options)
    assert error.value.returncode == 1
    return out.getvalue(), str(error.value)


def test_the_report_for_a_person(index: CourseIndexPage, file: Path) -> None:
    text = run(file, into=str(index.pk))
    course = CoursePage.objects.get()
    for part in ("Курс", f"/admin/pages/{course.pk}/edit/", "Talk", "a.exe"):
        assert part in text


def test_the_report_for_a_program(index: CourseIndexPage, file: Path) -> None:
    report = json.loads(run(file, into="courses", json=True))
    assert report["course"]["title"] == "Курс"
    assert report["counts"]["lesson"] == {"created": 1}
    assert report["unsupported"] == [{"kind": "discussion", "title": "Talk", "place": "M"}]
    assert [item["name"] for item in report["refused"]] == ["a.exe"]
    assert json.loads(run(file, into="courses", json=True))["counts"]["lesson"] == {"unchanged": 1}


def test_the_list_is_found_by_the_path_of_its_address(index: CourseIndexPage, file: Path) -> None:
    Site.objects.update_or_create(
        is_default_site=True, defaults={"root_page": index.get_parent(), "hostname": "localhost"}
    )
    url = CourseIndexPage.objects.get().url
    assert url
    for name in (url, f"http://localhost{url}", index.url_path):
        run(file, into=name)
    assert CoursePage.objects.count() == 1


def test_the_language_chooses_between_versions_of_a_list(index: CourseIndexPage, file: Path) -> None:
    home = home_page("ru")
    russian: CourseIndexPage = home.add_child(
        instance=CourseIndexPage(
            title="Курсы", slug="courses", locale=home.locale, translation_key=index.translation_key
        )
    )
    _out, error = failure(file, into="courses")
    assert str(index.pk) in error
    assert str(russian.pk) in error
    run(file, into="courses", language="ru")
    assert CoursePage.objects.get().get_parent().pk == russian.pk
    run(file, into=str(russian.pk), language="en")
    assert CoursePage.objects.filter(locale__language_code="en").exists()


@pytest.mark.parametrize(
    ("options", "word"),
    [
        ({"into": "nowhere"}, "courses"),
        ({"into": "999999"}, "courses"),
        ({"into": "courses", "language": "xx"}, "xx"),
        ({"into": "courses", "user": "nobody@example.org"}, "nobody@example.org"),
    ],
)
def test_a_wrong_argument_is_one_clear_problem(
    options: dict[str, str], word: str, index: CourseIndexPage, file: Path
) -> None:
    _out, error = failure(file, **options)
    assert word in error
    assert not CoursePage.objects.exists()


def test_a_file_that_is_not_there(index: CourseIndexPage, tmp_path: Path) -> None:
    assert "none.imscc" in failure(tmp_path / "none.imscc", into="courses")[1]


def test_a_problem_as_json(index: CourseIndexPage, tmp_path: Path) -> None:
    path = tmp_path / "x.imscc"
    path.write_bytes(b"no zip")
    out, error = failure(path, into="courses", json=True)
    assert json.loads(out)["error"] == {"code": "not-a-zip", "message": error}


def test_acting_as_somebody(index: CourseIndexPage, people: dict[Role, User], file: Path) -> None:
    out, _error = failure(file, into="courses", user=people[Role.AUTHOR].email, json=True)
    assert json.loads(out)["error"]["code"] == "not-allowed"
    run(file, into="courses", user=people[Role.EDITOR].email)
    assert CoursePage.objects.get().owner == people[Role.EDITOR]
