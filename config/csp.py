"""Which policy a page is sent with: strict for readers, with what Wagtail's editor needs for those who write."""

from csp.constants import SELF, UNSAFE_INLINE
from csp.middleware import CSPMiddleware, PolicyParts
from django.http import HttpRequest
from django.http.response import HttpResponseBase

ADMIN_PREFIX = "/admin/"

# What Wagtail 8 does there and a browser was seen to refuse: inline scripts (choosers, the permissions of a page, the
# menu of languages), an inline handler (the focal point of an image), styles written by scripts (the text editor).
ADMIN_RELAXATION = {
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
}


class PolicyMiddleware(CSPMiddleware):
    """Adds the relaxation to the policy of the settings under ``/admin/`` and nowhere else."""

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        """The policy of the settings and of decorators, relaxed for the editor."""
        parts = super().get_policy_parts(request, response, report_only)
        if request.path_info.startswith(ADMIN_PREFIX):
            parts.update = {**ADMIN_RELAXATION, **(parts.update or {})}
        return parts
