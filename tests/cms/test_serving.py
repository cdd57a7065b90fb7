"""Files on their way to a browser: who gets them, as what, which part of them."""

from pathlib import Path
from typing import Any

import pytest
from django.http.response import HttpResponseBase
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import Collection, CollectionViewRestriction

from cms.files import INLINE_TYPES, FileKind, kind_of
from cms.models import AcademyDocument
from cms.serving import parse_range
from tests.factories.cms import DocumentFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


def body(response: HttpResponseBase) -> bytes:
    """What came, whole."""
    return b"".join(response.streaming_content)  # type: ignore[attr-defined]


@pytest.fixture
def film() -> AcademyDocument:
    """A file of a hundred bytes."""
    return DocumentFactory.create(filename="film.mp4", content=bytes(range(100)))


class TestWhole:
    """A file asked for without more ado."""

    def test_comes_whole(self, client: Client, film: AcademyDocument) -> None:
        response = client.get(film.url)
        assert response.status_code == 200
        assert body(response) == bytes(range(100))
        assert response["Content-Length"] == "100"
        assert response["Accept-Ranges"] == "bytes"

    def test_is_not_sent_again_when_the_browser_has_it(self, client: Client, film: AcademyDocument) -> None:
        etag = client.get(film.url)["ETag"]
        assert client.get(film.url, headers={"If-None-Match": etag}).status_code == 304

    def test_a_question_about_it_is_answered_without_it(self, client: Client, film: AcademyDocument) -> None:
        response = client.head(film.url)
        assert response.status_code == 200
        assert response["Content-Length"] == "100"

    def test_another_name_is_another_file(self, client: Client, film: AcademyDocument) -> None:
        assert client.get(f"/documents/{film.pk}/other.mp4").status_code == 404

    def test_a_file_that_is_not_there_says_so(self, client: Client, film: AcademyDocument) -> None:
        Path(film.file.path).unlink()
        assert client.get(film.url).status_code == 404
        assert client.get("/documents/999999/film.mp4").status_code == 404

    def test_nothing_can_be_sent_to_it(self, client: Client, film: AcademyDocument) -> None:
        assert client.post(film.url).status_code == 405

    def test_a_name_in_cyrillic_survives(self, client: Client) -> None:
        document = DocumentFactory.create(filename="Памятка учителя.pdf")
        response = client.get(document.url)
        assert response.status_code == 200
        assert response["Content-Disposition"].startswith("inline; filename*=UTF-8''%D0%9F%D0%B0%D0%BC")


