"""What each role sees and does with pages in Wagtail's admin."""

from collections.abc import Callable

import pytest
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from wagtail.models import Locale, Page
from wagtail.permissions import policy_registry
from wagtail_localize.models import Translation, TranslationSource

from library.models import CollectionPage, LearningObjectPage
from people.models import User
from people.roles import Role
from tests.factories.people import UserFactory
from tests.people.conftest import Site, add_course, add_object

pytestmark = pytest.mark.django_db
LogIn = Callable[[User], Client]
Make = Callable[..., User]


def seen_by(user: User) -> set[int]:
    policy = policy_registry.get_by_type(Page)
    return set(policy.explorable_instances(User.objects.get(pk=user.pk)).values_list("pk", flat=True))


def explore(client: Client, parent: Page, query: str = "") -> str:
    response = client.get(reverse("wagtailadmin_explore", args=[parent.pk]) + query)
    assert response.status_code == 200
    return response.content.decode()


def edit_status(client: Client, page: Page) -> int:
    return client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code


def test_an_author_sees_their_own_pages_and_the_way_to_them(english: Site, kazakh: Site, person_with: Make) -> None:
    author = person_with(Role.AUTHOR)
    other = UserFactory.create()
    mine = add_object(english.collection, author, "Mine")
    add_object(english.collection, other, "Somebody's draft")
    add_object(english.library, other, "Somebody's live page", live=True)
    homes = {english.home.pk, kazakh.home.pk}
    tops = {page.pk for site in (english, kazakh) for page in (site.articles, site.library, site.courses)}
    shelves = {english.collection.pk, kazakh.collection.pk}
    assert seen_by(author) == {mine.pk, Page.objects.get(depth=1).pk} | homes | tops | shelves


def test_an_author_finds_a_way_to_their_page_under_somebody_elses(english: Site, person_with: Make) -> None:
    author, other = person_with(Role.AUTHOR), UserFactory.create()
    hidden = add_object(english.library, other, "Theirs")
    course = add_course(english.courses, other, "Their course")
    module = add_object(course, author, "Mine in their course")
    assert {course.pk, module.pk} <= seen_by(author)
    assert hidden.pk not in seen_by(author)


def test_the_explorer_and_its_search_show_an_author_only_what_is_theirs(
    english: Site, person_with: Make, logged_in: LogIn
) -> None:
    author = person_with(Role.AUTHOR)
    add_object(english.library, author, "Fractions of mine")
    add_object(english.library, UserFactory.create(), "Fractions of another")
    client = logged_in(author)
    listed = explore(client, english.library)
    assert "Fractions of mine" in listed
    assert "Fractions of another" not in listed
    for url in (reverse("wagtailadmin_explore_root"), reverse("wagtailadmin_pages:search")):
        found = client.get(url, {"q": "Fractions"}).content.decode()
        assert "Fractions of another" not in found


@pytest.mark.parametrize(
    ("role", "edits"),
    [
        (Role.AUTHOR, (True, False)),
        (Role.METHODOLOGIST, (True, False)),
        (Role.EDITOR, (True, True)),
        (Role.ADMINISTRATOR, (True, True)),
        (Role.REGISTRAR, (False, False)),
        (Role.PARTNER_TRANSLATOR, (False, False)),
    ],
)
def test_who_edits_their_own_and_anothers_learning_object(
    role: Role, edits: tuple[bool, bool], english: Site, person_with: Make, logged_in: LogIn
) -> None:
    person = person_with(role)
    mine = add_object(english.collection, person, "Mine")
    theirs = add_object(english.collection, UserFactory.create(), "Theirs")
    client = logged_in(person)
    assert (edit_status(client, mine) == 200, edit_status(client, theirs) == 200) == edits


def test_a_methodologist_improves_any_course_but_only_their_own_objects(
    english: Site, person_with: Make, logged_in: LogIn
) -> None:
    client = logged_in(person_with(Role.METHODOLOGIST))
    assert edit_status(client, add_course(english.courses, UserFactory.create(), "Theirs")) == 200
    assert edit_status(client, add_object(english.library, UserFactory.create(), "Theirs too")) == 302


