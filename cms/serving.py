"""Sends files to browsers: the safe types shown in place, the rest as downloads, any part of them that is asked for.

Wagtail's own view sends whole files alone. Without ranges a film cannot be wound forward, and Safari does not play
it at all.
"""

import re
from collections.abc import Iterator
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe
from wagtail import hooks
from wagtail.documents.models import document_served

from cms.files import DOWNLOAD_TYPE, INLINE_TYPES
from cms.models import AcademyDocument

CHUNK = 256 * 1024
# No file has a quintillion bytes; longer numbers would cost their reading.
RANGE = re.compile(r"^bytes=([0-9]{0,18})-([0-9]{0,18})$")

# The browser's own pages around a PDF, an image, a film style themselves; scripts and everything else are shut out.
INLINE_POLICY = (
    "default-src 'none'; img-src 'self' data:; media-src 'self'; object-src 'self'; style-src 'unsafe-inline'; "
    "frame-ancestors 'self'"
)
DOWNLOAD_POLICY = "default-src 'none'; sandbox"


@require_safe
def serve_file(request: HttpRequest, document_id: int, document_filename: str) -> HttpResponseBase:
    """A file, to readers who may see its collection; asks and tells whom Wagtail's own view asks and tells.

    Raises ``Http404`` for a file that is not there or has another name.
    """
    document = get_object_or_404(AcademyDocument, pk=document_id)
    if document.filename != document_filename:
        raise Http404(document_filename)
    for hook in hooks.get_hooks("before_serve_document"):
        refusal = hook(document, request)
        if isinstance(refusal, HttpResponseBase):
            return refusal
    document_served.send(sender=AcademyDocument, instance=document, request=request)
    return _answer(document, request)


def _answer(document: AcademyDocument, request: HttpRequest) -> HttpResponseBase:
    etag = f'"{document.file_hash or document.pk}"'
    if request.headers.get("If-None-Match") == etag:
        return HttpResponseNotModified(headers={"ETag": etag})
    try:
        response = _content(document, request, etag)
    except FileNotFoundError:
        raise Http404(document.filename) from None
    for name, value in {**_headers(document, request), "ETag": etag}.items():
        response.headers[name] = value
    return response


def _headers(document: AcademyDocument, request: HttpRequest) -> dict[str, str]:
    extension = document.file_extension.lower()
    inline = extension in INLINE_TYPES and "download" not in request.GET
    disposition = "inline" if inline else "attachment"
    return {
        "Content-Type": INLINE_TYPES.get(extension, DOWNLOAD_TYPE) if inline else DOWNLOAD_TYPE,
        "Content-Disposition": f"{disposition}; filename*=UTF-8''{quote(document.filename)}",
        "Content-Security-Policy": INLINE_POLICY if inline else DOWNLOAD_POLICY,
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "SAMEORIGIN",
        "Accept-Ranges": "bytes",
        # The address stays the same when the file's collection becomes private: every use is asked about.
        "Cache-Control": "private, no-cache",
    }


def _content(document: AcademyDocument, request: HttpRequest, etag: str) -> HttpResponseBase:
    size = document.file.size
    asked = request.headers.get("Range", "")
    # A part of another version of the file would not fit the parts the browser already has.
    if not asked or request.headers.get("If-Range", etag) != etag:
        return _stream(document, 0, size)
    span = parse_range(asked, size)
    if span is None:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    first, last = span
    response = _stream(document, first, last - first + 1, status=206)
    response.headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    return response


def parse_range(header: str, size: int) -> tuple[int, int] | None:
    """The first and last byte asked for by a ``Range`` header, within a file of ``size`` bytes.

    ``None`` when it cannot be met. Several ranges in one request, which no player sends, are not met either.
    """
    match = RANGE.match(header.strip())
    if match is None or not size:
        return None
    first, last = match.groups()
    if first:
        start, end = int(first), min(int(last), size - 1) if last else size - 1
    elif last:
        start, end = max(size - int(last), 0), size - 1
    else:
        return None
    return (start, end) if start <= end and start < size else None


def _stream(document: AcademyDocument, start: int, length: int, status: int = 200) -> StreamingHttpResponse:
    response = StreamingHttpResponse(_chunks(document, start, length), status=status)
    response.headers["Content-Length"] = str(length)
    return response


def _chunks(document: AcademyDocument, start: int, length: int) -> Iterator[bytes]:
    with document.file.storage.open(document.file.name, "rb") as file:
        file.seek(start)
        while length > 0 and (chunk := file.read(min(CHUNK, length))):
            length -= len(chunk)
            yield chunk
