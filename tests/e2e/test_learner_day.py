"""A learner's day: a course found by searching, studied with a lost connection on the way, finished; its paper."""

from collections.abc import Iterator
from io import BytesIO
from urllib.parse import urlsplit

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect
from pypdf import PdfReader
from pytest_django.live_server_helper import LiveServer

from courses.announcements.services import publish_due, save_announcement
from courses.models import DiaryEntry, Enrolment, LessonPlace, Post, ProgressEvent, Submission
from tests.e2e.acting import fetched, fits, log_in, says, words
from tests.e2e.conftest import AxeCheck
from tests.e2e.player import wait_for
from tests.e2e.school import BUTTON, DIARY, LEFT_AT, TALK, TITLE, WORK, School
from tests.factories.credentials import DocumentTemplateFactory, issued
from tests.pdf import needs_pango

pytestmark = [pytest.mark.django_db(transaction=True), needs_pango]

NOTHING_KEPT = "!Object.keys(localStorage).some(key => key.startsWith('turna.p'))"


@pytest.fixture
def school(live_server: LiveServer) -> School:
    return School()


@pytest.fixture(autouse=True)
def _quiet_console(page: Page) -> Iterator[None]:
    """A closed lesson and a lost connection are errors in the console, and here they are meant; others are not."""
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    yield
    assert not problems, problems


def part(page: Page, block: str) -> Locator:
    """An activity in the lesson."""
    return page.locator(f'[data-activity="{block}"]')


def press(page: Page, within: Locator, name: str) -> None:
    """Presses a button that leads to another page, and waits for that."""
    with page.expect_navigation():
        within.get_by_role("button", name=name, exact=True).click()


def is_done(page: Page, block: str) -> None:
    expect(part(page, block)).to_have_class("activity wide activity--completed")


def find_and_enrol(page: Page, base: str, accessible: AxeCheck) -> None:
    page.goto(f"{base}/ru/")
    page.locator("header input[name=q]").fill("обратная связь")
    page.keyboard.press("Enter")
    page.wait_for_url("**/ru/catalogue/**")
    accessible(page)
    page.locator("#catalogue").get_by_role("link", name=TITLE).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    accessible(page)
    fits(page)
    page.get_by_label(words("Code"), exact=True).fill("нет")
    press(page, page.locator("main"), words("Enrol"))
    says(page, words("This is not the code of the run. Type it again as it was given to you."))
    page.get_by_label(words("Code"), exact=True).fill("hk7m rt4w")
    page.keyboard.press("Enter")
    page.wait_for_url("**/ru/learn/autumn/")


def read_with_a_lost_connection(page: Page, base: str, school: School) -> None:
    """What is done without a connection is sent with the next page, once; the place is found again."""
    url = f"{base}/ru/learn/autumn/{school.lessons[0]}/"
    page.goto(url)
    wait_for(page, NOTHING_KEPT)
    page.context.set_offline(True)
    part(page, BUTTON).get_by_role("button", name=words("Mark as done")).press("Enter")
    expect(page.locator("#toasts .toast")).to_be_visible()
    assert not ProgressEvent.objects.filter(kind="confirmed").exists()
    page.get_by_text("Абзац 8.").evaluate("node => node.scrollIntoView({behavior: 'instant'})")
    wait_for(page, f"Object.values(localStorage).some(value => value.includes('{LEFT_AT}'))")
    page.context.set_offline(False)
    page.goto(f"{base}/ru/my-learning/")
    page.goto(url)
    is_done(page, BUTTON)
    wait_for(page, NOTHING_KEPT)
    assert ProgressEvent.objects.filter(kind="confirmed").count() == 1


def come_back_to_the_place(page: Page, base: str, school: School) -> None:
    page.goto(f"{base}/ru/learn/autumn/")
    assert str(LessonPlace.objects.get().block) == LEFT_AT
    page.locator(".page-head__actions a").click()
    expect(page.locator("[data-resume]")).to_be_visible()
    expect(page.get_by_text("Абзац 8.")).to_be_in_viewport()


def talk_and_reflect(page: Page) -> None:
    talk = part(page, TALK)
    talk.get_by_role("textbox").fill("Пробовал карточки.")
    press(page, talk, words("Send"))
    is_done(page, TALK)
    assert Post.objects.get().text == "Пробовал карточки."
    diary = part(page, DIARY)
    diary.get_by_role("textbox").fill("Спрошу иначе.")
    press(page, diary, words("Keep in my diary"))
    is_done(page, DIARY)
    assert not DiaryEntry.objects.get().is_shared


