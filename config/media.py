"""Images of the installation, from whatever store holds them.

Addresses stay the site's own even when the files lie in an object store: the content policy allows only the site, the
bucket stays private, and no signed address expires inside a cached page.
"""

from posixpath import normpath
from typing import Any

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import FileSystemStorage, default_storage
from django.http import FileResponse, Http404, HttpRequest
from storages.backends.s3 import S3Storage

# Documents are served by Wagtail's view, which asks who may read them; everything else stays private.
PUBLIC_FOLDERS = frozenset({"images"})
ONE_YEAR = 31_536_000


class PrivateS3Storage(S3Storage):
    """A bucket that only the installation reads."""

    def url(self, name: str, *args: Any, **kwargs: Any) -> str:
        """The address of the file on this site."""
        return f"{settings.MEDIA_URL}{name}"


class PrivateFileStorage(FileSystemStorage):
    """A folder beside the one for media, which no address reaches: views open its files after asking who wants them."""

    def url(self, name: str | None) -> str:
        """There is none. Raises ``ValueError``."""
        raise ValueError("Private files have no address: link to the view that serves them.")


def media(request: HttpRequest, name: str) -> FileResponse:
    """A rendition of an image. Raises ``Http404`` for anything that is not one."""
    if normpath(name) != name or name.partition("/")[0] not in PUBLIC_FOLDERS:
        raise Http404(name)
    try:
        response = FileResponse(default_storage.open(name))
    except (FileNotFoundError, IsADirectoryError, SuspiciousFileOperation) as error:
        raise Http404(name) from error
    # A rendition's name holds what it was made of, so its content never changes.
    response.headers["Cache-Control"] = f"public, max-age={ONE_YEAR}, immutable"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
