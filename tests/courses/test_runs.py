"""Opening, changing and removing runs."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from courses.models import CourseEdition, Enrolment, Run
from courses.services.editions import compile_edition
from courses.services.runs import delete_run, free_slug, open_run, update_run
from people.models import Organisation
from people.roles import Role
from tests.courses.conftest import PersonMaker
from tests.factories.courses import EditionFactory, EnrolmentFactory, RunFactory, course_tree
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db

START = date(2026, 9, 1)
MAY = (Role.REGISTRAR, Role.METHODOLOGIST, Role.ADMINISTRATOR)
MAY_NOT = tuple(role for role in Role if role not in MAY)


@pytest.fixture
def edition() -> CourseEdition:
    return EditionFactory.create()


class TestWhoOpensRuns:
    @pytest.mark.parametrize("role", MAY)
    def test_for_their_organisation_and_all_beneath(
        self, role: Role, edition: CourseEdition, region: Organisation, school: Organisation, person_with: PersonMaker
    ) -> None:
        run = open_run(edition, person_with(role, organisation=region), organisation=school, starts_on=START)

        assert Run.objects.get() == run
        assert (run.organisation, run.edition) == (school, edition)

    @pytest.mark.parametrize("role", MAY_NOT)
    def test_other_roles_do_not(
        self, role: Role, edition: CourseEdition, school: Organisation, person_with: PersonMaker
    ) -> None:
        with pytest.raises(PermissionDenied, match="registrars, methodologists and administrators"):
            open_run(edition, person_with(role, organisation=school), organisation=school, starts_on=START)
        assert not Run.objects.exists()

    @pytest.mark.parametrize("role", MAY)
    def test_not_for_another_organisation(
        self, role: Role, edition: CourseEdition, school: Organisation, region: Organisation, person_with: PersonMaker
    ) -> None:
        with pytest.raises(PermissionDenied):
            open_run(edition, person_with(role, organisation=school), organisation=region, starts_on=START)

    @pytest.mark.parametrize("role", MAY)
    def test_a_run_of_no_organisation_needs_the_role_everywhere(
        self, role: Role, edition: CourseEdition, school: Organisation, person_with: PersonMaker
    ) -> None:
        with pytest.raises(PermissionDenied, match="Name the organisation"):
            open_run(edition, person_with(role, organisation=school), starts_on=START)

        assert open_run(edition, person_with(role), starts_on=START).organisation is None

    def test_learners_do_not_and_superusers_do(self, edition: CourseEdition) -> None:
        with pytest.raises(PermissionDenied):
            open_run(edition, UserFactory.create(), starts_on=START)

        assert open_run(edition, UserFactory.create(is_superuser=True), starts_on=START)


class TestOpen:
    def test_with_tutors_names_and_dates(self, edition: CourseEdition) -> None:
        tutor = UserFactory.create()
        fields: dict[str, Any] = {"labels": {"en": "Autumn"}, "slug": "autumn", "ends_on": date(2026, 10, 1)}
        run = open_run(edition, UserFactory.create(is_superuser=True), [tutor], starts_on=START, **fields)
        run.refresh_from_db()

        assert (run.slug, dict(run.labels), list(run.tutors.all())) == ("autumn", {"en": "Autumn"}, [tutor])

    @pytest.mark.parametrize(
        ("fields", "about"),
        [({"ends_on": date(2026, 8, 1)}, "cannot end before it starts"), ({"slug": "два слова"}, "slug")],
    )
    def test_what_is_wrong_leaves_nothing(self, edition: CourseEdition, fields: dict[str, Any], about: str) -> None:
        with pytest.raises(ValidationError, match=about):
            open_run(edition, UserFactory.create(is_superuser=True), starts_on=START, **fields)
        assert not Run.objects.exists()

    def test_the_address_is_the_courses_with_the_month_and_a_number_if_need_be(self) -> None:
        tree, admin = course_tree(1, 1), UserFactory.create(is_superuser=True)
        edition = compile_edition(tree.course)
        slugs = [open_run(edition, admin, starts_on=START).slug for _ in range(3)]

        base = f"{tree.course.slug}-2026-09"
        assert slugs == [base, f"{base}-2", f"{base}-3"]

    def test_a_course_with_no_latin_address_has_one_all_the_same(self, edition: CourseEdition) -> None:
        assert free_slug(edition, START) == "run-2026-09"


class TestChange:
    def test_changes_what_is_given_and_keeps_the_edition(self, edition: CourseEdition) -> None:
        run, admin, tutor = (
            RunFactory.create(edition=edition),
            UserFactory.create(is_superuser=True),
            UserFactory.create(),
        )
        update_run(run, admin, [tutor], labels={"en": "New"}, enrolment_kind=Run.EnrolmentKind.CLOSED)
        run.refresh_from_db()

        assert (str(run.labels), run.enrolment_kind, run.edition) == ("New", "closed", edition)
        assert list(run.tutors.all()) == [tutor]

    def test_tutors_stay_when_they_are_not_given(self) -> None:
        tutor = UserFactory.create()
        run = RunFactory.create(tutors=[tutor])
        update_run(run, UserFactory.create(is_superuser=True), starts_on=run.starts_on)

        assert list(run.tutors.all()) == [tutor]

    def test_a_run_is_given_away_only_to_an_organisation_of_ones_own(
        self, school: Organisation, region: Organisation, elsewhere: Organisation, person_with: PersonMaker
    ) -> None:
        run, registrar = RunFactory.create(organisation=school), person_with(Role.REGISTRAR, organisation=region)

        with pytest.raises(PermissionDenied):
            update_run(run, registrar, organisation=elsewhere)
        run.refresh_from_db()
        assert run.organisation == school
        assert update_run(run, registrar, organisation=region).organisation == region

    def test_a_tutor_does_not_change_the_run(self, school: Organisation) -> None:
        tutor = UserFactory.create()

        with pytest.raises(PermissionDenied):
            update_run(RunFactory.create(organisation=school, tutors=[tutor]), tutor, labels={"en": "Mine"})


class TestDelete:
    def test_an_empty_run_goes(self, school: Organisation, person_with: PersonMaker) -> None:
        delete_run(RunFactory.create(organisation=school), person_with(Role.ADMINISTRATOR, organisation=school))

        assert not Run.objects.exists()

    def test_a_run_with_learners_stays(self) -> None:
        enrolment = EnrolmentFactory.create(state=Enrolment.State.WITHDRAWN)

        with pytest.raises(ValidationError, match="so it is kept"):
            delete_run(enrolment.run, UserFactory.create(is_superuser=True))
        assert Run.objects.exists()

    def test_not_by_just_anybody(self) -> None:
        with pytest.raises(PermissionDenied):
            delete_run(RunFactory.create(), UserFactory.create())
