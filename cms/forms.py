"""Forms of the admin."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.images.forms import BaseImageForm


class AcademyImageForm(BaseImageForm):
    """An image cannot be added or changed here without saying what it shows."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        description = self.fields["description"]
        description.required = True
        description.label = _("What it shows")
        description.help_text = _(
            "One sentence for those who do not see the image: what matters in it, not that it is an image."
        )
