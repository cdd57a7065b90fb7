"""How the site's own static files reach the reader: the heading face, and one style sheet in the place of fifty."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from posixpath import dirname, join, normpath
from typing import Any

import font_source_serif_pro
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, InMemoryStorage, Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

FONT_FILE = "SourceSerifPro-Semibold.ttf"
FONT_DIRECTORY = Path(font_source_serif_pro.font_directory)

BUNDLED_SHEETS = ("css/main.css",)
IMPORT = re.compile(r'@import url\("(?P<url>[\w./-]+)"\)(?: layer\((?P<layer>[\w-]+)\))?;')
URL = re.compile(r'url\("(?P<url>\.[\w./-]+)"\)')


class HeadingFontFinder(BaseFinder):
    """Finds one weight of Source Serif in its package, as ``fonts/SourceSerifPro-Semibold.ttf``."""

    storage = FileSystemStorage(location=FONT_DIRECTORY)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.storage.prefix = "fonts"  # type: ignore[attr-defined]  # How collectstatic learns where files go.

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        """The place of the font on disk, for the development server."""
        found = [str(FONT_DIRECTORY / FONT_FILE)] if path == f"fonts/{FONT_FILE}" else []
        return found if find_all else "".join(found)

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Storage]]:
        """The font, for ``collectstatic``."""
        yield FONT_FILE, self.storage


def bundle(name: str, storage: Storage) -> str:
    """The style sheet ``name`` with its imports in the place of its ``@import`` rules, each in its layer.

    Addresses inside an imported sheet are rewritten relative to ``name``. Imports of imports follow.
    """

    def inline(match: re.Match[str]) -> str:
        imported = normpath(join(dirname(name), match["url"]))
        css = URL.sub(lambda url: f'url("{join(dirname(match["url"]), url["url"])}")', bundle(imported, storage))
        return f"@layer {match['layer']} {{\n{css}}}\n" if match["layer"] else css

    with storage.open(name) as sheet:
        return IMPORT.sub(inline, sheet.read().decode())


class BundledStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Hashed and compressed names, with ``css/main.css`` as one file and the names inside our ES modules hashed too.

    One request instead of a chain of fifty is what a slow line notices; while developing, the browser follows
    the imports itself, so there is nothing to build.
    """

    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        ("js/*.js", ((r'(?P<matched>from "(?P<url>\./[\w-]+\.js)")', 'from "%(url)s"'),)),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known_urls: dict[str, str] = {}

    def url(self, name: str | None, force: bool = False) -> str:
        """The address of a file. Worked out once: a page asks two dozen times, and the manifest never changes."""
        if name is None or force:
            return super().url(name, force)
        if name not in self.known_urls:
            self.known_urls[name] = super().url(name)
        return self.known_urls[name]

    def post_process(self, paths: dict[str, Any], *args: Any, **kwargs: Any) -> Iterator[Any]:
        """As the parent, on the bundled sheets instead of their sources."""
        bundled = InMemoryStorage()
        for name in BUNDLED_SHEETS:
            if name in paths and not kwargs.get("dry_run"):
                storage, path = paths[name]
                bundled.save(name, ContentFile(bundle(path, storage).encode()))
                paths = {**paths, name: (bundled, name)}
        yield from super().post_process(paths, *args, **kwargs)
