"""Collect the strings to translate from code and templates into locale/*/LC_MESSAGES/django.po.

Usage: collect_messages.py        (needs GNU gettext; what is no longer used is dropped, nothing is guessed)
"""

import os
import sys
from pathlib import Path
from typing import Any

import polib

ROOT = Path(__file__).resolve().parents[1]
# English is the language of the code.
CATALOGUES = ("be", "kk", "ky", "ru", "uz", "zh_Hans")
IGNORED = [".venv", "var", "tests", "node_modules", "benchmarks", "scripts", "locale"]


def collect(folder: Path) -> None:
    """Bring the catalogues under ``folder`` to the state of the sources. Raises ``CommandError`` without gettext."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
    sys.path.insert(0, str(ROOT))
    import django
    from django.conf import settings
    from django.core.management.commands.makemessages import Command

    class Exact(Command):
        """Never fills in a translation from a similar string: a guess that nobody reads is worse than a gap."""

        msgmerge_options = [*Command.msgmerge_options, "--no-fuzzy-matching"]
        requires_system_checks: list[str] = []

        def find_files(self, root: str) -> list[Any]:
            """The sources, all for the catalogues under ``folder``: never for those that lie beside the sources."""
            self.locale_paths = [str(folder)]
            return super().find_files(root)

    django.setup()
    settings.LOCALE_PATHS = [str(folder)]
    os.chdir(ROOT)
    command = Exact()
    parser = command.create_parser("manage.py", "makemessages")
    locales = [f"--locale={code}" for code in CATALOGUES]
    ignored = [f"--ignore={name}" for name in IGNORED]
    options = vars(parser.parse_args([*locales, *ignored, "--no-obsolete", "--no-wrap", "--add-location=file"]))
    command.execute(**options)
    for path in folder.glob("*/LC_MESSAGES/django.po"):
        _drop_date(path)


def _drop_date(path: Path) -> None:
    """Collecting twice must not change a line."""
    catalogue = polib.pofile(str(path), wrapwidth=0)
    catalogue.metadata.pop("POT-Creation-Date", None)
    catalogue.metadata.pop("Report-Msgid-Bugs-To", None)
    catalogue.save(str(path))


if __name__ == "__main__":
    collect(ROOT / "locale")
