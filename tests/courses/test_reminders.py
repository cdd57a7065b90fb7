"""Reminding learners to go on."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import formats, timezone, translation

from courses.models import Enrolment, Group, Reminder, Run
from courses.oversight.reminders import remind, remind_behind
from people.models import Notification, Organisation, User
from people.roles import Role
from tests.courses.conftest import PersonMaker
from tests.courses.oversight import learner
from tests.factories.courses import EnrolmentFactory, RunFactory
from tests.factories.people import EmploymentFactory, UserFactory
from tests.races import failures

Login = Callable[[User], Client]


@pytest.fixture
def tutor() -> User:
    return UserFactory.create()


@pytest.fixture
def run(school: Organisation, tutor: User) -> Run:
    return RunFactory.create(organisation=school, tutors=[tutor])


def of(enrolment: Enrolment) -> object:
    return Enrolment.objects.filter(pk=enrolment.pk)


@pytest.mark.django_db
class TestService:
    def test_writes_it_down_and_tells_the_learner(self, run: Run, tutor: User) -> None:
        enrolment = learner(run, percent=20)
        told = remind(run, Enrolment.objects.filter(pk=enrolment.pk), tutor, "Ждём вас.")
        row, news = Reminder.objects.get(), Notification.objects.get()

        assert (told.told, told.already) == (1, 0)
        assert (row.enrolment, row.by, row.text) == (enrolment, tutor, "Ждём вас.")
        assert (news.recipient, news.kind, news.detail) == (enrolment.learner, "courses.reminder", "Ждём вас.")
        assert f"/learn/{run.slug}/" in news.url

    def test_names_each_learners_own_last_day(self, run: Run, tutor: User) -> None:
        assert run.ends_on is not None
        own = learner(run, due_on=run.ends_on + timedelta(days=14))
        other = learner(run)
        remind(run, Enrolment.objects.filter(run=run), tutor)

        for enrolment in (own, other):
            news, last_day = Notification.objects.get(recipient=enrolment.learner), enrolment.term.last_day
            assert last_day is not None
            with translation.override(enrolment.learner.language):
                assert formats.date_format(last_day, "SHORT_DATE_FORMAT") in news.text
        assert own.term.last_day != other.term.last_day

    def test_once_a_day_and_again_the_next(self, run: Run, tutor: User) -> None:
        enrolments = Enrolment.objects.filter(pk=learner(run).pk)
        now = timezone.now()
        remind(run, enrolments, tutor, at=now)
        again = remind(run, enrolments, tutor, at=now)
        tomorrow = remind(run, enrolments, tutor, at=now + timedelta(days=1))

        assert (again.told, again.already, tomorrow.told) == (0, 1, 1)
        assert (Reminder.objects.count(), Notification.objects.count()) == (2, 2)

    def test_all_who_are_behind_and_nobody_else(self, run: Run, tutor: User) -> None:
        behind = learner(run, percent=0)
        learner(run, percent=99, last_seen_at=timezone.now())
        learner(run, state=Enrolment.State.COMPLETED, percent=100)
        learner(RunFactory.create(), percent=0)

        assert remind_behind(run, tutor).told == 1
        assert Reminder.objects.get().enrolment == behind

    @pytest.mark.parametrize("state", ["applied", "waiting", "completed", "withdrawn", "expelled", "rejected"])
    def test_who_is_not_learning_is_not_reminded(self, state: str, run: Run, tutor: User) -> None:
        enrolment = learner(run, state=state)
        with pytest.raises(PermissionDenied):
            remind(run, Enrolment.objects.filter(pk=enrolment.pk), tutor)

    def test_a_groups_tutor_reminds_the_group_alone(self, run: Run) -> None:
        group = Group.objects.create(run=run, name="А")
        own, other, by = learner(run, group=group), learner(run), UserFactory.create()
        group.tutors.add(by)

        assert remind_behind(run, by).told == 1
        assert Reminder.objects.get().enrolment == own
        with pytest.raises(PermissionDenied):
            remind(run, Enrolment.objects.filter(pk=other.pk), by)

    @pytest.mark.parametrize("role", [Role.METHODOLOGIST, Role.REGISTRAR, Role.ADMINISTRATOR])
    def test_overseers_may(self, role: Role, run: Run, school: Organisation, person_with: PersonMaker) -> None:
        learner(run)
        assert remind_behind(run, person_with(role, organisation=school)).told == 1

    @pytest.mark.parametrize("role", [None, Role.AUTHOR, Role.EDITOR, Role.TUTOR, Role.PARTNER_TRANSLATOR])
    def test_others_may_not(self, role: Role | None, run: Run, school: Organisation, person_with: PersonMaker) -> None:
        learner(run)
        with pytest.raises(PermissionDenied):
            remind_behind(run, person_with(role, organisation=school) if role else UserFactory.create())
        assert not Reminder.objects.exists()

    def test_who_only_sees_their_teachers_may_not(
        self, run: Run, elsewhere: Organisation, person_with: PersonMaker
    ) -> None:
        EnrolmentFactory.create(run=run, learner=EmploymentFactory.create(organisation=elsewhere).user)
        with pytest.raises(PermissionDenied):
            remind_behind(run, person_with(Role.METHODOLOGIST, organisation=elsewhere))

    def test_as_many_queries_for_a_hundred_as_for_one(
        self, run: Run, tutor: User, django_assert_max_num_queries: Callable[[int], object]
    ) -> None:
        for _number in range(100):
            learner(run)
        with django_assert_max_num_queries(16):  # type: ignore[attr-defined]
            assert remind_behind(run, tutor).told == 100


@pytest.mark.django_db
class TestPage:
    def test_one_click_for_one(self, run: Run, tutor: User, as_user: Login) -> None:
        enrolment, client = learner(run, "Асанова"), as_user(tutor)
        url = f"/en/runs/{run.slug}/"

        assert "Remind all who are behind" in client.get(url).content.decode()
        response = client.post(f"{url}remind/", {"learner": str(enrolment.public_id), "next": f"{url}?q=а"})
        assert (
            response.headers["Location"] == f"{url}?q=а".replace("а", "%D0%B0")
            or response.headers["Location"] == f"{url}?q=а"
        )
        page = client.get(url).content.decode()
        assert "1 learner has been reminded" in page
        assert ">today</time>" in page

    def test_one_click_for_all_and_nobody_left(self, run: Run, tutor: User, as_user: Login) -> None:
        learner(run)
        client = as_user(tutor)
        for words in ("1 learner has been reminded", "reminded today already"):
            page = client.post(f"/en/runs/{run.slug}/remind/", {"behind": "on"}, follow=True).content.decode()
            assert words in page

    def test_says_whom(self, run: Run, tutor: User, as_user: Login) -> None:
        page = as_user(tutor).post(f"/en/runs/{run.slug}/remind/", {}, follow=True).content.decode()

        assert "Say whom to remind" in page

    def test_leads_nowhere_else(self, run: Run, tutor: User, as_user: Login) -> None:
        sent = {"behind": "on", "next": "https://elsewhere.example/"}
        learner(run)
        response = as_user(tutor).post(f"/en/runs/{run.slug}/remind/", sent)

        assert response.headers["Location"] == f"/en/runs/{run.slug}/"

    def test_learners_get_403_and_a_get_writes_nothing(self, run: Run, as_user: Login) -> None:
        client = as_user(learner(run).learner)

        assert client.post(f"/en/runs/{run.slug}/remind/", {"behind": "on"}).status_code == 403
        assert client.get(f"/en/runs/{run.slug}/remind/").status_code == 405


@pytest.mark.django_db(transaction=True)
def test_two_tutors_at_once_remind_once() -> None:
    tutor = UserFactory.create()
    run = RunFactory.create(tutors=[tutor])
    for _number in range(5):
        learner(run)

    assert not failures(*[lambda: remind_behind(run, tutor)] * 2)
    assert (Reminder.objects.count(), Notification.objects.count()) == (5, 5)
