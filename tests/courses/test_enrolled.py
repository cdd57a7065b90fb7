"""A learner's own enrolment: always as it is stored, with a run that is remembered for a minute."""

from datetime import date

import pytest
from django.core.cache import cache
from pytest_django import DjangoAssertNumQueries

from courses.enrolled import own_enrolment, run_at
from courses.models import Enrolment, Run
from tests.factories.courses import EditionFactory, EnrolmentFactory, RunFactory

pytestmark = pytest.mark.django_db


def test_the_run_is_asked_for_once_and_the_enrolment_each_time(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    stored = EnrolmentFactory.create()
    with django_assert_num_queries(2):
        own_enrolment(stored.learner_id, stored.run.slug)
    with django_assert_num_queries(1):
        found = own_enrolment(stored.learner_id, stored.run.slug)
        assert found == stored
        assert found.run == stored.run
        assert found.edition == stored.edition
        assert found.title == str(stored.edition.titles)


def test_progress_is_never_remembered() -> None:
    stored = EnrolmentFactory.create()
    own_enrolment(stored.learner_id, stored.run.slug)
    Enrolment.objects.filter(pk=stored.pk).update(percent=40)
    found = own_enrolment(stored.learner_id, stored.run.slug)
    assert found is not None
    assert found.percent == 40


def test_what_is_changed_in_a_run_is_seen_at_once() -> None:
    stored = EnrolmentFactory.create()
    run = Run.objects.get(pk=stored.run_id)
    run_at(run.slug)
    run.ends_on = date(2099, 1, 1)
    run.save()
    found = own_enrolment(stored.learner_id, run.slug)
    assert found is not None
    assert found.run.ends_on == date(2099, 1, 1)


def test_a_deleted_run_is_gone() -> None:
    run = RunFactory.create()
    slug = run.slug
    assert run_at(slug) == run
    run.delete()
    assert run_at(slug) is None


def test_whoever_learns_from_another_edition_keeps_theirs() -> None:
    stored = EnrolmentFactory.create()
    own = EditionFactory.create()
    Enrolment.objects.filter(pk=stored.pk).update(edition=own)
    found = own_enrolment(stored.learner_id, stored.run.slug)
    assert found is not None
    assert found.edition == own
    assert found.edition.outline == own.outline
    assert found.run.edition == stored.edition


@pytest.mark.parametrize("state", [Enrolment.State.WITHDRAWN, Enrolment.State.WAITING, Enrolment.State.EXPELLED])
def test_who_is_not_learning_has_none(state: str) -> None:
    stored = EnrolmentFactory.create(state=state)
    assert own_enrolment(stored.learner_id, stored.run.slug) is None


def test_nobody_gets_another_s() -> None:
    stored, other = EnrolmentFactory.create(), EnrolmentFactory.create()
    assert own_enrolment(other.learner_id, stored.run.slug) is None
    assert own_enrolment(stored.learner_id, "no-such-run") is None


def test_a_run_that_did_not_exist_is_found_once_it_does() -> None:
    assert run_at("spring") is None
    run = RunFactory.create(slug="spring")
    assert run_at("spring") == run
    cache.clear()
    assert run_at("spring") == run
