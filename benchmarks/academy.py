"""A course of 307 activities with a thousand learners in its run, each at another point."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.cached_db import SessionStore
from django.utils import timezone

from courses.models import ActivityProgress, CourseEdition, Enrolment, LessonPage, Run
from courses.outline import ActivityKey
from courses.progress.packed import Packed
from courses.services.editions import compile_edition
from people.models import User
from tests.factories.courses import course_tree, learning_objects

MODULES, LESSONS = 10, 30
OBJECTS = 7
LEARNERS = 1000
WITH_SESSION = 20


@dataclass(frozen=True)
class Academy:
    """What the requests are made of: the run's address, its lessons, and sessions of people."""

    run: str
    lessons: tuple[UUID, ...]
    learner_sessions: tuple[str, ...]
    staff_session: str


def _edition() -> CourseEdition:
    tree = course_tree(modules=MODULES, lessons=LESSONS, languages=("ru", "en"), objects=0)
    _embed(tree.lessons[:OBJECTS])
    return compile_edition(tree.course)


def _people() -> list[User]:
    made = [
        User(email=f"learner{number}@bench.example", family_name=f"Фамилия{number:04}", given_name="Имя", password="!")
        for number in range(LEARNERS)
    ]
    return User.objects.bulk_create(made)


def _embed(lessons: list[dict[str, LessonPage]]) -> None:
    """Give the first lessons a learning object each, so that the course has 300 + 7 activities."""
    for lesson, made in zip(lessons, learning_objects(OBJECTS), strict=True):
        block = str(uuid4())
        for language, page in lesson.items():
            value = {"object": made[language].pk, "completion": {"criterion": "view", "minutes": None}}
            page.body = [*page.body.raw_data, {"type": "library_object", "value": value, "id": block}]
            page.save()


def _enrol(run: Run, learners: list[User]) -> None:
    """Everybody in the run, learner n with n thousandths of the activities done."""
    now = timezone.now()
    outline = run.edition.outline
    keys = list(outline.counted)
    standings = [
        Packed().with_rows(outline, ((key, True) for key in keys[: number * len(keys) // LEARNERS]))
        for number in range(len(learners))
    ]
    enrolments = Enrolment.objects.bulk_create(
        Enrolment(
            run=run,
            learner=learner,
            edition=run.edition,
            completed_count=number * len(keys) // LEARNERS,
            percent=100 * number // LEARNERS,
            begun=standings[number].begun,
            done=standings[number].done,
            last_seen_at=now - timedelta(minutes=number),
            last_lesson=keys[number * len(keys) // LEARNERS][0],
        )
        for number, learner in enumerate(learners)
    )
    ActivityProgress.objects.bulk_create(
        (row for enrolment in enrolments for row in _progress(enrolment, keys)), batch_size=5000
    )


def _progress(enrolment: Enrolment, keys: list[ActivityKey]) -> list[ActivityProgress]:
    done = enrolment.last_seen_at
    return [
        ActivityProgress(enrolment=enrolment, lesson=lesson, block=block, viewed_at=done, completed_at=done)
        for lesson, block in keys[: enrolment.completed_count]
    ]


def session_of(user: User) -> str:
    """A session in which somebody is logged in; its key."""
    store = SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.create()
    return store.session_key or ""


def build() -> Academy:
    """Make it all in the configured database."""
    edition = _edition()
    run = Run.objects.create(edition=edition, slug="bench", starts_on=timezone.localdate())
    learners = _people()
    _enrol(run, learners)
    staff = User.objects.create_superuser("staff@bench.example", None)
    every = LEARNERS // WITH_SESSION
    return Academy(
        run=run.slug,
        lessons=tuple(lesson.key for lesson in edition.outline.lessons),
        learner_sessions=tuple(session_of(learner) for learner in learners[::every]),
        staff_session=session_of(staff),
    )
