"""A short text held in every language of the installation: names of subjects, organisations, positions.

One JSON column of the shape ``{"ru": "Алгебра", "en": "Algebra"}``: no join, no query per label, and a language
can be added without a migration.
"""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.db import models
from django.utils.translation import get_language

# Which language a reader most likely also reads, by the partner countries' practice; English and Russian close each row.
FALLBACKS: Mapping[str, tuple[str, ...]] = {
    "kk": ("ru", "en"),
    "ky": ("ru", "en"),
    "uz": ("ru", "en"),
    "be": ("ru", "en"),
    "zh-hans": ("en", "ru"),
    "en": ("ru",),
    "ru": ("en",),
}


class LocalisedText(dict[str, str]):
    """Text by language code. ``str()`` is the text a reader of the active language should see."""

    def in_language(self, language: str) -> str:
        """The text in ``language``, else in the nearest language that has one, else an empty string."""
        for code in (language, *FALLBACKS.get(language, ()), *self):
            if text := self.get(code):
                return text
        return ""

    def __str__(self) -> str:
        return self.in_language(get_language() or settings.LANGUAGE_CODE)


class LocalisedTextWidget(forms.MultiWidget):
    """One line of input for each language of the installation, marked with its ``lang``."""

    template_name = "people/widgets/localised_text.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({code: forms.TextInput({"lang": code}) for code, _ in settings.LANGUAGES}, attrs)

    def decompress(self, value: Mapping[str, str] | None) -> list[str]:
        """The inputs' values, in the order of the installation's languages."""
        return [(value or {}).get(code, "") for code, _ in settings.LANGUAGES]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Adds each input's language name, so that the template can label it."""
        context = super().get_context(name, value, attrs)
        for subwidget, (_, label) in zip(context["widget"]["subwidgets"], settings.LANGUAGES, strict=True):
            subwidget["language_label"] = label
        return context


class LocalisedTextFormField(forms.MultiValueField):
    """Reads the inputs of :class:`LocalisedTextWidget`; needs at least one language when required."""

    widget = LocalisedTextWidget

    def __init__(self, **kwargs: Any) -> None:
        for unused in ("encoder", "decoder", "max_length"):
            kwargs.pop(unused, None)
        fields = [forms.CharField(max_length=255, required=False) for _ in settings.LANGUAGES]
        super().__init__(fields, require_all_fields=False, **kwargs)

    def compress(self, data_list: list[str]) -> LocalisedText:
        """The languages that were filled in."""
        codes = [code for code, _ in settings.LANGUAGES]
        return LocalisedText({code: text for code, text in zip(codes, data_list, strict=False) if text})


class LocalisedTextField(models.JSONField):
    """Stores a :class:`LocalisedText`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", LocalisedText)
        super().__init__(*args, **kwargs)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> LocalisedText:
        """The value as the class that knows how to choose a language."""
        return LocalisedText(super().from_db_value(value, expression, connection) or {})

    def to_python(self, value: Any) -> LocalisedText:
        """Any mapping becomes a :class:`LocalisedText`."""
        return value if isinstance(value, LocalisedText) else LocalisedText(value or {})

    def formfield(self, **kwargs: Any) -> Any:
        """A field with one input per language."""
        return models.Field.formfield(self, **{"form_class": LocalisedTextFormField, **kwargs})
