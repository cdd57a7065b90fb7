"""The colours: every pair that meets on a page can be read, in every scheme."""

import re
from pathlib import Path

import pytest
from django.conf import settings

CSS = Path(settings.BASE_DIR) / "static" / "css"
SHEETS = [sheet for sheet in sorted(CSS.rglob("*.css")) if "admin" not in str(sheet.relative_to(CSS))]
"""Those of the site; the sheets of Wagtail's admin stand apart."""
SCHEMES_CSS = (CSS / "schemes.css").read_text()
SYSTEM_DARK = ":root:not([data-scheme])"

GROUNDS = ("canvas", "surface", "surface-sunken", "surface-tint")
WORDS = ("text", "text-muted", "link", "link-hover", "primary", "accent", "success", "warning", "danger", "info")
TEXT_PAIRS = [
    *[(word, ground) for ground in GROUNDS[:3] for word in WORDS],
    *[(word, "surface-tint") for word in ("text", "text-muted", "primary", "link")],
    *[(tone, f"{tone}-tint") for tone in ("accent", "success", "warning", "danger", "info")],
    *[("text", f"{tone}-tint") for tone in ("success", "warning", "danger", "info")],
    ("on-primary", "primary"),
    ("on-primary", "primary-hover"),
    ("on-danger", "danger"),
    ("on-mark", "mark"),
    ("on-crown", "crown"),
    ("on-header", "header"),
    ("on-header", "header-field"),
    ("header-muted", "header"),
    ("header-muted", "header-field"),
    ("canvas", "text"),  # Toasts are the page inside out.
]
SHAPE_PAIRS = [
    *[(shape, ground) for ground in GROUNDS[:3] for shape in ("line-control", "focus", "primary", "accent")],
    ("header-focus", "header"),
    ("header-focus", "header-field"),
    ("crown", "header"),
    ("success", "surface-sunken"),
]


def declarations(selector: str) -> dict[str, str]:
    """The custom properties a scheme gives, by name without the dashes."""
    block = re.search(re.escape(selector) + r" \{(.*?)\}", SCHEMES_CSS, re.DOTALL)
    assert block, selector
    return dict(re.findall(r"--([\w-]+): ([^;]+);", block[1]))


LIGHT = declarations("\n:root")
SCHEMES = {
    "light": LIGHT,
    **{name: LIGHT | declarations(f':root[data-scheme="{name}"]') for name in ("dark", "sepia", "contrast")},
}


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2 defines it, 0 to 1."""
    channels = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(weight * channel for weight, channel in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_computed_as_wcag_says() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("word", "ground"), TEXT_PAIRS)
def test_text_can_be_read(scheme: str, word: str, ground: str) -> None:
    assert contrast(SCHEMES[scheme][word], SCHEMES[scheme][ground]) >= 4.5


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("shape", "ground"), SHAPE_PAIRS)
def test_shapes_can_be_told_apart(scheme: str, shape: str, ground: str) -> None:
    assert contrast(SCHEMES[scheme][shape], SCHEMES[scheme][ground]) >= 3


@pytest.mark.parametrize("word", ["text", "text-muted", "link", "danger", "success"])
def test_high_contrast_is_high(word: str) -> None:
    assert contrast(SCHEMES["contrast"][word], SCHEMES["contrast"]["canvas"]) >= 7


def test_the_systems_dark_is_the_chosen_dark() -> None:
    assert declarations(SYSTEM_DARK) == declarations(':root[data-scheme="dark"]')


@pytest.mark.parametrize("scheme", ["dark", "sepia", "contrast"])
def test_a_scheme_gives_every_colour(scheme: str) -> None:
    assert set(LIGHT) <= set(declarations(f':root[data-scheme="{scheme}"]'))


def test_every_custom_property_that_is_used_is_given() -> None:
    sheets = [*SHEETS, *CSS.parent.glob("*.svg")]
    text = "\n".join(sheet.read_text() for sheet in sheets)
    given = set(re.findall(r"(--[\w-]+):", text))
    used = set(re.findall(r"var\((--[\w-]+)", text))
    assert used - given == set()


def test_every_sheet_is_imported_once_and_exists() -> None:
    imported = re.findall(r'@import url\("([\w./-]+)"\)', (CSS / "main.css").read_text())
    names = (str(sheet.relative_to(CSS)) for sheet in SHEETS)
    # What begins with pdf is of documents, not of pages.
    there = sorted(name for name in names if name != "main.css" and not name.startswith("pdf"))
    assert sorted(imported) == there
