"""A text held in every language of the installation: names of subjects, organisations, positions, consents.

One JSON column of the shape ``{"ru": "Алгебра", "en": "Algebra"}``: no join, no query per label, and a language
can be added without a migration.
"""

from collections.abc import Collection, Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.query_utils import DeferredAttribute
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

# Which language a reader most likely also reads, in the partner countries; English and Russian close each row.
FALLBACKS: Mapping[str, tuple[str, ...]] = {
    "kk": ("ru", "en"),
    "ky": ("ru", "en"),
    "uz": ("ru", "en"),
    "be": ("ru", "en"),
    "zh-hans": ("en", "ru"),
    "en": ("ru",),
    "ru": ("en",),
}


def nearest_language(language: str, among: Collection[str]) -> str:
    """Of these languages the one that a reader of ``language`` most likely reads; the installation's own if none."""
    near = (language, *FALLBACKS.get(language, ()))
    return next((code for code in near if code in among), settings.LANGUAGE_CODE)


class LocalisedText(dict[str, str]):
    """Text by language code. ``str()`` is the text a reader of the active language should see."""

    def language_for(self, language: str) -> str:
        """The code of the text a reader of ``language`` is shown, for ``lang=``; empty when there is no text."""
        for code in (language, *FALLBACKS.get(language, ()), *self):
            if self.get(code):
                return code
        return ""

    def in_language(self, language: str) -> str:
        """The text in ``language``, else in the nearest language that has one, else an empty string."""
        return self.get(self.language_for(language), "")

    @property
    def shown_language(self) -> str:
        """The language of ``str()`` now."""
        return self.language_for(get_language() or settings.LANGUAGE_CODE)

    def __str__(self) -> str:
        return self.in_language(get_language() or settings.LANGUAGE_CODE)


def ordering_key(language: str, field: str = "labels") -> list[str]:
    """What ``order_by()`` takes to sort by a localised field as a reader of ``language`` sees it, without fallback."""
    return [f"{field}__{language}", *(f"{field}__{code}" for code in FALLBACKS.get(language, ()))]


class LocalisedTextWidget(forms.MultiWidget):
    """One input for each language of the installation, marked with its ``lang``."""

    template_name = "people/widgets/localised_text.html"
    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None, multiline: bool = False) -> None:
        kind = forms.Textarea if multiline else forms.TextInput
        extra = {"rows": 4} if multiline else {}
        super().__init__({code: kind({"lang": code, **extra}) for code, _label in settings.LANGUAGES}, attrs)

    def decompress(self, value: Mapping[str, str] | None) -> list[str]:
        """The inputs' values, in the order of the installation's languages."""
        return [(value or {}).get(code, "") for code, _label in settings.LANGUAGES]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Adds each input's language name, so that the template can label it."""
        context = super().get_context(name, value, attrs)
        for subwidget, (_code, label) in zip(context["widget"]["subwidgets"], settings.LANGUAGES, strict=True):
            subwidget["language_label"] = label
            # One language is enough, whichever it is: no single input may demand to be filled in.
            subwidget["attrs"].pop("required", None)
        return context


class LocalisedTextFormField(forms.MultiValueField):
    """Reads the inputs of :class:`LocalisedTextWidget`; needs at least one language when required."""

    default_error_messages = {"required": _("Fill in at least one language.")}

    def __init__(self, *, multiline: bool = False, max_length: int | None = 255, **kwargs: Any) -> None:
        for unused in ("encoder", "decoder"):
            kwargs.pop(unused, None)
        # Forms made by Wagtail name a widget of their own choice, which would hold one input.
        if not isinstance(kwargs.get("widget"), LocalisedTextWidget):
            kwargs["widget"] = LocalisedTextWidget(multiline=multiline)
        fields = [forms.CharField(max_length=max_length, required=False) for _pair in settings.LANGUAGES]
        super().__init__(fields, require_all_fields=False, **kwargs)

    def clean(self, value: Any) -> Any:
        """The texts; blanks alone count as nothing, which a required field refuses in its own words."""
        return super().clean([(text or "").strip() for text in value or []])

    def compress(self, data_list: list[str]) -> LocalisedText:
        """The languages that were filled in."""
        codes = [code for code, _label in settings.LANGUAGES]
        return LocalisedText({code: text for code, text in zip(codes, data_list, strict=False) if text})


class LocalisedTextAttribute(DeferredAttribute):
    """Turns whatever mapping is assigned into a :class:`LocalisedText` at once, not only after a reload."""

    field: Any

    def __set__(self, instance: models.Model, value: Any) -> None:
        instance.__dict__[self.field.attname] = self.field.to_python(value)


class LocalisedTextField(models.JSONField):
    """Stores a :class:`LocalisedText`. ``multiline`` gives paragraphs of any length, not one line of 255 characters."""

    descriptor_class = LocalisedTextAttribute

    def __init__(self, *args: Any, multiline: bool = False, **kwargs: Any) -> None:
        self.multiline = multiline
        kwargs.setdefault("default", LocalisedText)
        super().__init__(*args, **kwargs)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        """The value as the class that knows how to choose a language; of a ``labels__en`` lookup, the plain text."""
        loaded = super().from_db_value(value, expression, connection)
        return loaded if isinstance(loaded, str) else LocalisedText(loaded or {})

    def to_python(self, value: Any) -> Any:
        """Any mapping becomes a :class:`LocalisedText`; what is no mapping is left for ``validate`` to refuse."""
        if value is None or value == "":
            return LocalisedText()
        return LocalisedText(value) if isinstance(value, Mapping) else value

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        """Raise ``ValidationError`` unless the value is text by known language code."""
        if not isinstance(value, Mapping) or not all(isinstance(text, str) for text in value.values()):
            raise ValidationError(_("Give texts by language code."), code="invalid")
        if unknown := set(value) - {code for code, _label in settings.LANGUAGES}:
            message = _("The installation has no such language: %(codes)s.")
            raise ValidationError(message, code="unknown_language", params={"codes": ", ".join(sorted(unknown))})
        super().validate(value, model_instance)

    def formfield(self, **kwargs: Any) -> Any:
        """A field with one input per language."""
        defaults: dict[str, Any] = {
            "form_class": LocalisedTextFormField,
            "multiline": self.multiline,
            "max_length": None if self.multiline else 255,
        }
        # Of a callable default Django makes a hidden copy of the field, to compare with: it has no inputs here.
        kwargs.setdefault("show_hidden_initial", False)
        return models.Field.formfield(self, **{**defaults, **kwargs})
