"""A registrar's day: a run with two seats, applications, a list, orders, the line, the final sheet, certificates."""

from datetime import date, timedelta
from io import BytesIO
from urllib.parse import urlsplit

import pytest
from openpyxl import Workbook, load_workbook
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from courses.enrolment_rules import State
from courses.models import Enrolment, Order, Run
from courses.services.enrolments import apply_to, enrol
from credentials.models import IssuedDocument
from people.models import User
from tests.e2e.acting import counted, fetched, log_in, says, words
from tests.e2e.conftest import AxeCheck
from tests.e2e.office import SAVE, TODAY, Desk, Office, state
from tests.pdf import needs_pango, text_of

pytestmark = [pytest.mark.django_db(transaction=True), needs_pango]


@pytest.fixture
def office(live_server: LiveServer) -> Office:
    return Office()


@pytest.fixture
def desk(page: Page, live_server: LiveServer, office: Office, accessible: AxeCheck) -> Desk:
    page.set_default_timeout(30_000)
    log_in(page, live_server.url, office.registrar)
    return Desk(page, live_server.url, office, accessible)


def a_list() -> bytes:
    """Somebody new, and somebody whose address is none."""
    book = Workbook()
    sheet = book.active
    assert sheet
    for row in (
        ("Электронная почта", "Фамилия", "Имя"),
        ("gulyaeva@turna.example", "Гуляева", "Имя"),
        ("не-адрес", "Дубов", "Имя"),
    ):
        sheet.append(row)
    saved = BytesIO()
    book.save(saved)
    return saved.getvalue()


def cells(content: bytes) -> list[list[str]]:
    sheet = load_workbook(BytesIO(content)).active
    assert sheet
    return [[str(cell or "") for cell in row] for row in sheet.iter_rows(values_only=True)]


def test_a_run_is_filled_by_applications_a_list_and_orders(desk: Desk, office: Office) -> None:
    page = desk.page
    run = desk.make_run()
    for teacher in office.teachers:
        apply_to(teacher, run, office.school, "Хочу учиться.")

    # The employer approves all three at once, by keyboard.
    log_in(page, desk.base, office.head)
    desk.open("/ru/applications/")
    for box in page.get_by_role("checkbox").all():
        box.press("Space")
        expect(box).to_be_checked()
    desk.press(words("Approve those chosen"))
    says(page, counted("%(number)d application is approved.", "%(number)d applications are approved.", 3))
    assert {office.state_of(run, each) for each in office.teachers} == {State.WAITING}

    # A list with a bad row: nothing happens before it is confirmed, and the report tells the rows apart.
    log_in(page, desk.base, office.registrar)
    desk.open("/admin/courses/runs/autumn/lists/")
    page.set_input_files(
        "input[type=file]", {"name": "список.xlsx", "mimeType": "application/octet-stream", "buffer": a_list()}
    )
    desk.press(words("Look at what will happen"))
    expect(page.get_by_role("row", name="Дубов")).to_contain_text(words("This is not an e-mail address."))
    assert not User.objects.filter(email="gulyaeva@turna.example").exists()
    desk.press(words("Enrol these people"))
    report = cells(fetched(page, page.get_by_role("link", name=words("Download the report"))))
    assert [row for row in report if "Дубов" in " ".join(row)]
    assert words("This is not an e-mail address.") in " ".join(" ".join(row) for row in report)
    assert Enrolment.objects.get(learner__email="gulyaeva@turna.example").state == State.WAITING

    # An order about more people than there are seats is refused; about two it enrols, and has its paper.
    desk.order(["Асанова", "Беков", "Волкова"], "Order that enrols them")
    page.locator(SAVE).click()
    page.wait_for_url("**/admin/orders/read/*/")
    desk.press(words("Sign"))
    expect(page.locator(".messages .error")).to_be_visible()
    with page.expect_navigation():
        page.get_by_role("link", name=words("Edit the draft")).click()
    page.get_by_role("checkbox", name="Волкова").uncheck()
    desk.sign()
    order = Order.objects.get()
    paper = desk.paper()
    assert order.number in paper
    assert "Асанова" in paper
    assert "Волкова" not in paper
    assert [office.state_of(run, each) for each in office.teachers] == [State.ACTIVE, State.ACTIVE, State.WAITING]

    # Expelled by an order, one makes room; the next order begins with who waits first.
    desk.order(["Беков"], "Order that expels them")
    page.select_option("[name=ground]", Order.Ground.OWN_WISH)
    page.fill("[name=reason]", "По заявлению")
    desk.sign()
    assert office.state_of(run, office.teachers[1]) == State.EXPELLED
    desk.open(f"/admin/orders/new/?kind=enrolment&run={run.pk}")
    page.locator(SAVE).click()
    page.wait_for_url("**/admin/orders/edit/*/")
    expect(page.get_by_role("checkbox", name="Волкова")).to_be_checked()
    expect(page.get_by_role("checkbox", name="Гуляева")).not_to_be_checked()
    desk.sign()
    assert office.state_of(run, office.teachers[2]) == State.ACTIVE

    # More time by an order; another takes its place with a later day, and both stay readable.
    until = TODAY() + timedelta(days=45)
    desk.order(["Асанова"], "Order that gives them more time")
    page.fill("[name=until]", until.isoformat())
    desk.sign()
    first = page.url
    desk.press(words("Prepare an order that takes its place"))
    page.fill("[name=until]", (until + timedelta(days=5)).isoformat())
    desk.sign()
    due: date | None = Enrolment.objects.get(run=run, learner=office.teachers[0]).due_on
    assert due == until + timedelta(days=5)
    desk.open(urlsplit(first).path)
    second = Order.objects.get(supersedes__isnull=False)
    says(page, words("Another order has taken the place of this one: № %(number)s.", number=second.number))
    desk.open("/admin/orders/")
    assert Order.objects.signed().count() == 5


