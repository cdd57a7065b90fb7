"""The vocabulary of reads over the library."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Self

from django.db.models import Count, Prefetch, Q
from django.db.models.functions import Substr
from treebeard.mp_tree import MP_NodeManager, MP_NodeQuerySet
from wagtail.images import get_image_model
from wagtail.models import Page, PageManager
from wagtail.permissions import policy_registry
from wagtail.query import PageQuerySet

from people.localised import FALLBACKS

if TYPE_CHECKING:
    from library.models import LearningObjectPage, Subject
    from people.models import User

CARD_IMAGE = "fill-640x320"
"""The rendition of a cover that cards show."""


def editable_pages(user: "User") -> PageQuerySet:
    """The pages of the whole site that a member of staff may edit."""
    policy = policy_registry.get_by_type(Page)
    return policy.instances_user_has_any_permission_for(user, {"change", "publish"})


class LearningObjectQuerySet(PageQuerySet):
    """Reads of learning objects."""

    def readable(self) -> Self:
        """What anybody may read: live and behind no restriction."""
        return self.live().public()

    def about(self, subject: "Subject") -> Self:
        """About a subject or any subject beneath it, each object once."""
        return self.filter(pk__in=self.model.objects.filter(subjects__path__startswith=subject.path).values("pk"))

    def on_any_of(self, subjects: "Iterable[Subject]") -> Self:
        """On exactly one of these subjects or several, each object once."""
        return self.filter(pk__in=self.model.objects.filter(subjects__in=subjects).values("pk"))

    def for_cards(self) -> Self:
        """With all that a card shows, whatever their number: two queries more, none per object."""
        covers = get_image_model().objects.prefetch_renditions(CARD_IMAGE)
        return self.select_related("locale").defer("body").prefetch_related(Prefetch("thumbnail", covers))

    def newest(self) -> Self:
        """The latest published first."""
        return self.order_by("-first_published_at", "-pk")

    def versions_of(self, page: "LearningObjectPage") -> Self:
        """The object in every language, itself included, without mere aliases of another language."""
        return self.filter(translation_key=page.translation_key, alias_of=None).select_related("locale")

    def in_language(self, language: str) -> Self:
        """Written in the language."""
        return self.filter(locale__language_code=language)

    def seen_by(self, user: "User") -> Self:
        """What a member of staff may see in the admin: all that is live, and the drafts they may edit."""
        return self.filter(Q(live=True) | Q(pk__in=editable_pages(user).values("pk")))

    def for_reader(self, page: "LearningObjectPage", language: str) -> "LearningObjectPage | None":
        """The live version of an object that suits a reader of the language best; none when nothing is live.

        That is the language itself, then those its readers most likely know, then the object as it was referred to.
        """
        versions = list(self.live().filter(translation_key=page.translation_key).select_related("locale"))
        order = [language, *FALLBACKS.get(language, ())]

        def place(version: "LearningObjectPage") -> tuple[int, bool, int]:
            code = version.locale.language_code
            return (order.index(code) if code in order else len(order), version.pk != page.pk, version.pk)

        return min(versions, key=place, default=None)

    def count_by_type(self) -> dict[str, int]:
        """How many objects each resource type has."""
        return dict(self.order_by().values_list("resource_type").annotate(Count("pk")))

    def count_by_branch(self) -> dict[str, int]:
        """How many objects each top subject has with all beneath it, by the top subject's path; each object once."""
        from library.models import Subject

        branch = Substr("subjects__path", 1, Subject.steplen)
        rows = self.order_by().filter(subjects__isnull=False).annotate(branch=branch).values_list("branch")
        return dict(rows.annotate(Count("pk", distinct=True)))

    def count_by_parent(self, depth: int) -> dict[str, int]:
        """How many objects stand directly under each page of that depth, by the page's path."""
        parent = Substr("path", 1, Page.steplen * depth)
        rows = self.order_by().filter(depth=depth + 1).annotate(parent=parent).values_list("parent")
        return dict(rows.annotate(Count("pk")))


LearningObjectManager = PageManager.from_queryset(LearningObjectQuerySet)


class SubjectQuerySet(MP_NodeQuerySet):
    """Reads of the tree of subjects."""

    def with_counts(self) -> Self:
        """Each with ``object_count``: the live objects about exactly it."""
        return self.annotate(
            object_count=Count("learning_objects", filter=Q(learning_objects__live=True), distinct=True)
        )


class SubjectManager(MP_NodeManager):
    """Keeps treebeard's order by path."""

    def get_queryset(self) -> SubjectQuerySet:
        """Subjects in the order of the tree."""
        return SubjectQuerySet(self.model).order_by("path")

    def with_counts(self) -> SubjectQuerySet:
        """See :meth:`SubjectQuerySet.with_counts`."""
        return self.get_queryset().with_counts()
