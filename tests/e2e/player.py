"""A learner with a long lesson, for the tests of the player."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from playwright.sync_api import Page

from cms.services import ensure_site
from courses.models import Enrolment, Snapshot
from courses.outline import digest_of
from tests.factories.courses import EditionFactory, EnrolmentFactory, RunFactory, home_page, outline_data
from tests.factories.people import PASSWORD, UserFactory

PARAGRAPHS = 40


@dataclass(frozen=True)
class Desk:
    """A learner, and the addresses of their lessons."""

    base: str
    enrolment: Enrolment
    lessons: list[UUID]

    def url(self, lesson: int = 0) -> str:
        """The page of a lesson."""
        return f"{self.base}/ru/learn/{self.enrolment.run.slug}/{self.lessons[lesson]}/"

    def log_in(self, page: Page) -> None:
        """As the learner, in the page's browser."""
        page.goto(f"{self.base}/ru/account/login/")
        page.fill("input[name=login]", self.enrolment.learner.email)
        page.fill("input[name=password]", PASSWORD)
        page.locator("main form button[type=submit], main form button:not([type])").first.click()
        page.wait_for_url(lambda url: "/login/" not in url)

    @property
    def now(self) -> Enrolment:
        """The enrolment as it is stored."""
        return Enrolment.objects.get(pk=self.enrolment.pk)


def wait_for(page: Page, script: str) -> None:
    """Until a script says so. Asked from outside: the content policy forbids a page to make functions of texts."""
    for _look in range(450):
        if page.evaluate(script):
            return
        page.wait_for_timeout(100)
    raise AssertionError(script)


def hold_the_clock(page: Page) -> None:
    """From here on the browser's time passes only when the test lets it: a slow machine adds no seconds."""
    now = datetime.now(UTC)
    page.clock.install(time=now - timedelta(minutes=1))
    page.clock.pause_at(now)


def desk(base: str) -> Desk:
    """Make it all in the test's database."""
    home_page("ru")
    ensure_site("http://localhost")
    data = outline_data(1, 3, ("ru",), criterion="button")  # type: ignore[arg-type]
    body = [
        {"type": "paragraph", "value": f"<p>Абзац {number}. {'Слово за словом. ' * 40}</p>", "id": str(uuid4())}
        for number in range(PARAGRAPHS)
    ]
    content = {"title": "Длинный урок", "body": body}
    Snapshot.objects.create(digest=digest_of(content), content=content)
    data["modules"][0]["lessons"][0]["snapshots"] = {"ru": digest_of(content)}
    edition = EditionFactory.create(outline_data=data, languages=("ru",))
    enrolment = EnrolmentFactory.create(
        run=RunFactory.create(edition=edition), learner=UserFactory.create(language="ru")
    )
    return Desk(base, enrolment, [lesson.key for lesson in edition.outline.lessons])
