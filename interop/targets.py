"""Finding the list of courses that somebody names: by id, by slug, or by the path of its address."""

from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from wagtail.models import Locale

from courses.models import CourseIndexPage
from interop.errors import ImportProblem


def find_target(name: str, language: str = "") -> CourseIndexPage:
    """The list of courses of this name; with ``language``, its version in that language.

    Raises ``ImportProblem`` that says which lists there are, if it is none of them or several.
    """
    everything = list(CourseIndexPage.objects.select_related("locale").order_by("path"))
    found = [page for page in everything if _is_called(page, name.strip())]
    if language:
        found = _in_language(found, language)
    if len(found) != 1:
        raise _not_one(name, found, everything)
    return found[0]


def _is_called(page: CourseIndexPage, name: str) -> bool:
    if name.isdecimal():
        return page.pk == int(name)
    if "/" in name:
        return urlsplit(name).path.strip("/") in {page.url_path.strip("/"), urlsplit(page.url or "").path.strip("/")}
    return page.slug == name


def _in_language(found: list[CourseIndexPage], language: str) -> list[CourseIndexPage]:
    """The versions of these pages in a language; a name often fits the versions in all languages at once."""
    if not Locale.objects.filter(language_code=language).exists():
        raise ImportProblem(
            "no-language", _("There is no content in the language “%(language)s”.") % {"language": language}
        )
    keys = {page.translation_key for page in found}
    return list(
        CourseIndexPage.objects.select_related("locale").filter(
            translation_key__in=keys, locale__language_code=language
        )
    )


def _not_one(name: str, found: list[CourseIndexPage], everything: list[CourseIndexPage]) -> ImportProblem:
    known = ", ".join(f"{page.pk} {page.slug} ({page.locale.language_code})" for page in found or everything)
    values = {"name": name, "known": known or "—"}
    if found:
        return ImportProblem(
            "many-targets", _("“%(name)s” names several lists of courses. Choose one by its id: %(known)s.") % values
        )
    return ImportProblem("no-target", _("No list of courses is called “%(name)s”. There are: %(known)s.") % values)
