"""Subjects of many pages at once, each page's with the subjects they belong to."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from library.models import Subject


@dataclass(frozen=True, slots=True)
class Subjects:
    """Subjects of one document: codes and names by language, those of the subjects above included."""

    codes: tuple[str, ...] = ()
    labels: tuple[Mapping[str, str], ...] = ()


def subjects_of(through: type[Model], page_field: str, page_ids: Iterable[int]) -> Mapping[int, Subjects]:
    """Subjects by page, in two queries. ``through`` joins pages and subjects, ``page_field`` is its column of pages.

    The whole tree is read: a country's list has hundreds of subjects, so that is cheaper than asking for ancestors.
    """
    tree = {subject.path: subject for subject in Subject.objects.all()}
    rows: Any = through._default_manager.filter(**{f"{page_field}__in": list(page_ids)})
    paths: dict[int, set[str]] = defaultdict(set)
    for page_id, path in rows.values_list(page_field, "subject__path"):
        paths[page_id] |= {path[:end] for end in range(Subject.steplen, len(path) + 1, Subject.steplen)}
    return defaultdict(Subjects, {page_id: _subjects(tree, found) for page_id, found in paths.items()})


def _subjects(tree: Mapping[str, Subject], paths: Iterable[str]) -> Subjects:
    found = [tree[path] for path in sorted(paths) if path in tree]
    return Subjects(tuple(subject.code for subject in found), tuple(subject.labels for subject in found))