def test_who_leaves_an_open_run_lets_the_next_in(desk: Desk, office: Office) -> None:
    page = desk.page
    run = desk.make_run()
    Run.objects.filter(pk=run.pk).update(enrolment_kind="open", capacity=1)
    run.refresh_from_db()
    learns, waits = office.teachers[:2]
    for each in (learns, waits):
        enrol(each, run)
    desk.people()
    expect(page.get_by_role("row", name="Беков")).to_contain_text(state(State.WAITING))

    log_in(page, desk.base, learns)
    desk.open("/ru/learn/autumn/leave/")
    desk.press(words("Leave the course"))

    log_in(page, desk.base, office.registrar)
    desk.people()
    expect(page.get_by_role("row", name="Беков")).to_contain_text(state(State.ACTIVE))
    expect(page.get_by_role("row", name="Асанова")).to_contain_text(state(State.WITHDRAWN))


def test_the_run_ends_with_a_protocol_and_certificates(desk: Desk, office: Office) -> None:
    page = desk.page
    run = desk.make_run()
    Run.objects.filter(pk=run.pk).update(enrolment_kind="open")
    run.refresh_from_db()
    for each in office.teachers[:2]:
        enrol(each, run)
    page.on("dialog", lambda dialog: dialog.accept())

    desk.open("/ru/runs/autumn/final/")
    page.fill("[name=number]", "7")
    desk.press(words("Draw up"))
    page.fill("[name=commission-0-name]", "Придуманов П. П.")
    page.select_option("[name=results-0-grade]", index=1)
    page.locator("[name=results-1-is_absent]").press("Space")
    desk.press(words("Save and sign"))
    says(page, words("The sheet has been signed. From now on it is never changed."))
    protocol = text_of(fetched(page, page.get_by_role("link", name=words("Protocol as PDF"))))
    assert "Придуманов" in protocol
    assert "Асанова" in protocol

    # Certificates for all who passed, in one go; one in the hand of each, one line in the register.
    page.select_option("[name=template]", str(office.template.pk))
    desk.press(words("Issue certificates"))
    says(page, "1 из 1" if words("Issued") != "Issued" else "1 of 1")
    document = IssuedDocument.objects.get()
    assert document.holder.family_name == "Асанова"
    desk.open("/admin/issueddocument/")
    book = cells(fetched(page, page.get_by_role("link", name=words("Download as XLSX"))))
    assert document.number in " ".join(" ".join(row) for row in book)
    desk.open("/admin/issuebatch/")
    desk.open(f"/admin/issueddocument/{document.pk}/")
    desk.open("/admin/stateregister/")
    with page.expect_download() as saved:
        page.locator("#main form[method=post] button").click()
    assert saved.value.suggested_filename.endswith(".xlsx")
