"""PDF documents from templates: orders, protocols, certificates.

A template extends ``credentials/pdf/base.html`` and finds what it shows by path: ``/static/…`` (names as in
``static/``, without hashes), ``/media/…`` and ``/fonts/…`` (Source Serif). Nothing else is read, neither from the
network nor from the disk: a wording written by staff cannot make the server fetch an address.
"""

import mimetypes
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

import font_source_serif_pro
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.files.storage import default_storage
from django.template.loader import render_to_string
from django.utils import translation
from django.utils._os import safe_join

if TYPE_CHECKING:
    from weasyprint.urls import URLFetcher

HOST = "turna.invalid"
"""Relative addresses need a base that is no real one; names under .invalid never resolve (RFC 2606)."""

BASE_URL = f"https://{HOST}/"
FONTS_URL = "/fonts/"
DEBIAN_PACKAGES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-core fonts-noto-cjk"


class PdfUnavailableError(RuntimeError):
    """The machine lacks the libraries that set text; the message says what to install."""

    def __init__(self) -> None:
        super().__init__(f"PDF documents need Pango. On Debian: apt-get install {DEBIAN_PACKAGES}")


def pdf_available() -> bool:
    """Whether this machine can make PDF documents."""
    try:
        import weasyprint  # noqa: F401
    except OSError:  # Pango or HarfBuzz does not load.
        return False
    return True


def open_own_file(url: str) -> IO[bytes]:
    """The file of this installation that ``url`` names.

    Raises ``ValueError`` for any other address, ``FileNotFoundError`` for a file that is not there, and Django's
    ``SuspiciousFileOperation`` for a path that leads out of its folder.
    """
    address = urlsplit(url)
    if (address.scheme, address.netloc) != ("https", HOST):
        raise ValueError(f"Documents show only files of this installation, not {url[:200]}")
    path = unquote(address.path)
    if path.startswith(settings.STATIC_URL):
        found = finders.find(path.removeprefix(settings.STATIC_URL))
        if not isinstance(found, str):
            raise FileNotFoundError(path)
        return Path(found).open("rb")
    if path.startswith(FONTS_URL):
        return Path(safe_join(font_source_serif_pro.font_directory, path.removeprefix(FONTS_URL))).open("rb")
    if path.startswith(settings.MEDIA_URL):
        return default_storage.open(path.removeprefix(settings.MEDIA_URL))
    raise ValueError(f"Documents show static files, media and fonts, not {path[:200]}")


@cache
def _fetcher() -> "URLFetcher":
    """WeasyPrint's way to files, narrowed to our own. Made at first use: WeasyPrint takes half a second to import."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class OwnFiles(URLFetcher):
        def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
            if url.startswith("data:"):
                return super().fetch(url, headers)
            kind = mimetypes.guess_type(urlsplit(url).path)[0] or "application/octet-stream"
            return URLFetcherResponse(url, open_own_file(url), {"Content-Type": kind})

    return OwnFiles(allowed_protocols=["data"], allow_redirects=False)


def render_pdf(template_name: str, context: Mapping[str, Any], language: str) -> bytes:
    """A template of ``language`` as a tagged PDF (PDF/UA) whose text can be searched, copied and read aloud.

    The template gets ``context`` and ``language``; the interface's words in it are those of ``language``. The same
    input gives the same pages. Raises :class:`PdfUnavailableError` where Pango is not installed.
    """
    if not pdf_available():
        raise PdfUnavailableError
    from weasyprint import HTML

    with translation.override(language):
        html = render_to_string(template_name, {**context, "language": language})
    document: bytes = HTML(string=html, base_url=BASE_URL, url_fetcher=_fetcher()).write_pdf(pdf_variant="pdf/ua-1")
    return document
