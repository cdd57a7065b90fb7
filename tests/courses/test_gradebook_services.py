"""Scores come in, are weighed, and are set by hand."""

from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from courses.assignments.services.marking import Verdict, decide
from courses.gradebook.personal_data import work_and_marks
from courses.gradebook.report import learners_marks
from courses.gradebook.rules import Status
from courses.gradebook.services.corrections import CannotCorrectError, correct
from courses.gradebook.services.schemes import (
    BadSchemeError,
    Category,
    ChangedMeanwhileError,
    Item,
    SchemeData,
    save_scheme,
)
from courses.gradebook.services.scores import set_score
from courses.models import Enrolment, GradeChange, GradeItem, GradeRecord, GradeScheme, Group, Run
from people.localised import LocalisedText
from people.models import Organisation, User
from people.roles import Role
from tests.courses.conftest import PersonMaker
from tests.courses.test_assignment_submissions import handed_in, learner_in
from tests.factories.assignments import keys_of, run_with, upload
from tests.factories.people import UserFactory
from tests.races import failures

pytestmark = pytest.mark.django_db

Kind = GradeChange.Kind


@pytest.fixture
def tutor() -> User:
    return UserFactory.create()


@pytest.fixture
def run(tutor: User, school: Organisation) -> Run:
    """Three marked works."""
    return run_with({"title": "One"}, {"title": "Two"}, {"title": "Three"}, tutors=[tutor], organisation=school)


@pytest.fixture
def methodologist(school: Organisation, person_with: PersonMaker) -> User:
    return person_with(Role.METHODOLOGIST, organisation=school)


@pytest.fixture
def enrolment(run: Run) -> Enrolment:
    return learner_in(run)


def scored(enrolment: Enrolment, *percents: str) -> GradeRecord:
    for key, percent in zip(keys_of(enrolment.run), percents, strict=False):
        set_score(enrolment, key, Decimal(percent))
    return GradeRecord.objects.get(enrolment=enrolment)


class TestScores:
    def test_make_a_total(self, enrolment: Enrolment) -> None:
        assert scored(enrolment, "80", "45.5").total == Decimal("62.75")

    def test_are_taken_away(self, enrolment: Enrolment) -> None:
        scored(enrolment, "80", "40")
        record = set_score(enrolment, keys_of(enrolment.run)[0], None)

        assert (record.total, len(record.scores)) == (40, 1)


