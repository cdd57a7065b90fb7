"""Files of a course: what they really are, what is refused, and what a second import does to them."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image
from pytest_django import Settings

from cms.models import AcademyDocument, AcademyImage
from courses.models import CourseIndexPage
from interop.archive import SafeArchive
from interop.load.course.ledger import Ledger
from interop.load.course.media import Inspected, MediaWriter, inspect, unpacked
from interop.load.files import WrittenFiles
from interop.load.report import Report
from interop.records import FileRecord
from people.models import User
from tests.factories.interop import pack, png
from tests.factories.people import UserFactory

Look = Callable[[str, bytes], tuple[Inspected | None, Report]]


def archive(name: str, content: bytes) -> SafeArchive:
    return SafeArchive(io.BytesIO(pack({name: content})))


def record(name: str) -> FileRecord:
    return FileRecord("id", name, name.rpartition("/")[2])


def look(name: str, content: bytes) -> tuple[Inspected | None, Report]:
    report = Report()
    return inspect(archive(name, content), record(name), report), report


def drawn(kind: str, size: tuple[int, int] = (8, 8)) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", size, "teal").save(buffer, kind)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "kind", "filename"),
    [
        ("a/фото.jpg", "JPEG", "фото.jpg"),
        ("a/фото.jpeg", "JPEG", "фото.jpeg"),
        ("a/фото.JPG", "JPEG", "фото.jpg"),
        ("a/scan.png", "JPEG", "scan.jpg"),
        ("a/scan.jpg", "PNG", "scan.png"),
        ("a/web.webp", "WEBP", "web.webp"),
        ("a/moving.gif", "GIF", "moving.gif"),
    ],
)
def test_an_image_is_what_its_bytes_say(name: str, kind: str, filename: str) -> None:
    found, report = look(name, drawn(kind))
    assert found is not None
    assert found.is_image
    assert found.filename == filename
    assert report.refused == []


@pytest.mark.parametrize("content", [b"", b"text", png()[:40], b"<svg onload=alert(1)>", b"%PDF-1.7"])
def test_an_image_that_is_none_is_refused(content: bytes) -> None:
    found, report = look("a/x.png", content)
    assert found is None
    assert [item["name"] for item in report.refused] == ["a/x.png"]
    assert report.refused[0]["reason"]


def test_an_image_in_a_format_that_is_not_taken_is_refused() -> None:
    assert look("a/x.png", drawn("TIFF"))[0] is None


def test_an_image_with_too_many_pixels_is_refused(settings: Settings) -> None:
    settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS = 2_000_000
    found, report = look("a/x.png", png(2000, 1001))
    assert found is None
    assert "2 " in report.refused[0]["reason"]
    assert look("a/x.png", png(2000, 1000))[0] is not None


def test_a_decompression_bomb_is_refused_without_being_unpacked() -> None:
    # A header that declares 100,000 by 100,000 pixels, and no pixels.
    header = bytearray(png())
    header[16:24] = (100_000).to_bytes(4) * 2
    import zlib

    header[29:33] = zlib.crc32(bytes(header[12:29])).to_bytes(4)
    assert look("a/x.png", bytes(header))[0] is None


def test_an_image_file_that_is_too_large_is_refused(settings: Settings) -> None:
    settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE = 50
    found, report = look("a/x.png", png(100, 100))
    assert found is None
    assert report.refused


@pytest.mark.parametrize("name", ["a/x.exe", "a/x.svg", "a/x.html", "a/x.js", "a/x", "a/.htaccess", "a/x.pdf.exe"])
def test_types_that_are_not_taken_are_refused(name: str) -> None:
    assert look(name, b"x")[0] is None


@pytest.mark.parametrize("name", ["a/План.pdf", "a/x.DOCX", "a/film.mp4", "a/x.zip"])
def test_documents_come_as_they_are(name: str) -> None:
    found, _report = look(name, b"x")
    assert found is not None
    assert not found.is_image
    assert found.digest == "11f6ad8ec52a2984abaafd7c3b516503785c2072"


def test_a_very_long_name_is_shortened_but_keeps_its_extension() -> None:
    found, _report = look("a/" + "ж" * 200 + ".pdf", b"x")
    assert found is not None
    assert found.filename == "ж" * 80 + ".pdf"


def test_an_unpacked_file_can_be_read_anywhere() -> None:
    with archive("a.bin", b"0123456789") as source, unpacked(source, "a.bin") as file:
        file.seek(5)
        assert file.read() == b"56789"


@pytest.fixture
def writer(index: CourseIndexPage) -> Callable[..., Any]:
    """Writes one file as an import would, and gives back what is stored and the report."""

    def write(name: str, content: bytes, title: str = "", alt: str = "", user: User | None = None) -> Any:
        report = Report()
        with archive(name, content) as source:
            item = inspect(source, FileRecord("id", name, title or name), report)
            assert item is not None
            ledger = Ledger("source", index)
            return MediaWriter(source, ledger, WrittenFiles(), report, user).write(item, alt), report

    return write


def test_an_image_is_stored_with_its_measures_and_description(writer: Callable[..., Any]) -> None:
    user = UserFactory.create()
    stored, report = writer("a/схема.png", png(30, 20), "Схема", "Этапы урока", user)
    image = AcademyImage.objects.get()
    assert stored == image
    assert (image.width, image.height, image.title, image.description) == (30, 20, "Схема", "Этапы урока")
    assert image.uploaded_by_user == user
    assert image.file_size == len(png(30, 20))
    assert dict(report.counts["image"]) == {"created": 1}


def test_a_document_is_stored_with_its_size_and_hash(writer: Callable[..., Any]) -> None:
    writer("a/План.pdf", b"%PDF", "План")
    document = AcademyDocument.objects.get()
    assert (document.title, document.file_size, document.filename) == ("План", 4, "План.pdf")
    expected = document.file_hash
    document.file_hash = ""
    assert document.get_file_hash() == expected


def test_the_same_bytes_are_not_stored_again(writer: Callable[..., Any]) -> None:
    first, _report = writer("a/x.pdf", b"%PDF")
    second, report = writer("a/x.pdf", b"%PDF")
    assert first == second
    assert dict(report.counts["document"]) == {"unchanged": 1}


def test_an_editor_s_title_survives_new_bytes(writer: Callable[..., Any]) -> None:
    stored, _report = writer("a/x.pdf", b"%PDF", "Old")
    AcademyDocument.objects.filter(pk=stored.pk).update(title="Ours")
    again, report = writer("a/x.pdf", b"%PDF new", "Theirs")
    assert again.title == "Ours"
    assert again.file.read() == b"%PDF new"
    assert dict(report.counts["document"]) == {"updated": 1}


def test_renditions_of_a_replaced_image_go(writer: Callable[..., Any]) -> None:
    stored, _report = writer("a/x.png", png(40, 40))
    stored.get_rendition("width-20")
    again, _report = writer("a/x.png", png(60, 40, "red"))
    assert (again.width, again.renditions.count()) == (60, 0)
