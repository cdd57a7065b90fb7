"""The admin's pages about courses, runs and orders cost the same for a small course and for a large one."""

from datetime import timedelta
from itertools import pairwise
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from courses.enrolment_rules import Kind, State
from courses.models import (
    CourseCondition,
    CoursePage,
    CourseTask,
    Enrolment,
    EnrolmentList,
    EnrolmentListRow,
    Group,
    Order,
    OrderScheme,
    Run,
)
from courses.orders.services import draft_order, sign_order
from courses.services.editions import compile_edition
from people.models import Organisation, User
from people.roles import Role
from people.services import assign_role, sync_roles
from tests.factories.courses import CourseTree, EnrolmentFactory, RunFactory, course_tree
from tests.factories.people import OrganisationFactory, UserFactory
from tests.queries import World, differences

pytestmark = pytest.mark.django_db


class Workshop:
    """A course whose two modules have ``size`` lessons and objects each, drafts among them, with as many editions,
    conditions, copies and runs; and a run with as many groups, lists, orders and people.
    """

    def __init__(self, size: int) -> None:
        self.size = size
        self.school: Organisation = OrganisationFactory.create()
        self.tree: CourseTree = course_tree(2, size, objects=size)
        self.chief: User = UserFactory.create(is_superuser=True)
        sync_roles()
        self.registrar = self.person(Role.REGISTRAR)
        self.administrator = self.person(Role.ADMINISTRATOR)
        self.editor = self.person(Role.EDITOR)
        self.furnish_course()
        self.run: Run = RunFactory.create(
            edition=self.edition,
            organisation=self.school,
            starts_on=timezone.localdate() + timedelta(days=5),
            ends_on=timezone.localdate() + timedelta(days=50),
            enrolment_kind=Kind.APPLICATION,
        )
        self.furnish_run()

    def person(self, role: Role) -> User:
        person = UserFactory.create()
        everywhere = role == Role.EDITOR
        assign_role(person, role, by=self.chief, organisation=None if everywhere else self.school)
        return User.objects.get(pk=person.pk)

    def furnish_course(self) -> None:
        course = CoursePage.objects.get(pk=self.tree.course.pk)
        for number in range(self.size):
            course.title = f"Course {number}"
            course.save()
            self.edition = compile_edition(course)
            RunFactory.create(edition=self.edition, organisation=self.school)
            CourseTask.objects.create(course=course, kind=CourseTask.Kind.COPY, state="succeeded", result=course)
        lessons = [lesson["ru"] for lesson in self.tree.lessons]
        for before, lesson in pairwise(lessons):
            course.conditions.add(
                CourseCondition(target=lesson.translation_key, kind="completed", needed=before.translation_key)
            )
        course.save()
        for page in [*lessons, *(made["ru"] for made in self.tree.objects)]:
            draft = Page.objects.get(pk=page.pk).specific
            draft.title = f"{draft.title} (changed)"
            draft.save_revision()
        for made in self.tree.objects[1:]:
            made["ru"].title = f"Another {uuid4()}"
            made["ru"].save_revision().publish()

    def furnish_run(self) -> None:
        self.waiting = [
            EnrolmentFactory.create(run=self.run, state=State.WAITING, queue_number=number + 1)
            for number in range(self.size)
        ]
        for _number in range(self.size):
            self.group = Group.objects.create(run=self.run, name=f"Group {uuid4()}")
            EnrolmentFactory.create(run=self.run, group=self.group)
            self.list = EnrolmentList.objects.create(run=self.run, filename="x.csv", created_by=self.registrar)
            self.draft = draft_order(self.run, Order.Kind.ENROLMENT, self.registrar, self.waiting)
        EnrolmentListRow.objects.bulk_create(
            EnrolmentListRow(list=self.list, number=number, email=f"p{number}@example.org", outcome="error")
            for number in range(self.size)
        )
        self.scheme, _made = OrderScheme.objects.get_or_create(organisation=self.school)
        self.signed = sign_order(
            draft_order(self.run, Order.Kind.ENROLMENT, self.registrar, self.newcomers()), self.registrar
        )

    def newcomers(self) -> list[Enrolment]:
        return [
            EnrolmentFactory.create(run=self.run, state=State.WAITING, queue_number=self.size + number + 1)
            for number in range(self.size)
        ]

    def world(self) -> World:
        course, run = self.tree.course.pk, self.run.slug
        of_course = {
            f"courses_admin:{name}": (self.editor, reverse(f"courses_admin:{name}", args=[course]))
            for name in ("publish", "structure", "copy", "objects", "conditions", "editions")
        }
        of_run = {
            f"courses_admin:{name}": (self.registrar, reverse(f"courses_admin:{name}", args=[run]))
            for name in ("people", "groups", "lists")
        }
        lesson = self.tree.lessons[0]["ru"].translation_key
        of_one: dict[str, list[Any]] = {
            "courses_admin:group": [run, self.group.pk],
            "courses_admin:list": [run, self.list.pk],
            "orders:edit": [self.draft.pk],
            "orders:delete": [self.draft.pk],
            "orders:read": [self.signed.pk],
            "orders:add": [],
            "orders:index": [],
            "runs:index": [],
            "runs:add": [],
            "runs:edit": [self.run.pk],
        }
        of_scheme: dict[str, list[Any]] = {"index": [], "add": [], "edit": [self.scheme.pk], "delete": [self.scheme.pk]}
        return {
            "runs:delete": (self.administrator, reverse("runs:delete", args=[self.run.pk])),
            **{
                f"order_schemes:{name}": (self.administrator, reverse(f"order_schemes:{name}", args=args))
                for name, args in of_scheme.items()
            },
            **of_course,
            **of_run,
            **{name: (self.registrar, reverse(name, args=args)) for name, args in of_one.items()},
            "courses:preview": (self.editor, reverse("courses:preview", args=[course])),
            "courses:preview_lesson": (self.editor, reverse("courses:preview_lesson", args=[course, lesson])),
        }


def test_pages_cost_the_same_for_a_small_course_and_for_a_large_one() -> None:
    assert differences(lambda size: Workshop(size).world()) == {}
