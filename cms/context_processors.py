"""What every page of the site shows around its own content."""

from typing import Any

from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, Any]:
    """Navigation and languages, for ``templates/base.html``."""
    return {}
