"""The course of a learner's day: a long text, activities of several kinds, a second lesson after the first."""

from uuid import UUID, uuid4

from django.core.management import call_command

from cms.services import ensure_site
from courses.models import CoursePage, Enrolment, Run
from courses.services.editions import compile_edition
from people.models import User
from tests.factories.courses import RunFactory, course_tree, home_page
from tests.factories.people import UserFactory

TITLE = "Обратная связь на уроке"
LEFT_AT, BUTTON, TALK, DIARY, WORK = (str(uuid4()) for _block in range(5))
WORD = "Слово за словом. " * 60


def paragraph(text: str, block: str = "") -> dict[str, object]:
    return {"type": "paragraph", "value": f"<p>{text}</p>", "id": block or str(uuid4())}


def lesson_body() -> list[dict[str, object]]:
    """A long text, and an activity of each kind a learner does something in."""
    work = {
        "title": "План урока", "instructions": "<p>Составьте план.</p>", "types": ["pdf"], "most_files": 2,
        "megabytes": 5, "allows_text": True, "points": 10, "rubric": [], "pass_percent": 60, "due_days": 20,
        "accepts_late": False, "versions": 2, "blind": False, "peer_reviews": 0, "peer_days": 7,
        "completion": {"criterion": "submitted", "weight": 2},
    }  # fmt: skip
    button = {"title": "Памятка", "text": [paragraph("Распечатайте.")], "completion": {"criterion": "button"}}
    return [
        *(paragraph(f"Абзац {number}. {WORD}", LEFT_AT if number == 8 else "") for number in range(12)),
        {"type": "reading", "id": BUTTON, "value": button},
        {
            "type": "discussion",
            "id": TALK,
            "value": {"prompt": "Что вы пробовали?", "posts": 1, "completion": {"criterion": "submitted"}},
        },
        {
            "type": "reflection",
            "id": DIARY,
            "value": {"prompt": "Что измените?", "completion": {"criterion": "submitted"}},
        },
        {"type": "assignment", "id": WORK, "value": work},
    ]


class School:
    """A course of two lessons, the second open after the first, and a run of it by code."""

    def __init__(self) -> None:
        home_page("ru")
        ensure_site("http://localhost")
        tree = course_tree(1, 2, languages=("ru",), title=TITLE)
        lesson = tree.lessons[0]["ru"]
        lesson.body = lesson_body()
        lesson.save()
        course = CoursePage.objects.get(pk=tree.course.pk)
        course.sequential = True
        course.save()
        call_command("search_index", "rebuild", verbosity=0)
        self.tutor: User = UserFactory.create(language="ru")
        edition = compile_edition(course)
        self.run: Run = RunFactory.create(
            edition=edition, enrolment_kind="code", code="HK7MRT4W", slug="autumn", tutors=[self.tutor]
        )
        self.lessons: list[UUID] = [each.key for each in edition.outline.lessons]
        self.learner: User = UserFactory.create(family_name="Учителев", given_name="Бекзат", language="ru")

    @property
    def enrolment(self) -> Enrolment:
        """As it is stored."""
        return Enrolment.objects.get(learner=self.learner)
