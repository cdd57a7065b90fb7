"""The academy as it is loaded: once for all tests here, in a transaction that is taken back at the end."""

import uuid
from urllib.parse import urlsplit

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from wagtail.models import Locale, Page, ReferenceIndex, Site
from wagtail.rich_text import get_text_for_indexing

from cms.models import AcademyImage, HomePage, Navigation
from courses.models import CourseEdition, CoursePage, Enrolment, LessonPage, ProgressEvent, Run
from demo.identifiers import identifier
from demo.learners import MAIN_RUN
from demo.people import accounts, address
from demo.reader import LANGUAGES, courses, shelves, table
from library.models import LearningObjectPage, Subject
from people.models import ConsentText, Organisation, User
from people.roles import Role
from search.models import Entry
from tests.demo.loaded import AT, PASSWORD, load


def rows() -> dict[str, int]:
    return {model._meta.label: model._default_manager.count() for model in apps.get_models()}


def state_of_pages() -> list[tuple[object, ...]]:
    return list(Page.objects.order_by("pk").values_list("pk", "latest_revision", "live_revision", "last_published_at"))


class TestLoading:
    def test_every_step_is_told(self, academy: list[str]) -> None:
        assert academy[0] == "organisations, accounts, consents"
        assert academy[-1] == "catalogue"
        assert len(academy) == 8

    def test_a_second_time_nothing_changes(self, academy: list[str]) -> None:
        before = rows()
        pages = state_of_pages()
        with CaptureQueriesContext(connection) as queries:
            steps = load()
        assert rows() == before
        assert state_of_pages() == pages
        assert "catalogue" not in steps
        written = [each["sql"] for each in queries if each["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
        assert written == []
        # What makes the second run quick: hardly more than a question for each account and each index page.
        assert len(queries) < 250

    def test_identities_do_not_depend_on_the_machine(self, academy: list[str]) -> None:
        page = LearningObjectPage.objects.get(slug="exit-ticket", locale__language_code="ru")
        assert page.translation_key == identifier("object", "exit-ticket")
        assert User.objects.get(email=address("tutor")).public_id == identifier("person", "tutor")


class TestPages:
    def test_every_language_has_a_home(self, academy: list[str]) -> None:
        homes = HomePage.objects.live()
        assert {home.locale.language_code for home in homes} == set(LANGUAGES)
        assert len({home.translation_key for home in homes}) == 1
        assert Site.objects.get(is_default_site=True).root_page.locale.language_code == "ru"
        for home in homes:
            assert home.hero_title
            assert home.action_page is not None
            assert len(home.ways_in) == 3
            assert home.featured
            assert home.body

    def test_everything_is_published_and_has_a_revision(self, academy: list[str]) -> None:
        made = Page.objects.filter(depth__gt=1).exclude(locale=None)
        assert not made.filter(live=False).exists()
        assert not made.filter(has_unpublished_changes=True).exists()
        assert not made.filter(live_revision=None).exists()
        assert not made.exact_type(Page).exists()

    def test_every_block_is_valid(self, academy: list[str]) -> None:
        for model in (LearningObjectPage, LessonPage):
            for page in model.objects.all():
                page.body.stream_block.clean(page.body)
                page.full_clean()

    def test_pages_open(self, academy: list[str], client: Client) -> None:
        paths = [*(f"/{code}/" for code in LANGUAGES), "/ru/library/", "/en/courses/", "/ru/articles/"]
        for model in ("library.LearningObjectPage", "courses.CoursePage", "cms.ArticlePage", "cms.StandardPage"):
            for code in ("ru", "en"):
                page = apps.get_model(model)._default_manager.filter(locale__language_code=code).first()
                paths.append(urlsplit(page.get_full_url()).path)
        for path in paths:
            assert client.get(path).status_code == 200, path

    def test_links_inside_texts_lead_to_living_pages(self, academy: list[str]) -> None:
        living = {str(pk) for pk in Page.objects.live().values_list("pk", flat=True)}
        references = ReferenceIndex.objects.filter(to_content_type=ContentType.objects.get_for_model(Page))
        assert references.exists()
        assert set(references.values_list("to_object_id", flat=True)) <= living

    def test_navigation_in_every_language(self, academy: list[str]) -> None:
        assert Navigation.objects.count() == len(LANGUAGES)
        for navigation in Navigation.objects.all():
            code = navigation.locale.language_code
            titles = [block.value.resolve(code)[0] for block in navigation.main]
            assert len(titles) >= 4
            assert all(titles)
            assert len(navigation.footer) == 3


class TestLibrary:
    def test_objects_in_every_language_they_are_written_in(self, academy: list[str]) -> None:
        for language in LANGUAGES:
            written = {key for shelf in shelves(language) for key in shelf.objects}
            found = LearningObjectPage.objects.filter(locale__language_code=language)
            assert {page.slug for page in found} == written

    def test_translations_share_identity_and_blocks(self, academy: list[str]) -> None:
        by_key: dict[uuid.UUID, dict[str, list[str]]] = {}
        for page in LearningObjectPage.objects.select_related("locale"):
            ids = [block.id for block in page.body if block.block_type != "file"]
            by_key.setdefault(page.translation_key, {})[page.locale.language_code] = ids
        assert len(by_key) == len(table("library/objects"))
        for versions in by_key.values():
            assert all(set(ids) <= set(versions["ru"]) for ids in versions.values())

    def test_described_in_full(self, academy: list[str]) -> None:
        for page in LearningObjectPage.objects.all():
            assert page.summary
            assert page.subjects.exists()
            assert page.licence != "LicenseRef-unknown"
            assert page.duration_minutes
            assert page.tags.exists()

    def test_subjects(self, academy: list[str]) -> None:
        assert Subject.objects.count() == len(table("library/subjects"))
        assert max(Subject.objects.values_list("depth", flat=True)) == 3
        fractions = Subject.objects.get(code="fractions")
        assert [each.code for each in fractions.get_ancestors()] == ["mathematics", "arithmetic"]

    def test_films_have_captions_in_their_language_and_a_text(self, academy: list[str]) -> None:
        films = [
            (page, block.value)
            for page in LearningObjectPage.objects.filter(resource_type="video").select_related("locale")
            for block in page.body
            if block.block_type == "video"
        ]
        assert len(films) == 11
        for page, value in films:
            assert value["captions_language"] == page.locale.language_code
            assert value["captions"].file.read().startswith(b"WEBVTT")
            assert get_text_for_indexing(value["transcript"].source)

    def test_a_picture_is_stored_once_for_all_languages(self, academy: list[str]) -> None:
        assert AcademyImage.objects.filter(file__contains="turna-contrast-ladder").count() == 1

    def test_the_catalogue_knows_them(self, academy: list[str]) -> None:
        assert Entry.objects.exists()


class TestCourses:
    def test_one_edition_each_in_all_its_languages(self, academy: list[str]) -> None:
        assert CourseEdition.objects.filter(kind=CourseEdition.Kind.COURSE).count() == 4
        assert CourseEdition.objects.filter(kind=CourseEdition.Kind.PROGRAMME).count() == 1
        for course in courses():
            edition = CourseEdition.objects.get(course_key=identifier("course", course.key))
            assert edition.number == 1
            assert set(edition.outline.languages) == set(course.texts)
            assert edition.outline.source_language == "ru"
            assert len(edition.outline.lessons) == len(course.texts["ru"].lessons)

    def test_blocks_are_the_same_in_every_language(self, academy: list[str]) -> None:
        by_key: dict[uuid.UUID, list[list[tuple[str, str]]]] = {}
        for lesson in LessonPage.objects.all():
            blocks = [(block.block_type, block.id) for block in lesson.body]
            by_key.setdefault(lesson.translation_key, []).append(blocks)
        for versions in by_key.values():
            assert len(versions) >= 2
            assert all(version == versions[0] for version in versions)

    def test_objects_are_shown_in_the_lesson_s_language(self, academy: list[str]) -> None:
        for lesson in LessonPage.objects.select_related("locale"):
            for block in lesson.body:
                if block.block_type == "library_object":
                    assert block.value["object"].locale_id == lesson.locale_id

    def test_metadata(self, academy: list[str]) -> None:
        for course in CoursePage.objects.all():
            assert all((course.summary, course.aims, course.outcome_list, course.authors))
            assert course.cover is not None
            assert course.subjects.exists()


class TestPeople:
    def test_accounts_can_be_entered(self, academy: list[str], client: Client) -> None:
        for account in accounts():
            assert client.login(email=account.email, password=PASSWORD), account.email

    def test_learners_cannot(self, academy: list[str]) -> None:
        assert not User.objects.get(email=address("learner-01")).has_usable_password()

    def test_every_role_is_held(self, academy: list[str]) -> None:
        for name, row in table("people/accounts").items():
            user = User.objects.get(email=address(name))
            assert {each.role for each in user.role_assignments.all()} == ({row["role"]} if "role" in row else set())

    def test_organisations(self, academy: list[str]) -> None:
        assert Organisation.get_root_nodes().count() == 3
        assert Organisation.objects.filter(kind="organisation").count() == 4
        assert {each.depth for each in Organisation.objects.filter(kind="organisation")} == {4}

    def test_texts_of_consents_are_in_force(self, academy: list[str]) -> None:
        assert ConsentText.objects.current().count() == 3
        assert ConsentText.objects.current_required().count() == 1


class TestLearners:
    def test_thirty_at_different_points(self, academy: list[str]) -> None:
        enrolments = Enrolment.objects.filter(run__slug=MAIN_RUN, learner__email__startswith="learner-")
        assert enrolments.count() == 30
        percents = list(enrolments.values_list("percent", flat=True))
        assert percents.count(0) == 3
        assert percents.count(100) == 5
        assert len(set(percents)) >= 10
        assert enrolments.filter(state=Enrolment.State.COMPLETED).count() == 5
        days = {seen.date() for seen in enrolments.values_list("last_seen_at", flat=True) if seen}
        assert len(days) >= 10
        assert max(days) == AT.date()

    def test_they_learn_in_every_language(self, academy: list[str]) -> None:
        # What is handed in and marked is told by the server, in no language.
        assert set(ProgressEvent.objects.values_list("language", flat=True)) - {""} == set(LANGUAGES)

    def test_nobody_learned_before_they_joined_or_in_the_future(self, academy: list[str]) -> None:
        for event in ProgressEvent.objects.select_related("enrolment"):
            assert event.enrolment.enrolled_at <= event.occurred_at <= AT

    def test_their_methodologist_sees_them(self, academy: list[str]) -> None:
        methodologist = User.objects.get(email=address("methodologist"))
        assert methodologist.role_assignments.get().role == Role.METHODOLOGIST
        assert Run.objects.get(slug=MAIN_RUN) in Run.objects.overseen_by(methodologist)

    def test_the_teacher_has_something_to_go_on_with(self, academy: list[str], client: Client) -> None:
        teacher = User.objects.get(email=address("teacher"))
        assert teacher.enrolments.count() == 3
        client.force_login(teacher)
        with translation.override("ru"):
            page = client.get("/ru/my-learning/")
        assert page.status_code == 200
        assert "Осенний поток трёх школ" in page.content.decode()

    def test_runs_are_open(self, academy: list[str]) -> None:
        assert Run.objects.open_for_enrolment(AT.date()).count() == 5
        assert Run.objects.get(edition__kind="programme").edition.outline.courses


def test_locales_are_those_of_the_installation(academy: list[str]) -> None:
    assert set(Locale.objects.values_list("language_code", flat=True)) == set(LANGUAGES)
