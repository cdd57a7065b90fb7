"""What the check of a course says about pages that were imported."""

from collections.abc import Iterator

from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext as _

from courses.checking.drafts import CourseDraft
from courses.checking.problems import Problem, Severity
from courses.models import LessonPage, ModulePage
from interop.models import ImportedItem


def hidden_in_source(draft: CourseDraft) -> Iterator[Problem]:
    """Pages not published yet that were not published in the system they come from either. One query."""
    waiting = {page.pk: page for page in draft.pages if not page.live}
    kinds = [kind.pk for kind in ContentType.objects.get_for_models(ModulePage, LessonPage).values()]
    items = ImportedItem.objects.filter(content_type__in=kinds, object_id__in=waiting, hidden=True)
    for pk in items.order_by("pk").values_list("object_id", flat=True).distinct():
        yield Problem(
            Severity.WARNING,
            waiting[pk],
            _("It was not published in the system it was imported from, and will be now."),
            _("Look whether learners may see it. If not, lock the page or move it out of the course."),
        )
