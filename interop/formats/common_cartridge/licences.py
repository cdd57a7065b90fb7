"""The licence of a cartridge as an SPDX identifier, from Canvas's code or the words of its metadata."""

import re

_CANVAS = {
    "cc_by": "CC-BY-4.0",
    "cc_by_sa": "CC-BY-SA-4.0",
    "cc_by_nc": "CC-BY-NC-4.0",
    "cc_by_nc_sa": "CC-BY-NC-SA-4.0",
    "cc_by_nd": "CC-BY-ND-4.0",
    "cc_by_nc_nd": "CC-BY-NC-ND-4.0",
    "private": "LicenseRef-all-rights-reserved",
}
_DEED = re.compile(r"creativecommons\.org/licenses/(by(?:-nc)?(?:-sa|-nd)?)/(\d\.\d)", re.IGNORECASE)


def licence_code(canvas: str, rights: str) -> str:
    """The SPDX identifier, or empty if it is not certain. A deed named with its version is the most certain."""
    if deed := _DEED.search(rights):
        return f"CC-{deed[1].upper()}-{deed[2]}"
    if "creativecommons.org/publicdomain/zero" in rights.lower():
        return "CC0-1.0"
    return _CANVAS.get(canvas, "")