class TestScheme:
    def data(self, run: Run, **values: Any) -> SchemeData:
        first, second, _third = keys_of(run)
        defaults: dict[str, Any] = {
            "categories": [Category(LocalisedText(en="Plans"), Decimal(3)), Category(LocalisedText(en="Talks"))],
            "items": {first: Item(0), second: Item(1, Decimal(2))},
        }
        return SchemeData(**defaults | values)

    def test_weighs_everybody_anew(self, run: Run, enrolment: Enrolment, methodologist: User) -> None:
        scored(enrolment, "80", "40")
        other = learner_in(run)
        save_scheme(run, methodologist, self.data(run, missing="zero"), revision=0)

        assert GradeRecord.objects.get(enrolment=enrolment).total == 56
        assert GradeRecord.objects.get(enrolment=other).total == 0
        assert GradeItem.objects.count() == 2

    def test_is_changed_and_keeps_its_categories(self, run: Run, methodologist: User) -> None:
        scheme = save_scheme(run, methodologist, self.data(run), revision=0)
        plans, _talks = scheme.categories.all()
        kept = Category(LocalisedText(en="Lesson plans"), Decimal(5), 1, plans.pk)
        save_scheme(run, methodologist, self.data(run, categories=[kept], items={}), revision=1)

        row = GradeScheme.objects.get().categories.get()
        assert (row.pk, str(row), row.weight, row.drop_lowest) == (plans.pk, "Lesson plans", 5, 1)
        assert not GradeItem.objects.exists()

    def test_two_at_once_are_noticed(self, run: Run, methodologist: User) -> None:
        save_scheme(run, methodologist, self.data(run), revision=0)
        with pytest.raises(ChangedMeanwhileError):
            save_scheme(run, methodologist, self.data(run), revision=0)

    @pytest.mark.parametrize(
        ("values", "message"),
        [
            ({"pass_mark": Decimal(101)}, "pass mark"),
            ({"scale": "stars"}, "scale"),
            ({"categories": [Category(LocalisedText())], "items": {}}, "Name each"),
            ({"categories": [Category(LocalisedText(en="A"), Decimal(-1))], "items": {}}, "weight"),
            ({"steps": [("5", Decimal(80)), ("4", Decimal(80))]}, "Two steps"),
            ({"steps": [("", Decimal(80))]}, "Each step"),
        ],
    )
    def test_nonsense_is_refused(self, values: dict[str, Any], message: str, run: Run, methodologist: User) -> None:
        with pytest.raises(BadSchemeError, match=message):
            save_scheme(run, methodologist, self.data(run, **values), revision=0)
        assert not GradeScheme.objects.exists()

    @pytest.mark.parametrize("role", [Role.AUTHOR, Role.METHODOLOGIST, Role.ADMINISTRATOR])
    def test_who_sets_it(self, role: Role, run: Run, school: Organisation, person_with: PersonMaker) -> None:
        by = person_with(role, organisation=school)

        assert save_scheme(run, by, self.data(run), revision=0).revision == 1

    @pytest.mark.parametrize("role", [Role.EDITOR, Role.REGISTRAR, Role.TUTOR, Role.PARTNER_TRANSLATOR])
    def test_who_does_not(
        self, role: Role, run: Run, tutor: User, person_with: PersonMaker, elsewhere: Organisation
    ) -> None:
        own = person_with(role, organisation=run.organisation)
        for person in (own, person_with(Role.METHODOLOGIST, organisation=elsewhere), tutor, learner_in(run).learner):
            with pytest.raises(PermissionDenied):
                save_scheme(run, person, self.data(run), revision=0)


