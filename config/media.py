"""Images of the installation when no web server or object store in front serves them."""

from pathlib import PurePosixPath

from django.conf import settings
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.static import serve

# Documents are served by Wagtail's view, which asks who may read them; everything else stays private.
PUBLIC_FOLDERS = frozenset({"images"})
ONE_YEAR = 31_536_000


def media(request: HttpRequest, name: str) -> HttpResponseBase:
    """A rendition of an image. Raises ``Http404`` for anything that is not one."""
    if PurePosixPath(name).parts[0] not in PUBLIC_FOLDERS:
        raise Http404(name)
    response = serve(request, name, document_root=str(settings.MEDIA_ROOT))
    # A rendition's name holds what it was made of, so its content never changes.
    response.headers["Cache-Control"] = f"public, max-age={ONE_YEAR}, immutable"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
