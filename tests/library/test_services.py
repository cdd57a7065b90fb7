"""Writing through services: who may, what is refused, that nothing is left half-written."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from wagtail.models import Page
from wagtail.signals import page_published

from library.models import LearningObjectPage, LearningObjectTag, LibraryIndexPage, Subject
from library.services import create_object, delete_subject, publish_object, save_subject, update_object
from people.localised import LocalisedText
from people.models import User
from people.roles import Role
from tests.factories.library import LearningObjectPageFactory, SubjectFactory
from tests.factories.people import UserFactory
from tests.library.conftest import Libraries

pytestmark = pytest.mark.django_db

PersonWith = Callable[..., User]
PARAGRAPH = {"type": "paragraph", "value": "<p>One</p>", "id": "0d5b2a3e-5f3c-4f0e-9a5e-000000000001"}


def stored(page: Page) -> LearningObjectPage:
    return LearningObjectPage.objects.get(pk=page.pk)


class TestCreate:
    def test_the_system_creates_and_publishes_everything_at_once(self, library: LibraryIndexPage) -> None:
        subjects = [SubjectFactory(), SubjectFactory()]
        news: list[Any] = []

        def note(instance: Page, **kwargs: Any) -> None:
            news.append(instance.pk)

        page_published.connect(note)
        try:
            page = create_object(
                library,
                by=None,
                publish=True,
                title="Exit tickets",
                summary="Three questions",
                body=[PARAGRAPH],
                resource_type="checklist",
                subjects=subjects,
                level="primary",
                licence="CC0-1.0",
                duration_minutes=15,
                tags=["  Formative   Assessment", "formative assessment", "STEM"],
            )
        finally:
            page_published.disconnect(note)
        kept = stored(page)
        assert kept.live
        assert kept.locale == library.locale
        assert list(kept.subjects.all()) == subjects
        assert sorted(kept.tags.names()) == ["formative assessment", "stem"]
        assert kept.body.raw_data[0]["id"] == PARAGRAPH["id"], "ids of blocks are identity, an importer's stay"
        assert news == [page.pk]

    def test_a_draft_is_not_live_but_whole(self, library: LibraryIndexPage) -> None:
        page = create_object(library, by=None, title="Черновик", tags=["один"], subjects=[SubjectFactory()])
        kept = stored(page)
        assert not kept.live
        assert kept.has_unpublished_changes
        draft = kept.get_latest_revision_as_object()
        assert draft.tags.count() == draft.subjects.count() == 1

    def test_addresses_are_made_from_any_title_and_never_clash(self, library: LibraryIndexPage) -> None:
        pages = [create_object(library, by=None, title="Обратная связь") for _ in range(2)]
        assert pages[0].slug != pages[1].slug

    def test_a_translation_shares_the_identity(self, libraries: Libraries) -> None:
        russian = create_object(libraries.ru, by=None, publish=True, title="Отзыв")
        english = create_object(libraries.en, by=None, publish=True, title="Feedback", translation_of=russian)
        assert english.translation_key == russian.translation_key
        assert english.locale.language_code == "en"
        with pytest.raises(ValidationError):
            create_object(libraries.en, by=None, title="Again", translation_of=russian)

    def test_an_identity_settled_elsewhere_is_kept(self, libraries: Libraries) -> None:
        key = uuid4()
        assert create_object(libraries.ru, by=None, title="Отзыв", key=key).translation_key == key
        assert create_object(libraries.en, by=None, title="Feedback", key=key).translation_key == key
        with pytest.raises(ValidationError):
            create_object(libraries.en, by=None, title="Again", key=key)

    @pytest.mark.parametrize(
        "wrong",
        [
            {"title": ""},
            {"licence": "WTFPL"},
            {"resource_type": "hologram"},
            {"level": "kindergarten"},
            {"audience": "martians"},
            {"source_url": "javascript:alert(1)"},
            {"duration_minutes": -5},
            {"body": [{"type": "link", "value": {"url": "nonsense"}, "id": "1"}]},
        ],
    )
    def test_what_the_model_does_not_allow_leaves_nothing_behind(
        self, library: LibraryIndexPage, wrong: dict[str, Any]
    ) -> None:
        values: dict[str, Any] = {"title": "Good", "tags": ["left over"], **wrong}
        with pytest.raises(ValidationError):
            create_object(library, by=None, publish=True, **values)
        assert not LearningObjectPage.objects.exists()
        assert not LearningObjectTag.objects.exists()

    def test_an_author_may_write_but_not_publish(self, library: LibraryIndexPage, person_with: PersonWith) -> None:
        author = person_with(Role.AUTHOR)
        page = create_object(library, by=author, title="Mine")
        assert stored(page).owner == author
        with pytest.raises(PermissionDenied):
            create_object(library, by=author, publish=True, title="At once")
        assert not LearningObjectPage.objects.filter(title="At once").exists()

    def test_an_editor_may_publish(self, library: LibraryIndexPage, person_with: PersonWith) -> None:
        assert stored(create_object(library, by=person_with(Role.EDITOR), publish=True, title="Now")).live

    @pytest.mark.parametrize("role", [None, Role.TUTOR, Role.REGISTRAR, Role.PARTNER_TRANSLATOR])
    def test_others_may_not_write(self, library: LibraryIndexPage, person_with: PersonWith, role: Role | None) -> None:
        person = person_with(role) if role else UserFactory.create()
        with pytest.raises(PermissionDenied):
            create_object(library, by=person, title="No")
        assert not LearningObjectPage.objects.exists()


class TestUpdate:
    def test_only_what_is_named_changes(self, library: LibraryIndexPage) -> None:
        page = create_object(library, by=None, publish=True, title="Old", summary="Kept", tags=["a"], body=[PARAGRAPH])
        update_object(page, by=None, publish=True, title="New")
        kept = stored(page)
        assert (kept.title, kept.summary, list(kept.tags.names())) == ("New", "Kept", ["a"])
        assert kept.body.raw_data[0]["id"] == PARAGRAPH["id"]

    def test_tags_and_subjects_are_replaced(self, library: LibraryIndexPage) -> None:
        page = create_object(library, by=None, publish=True, title="T", tags=["a", "b"], subjects=[SubjectFactory()])
        update_object(page, by=None, publish=True, tags=["B", "c"], subjects=[])
        kept = stored(page)
        assert sorted(kept.tags.names()) == ["b", "c"]
        assert not kept.subjects.exists()

    def test_a_draft_leaves_the_published_page_alone(self, library: LibraryIndexPage) -> None:
        page = create_object(library, by=None, publish=True, title="Live")
        update_object(page, by=None, title="Draft")
        assert stored(page).title == "Live"
        publish_object(stored(page), by=None)
        assert stored(page).title == "Draft"

    def test_changes_build_on_the_latest_draft(self, library: LibraryIndexPage) -> None:
        page = create_object(library, by=None, title="Draft")
        update_object(stored(page), by=None, summary="Second")
        update_object(stored(page), by=None, publish=True, authors="Third")
        kept = stored(page)
        assert (kept.title, kept.summary, kept.authors) == ("Draft", "Second", "Third")

    def test_wrong_values_change_nothing(self, library: LibraryIndexPage) -> None:
        page = create_object(library, by=None, publish=True, title="Good")
        with pytest.raises(ValidationError):
            update_object(page, by=None, publish=True, title="Bad", licence="none")
        assert stored(page).title == "Good"
        assert stored(page).get_latest_revision_as_object().title == "Good"

    def test_who_may(self, library: LibraryIndexPage, person_with: PersonWith) -> None:
        author, other, editor = person_with(Role.AUTHOR), person_with(Role.AUTHOR), person_with(Role.EDITOR)
        page = create_object(library, by=author, title="Mine")
        update_object(stored(page), by=author, title="Still mine")
        with pytest.raises(PermissionDenied):
            update_object(stored(page), by=other, title="Yours")
        with pytest.raises(PermissionDenied):
            update_object(stored(page), by=author, publish=True, title="Out")
        assert stored(page).get_latest_revision_as_object().title == "Still mine"
        with pytest.raises(PermissionDenied):
            publish_object(stored(page), by=author)
        publish_object(stored(page), by=editor)
        assert stored(page).live

    def test_a_page_without_a_draft_can_be_published(self, library: LibraryIndexPage) -> None:
        page = LearningObjectPageFactory(parent=library, locale=library.locale, live=False)
        publish_object(page, by=None)
        assert stored(page).live


def tree() -> list[tuple[str, int]]:
    return [(subject.code, subject.depth) for subject in Subject.objects.all()]


class TestSubjects:
    def new(self, code: str) -> Subject:
        return Subject(code=code, labels=LocalisedText(en=code))

    def test_at_the_top_under_another_and_moved(self) -> None:
        science = save_subject(self.new("science"), None, by=None)
        physics = save_subject(self.new("physics"), science, by=None)
        arts = save_subject(self.new("arts"), None, by=None)
        assert tree() == [("science", 1), ("physics", 2), ("arts", 1)]
        save_subject(physics, Subject.objects.get(pk=arts.pk), by=None)
        assert tree() == [("science", 1), ("arts", 1), ("physics", 2)]
        save_subject(Subject.objects.get(code="physics"), None, by=None)
        assert ("physics", 1) in tree()

    def test_what_stands_beneath_moves_along(self) -> None:
        science, arts = SubjectFactory(code="science"), SubjectFactory(code="arts")
        physics = SubjectFactory(code="physics", parent=science)
        SubjectFactory(code="optics", parent=physics)
        save_subject(Subject.objects.get(code="physics"), Subject.objects.get(pk=arts.pk), by=None)
        assert tree() == [("science", 1), ("arts", 1), ("physics", 2), ("optics", 3)]
        assert not Subject.find_problems()[0]

    def test_a_circle_is_refused_and_nothing_is_stored(self) -> None:
        science = SubjectFactory(code="science")
        physics = SubjectFactory(code="physics", parent=science)
        top = Subject.objects.get(code="science")
        top.labels = LocalisedText(en="Renamed")
        for place in (physics, top):
            with pytest.raises(ValidationError, match=r"itself|себ"):
                save_subject(top, Subject.objects.get(pk=place.pk), by=None)
        assert Subject.objects.get(code="science").labels != {"en": "Renamed"}

    def test_one_with_others_beneath_it_is_not_deleted(self) -> None:
        science = SubjectFactory(code="science")
        SubjectFactory(parent=science)
        with pytest.raises(ValidationError):
            delete_subject(Subject.objects.get(pk=science.pk), by=None)
        assert Subject.objects.count() == 2

    def test_objects_lose_a_deleted_subject(self, library: LibraryIndexPage) -> None:
        subject = SubjectFactory()
        page = LearningObjectPageFactory(parent=library, locale=library.locale, subjects=[subject])
        delete_subject(subject, by=None)
        assert not stored(page).subjects.exists()

    def test_who_may(self, person_with: PersonWith) -> None:
        editor = person_with(Role.EDITOR)
        subject = save_subject(self.new("a"), None, by=editor)
        for role in (Role.AUTHOR, Role.METHODOLOGIST, Role.TUTOR):
            person = person_with(role)
            with pytest.raises(PermissionDenied):
                save_subject(self.new("b"), None, by=person)
            with pytest.raises(PermissionDenied):
                save_subject(subject, None, by=person)
            with pytest.raises(PermissionDenied):
                delete_subject(subject, by=person)
        delete_subject(subject, by=editor)
        assert not Subject.objects.exists()