class TestSafety:
    """A file never acts as the site."""

    @pytest.mark.parametrize("extension", sorted(INLINE_TYPES))
    def test_what_browsers_show_safely_is_shown(self, client: Client, extension: str) -> None:
        response = client.get(DocumentFactory.create(filename=f"a.{extension}").url)
        assert response["Content-Disposition"].startswith("inline")
        assert response["Content-Type"] == INLINE_TYPES[extension]

    @pytest.mark.parametrize("extension", ["html", "svg", "xml", "xhtml", "js", "docx", "zip", "exe", ""])
    def test_everything_else_is_taken_along(self, client: Client, extension: str) -> None:
        response = client.get(
            DocumentFactory.create(filename=f"a.{extension}", content=b"<script>alert(1)</script>").url
        )
        assert response["Content-Disposition"].startswith("attachment")
        assert response["Content-Type"] == "application/octet-stream"
        assert "sandbox" in response["Content-Security-Policy"]

    @pytest.mark.parametrize("extension", ["pdf", "png", "txt", "html"])
    def test_no_script_runs_in_it_and_no_type_is_guessed(self, client: Client, extension: str) -> None:
        response = client.get(DocumentFactory.create(filename=f"a.{extension}").url)
        assert response["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in response["Content-Security-Policy"]
        assert "script-src" not in response["Content-Security-Policy"]

    def test_only_this_site_may_frame_it(self, client: Client) -> None:
        response = client.get(DocumentFactory.create(filename="a.pdf").url)
        assert "frame-ancestors 'self'" in response["Content-Security-Policy"]
        assert response["X-Frame-Options"] == "SAMEORIGIN"

    def test_a_download_can_be_asked_for(self, client: Client) -> None:
        document = DocumentFactory.create(filename="a.pdf")
        assert client.get(document.download_url)["Content-Disposition"].startswith("attachment")

    def test_no_inline_type_is_a_page_or_a_script(self) -> None:
        assert not {"text/html", "image/svg+xml", "text/xml", "application/xhtml+xml", "text/javascript"} & set(
            INLINE_TYPES.values()
        )


class TestPrivateCollections:
    """Files of a closed collection."""

    @pytest.fixture
    def secret(self) -> AcademyDocument:
        """A file only for people with an account."""
        collection = Collection.get_first_root_node().add_child(name="Commission")
        CollectionViewRestriction.objects.create(collection=collection, restriction_type="login")
        return DocumentFactory.create(filename="secret.pdf", collection=collection)

    def test_a_stranger_is_asked_to_log_in_on_our_page(self, client: Client, secret: AcademyDocument) -> None:
        response = client.get(secret.url)
        assert response.status_code == 302
        assert response["Location"].startswith("/ru/account/login/?next=/documents/")

    def test_neither_a_part_nor_a_known_version_comes_to_a_stranger(
        self, client: Client, secret: AcademyDocument
    ) -> None:
        headers: dict[str, Any] = {"Range": "bytes=0-9", "If-None-Match": f'"{secret.file_hash}"'}
        assert client.get(secret.url, headers=headers).status_code == 302

    def test_a_person_with_an_account_gets_it(self, client: Client, secret: AcademyDocument) -> None:
        client.force_login(UserFactory.create())
        response = client.get(secret.url)
        assert response.status_code == 200
        assert "private" in response["Cache-Control"]

    def test_a_password_is_asked_for_in_the_sites_own_page(self, client: Client) -> None:
        collection = Collection.get_first_root_node().add_child(name="Guests")
        CollectionViewRestriction.objects.create(collection=collection, restriction_type="password", password="x")
        response = client.get(DocumentFactory.create(collection=collection).url)
        assert b'type="password"' in response.content
        assert b'id="main"' in response.content


class TestParts:
    """Players ask for parts."""

    @pytest.mark.parametrize(
        ("asked", "expected", "said"),
        [
            ("bytes=0-9", bytes(range(10)), "bytes 0-9/100"),
            ("bytes=90-", bytes(range(90, 100)), "bytes 90-99/100"),
            ("bytes=-5", bytes(range(95, 100)), "bytes 95-99/100"),
            ("bytes=50-1000", bytes(range(50, 100)), "bytes 50-99/100"),
            ("bytes=0-0", b"\x00", "bytes 0-0/100"),
        ],
    )
    def test_a_part_comes(self, client: Client, film: AcademyDocument, asked: str, expected: bytes, said: str) -> None:
        response = client.get(film.url, headers={"Range": asked})
        assert response.status_code == 206
        assert body(response) == expected
        assert response["Content-Range"] == said
        assert response["Content-Length"] == str(len(expected))

    @pytest.mark.parametrize(
        "asked",
        ["bytes=100-", f"bytes={'9' * 5000}-", "bytes=9-2", "bytes=-", "bytes=a-b", "bytes=0-1,3-4", "lines=1-2"],
    )
    def test_a_part_that_is_not_there_is_refused(self, client: Client, film: AcademyDocument, asked: str) -> None:
        response = client.get(film.url, headers={"Range": asked})
        assert response.status_code == 416
        assert response["Content-Range"] == "bytes */100"

    def test_parts_of_an_older_version_are_not_mixed_with_a_new_one(
        self, client: Client, film: AcademyDocument
    ) -> None:
        response = client.get(film.url, headers={"Range": "bytes=0-9", "If-Range": '"older"'})
        assert response.status_code == 200
        assert len(body(response)) == 100


@given(header=st.text(), size=st.integers(0, 10**12))
def test_a_part_always_lies_within_the_file(header: str, size: int) -> None:
    for asked in (header, f"bytes={header}"):
        span = parse_range(asked, size)
        assert span is None or 0 <= span[0] <= span[1] < size


@given(first=st.integers(0, 10**6), length=st.integers(1, 10**6), rest=st.integers(0, 10**6))
def test_a_part_asked_for_properly_comes_exactly(first: int, length: int, rest: int) -> None:
    last = first + length - 1
    assert parse_range(f"bytes={first}-{last}", last + 1 + rest) == (first, last)


@pytest.mark.parametrize(
    ("extension", "kind"),
    [("PDF", FileKind.PDF), ("mp3", FileKind.AUDIO), ("webm", FileKind.VIDEO), ("exe", FileKind.OTHER), ("", "other")],
)
def test_the_kind_follows_the_extension(extension: str, kind: str) -> None:
    assert kind_of(extension) == kind