def hand_in(page: Page, accessible: AxeCheck) -> None:
    """A draft is there again after the page was left; then it is handed in, with a file."""
    part(page, WORK).get_by_role("link", name=words("Begin the work")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("План урока")
    accessible(page)
    fits(page)
    page.get_by_label(words("Answer")).fill("Мой план.")
    press(page, page.locator("main"), words("Save the draft"))
    page.reload()
    expect(page.get_by_label(words("Answer"))).to_have_value("Мой план.")
    plan = {"name": "план.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7\n" + b" " * 200}
    page.set_input_files("#work-files", plan)  # type: ignore[arg-type]
    expect(page.locator(".work-files").get_by_role("link", name="план.pdf")).to_be_visible()
    press(page, page.locator("main"), words("Hand in"))
    handed_in = Submission.objects.get(handed_in_at__isnull=False)
    assert (handed_in.text, handed_in.files.count()) == ("Мой план.", 1)
    accessible(page)


def look_around(page: Page, base: str, school: School, accessible: AxeCheck) -> None:
    """Marks, what there is news of, the calendar and its private address."""
    page.goto(f"{base}/ru/learn/autumn/marks/")
    says(page, "План урока")
    accessible(page)
    fits(page)
    nothing = {"publish_at": None, "event_at": None, "event_ends_at": None, "place": ""}
    save_announcement(school.run, school.tutor, titles={"ru": "Встреча"}, texts={"ru": "В пять."}, **nothing)  # type: ignore[arg-type]
    publish_due()
    page.goto(f"{base}/ru/notifications/")
    accessible(page)
    page.get_by_role("link", name="Встреча").click()
    says(page, "В пять.")
    accessible(page)
    page.goto(f"{base}/ru/calendar/")
    accessible(page)
    fits(page)
    press(page, page.locator("main"), words("Make an address"))
    feed = page.get_by_label(words("Subscribe to this address")).input_value()
    # Other programs ask without a session.
    page.context.clear_cookies()
    answer = page.context.request.get(f"{base}{urlsplit(feed).path}")
    assert answer.status == 200
    assert TITLE in answer.text().replace("\r\n ", "")


def take_the_certificate(page: Page, base: str, school: School, accessible: AxeCheck) -> None:
    """Strangers check it at the address that its QR code has."""
    document = issued(DocumentTemplateFactory.create(), holder=school.learner, reason=f"courses.run:{school.run.pk}")
    page.goto(f"{base}/ru/my-documents/")
    accessible(page)
    fits(page)
    printed = PdfReader(BytesIO(fetched(page, page.locator(f"a[href$='{document.public_id}/ru.pdf']"))))
    links = [note.get_object() for sheet in printed.pages for note in sheet.get("/Annots", ())]
    (address,) = {str(link["/A"]["/URI"]) for link in links if "/A" in link}
    page.context.clear_cookies()
    page.goto(f"{base}{urlsplit(address).path}")
    says(page, words("This document is in force"))
    says(page, "Учителев")
    accessible(page)
    fits(page)


def test_a_learners_day(page: Page, live_server: LiveServer, school: School, accessible: AxeCheck) -> None:
    base = live_server.url
    page.set_default_timeout(60_000)
    log_in(page, base, school.learner)
    find_and_enrol(page, base, accessible)
    accessible(page)
    fits(page)

    # The second lesson says why it is closed, and where to go.
    page.goto(f"{base}/ru/learn/autumn/{school.lessons[1]}/")
    says(page, words("This lesson is not open to you now"))
    expect(page.locator(".closed-reasons")).to_contain_text("Урок 1")
    accessible(page)
    page.locator(".closed-reasons a").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Урок 1")
    accessible(page)

    read_with_a_lost_connection(page, base, school)
    come_back_to_the_place(page, base, school)
    talk_and_reflect(page)
    accessible(page)
    fits(page)
    hand_in(page, accessible)

    # The first lesson is complete, so the second opens; with it the course is finished.
    page.goto(f"{base}/ru/learn/autumn/{school.lessons[1]}/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Урок 2")
    expect(page.locator("[data-percent] progress")).to_have_attribute("value", "100")
    wait_for(page, NOTHING_KEPT)
    assert school.enrolment.state == Enrolment.State.COMPLETED
    assert school.enrolment.completed_at <= timezone.now()  # type: ignore[operator]
    page.goto(f"{base}/ru/my-learning/")
    expect(page.get_by_role("heading", name=words("Completed"), exact=True)).to_be_visible()
    accessible(page)

    look_around(page, base, school, accessible)
    log_in(page, base, school.learner)
    take_the_certificate(page, base, school, accessible)
