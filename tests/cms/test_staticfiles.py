"""Static files: the heading face is found, and main.css becomes one file."""

import json
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage
from django.core.management import call_command
from pytest_django import Settings

from cms.staticfiles import HeadingFontFinder, bundle

LETTERS = "ӘәҒғҚқҢңӨөҰұҮүҺһІіЎўЁё№«»—ʻ’"


def test_the_heading_face_is_served() -> None:
    found = finders.find("fonts/SourceSerifPro-Semibold.ttf")
    assert found
    assert Path(str(found)).stat().st_size > 100_000


def test_nothing_else_of_its_package_is() -> None:
    assert [name for name, _ in HeadingFontFinder().list(None)] == ["SourceSerifPro-Semibold.ttf"]
    assert HeadingFontFinder().find("fonts/SourceSerifPro-Black.ttf") == ""
    assert HeadingFontFinder().find("fonts/SourceSerifPro-Black.ttf", find_all=True) == []


def _sheets(**sheets: str) -> InMemoryStorage:
    storage = InMemoryStorage()
    for name, css in sheets.items():
        storage.save(f"css/{name.replace('__', '/')}.css", ContentFile(css.encode()))
    return storage


def test_an_import_is_replaced_by_its_sheet_in_its_layer() -> None:
    storage = _sheets(main='@layer a;\n@import url("one.css") layer(a);\nb {}\n', one="i { color: red; }\n")
    assert bundle("css/main.css", storage) == "@layer a;\n@layer a {\ni { color: red; }\n}\n\nb {}\n"


def test_imports_are_followed_and_addresses_rewritten() -> None:
    storage = _sheets(
        main='@import url("parts/one.css");',
        parts__one='@import url("two.css");',
        parts__two='i { background: url("../../x.svg"), url("data:image/gif;base64,R0"); }',
    )
    assert (
        bundle("css/main.css", storage)
        == 'i { background: url("parts/../../x.svg"), url("data:image/gif;base64,R0"); }'
    )


def test_a_missing_sheet_stops_the_collection() -> None:
    with pytest.raises(FileNotFoundError):
        bundle("css/main.css", _sheets(main='@import url("gone.css");'))


@pytest.fixture
def collected(tmp_path: Path, settings: Settings) -> Path:
    """The site's own static files as production serves them."""
    settings.STATIC_ROOT = tmp_path
    settings.STATICFILES_FINDERS = [
        "django.contrib.staticfiles.finders.FileSystemFinder",
        "cms.staticfiles.HeadingFontFinder",
    ]
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": "cms.staticfiles.BundledStaticFilesStorage"}}
    call_command("collectstatic", interactive=False, verbosity=0)
    return tmp_path


def test_production_serves_one_sheet_with_hashed_names(collected: Path) -> None:
    names = json.loads((collected / "staticfiles.json").read_text())["paths"]
    css = (collected / names["css/main.css"]).read_text()
    assert "@import" not in css
    assert css.index("@layer tokens {") < css.index("@layer base {") < css.index("@layer components {")
    assert re.search(r"SourceSerifPro-Semibold\.\w{12}\.ttf", css)
    assert css.count("{") == css.count("}")
    assert (collected / f"{names['css/main.css']}.gz").exists()


def test_production_hashes_the_names_inside_modules(collected: Path) -> None:
    names = json.loads((collected / "staticfiles.json").read_text())["paths"]
    script = (collected / names["js/main.js"]).read_text()
    assert re.findall(r'from "(\./menus\.\w{12}\.js)"', script)
    assert 'from "./menus.js"' not in script


def test_headings_have_the_letters_of_all_languages() -> None:
    fonts = (Path(__file__).parents[2] / "static/css/fonts.css").read_text()
    ranges = [(int(a, 16), int(b or a, 16)) for a, b in re.findall(r"U\+([0-9A-F]+)(?:-([0-9A-F]+))?", fonts)]
    assert all(any(low <= ord(letter) <= high for low, high in ranges) for letter in LETTERS)
