"""The problems an archive can have, each in words that say what happened and what to do next."""

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from interop.errors import ImportProblem, UnsafeArchive
from interop.names import printable


def not_a_zip(start: bytes) -> ImportProblem:
    if start.startswith(b"\x1f\x8b"):
        return ImportProblem(
            "not-a-zip",
            _(
                "This is a gzip file, not a zip: perhaps a Moodle backup (.mbz). "
                "In Moodle choose “IMS Common Cartridge” when you make the backup, and bring that file."
            ),
        )
    return ImportProblem(
        "not-a-zip", _("This is not a zip archive. Bring the .imscc or .zip file exactly as it was exported.")
    )


def broken() -> ImportProblem:
    return ImportProblem(
        "broken-zip",
        _("The archive is damaged or cut short, so it cannot be opened. Download or export it again."),
    )


def damaged(name: str) -> ImportProblem:
    return ImportProblem(
        "damaged-entry",
        _("“%(name)s” in the archive is damaged and cannot be read. Download or export the course again.")
        % {"name": printable(name)},
    )


def lies(name: str) -> UnsafeArchive:
    return UnsafeArchive(
        "false-size",
        _("“%(name)s” holds more or less data than the archive declares. Such an archive is not used; export it again.")
        % {"name": printable(name)},
    )


def bomb(name: str) -> UnsafeArchive:
    return UnsafeArchive(
        "bomb",
        _("“%(name)s” would grow out of all proportion when unpacked. Such an archive is not opened.")
        % {"name": printable(name)},
    )


def duplicate(name: str) -> UnsafeArchive:
    return UnsafeArchive(
        "duplicate-name",
        _("The archive holds two files with the same name: “%(name)s”. Rename one of them and pack again.")
        % {"name": printable(name)},
    )


def too_many(limit: int) -> UnsafeArchive:
    return UnsafeArchive(
        "too-many-entries",
        _("The archive has more than %(limit)d entries. Export the course in parts.") % {"limit": limit},
    )


def not_a_file(name: str) -> UnsafeArchive:
    return UnsafeArchive(
        "not-a-file",
        _("“%(name)s” in the archive is a link or a device, not a file. Pack the files themselves.")
        % {"name": printable(name)},
    )


def encrypted() -> ImportProblem:
    return ImportProblem("encrypted", _("The archive is protected with a password. Pack it again without one."))


def entry_too_large(name: str, limit: int) -> UnsafeArchive:
    return UnsafeArchive(
        "entry-too-large",
        _("“%(name)s” is larger than the %(limit)s allowed for it. Leave it out of the export.")
        % {"name": printable(name), "limit": filesizeformat(limit)},
    )


def unpacks_too_large(limit: int) -> UnsafeArchive:
    return UnsafeArchive(
        "archive-too-large",
        _("The archive would unpack to more than %(limit)s. Leave large files out of the export.")
        % {"limit": filesizeformat(limit)},
    )


def empty() -> ImportProblem:
    return ImportProblem("empty-file", _("The file is empty. Export the course again and check its size."))


def file_too_large(limit: int) -> UnsafeArchive:
    return UnsafeArchive(
        "file-too-large",
        _("The file is larger than %(limit)s. Leave large videos out of the export and add them later.")
        % {"limit": filesizeformat(limit)},
    )
