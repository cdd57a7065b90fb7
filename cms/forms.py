"""Forms of the admin."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm


class SoundImageField(WagtailImageField):
    """Refuses a file that begins like an image and goes on like none, too."""

    def check_image_pixel_size(self, f: Any) -> None:
        """Raise ``ValidationError`` for too many pixels, and for an image that cannot be opened."""
        try:
            super().check_image_pixel_size(f)
        except ValidationError:
            raise
        except Exception as error:
            raise ValidationError(self.error_messages["invalid_image"], code="invalid_image") from error


class AcademyImageForm(BaseImageForm):
    """An image cannot be added or changed here without saying what it shows."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if file := self.fields.get("file"):
            self.fields["file"] = SoundImageField(label=file.label, required=file.required, widget=file.widget)
        description = self.fields["description"]
        description.required = True
        description.label = _("What it shows")
        description.help_text = _(
            "One sentence for those who do not see the image: what matters in it, not that it is an image."
        )
