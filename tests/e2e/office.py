"""The academy of a registrar's day, and the registrar at the browser."""

from datetime import timedelta

from django.core.management import call_command
from django.utils import timezone, translation
from playwright.sync_api import Page, expect

from cms.services import ensure_site
from courses.models import Enrolment, Run
from courses.services.editions import compile_edition
from credentials.models import DocumentTemplate
from people.models import Organisation, User
from people.roles import Role
from people.services.roles import assign_role
from tests.e2e.acting import fetched, words
from tests.e2e.conftest import AxeCheck
from tests.factories.courses import course_tree, home_page
from tests.factories.credentials import DocumentTemplateFactory
from tests.factories.people import EmploymentFactory, OrganisationFactory, UserFactory
from tests.pdf import text_of

TODAY = timezone.localdate
SAVE = "form footer button[type=submit]"


def state(name: str) -> str:
    """What the interface calls a state."""
    with translation.override("ru"):
        return str(Enrolment.State(name).label)


def person(name: str) -> User:
    return UserFactory.create(family_name=name, given_name="Имя", patronymic="", language="ru")


class Office:
    """The academy, a school of it, and everybody the day is about."""

    def __init__(self) -> None:
        home_page("ru")
        ensure_site("http://localhost")
        call_command("sync_roles", verbosity=0)
        self.edition = compile_edition(course_tree(1, 2, languages=("ru",)).course)
        self.academy: Organisation = OrganisationFactory.create(labels={"ru": "Академия", "en": "Academy"})
        self.school: Organisation = OrganisationFactory.create(labels={"ru": "Школа", "en": "School"})
        chief = User.objects.create_superuser("chief@turna.example", None)
        self.registrar, self.head = person("Регистраторова"), person("Директоров")
        assign_role(self.registrar, Role.REGISTRAR, by=chief, organisation=self.academy)
        assign_role(self.head, Role.METHODOLOGIST, by=chief, organisation=self.school)
        self.teachers = [person(name) for name in ("Асанова", "Беков", "Волкова")]
        for teacher in self.teachers:
            EmploymentFactory.create(user=teacher, organisation=self.school)
        self.template: DocumentTemplate = DocumentTemplateFactory.create()

    def state_of(self, run: Run, teacher: User) -> str:
        return Enrolment.objects.get(run=run, learner=teacher).state


class Desk:
    """The registrar's browser."""

    def __init__(self, page: Page, base: str, office: Office, accessible: AxeCheck) -> None:
        self.page, self.base, self.office, self.accessible = page, base, office, accessible

    def open(self, path: str) -> None:
        """Goes there; the page has no axe violation."""
        self.page.goto(f"{self.base}{path}")
        self.accessible(self.page)

    def press(self, name: str) -> None:
        """Presses a button and waits for the page that follows, which has no axe violation either."""
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=name, exact=True).click()
        self.accessible(self.page)

    def make_run(self) -> Run:
        self.open("/admin/runs/new/")
        self.page.select_option("[name=edition]", str(self.office.edition.pk))
        self.page.fill("[name=starts_on]", TODAY().isoformat())
        self.page.fill("[name=ends_on]", (TODAY() + timedelta(days=30)).isoformat())
        self.page.select_option("[name=enrolment_kind]", "application")
        self.page.fill("[name=capacity]", "2")
        self.page.fill("[name=slug]", "autumn")
        # The organisation is chosen with the keyboard alone.
        self.page.get_by_role("button", name=words("Choose an organisation")).press("Enter")
        self.page.get_by_role("link", name="Академия", exact=True).press("Enter")
        expect(self.page.get_by_role("dialog")).to_have_count(0)
        self.page.locator(SAVE).press("Enter")
        self.page.wait_for_url("**/admin/runs/")
        self.accessible(self.page)
        return Run.objects.get(slug="autumn")

    def people(self) -> None:
        self.open("/admin/courses/runs/autumn/people/")

    def order(self, names: list[str], button: str) -> None:
        """Begins an order about people ticked by their names."""
        self.people()
        for name in names:
            self.page.get_by_role("checkbox", name=f"{name} Имя").check()
        self.press(words(button))

    def sign(self) -> None:
        self.page.locator(SAVE).click()
        self.page.wait_for_url("**/admin/orders/read/*/")
        self.accessible(self.page)
        self.press(words("Sign"))
        expect(self.page.locator(".messages .success")).to_be_visible()

    def paper(self) -> str:
        return text_of(fetched(self.page, self.page.get_by_role("link", name=words("Paper (PDF)"))))