@pytest.mark.parametrize(
    ("role", "publishes"),
    [
        (Role.AUTHOR, False),
        (Role.METHODOLOGIST, False),
        (Role.PARTNER_TRANSLATOR, False),
        (Role.EDITOR, True),
        (Role.ADMINISTRATOR, True),
    ],
)
def test_who_publishes(role: Role, publishes: bool, english: Site, person_with: Make) -> None:
    person = person_with(role)
    for owner in (person, UserFactory.create()):
        page = add_object(english.collection, owner, f"Of {owner.pk}")
        allowed = page.permissions_for_user(person)
        assert allowed.can_publish() is publishes
        assert allowed.can_unpublish() is False, "it is no live page"


@pytest.mark.parametrize("role", [Role.TUTOR, None])
def test_tutors_and_learners_have_no_business_in_the_admin(
    role: Role | None, english: Site, person_with: Make, logged_in: LogIn
) -> None:
    person = person_with(role) if role else UserFactory.create()
    response = logged_in(person).get(reverse("wagtailadmin_home"), follow=True)
    assert response.status_code == 403
    assert seen_by(person) == set()


@pytest.mark.parametrize("role", [role for role in Role if role != Role.TUTOR])
def test_every_other_role_opens_the_admin(role: Role, english: Site, person_with: Make, logged_in: LogIn) -> None:
    assert logged_in(person_with(role)).get(reverse("wagtailadmin_home")).status_code == 200


def test_an_author_adds_at_the_top_on_a_shelf_and_under_their_own(english: Site, person_with: Make) -> None:
    author = person_with(Role.AUTHOR)
    own = add_course(english.courses, author, "My course")
    theirs = add_course(english.courses, UserFactory.create(), "Their course", live=True)
    for parent in (english.library, english.collection, english.courses, own):
        assert parent.permissions_for_user(author).can_add_subpage(), parent
    english.collection.live = False
    for parent in (theirs, english.home, english.collection):
        assert not parent.permissions_for_user(author).can_add_subpage(), parent


def test_an_author_cannot_add_to_somebody_elses_course_by_address(
    english: Site, person_with: Make, logged_in: LogIn
) -> None:
    theirs = add_course(english.courses, UserFactory.create(), "Their course", live=True)
    url = reverse("wagtailadmin_pages:add", args=["courses", "modulepage", theirs.pk])
    response = logged_in(person_with(Role.AUTHOR)).post(url, {"title": "Mine", "slug": "mine"})
    assert response.status_code == 302
    assert not theirs.get_children().exists()


def test_an_author_deletes_their_own_drafts_alone(english: Site, person_with: Make) -> None:
    author = person_with(Role.AUTHOR)
    draft = add_object(english.library, author, "Draft")
    live = add_object(english.library, author, "Live", live=True)
    theirs = add_object(english.library, UserFactory.create(), "Theirs")
    assert draft.permissions_for_user(author).can_delete()
    assert not live.permissions_for_user(author).can_delete()
    assert not theirs.permissions_for_user(author).can_delete()


def translated(page: LearningObjectPage, site: Site) -> LearningObjectPage:
    """The page's draft translation, as wagtail-localize makes it."""
    page.publish(page.get_latest_revision())
    source, _created = TranslationSource.get_or_create_from_instance(page)
    locale = Locale.objects.get(pk=site.home.locale_id)
    translation = Translation.objects.create(source=source, target_locale=locale)
    translation.save_target(publish=False)
    copy: LearningObjectPage = page.get_translation(locale)
    return copy


@pytest.fixture
def paired(english: Site, kazakh: Site) -> tuple[Page, Page]:
    """An English object and its Kazakh translation."""
    for page in (kazakh.library, kazakh.home, kazakh.collection):
        twin = getattr(
            english, next(name for name in ("library", "home", "collection") if getattr(kazakh, name) == page)
        )
        Page.objects.filter(pk=page.pk).update(translation_key=twin.translation_key)
    page = add_object(english.library, UserFactory.create(), "Fractions")
    return page, translated(page, kazakh)


def test_a_translator_changes_translations_into_their_language_and_nothing_else(
    paired: tuple[Page, Page], kazakh: Site, person_with: Make, logged_in: LogIn
) -> None:
    source, translation = paired
    original = add_object(kazakh.library, UserFactory.create(), "Written in Kazakh")
    translator = person_with(Role.PARTNER_TRANSLATOR, languages=("kk",))
    allowed = translation.permissions_for_user(translator)
    assert allowed.can_edit()
    for action in ("can_delete", "can_move", "can_publish", "can_unpublish", "can_add_subpage", "can_copy", "can_lock"):
        assert not getattr(allowed, action)(), action
    client = logged_in(translator)
    assert edit_status(client, translation) == 200
    assert edit_status(client, source) == 302
    assert edit_status(client, original) == 302
    assert translation.pk in seen_by(translator)
    assert source.pk not in seen_by(translator)


