"""Panels of the object's editor."""

from typing import Any

from wagtail.admin.panels import Panel


class UsedInPanel(Panel):
    """Where the object is used, in any of its languages; absent while the object is new."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "library/admin/used_in_panel.html"

        def is_shown(self) -> bool:
            """Only for what exists already."""
            return bool(self.instance.pk) and super().is_shown()

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """Adds the uses, as far as the person may see them."""
            from library.usage import usage_of

            context: dict[str, Any] = super().get_context_data(parent_context)
            return {**context, "object": self.instance, "usage": usage_of([self.instance], self.request.user)}
