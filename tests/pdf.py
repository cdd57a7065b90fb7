"""What tests of printed documents share."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from credentials.pdf import DEBIAN_PACKAGES, pdf_available

needs_pango = pytest.mark.skipif(not pdf_available(), reason=f"Pango is not installed ({DEBIAN_PACKAGES})")


def text_of(document: bytes) -> str:
    """All text of a PDF, with white space made single."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(document)).pages).split())