def test_a_translator_into_another_language_does_not(paired: tuple[Page, Page], person_with: Make) -> None:
    _source, translation = paired
    for languages in (("uz",), ("en",)):
        stranger = person_with(Role.PARTNER_TRANSLATOR, languages=languages)
        assert not translation.permissions_for_user(stranger).can_edit()
        assert translation.pk not in seen_by(stranger)


def test_a_translator_into_all_languages_does(paired: tuple[Page, Page], person_with: Make) -> None:
    source, translation = paired
    translator = person_with(Role.PARTNER_TRANSLATOR)
    assert translation.permissions_for_user(translator).can_edit()
    assert not source.permissions_for_user(translator).can_edit()


def test_a_translators_string_is_saved_and_a_strangers_refused(
    paired: tuple[Page, Page], person_with: Make, logged_in: LogIn
) -> None:
    _source, copy = paired
    translation = Translation.objects.get(source__object_id=copy.translation_key)
    segment = translation.source.stringsegment_set.filter(context__path="title").get()
    url = reverse("wagtail_localize:edit_string_translation", args=[translation.pk, segment.pk])
    for languages, status in ((("uz",), 403), (("kk",), 201)):
        client = logged_in(person_with(Role.PARTNER_TRANSLATOR, languages=languages))
        response = client.put(url, "value=Bolshekter", content_type="application/x-www-form-urlencoded")
        assert response.status_code == status


def test_the_policy_answers_for_translators(paired: tuple[Page, Page], person_with: Make) -> None:
    source, translation = paired
    translator = person_with(Role.PARTNER_TRANSLATOR, languages=("kk",))
    policy = policy_registry.get_by_type(Page)
    assert policy.user_has_permission(translator, "change")
    assert not policy.user_has_permission(translator, "publish")
    assert policy.user_has_permission_for_instance(translator, "change", translation)
    assert not policy.user_has_permission_for_instance(translator, "delete", translation)
    assert not policy.user_has_permission_for_instance(translator, "change", source)


def test_superusers_and_closed_accounts(english: Site, chief: User, person_with: Make) -> None:
    page = add_object(english.library, None, "Anybody's")
    root = Page.objects.get(depth=1)
    assert page.permissions_for_user(chief).can_edit()
    assert not root.specific.permissions_for_user(chief).can_edit()
    assert seen_by(chief) == set(Page.objects.values_list("pk", flat=True))
    closed = person_with(Role.EDITOR)
    closed.is_active = False
    closed.save()
    assert not page.permissions_for_user(closed).can_edit()
    assert seen_by(closed) == set()


def test_the_dashboard_counts_the_pages_a_person_sees(english: Site, person_with: Make, logged_in: LogIn) -> None:
    author = person_with(Role.AUTHOR)
    for index in range(3):
        add_object(english.library, UserFactory.create(), f"Theirs {index}")
    response = logged_in(author).get(reverse("wagtailadmin_home"))
    counts = [item.get_context_data({})["total_pages"] for item in response.context["site_summary"].summary_items[:1]]
    assert counts == [5], "home, news, library, courses and the collection"


def test_the_chooser_offers_live_pages_and_own_drafts(english: Site, person_with: Make, logged_in: LogIn) -> None:
    author, other = person_with(Role.AUTHOR), UserFactory.create()
    add_object(english.library, author, "My draft")
    add_object(english.library, other, "Their draft")
    add_object(english.library, other, "Their live page", live=True)
    client = logged_in(author)
    offered = client.get(reverse("wagtailadmin_choose_page_child", args=[english.library.pk])).json()["html"]
    assert "My draft" in offered
    assert "Their live page" in offered
    assert "Their draft" not in offered


@pytest.mark.parametrize("size", [2, 20])
def test_what_an_author_sees_costs_the_same_however_many_pages_there_are(
    size: int, english: Site, person_with: Make, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    author = person_with(Role.AUTHOR)
    for index in range(size):
        add_object(english.library, author if index % 2 else UserFactory.create(), f"Object {index}")
    fresh = User.objects.get(pk=author.pk)
    policy = policy_registry.get_by_type(Page)
    # Looked up once in the life of a process.
    ContentType.objects.get_for_model(CollectionPage)
    with django_assert_num_queries(7):
        assert len(policy.explorable_instances(fresh)) == 5 + size // 2
