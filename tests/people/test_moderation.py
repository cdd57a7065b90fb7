"""What an author submits is approved by those who publish."""

import pytest
from django.test import RequestFactory
from wagtail.models import Task, Workflow

from people.models import User
from people.roles import Role
from people.services import assign_role, sync_roles
from tests.factories.library import LearningObjectPageFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


def with_role(role: Role) -> User:
    person = UserFactory.create()
    assign_role(person, role, by=UserFactory.create(is_superuser=True))
    return User.objects.get(pk=person.pk)


@pytest.mark.parametrize(
    ("role", "may"),
    [(Role.EDITOR, True), (Role.ADMINISTRATOR, True), (Role.AUTHOR, False), (Role.METHODOLOGIST, False)],
)
def test_a_submission_is_decided_by_those_who_publish(rf: RequestFactory, role: Role, may: bool) -> None:
    page = LearningObjectPageFactory.create(live=False)
    sync_roles()
    page.save_revision()
    state = Workflow.objects.get().start(page, with_role(Role.AUTHOR))
    task: Task = state.current_task_state.task.specific

    actions = {action for action, *_ in task.get_actions(page, with_role(role))}

    assert ("approve" in actions) is may


def test_syncing_twice_changes_nothing() -> None:
    sync_roles()
    before = set(Workflow.objects.get().tasks.get().specific.groups.values_list("name", flat=True))
    sync_roles()

    assert set(Workflow.objects.get().tasks.get().specific.groups.values_list("name", flat=True)) == before
