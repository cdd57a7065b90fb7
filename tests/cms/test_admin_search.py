"""The admin's own search takes whatever is typed."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.models import Collection, Page

from cms.models import AcademyImage
from tests.factories.courses import home_page
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db

SIGNS = [
    '"',
    "\"'<x>",
    'it"s',
    '5" disk',
    '"a b" c',
    '"a" \'b',
    "'",
    "AND",
    "a*",
    "title:x",
    "(",
    "NEAR(a b)",
    "\\",
    "-",
]


@pytest.fixture
def chief(client: Client) -> Client:
    """Somebody who may search everything."""
    home_page()
    client.force_login(UserFactory.create(is_superuser=True))
    return client


@pytest.mark.parametrize("text", SIGNS)
def test_no_sign_breaks_a_list_or_a_chooser(chief: Client, text: str) -> None:
    for path in ("/admin/pages/", "/admin/choose-page/search/", "/admin/images/", "/admin/documents/"):
        assert chief.get(path, {"q": text}).status_code == 200


def test_words_in_quotation_marks_are_found() -> None:
    page = home_page()
    page.title = "Школа слушателей"
    page.save()
    for text in ("школа", '"школа слушателей"', 'школа "слушателей', '"школа'):
        assert [each.pk for each in Page.objects.search(text)] == [page.pk], text
    assert list(Page.objects.search('"')) == []


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(st.text(alphabet="\"'()*:^-+\\аb ", max_size=30), st.text(max_size=30)))
def test_any_text_is_searched_for(text: str) -> None:
    list(Page.objects.search(text.replace("\0", "")))
    list(Page.objects.autocomplete(text.replace("\0", "")))


@pytest.mark.parametrize(
    "content", [b"GIF89a", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"RIFF\x00\x00\x00\x00WEBPVP8 ", b""]
)
@pytest.mark.parametrize("extension", ["gif", "png", "jpg", "webp"])
def test_an_image_that_only_begins_as_one_is_refused(chief: Client, content: bytes, extension: str) -> None:
    data = {
        "title": "T",
        "description": "D",
        "file": SimpleUploadedFile(f"a.{extension}", content, "image/gif"),
        "collection": Collection.get_first_root_node().pk,
    }
    assert chief.post("/admin/images/add/", data).status_code == 200
    assert not AcademyImage.objects.exists()
