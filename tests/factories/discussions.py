"""Discussions for tests: forums come with their runs; threads and posts as the services would have made them."""

from uuid import uuid4

from factory import declarations
from factory.declarations import LazyAttribute, LazyFunction, SelfAttribute, SubFactory
from factory.django import DjangoModelFactory

from courses.discussions.markup import to_html
from courses.models import Post, Run, Thread
from tests.factories.courses import RunFactory
from tests.factories.people import UserFactory


class ThreadFactory(DjangoModelFactory[Thread]):
    """A thread in the first forum of a run, with no posts."""

    class Meta:
        model = Thread

    run = SubFactory(RunFactory)
    forum = LazyAttribute(lambda made: _first_forum(made.run))
    title = declarations.Sequence(lambda n: f"Thread {n}")
    author = SubFactory(UserFactory)


class PostFactory(DjangoModelFactory[Post]):
    """A post; ``root=`` makes it a reply."""

    class Meta:
        model = Post

    thread = SubFactory(ThreadFactory)
    author = SelfAttribute("thread.author")
    key = LazyFunction(uuid4)
    text = declarations.Sequence(lambda n: f"Text {n}")
    html = LazyAttribute(lambda made: to_html(made.text))
    language = "en"


def _first_forum(run: Run) -> object:
    return run.forums.first()
