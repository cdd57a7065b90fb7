"""What the check of translations refuses in the sources."""

from pathlib import Path

import pytest

from scripts.check_messages import ROOT, nameless


@pytest.mark.parametrize(
    "line",
    [
        "from django.utils.translation import gettext as _",
        "from django.utils.translation import gettext_lazy as _",
        "from django.utils.translation import gettext, ngettext, pgettext_lazy",
        "from django.utils.translation import gettext as gettext",
        "from django.utils.translation import override as gettext_in",
        "from somewhere import gettext as _now",
    ],
)
def test_names_that_are_collected_pass(line: str, tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(line)
    assert nameless(tmp_path) == []


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("from django.utils.translation import gettext as _now", "_now"),
        ("from django.utils.translation import gettext_lazy as _l", "_l"),
        ("from django.utils.translation import ngettext as _n", "_n"),
        ("from django.utils.translation import pgettext as _", "_"),
        ("def words():\n    from django.utils.translation import gettext as say", "say"),
    ],
)
def test_names_that_are_not_collected_are_refused(line: str, name: str, tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(line)
    (found,) = nameless(tmp_path)
    assert found.startswith(f"app.py: texts given to {name} are not collected")


def test_tests_may_call_it_what_they_like(tmp_path: Path) -> None:
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "app.py").write_text("from django.utils.translation import gettext as _now")
    assert nameless(tmp_path) == []


def test_the_sources_give_translation_no_other_name() -> None:
    assert nameless(ROOT) == []
