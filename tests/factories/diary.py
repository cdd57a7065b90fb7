"""Diary entries for tests."""

from django.utils import timezone
from factory import declarations
from factory.declarations import LazyAttribute, LazyFunction, SubFactory
from factory.django import DjangoModelFactory

from courses.discussions.markup import to_html
from courses.models import DiaryEntry
from tests.factories.people import UserFactory


class DiaryEntryFactory(DjangoModelFactory[DiaryEntry]):
    """A private entry that has been kept; ``shared_at=`` shares it, ``enrolment=`` says about which course it is."""

    class Meta:
        model = DiaryEntry

    author = SubFactory(UserFactory)
    title = declarations.Sequence(lambda n: f"Entry {n}")
    text = "What I would do otherwise"
    html = LazyAttribute(lambda made: to_html(made.text))
    written_at = LazyFunction(timezone.now)
