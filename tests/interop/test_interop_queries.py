"""The screens of imports cost the same for a small course and for a large one."""

import pytest
from django.urls import reverse

from courses.models import CourseIndexPage
from interop.models import ImportJob
from people.models import User
from people.roles import Role
from tests.queries import World, differences


@pytest.mark.django_db
def test_pages_cost_the_same_for_a_short_report_and_a_long_one(
    index: CourseIndexPage, people: dict[Role, User]
) -> None:
    editor = people[Role.EDITOR]

    def world(size: int) -> World:
        report = {"warnings": ["w"] * size, "left_out": [{"title": f"Talk {number}"} for number in range(size)]}
        made = [
            ImportJob.objects.create(
                filename="x.imscc", target=index, created_by=editor, state=ImportJob.State.SUCCEEDED, report=report
            )
            for _number in range(size)
        ]
        return {
            "interop_imports:index": (editor, reverse("interop_imports:index")),
            "interop_imports:add": (editor, reverse("interop_imports:add")),
            "interop_imports:report": (editor, reverse("interop_imports:report", args=[made[-1].pk])),
        }

    assert differences(world) == {}
