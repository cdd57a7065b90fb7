"""Texts held in every language: the value, the field, its form."""

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.forms import modelform_factory
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from people.localised import FALLBACKS, LocalisedText, LocalisedTextFormField, ordering_key
from people.models import Organisation, Position
from tests.factories.people import PositionFactory

CODES = [code for code, _label in settings.LANGUAGES]
texts = st.dictionaries(st.sampled_from(CODES), st.text(max_size=40), max_size=7)


def test_str_is_the_text_of_the_active_language() -> None:
    label = LocalisedText(ru="Учитель", en="Teacher")
    with translation.override("en"):
        assert str(label) == "Teacher"
    with translation.override("ru"):
        assert str(label) == "Учитель"


@pytest.mark.parametrize(
    ("language", "held", "shown"),
    [
        ("kk", {"ru": "Школа", "en": "School"}, "ru"),
        ("uz", {"en": "School", "zh-hans": "学校"}, "en"),
        ("zh-hans", {"ru": "Школа", "en": "School"}, "en"),
        ("en", {"be": "Школа"}, "be"),
        ("en", {}, ""),
        ("en", {"en": "", "ru": "Школа"}, "ru"),
    ],
)
def test_falls_back_to_the_language_the_reader_most_likely_reads(
    language: str, held: dict[str, str], shown: str
) -> None:
    assert LocalisedText(held).language_for(language) == shown
    assert LocalisedText(held).in_language(language) == held.get(shown, "")


@given(held=texts, language=st.sampled_from([*CODES, "fr"]))
def test_shows_some_text_whenever_there_is_one(held: dict[str, str], language: str) -> None:
    label = LocalisedText(held)
    assert bool(label.in_language(language)) == any(held.values())
    assert not held.get(language) or label.in_language(language) == held[language]


def test_every_language_of_the_installation_has_fallbacks_that_exist() -> None:
    assert set(FALLBACKS) == set(CODES)
    assert all(set(chain) <= set(CODES) and code not in chain for code, chain in FALLBACKS.items())


@pytest.mark.django_db
@given(held=texts.map(lambda value: {code: text.replace("\x00", "") for code, text in value.items()}))
def test_a_text_comes_back_from_the_database_as_it_was(held: dict[str, str]) -> None:
    position = Position.objects.create(labels=held)
    loaded = Position.objects.get(pk=position.pk).labels
    assert loaded == held
    assert isinstance(loaded, LocalisedText)


@pytest.mark.django_db
def test_a_mapping_is_a_localised_text_as_soon_as_it_is_assigned() -> None:
    position = Position(labels={"en": "Teacher"})
    with translation.override("en"):
        assert str(position) == "Teacher"
    position.labels = {"en": "Head"}
    assert isinstance(position.labels, LocalisedText)


@pytest.mark.django_db
def test_one_language_can_be_looked_up_in_the_database() -> None:
    position = PositionFactory.create(labels={"en": "Teacher", "ru": "Учитель"})
    assert Position.objects.get(labels__en="Teacher") == position
    assert Position.objects.values_list("labels__ru", flat=True).get() == "Учитель"


@pytest.mark.parametrize(
    ("value", "code"),
    [({"fr": "École"}, "unknown_language"), ({"en": 7}, "invalid"), ("School", "invalid"), ({}, "blank")],
)
def test_refuses_what_is_no_text_by_language(value: object, code: str) -> None:
    field = Organisation._meta.get_field("labels")
    with pytest.raises(ValidationError) as refusal:
        field.clean(value, None)
    assert refusal.value.code == code


def test_the_form_has_one_labelled_input_for_each_language() -> None:
    form = modelform_factory(Position, fields=["labels"])(prefix="p")
    with translation.override("en"):
        html = str(form["labels"])
    for code in CODES:
        assert f'name="p-labels_{code}"' in html
        assert f'lang="{code}"' in html
    assert "Kazakh" in html
    assert "required" not in html, "one language is enough, whichever it is"


def test_the_form_keeps_only_the_languages_that_were_filled_in() -> None:
    form = modelform_factory(Position, fields=["labels"])({"labels_ru": "  Учитель ", "labels_en": "Teacher"})
    assert form.is_valid()
    assert form.cleaned_data["labels"] == {"ru": "Учитель", "en": "Teacher"}


def test_the_form_needs_at_least_one_language() -> None:
    form = modelform_factory(Position, fields=["labels"])({"labels_ru": " "})
    with translation.override("en"):
        assert form.errors["labels"] == ["Fill in at least one language."]


def test_the_form_tells_whether_anything_changed() -> None:
    position = Position(labels={"ru": "Учитель"})
    make = modelform_factory(Position, fields=["labels"])
    assert make({"labels_ru": "Учитель"}, instance=position).has_changed() is False
    assert make({"labels_ru": "Педагог"}, instance=position).has_changed() is True


@given(held=texts)
def test_the_form_field_gives_back_what_it_shows(held: dict[str, str]) -> None:
    field = LocalisedTextFormField(required=False, max_length=None)
    shown = field.widget.decompress(held)
    stripped = {code: text.strip() for code, text in held.items() if text.strip() and "\x00" not in text}
    if all("\x00" not in text for text in held.values()):
        assert field.clean(shown) == stripped


def test_a_line_longer_than_255_is_refused_and_a_paragraph_is_not() -> None:
    with pytest.raises(ValidationError):
        LocalisedTextFormField().clean(["x" * 256, *[""] * 6])
    assert LocalisedTextFormField(multiline=True, max_length=None).clean(["x" * 9000, *[""] * 6])


def test_sorts_by_the_readers_language_first() -> None:
    assert ordering_key("kk") == ["labels__kk", "labels__ru", "labels__en"]


@pytest.mark.django_db
def test_positions_are_listed_in_the_order_of_their_names() -> None:
    for name in ("Zoologist", "Archivist", "Mentor"):
        PositionFactory.create(labels={"en": name})
    assert [row.labels["en"] for row in Position.objects.in_order_of_name("en")] == ["Archivist", "Mentor", "Zoologist"]