class TestCorrections:
    def test_an_override_counts_is_explained_and_is_taken_back(self, enrolment: Enrolment, tutor: User) -> None:
        scored(enrolment, "80", "40")
        key = keys_of(enrolment.run)[1]
        change = correct(enrolment, key, tutor, Kind.OVERRIDE, percent=Decimal(60), reason=" Ill on the day ")

        assert (change.before, change.after, change.reason, change.by) == (40, 60, "Ill on the day", tutor)
        marks = learners_marks(enrolment)
        assert marks.total.percent == 70
        assert [row.status for row in marks.total.categories[0].items][1] == Status.OVERRIDDEN
        set_score(enrolment, key, Decimal(50))
        assert learners_marks(enrolment).total.percent == 70
        correct(enrolment, key, tutor, Kind.REVERT, reason="Mistake")
        assert GradeRecord.objects.get().total == 65
        assert [title for _change, title in learners_marks(enrolment).history] == ["Two", "Two"]

    def test_exclusion(self, enrolment: Enrolment, tutor: User) -> None:
        scored(enrolment, "80", "40")
        key = keys_of(enrolment.run)[1]
        correct(enrolment, key, tutor, Kind.EXCLUDE, reason="Joined late")
        assert GradeRecord.objects.get().total == 80
        correct(enrolment, key, tutor, Kind.INCLUDE, reason="Did it after all")
        assert GradeRecord.objects.get().total == 60

    def test_of_the_total(self, enrolment: Enrolment, tutor: User) -> None:
        scored(enrolment, "80")
        correct(enrolment, None, tutor, Kind.OVERRIDE, percent=Decimal(90), reason="By the commission")
        set_score(enrolment, keys_of(enrolment.run)[0], Decimal(70))

        record = GradeRecord.objects.get()
        assert (record.total, record.override, learners_marks(enrolment).total.value) == (70, 90, 90)
        correct(enrolment, None, tutor, Kind.REVERT, reason="Mistake")
        assert learners_marks(enrolment).total.value == 70

    @pytest.mark.parametrize(
        ("kind", "values", "message"),
        [
            (Kind.OVERRIDE, {"reason": " ", "percent": Decimal(5)}, "reason"),
            (Kind.OVERRIDE, {"reason": "x"}, "from 0 to 100"),
            (Kind.OVERRIDE, {"reason": "x", "percent": Decimal(101)}, "from 0 to 100"),
            (Kind.EXCLUDE, {"reason": "x"}, "total"),
        ],
    )
    def test_nonsense_is_refused(
        self, kind: str, values: dict[str, Any], message: str, enrolment: Enrolment, tutor: User
    ) -> None:
        with pytest.raises(CannotCorrectError, match=message):
            correct(enrolment, None, tutor, kind, **values)
        assert not GradeChange.objects.exists()

    def test_no_mark_of_another_course(self, enrolment: Enrolment, tutor: User) -> None:
        key = keys_of(run_with({}))[0]
        with pytest.raises(CannotCorrectError, match="no such mark"):
            correct(enrolment, key, tutor, Kind.OVERRIDE, percent=Decimal(5), reason="x")

    def test_who_may(
        self, enrolment: Enrolment, methodologist: User, school: Organisation, person_with: PersonMaker
    ) -> None:
        group = Group.objects.create(run=enrolment.run, name="A")
        group.tutors.add(group_tutor := UserFactory.create())
        Enrolment.objects.filter(pk=enrolment.pk).update(group=group)
        allowed = [group_tutor, methodologist, person_with(Role.ADMINISTRATOR, organisation=school)]
        for person in allowed:
            correct(enrolment, None, person, Kind.OVERRIDE, percent=Decimal(5), reason="x")
        assert GradeChange.objects.count() == len(allowed)

    @pytest.mark.parametrize("role", [Role.AUTHOR, Role.EDITOR, Role.REGISTRAR, Role.TUTOR, Role.PARTNER_TRANSLATOR])
    def test_who_may_not(
        self, role: Role, enrolment: Enrolment, school: Organisation, elsewhere: Organisation, person_with: PersonMaker
    ) -> None:
        strangers = [person_with(role, organisation=school), person_with(Role.METHODOLOGIST, organisation=elsewhere)]
        for person in (*strangers, enrolment.learner):
            with pytest.raises(PermissionDenied):
                correct(enrolment, None, person, Kind.OVERRIDE, percent=Decimal(5), reason="x")

    def test_nobody_their_own(self, run: Run, tutor: User) -> None:
        with pytest.raises(PermissionDenied):
            correct(learner_in(run, learner=tutor), None, tutor, Kind.OVERRIDE, percent=Decimal(5), reason="x")


@pytest.mark.django_db(transaction=True)
def test_scores_that_come_at_once_are_all_kept() -> None:
    enrolment = learner_in(run_with({}, {}, {}, {}))
    keys = keys_of(enrolment.run)

    failed = failures(*[lambda key=key: set_score(enrolment, key, Decimal(50)) for key in keys])

    assert not failed
    assert len(GradeRecord.objects.get().scores) == 4


class TestPersonalData:
    def test_tells_the_learner_what_is_kept_of_their_work(self, enrolment: Enrolment, tutor: User) -> None:
        work = handed_in(enrolment, uploads=[upload()])
        decide(work, tutor, Verdict("marked", Decimal(80), comment="Good"), revision=0)
        correct(enrolment, None, tutor, Kind.OVERRIDE, percent=Decimal(90), reason="By the commission")
        (told,) = work_and_marks(enrolment.learner)

        assert (told["marks"][0]["total"], told["changes"][0]["reason"]) == (80, "By the commission")
        assert told["work"][0]["files"] == ["План урока 教案.pdf"]
        assert told["work"][0]["marks"][0]["comment"] == "Good"

    def test_does_not_tell_a_mark_before_it_is_released(self, tutor: User) -> None:
        work = handed_in(learner_in(run_with({"blind": True}, tutors=[tutor])))
        decide(work, tutor, Verdict("marked", Decimal(80)), revision=0)

        assert work_and_marks(work.enrolment.learner)[0]["work"][0]["marks"] == []
