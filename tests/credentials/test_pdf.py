import builtins
import socket
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from credentials.pdf import BASE_URL, PdfUnavailableError, open_own_file, pdf_available, render_pdf
from tests.pdf import needs_pango, text_of

LETTERS = "Ңң Өө Үү Ұұ Ққ Ғғ Әә Һһ Іі Ўў ʻ 汉字"


@pytest.fixture
def sheet(settings: Any, tmp_path: Path) -> str:
    """A document's template that shows ``text`` and whatever ``picture`` names."""
    (tmp_path / "sheet.html").write_text(
        '{% extends "credentials/pdf/base.html" %}{% load i18n %}{% block title %}Sheet{% endblock %}'
        '{% block content %}<h1>{{ text }}</h1><p>{% translate "Language" %}</p>'
        '<img src="{{ picture }}" alt="alternative">{% endblock %}'
    )
    template_settings = settings.TEMPLATES[0]
    settings.TEMPLATES = [{**template_settings, "DIRS": [tmp_path, *template_settings["DIRS"]]}]
    return "sheet.html"


@needs_pango
@pytest.mark.parametrize("language", ["ru", "kk", "ky", "uz", "be", "en", "zh-hans"])
def test_every_letter_of_the_seven_languages_is_found_again(sheet: str, language: str) -> None:
    document = render_pdf(sheet, {"text": LETTERS}, language)

    assert document.startswith(b"%PDF-")
    assert LETTERS in text_of(document)


@needs_pango
def test_the_interface_speaks_the_language_asked_for(sheet: str) -> None:
    assert "Язык" in text_of(render_pdf(sheet, {"text": ""}, "ru"))
    assert "Language" in text_of(render_pdf(sheet, {"text": ""}, "en"))


@needs_pango
def test_the_same_input_gives_the_same_pages(sheet: str) -> None:
    assert render_pdf(sheet, {"text": LETTERS}, "ru") == render_pdf(sheet, {"text": LETTERS}, "ru")


@needs_pango
def test_wording_is_escaped(sheet: str) -> None:
    assert "<b>not bold</b>" in text_of(render_pdf(sheet, {"text": "<b>not bold</b>"}, "ru"))


@needs_pango
@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1:9/secret.png", "https://example.org/a.png", "file:///etc/passwd", "//example.org/a.png"],
)
def test_a_picture_from_outside_is_left_out_and_nothing_is_asked(
    sheet: str, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: Any, **kwargs: Any) -> None:
        raise AssertionError("the network was used")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    assert LETTERS in text_of(render_pdf(sheet, {"text": LETTERS, "picture": address}, "ru"))


@needs_pango
def test_own_media_and_data_addresses_are_shown(sheet: str) -> None:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9H0z" fill="#123456"/></svg>'
    name = default_storage.save("seals/seal.svg", ContentFile(svg))

    def shows(picture: str) -> bool:
        return "alternative" not in text_of(render_pdf(sheet, {"text": "x", "picture": picture}, "ru"))

    assert shows(f"/media/{name}")
    assert shows("data:image/svg+xml;base64," + b64encode(svg).decode())
    assert not shows("/media/seals/no-such-seal.svg")


@pytest.mark.parametrize("path", ["static/css/pdf.css", "fonts/SourceSerifPro-Regular.ttf"])
def test_files_of_the_installation_open(path: str) -> None:
    with open_own_file(BASE_URL + path) as file:
        assert file.read(4)


@pytest.mark.parametrize(
    ("url", "error"),
    [
        ("file:///etc/passwd", ValueError),
        ("https://example.org/static/css/pdf.css", ValueError),
        (BASE_URL + "etc/passwd", ValueError),
        (BASE_URL + "static/no-such-file.css", FileNotFoundError),
        (BASE_URL + "static/../manage.py", (SuspiciousFileOperation, FileNotFoundError)),
        (BASE_URL + "media/%2e%2e/%2e%2e/etc/passwd", SuspiciousFileOperation),
        (BASE_URL + "fonts/../__init__.py", SuspiciousFileOperation),
    ],
)
def test_nothing_else_opens(url: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        open_own_file(url)


def test_a_machine_without_pango_is_told_what_to_install(sheet: str, monkeypatch: pytest.MonkeyPatch) -> None:
    real_import = builtins.__import__

    def without_pango(name: str, *args: Any, **kwargs: Any) -> Any:
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")
        return real_import(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without_pango)
    assert not pdf_available()
    with pytest.raises(PdfUnavailableError, match="apt-get install libpango"):
        render_pdf(sheet, {}, "ru")
