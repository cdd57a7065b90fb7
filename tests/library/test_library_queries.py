"""The admin's pages about subjects and about the use of an object cost the same however much there is."""

from urllib.parse import urlencode

import pytest
from django.urls import reverse
from wagtail.models import ReferenceIndex

from tests.factories.courses import course_tree
from tests.factories.library import SubjectFactory
from tests.factories.people import UserFactory
from tests.queries import World, differences

pytestmark = pytest.mark.django_db


def world(size: int) -> World:
    """A subject with ``size`` beneath it that as many objects are of; one of these in as many lessons of courses."""
    chief = UserFactory.create(is_superuser=True)
    subject = SubjectFactory()
    tree = course_tree(1, size, objects=size)
    for made in tree.objects:
        SubjectFactory(parent=subject)
        made["ru"].subjects.add(subject)
        made["ru"].save()
    for lesson in course_tree(1, size, objects=tree.objects[:1]).lessons:
        for page in lesson.values():
            ReferenceIndex.create_or_update_for_object(page)
    shown = tree.objects[0]["ru"].pk
    of_subjects = {
        f"library_subjects:{name}": (chief, reverse(f"library_subjects:{name}", args=args))
        for name, args in {"index": [], "add": [], "edit": [subject.pk], "delete": [subject.pk]}.items()
    }
    chooser = {
        f"learning_object_chooser:{name}": (chief, reverse(f"learning_object_chooser:{name}"))
        for name in ("choose", "choose_results")
    }
    chosen = reverse("learning_object_chooser:chosen_multiple")
    return {
        **of_subjects,
        **chooser,
        "learning_object_chooser:chosen": (chief, reverse("learning_object_chooser:chosen", args=[shown])),
        "learning_object_chooser:chosen_multiple": (
            chief,
            f"{chosen}?{urlencode([('id', made['ru'].pk) for made in tree.objects])}",
        ),
        "library_used_in": (chief, reverse("library_used_in", args=[shown])),
    }


def test_pages_cost_the_same_for_few_objects_and_for_many() -> None:
    assert differences(world) == {}
