"""The scheme of a run is set."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from courses.gradebook.access import may_weigh, require
from courses.gradebook.scheme import marked_activities
from courses.gradebook.services.scores import reckon_run
from courses.models import GradeCategory, GradeItem, GradeScheme, Run
from courses.outline import ActivityKey
from people.localised import LocalisedText
from people.models import User

HEAVIEST = Decimal(1000)
MOST_CATEGORIES = 30


class BadSchemeError(ValueError):
    """The scheme cannot be; the message says why and what to do."""


class ChangedMeanwhileError(BadSchemeError):
    """Somebody else has changed the scheme since the form was opened."""


@dataclass(frozen=True)
class Category:
    """A category as it is sent. ``id`` is its row's, ``None`` for a new one."""

    labels: LocalisedText
    weight: Decimal = Decimal(1)
    drop_lowest: int = 0
    id: int | None = None


@dataclass(frozen=True)
class Item:
    """How an item counts: the place of its category in the list, ``None`` for none, and its weight."""

    category: int | None = None
    weight: Decimal = Decimal(1)


@dataclass(frozen=True)
class SchemeData:
    """A whole scheme. ``steps`` are (mark, least per cent)."""

    scale: str = GradeScheme.Scale.PERCENT
    pass_mark: Decimal = Decimal(50)
    missing: str = GradeScheme.Missing.IGNORE
    steps: Sequence[tuple[str, Decimal]] = ()
    categories: Sequence[Category] = ()
    items: Mapping[ActivityKey, Item] = field(default_factory=dict)


@transaction.atomic
def save_scheme(run: Run, by: User, data: SchemeData, *, revision: int) -> GradeScheme:
    """Set how the marks of a run are weighed, and reckon all totals anew.

    ``revision`` is the scheme's when it was opened, 0 for none. Raises ``PermissionDenied``, :class:`BadSchemeError`.
    """
    run = Run.objects.select_for_update(of=("self",)).with_edition().get(pk=run.pk)
    require(may_weigh(by, run), _("Marks are weighed by the course’s authors and the run’s methodologists."))
    _check(run, data)
    scheme, _made = GradeScheme.objects.get_or_create(run=run)
    if scheme.revision != revision:
        raise ChangedMeanwhileError(
            _("Somebody has changed the scheme while you had it open. Open it again: nothing of theirs was lost.")
        )
    scheme.scale, scheme.pass_mark, scheme.missing = data.scale, data.pass_mark, data.missing
    if data.steps:
        scheme.steps = [{"label": label, "least": str(least)} for label, least in data.steps]
    scheme.revision += 1
    scheme.save()
    _write_items(scheme, data, _write_categories(scheme, data.categories))
    log(run, "courses.gradebook.scheme", user=by, data={"revision": scheme.revision})
    reckon_run(run)
    return scheme


def _check(run: Run, data: SchemeData) -> None:
    if data.scale not in GradeScheme.Scale.values or data.missing not in GradeScheme.Missing.values:
        raise BadSchemeError(_("Choose a scale and what becomes of what is not marked."))
    if not 0 <= data.pass_mark <= 100:
        raise BadSchemeError(_("The pass mark is a per cent from 0 to 100."))
    if len(data.categories) > MOST_CATEGORIES:
        raise BadSchemeError(_("At most %(most)d categories.") % {"most": MOST_CATEGORIES})
    weights = [*(each.weight for each in data.categories), *(each.weight for each in data.items.values())]
    if any(not 0 <= weight <= HEAVIEST for weight in weights):
        raise BadSchemeError(_("A weight is a number from 0 to %(most)d.") % {"most": HEAVIEST})
    if any(not each.labels for each in data.categories):
        raise BadSchemeError(_("Name each category in at least one language."))
    known = {each.key for each in marked_activities(run.edition.outline)}
    if data.items.keys() - known:
        raise BadSchemeError(_("The run’s edition has no such marked activity."))
    _check_steps(data)


def _check_steps(data: SchemeData) -> None:
    if any(not label or not 0 <= least <= 100 for label, least in data.steps):
        raise BadSchemeError(_("Each step of the scale needs a mark and a per cent from 0 to 100."))
    if len({least for _label, least in data.steps}) != len(data.steps):
        raise BadSchemeError(_("Two steps of the scale begin at the same per cent."))


def _write_categories(scheme: GradeScheme, wanted: Sequence[Category]) -> list[GradeCategory]:
    known = {each.pk: each for each in scheme.categories.all()}
    kept = {each.id for each in wanted if each.id in known}
    scheme.categories.exclude(pk__in=kept).delete()
    rows = []
    for position, each in enumerate(wanted):
        row = known[each.id] if each.id in known else GradeCategory(scheme=scheme)
        row.labels, row.weight, row.drop_lowest, row.position = each.labels, each.weight, each.drop_lowest, position
        row.save()
        rows.append(row)
    return rows


def _write_items(scheme: GradeScheme, data: SchemeData, categories: Sequence[GradeCategory]) -> None:
    """All items anew: an item that counts as by default needs no row."""
    scheme.items.all().delete()
    GradeItem.objects.bulk_create(
        GradeItem(
            scheme=scheme,
            lesson=lesson,
            block=block,
            weight=item.weight,
            category=categories[item.category] if item.category is not None else None,
        )
        for (lesson, block), item in data.items.items()
        if item != Item()
    )
