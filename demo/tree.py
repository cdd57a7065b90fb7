"""Puts pages into the tree once: a page that is there already is left as it is."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar
from uuid import UUID

from django.utils import timezone
from wagtail.models import Locale, Page

from demo.identifiers import identifier
from demo.reader import LANGUAGES
from people.models import User

P = TypeVar("P", bound=Page)


class Tree:
    """The pages of the academy by identity and language."""

    def __init__(self, by: User) -> None:
        self.by = by
        self.locales = {code: Locale.objects.get_or_create(language_code=code)[0] for code in LANGUAGES}
        rows = Page.objects.values_list("translation_key", "locale__language_code", "pk")
        self._ids: dict[tuple[UUID, str], int] = {(key, language): pk for key, language, pk in rows}

    def find(self, kind: str, key: str, language: str) -> int | None:
        """The id of a page of the demonstration, if it is there."""
        return self._ids.get((identifier(kind, key), language))

    def link(self, language: str) -> Callable[[str], int | None]:
        """Finds the target of a link (``object:exit-ticket``) among the pages of a language."""

        def target(name: str) -> int | None:
            kind, _, key = name.partition(":")
            return self.find(kind, key, language)

        return target

    def place(
        self,
        model: type[P],
        parent: Page,
        kind: str,
        key: str,
        language: str,
        *,
        fields: Callable[[], Mapping[str, Any]],
    ) -> P:
        """The page of that identity; made beneath ``parent``, live and with a revision, when there is none.

        ``fields`` is called only for a page that is made. Nobody is told that the page was published: for some
        hundreds of pages at once it is faster to compile each course and to build the index once, when all are there.
        """
        if page_id := self.find(kind, key, language):
            return model._default_manager.get(pk=page_id)
        now = timezone.now()
        page = model(translation_key=identifier(kind, key), locale=self.locales[language], owner=self.by)
        page.first_published_at = page.last_published_at = now
        for name, value in fields().items():
            if name == "tags":
                page.tags.set(value)
            else:
                setattr(page, name, value)
        parent.add_child(instance=page)
        self.keep(page)
        self._ids[page.translation_key, language] = page.pk
        return page

    def keep(self, page: Page) -> None:
        """Store the page's state as its live revision."""
        revision = page.save_revision(user=self.by, changed=False, clean=False)
        page.live_revision = revision
        Page.objects.filter(pk=page.pk).update(live_revision=revision)
