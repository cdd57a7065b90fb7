"""The small academy of the browser tests: a drafted course in two languages, and the people of its story."""

from dataclasses import dataclass

from django.core.management import call_command
from wagtail.models import Locale, Page

from cms.services import ensure_site
from courses.models import CoursePage, Run
from courses.services.editions import latest_edition
from courses.services.runs import open_run
from people.models import User
from people.roles import Role
from people.services.roles import assign_role
from tests.factories.courses import CourseTree, course_tree, learning_objects
from tests.factories.people import EmploymentFactory, OrganisationFactory, UserFactory

TITLES = {"ru": "Формирующее оценивание: каждый день", "en": "Formative assessment: every day"}
LESSONS = {"ru": ("Вопросы на уроке", "Обратная связь"), "en": ("Questions in class", "Feedback")}


@dataclass(frozen=True)
class Academy:
    """Who and what the story is about."""

    tree: CourseTree
    editor: User
    teacher: User
    methodologist: User

    def open_run(self) -> Run:
        """A run of what the editor has published, held by the methodologist's organisation."""
        edition = latest_edition(self.tree.course.translation_key)
        assert edition, "the course was not published"
        held_by = self.methodologist.role_assignments.get().organisation
        today = edition.compiled_at.date()
        return open_run(edition, by=self.methodologist, slug="autumn", organisation=held_by, starts_on=today)


def _write(tree: CourseTree) -> None:
    """Give the pages titles that somebody would search for, and take the course back to drafts."""
    for language, course in tree.courses.items():
        course.title = course.draft_title = TITLES[language]
        course.summary = {"ru": "Как учитель видит, чему научились ученики.", "en": "How a teacher sees learning."}[
            language
        ]
        course.save()
    for pages, number in zip(tree.lessons, range(len(tree.lessons)), strict=True):
        for language, page in pages.items():
            page.title = page.draft_title = LESSONS[language][number]
            page.save()


def _unpublish(tree: CourseTree) -> None:
    for group in ([tree.courses], tree.modules, tree.lessons):
        for pages in group:
            for page in pages.values():
                page.refresh_from_db()
                page.save_revision()
    CoursePage.objects.filter(translation_key=tree.course.translation_key).update(live=False)
    Page.objects.descendant_of(tree.course).update(live=False)
    Page.objects.descendant_of(tree.courses["en"]).update(live=False)


def build() -> Academy:
    """Make it all in the test's database."""
    ensure_site("http://localhost")
    for language in ("ru", "en"):
        Locale.objects.get_or_create(language_code=language)
    objects = learning_objects(2)
    tree = course_tree(modules=1, lessons=2, objects=objects)
    _write(tree)
    _unpublish(tree)
    call_command("sync_roles", verbosity=0)
    call_command("search_index", "rebuild", verbosity=0)
    school = OrganisationFactory.create()
    administrator = User.objects.create_superuser("administrator@turna.example", None)
    editor, teacher, methodologist = (
        UserFactory.create(email=f"{name}@turna.example", family_name=family, given_name=given, language="ru")
        for name, family, given in (
            ("editor", "Редакторова", "Алия"),
            ("teacher", "Учителев", "Бекзат"),
            ("methodologist", "Методистова", "Вера"),
        )
    )
    EmploymentFactory.create(user=teacher, organisation=school)
    assign_role(editor, Role.EDITOR, by=administrator)
    assign_role(methodologist, Role.METHODOLOGIST, by=administrator, organisation=school)
    return Academy(tree, editor, teacher, methodologist)
