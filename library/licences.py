"""The licences an object may carry, by SPDX identifier (spdx.org/licenses), and what each allows, in words."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Licence:
    """One licence: its SPDX code (ours start with ``LicenseRef-``), name, deed and rights in words."""

    code: str
    name: str | Promise
    url: str
    allows: str | Promise


_CC = "https://creativecommons.org/"
UNKNOWN = "LicenseRef-unknown"

LICENCES: dict[str, Licence] = {
    licence.code: licence
    for licence in (
        Licence("CC0-1.0", "CC0", f"{_CC}publicdomain/zero/1.0/", _("Use in any way, without naming the author.")),
        Licence("CC-BY-4.0", "CC BY", f"{_CC}licenses/by/4.0/", _("Use and change in any way, naming the author.")),
        Licence(
            "CC-BY-SA-4.0",
            "CC BY-SA",
            f"{_CC}licenses/by-sa/4.0/",
            _("Use and change, naming the author; share what you make under the same licence."),
        ),
        Licence(
            "CC-BY-NC-4.0",
            "CC BY-NC",
            f"{_CC}licenses/by-nc/4.0/",
            _("Use and change without commercial gain, naming the author."),
        ),
        Licence(
            "CC-BY-NC-SA-4.0",
            "CC BY-NC-SA",
            f"{_CC}licenses/by-nc-sa/4.0/",
            _("Use and change without commercial gain, naming the author; share under the same licence."),
        ),
        Licence(
            "CC-BY-ND-4.0",
            "CC BY-ND",
            f"{_CC}licenses/by-nd/4.0/",
            _("Share unchanged, naming the author."),
        ),
        Licence(
            "CC-BY-NC-ND-4.0",
            "CC BY-NC-ND",
            f"{_CC}licenses/by-nc-nd/4.0/",
            _("Share unchanged, without commercial gain, naming the author."),
        ),
        Licence(
            "LicenseRef-academy",
            _("For the academy's learners"),
            "",
            _("Use in teaching inside the academy; ask before you share it elsewhere."),
        ),
        Licence(
            "LicenseRef-all-rights-reserved",
            _("All rights reserved"),
            "",
            _("Read it here; any other use needs the rights holder's permission."),
        ),
        Licence(UNKNOWN, _("Not stated"), "", _("Find out who holds the rights before you use it.")),
    )
}

LICENCE_CHOICES = [(code, licence.name) for code, licence in LICENCES.items()]


NOT_IN_COURSES = frozenset({"LicenseRef-all-rights-reserved"})
"""Licences under which an object may be read in the library, and not be made a part of a course."""

UNCLEAR_IN_COURSES = frozenset({UNKNOWN})
"""Licences of which somebody has to find out first whether a course may use the object."""


def licence_of(code: str) -> Licence:
    """The licence of that code; the unknown one for a code the table does not have, so that a page can be shown."""
    return LICENCES.get(code, LICENCES[UNKNOWN])
