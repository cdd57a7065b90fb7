"""What the style guide shows: invented people, courses and forms."""

from typing import Any


def specimens() -> dict[str, Any]:
    """The context of ``templates/cms/styleguide.html``."""
    return {}
