"""The editor: what it asks for, what it shows, who may do what there."""

import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Site
from wagtail.permissions import policy_registry

from cms.blocks import CONTENT_BLOCKS
from cms.forms import AcademyImageForm
from cms.models import AcademyDocument, AcademyImage, HomePage, Navigation, SiteSettings
from people.models import User
from people.roles import Role
from people.services import assign_role, sync_roles
from tests.factories.cms import (
    ArticleIndexPageFactory,
    ArticlePageFactory,
    DocumentFactory,
    HomePageFactory,
    ImageFactory,
    LocaleFactory,
    image_file,
)
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def home() -> HomePage:
    """The site's first page."""
    return HomePageFactory()


@pytest.fixture
def boss() -> User:
    """Somebody who may do everything."""
    return UserFactory.create(is_superuser=True, email="boss@example.org")


@pytest.fixture
def admin(client: Client, boss: User) -> Client:
    """A browser of theirs."""
    client.force_login(boss)
    return client


def person(role: Role, boss: User) -> User:
    """Somebody with a role everywhere."""
    sync_roles()
    user: User = UserFactory.create()
    assign_role(user, role, by=boss)
    return User.objects.get(pk=user.pk)


class TestImages:
    """Images and what they show."""

    def send(self, admin: Client, **data: str) -> Any:
        """Fills in the form for a new image."""
        return admin.post(
            reverse("wagtailimages:add"),
            {"title": "Crane", "file": image_file(), "focal_point_x": "", "collection": "1", **data},
        )

    def test_an_image_is_not_taken_without_what_it_shows(self, admin: Client, home: HomePage) -> None:
        response = self.send(admin, description="")
        assert response.status_code == 200
        assert not AcademyImage.objects.exists()
        assert "description" in response.context["form"].errors

    def test_an_image_with_it_is(self, admin: Client, home: HomePage) -> None:
        assert self.send(admin, description="A crane over a lake", credit="A. Sample").status_code == 302
        image = AcademyImage.objects.get()
        assert (image.default_alt_text, image.credit) == ("A crane over a lake", "A. Sample")

    def test_the_form_is_the_one_of_the_chooser_too(self) -> None:
        from wagtail.images.forms import get_image_form

        assert issubclass(get_image_form(AcademyImage), AcademyImageForm)

    def test_the_name_of_a_file_is_never_read_out(self) -> None:
        assert ImageFactory.create(title="IMG_1234.jpg", description="").default_alt_text == ""


class TestRoles:
    """Who may do what with images and files."""

    @pytest.mark.parametrize(
        ("role", "action", "expected"),
        [
            (Role.AUTHOR, "add", True),
            (Role.AUTHOR, "choose", True),
            (Role.AUTHOR, "change", True),
            (Role.EDITOR, "add", True),
            (Role.EDITOR, "change", True),
            (Role.METHODOLOGIST, "add", True),
            (Role.PARTNER_TRANSLATOR, "choose", True),
            (Role.PARTNER_TRANSLATOR, "add", False),
            (Role.PARTNER_TRANSLATOR, "change", False),
            (Role.TUTOR, "choose", False),
            (Role.TUTOR, "add", False),
            (Role.REGISTRAR, "add", False),
        ],
    )
    @pytest.mark.parametrize("model", [AcademyImage, AcademyDocument])
    def test_what_a_role_may_do(self, role: Role, action: str, expected: bool, model: type[Any], boss: User) -> None:
        policy = policy_registry.get_by_type(model)
        assert policy.user_has_permission(person(role, boss), action) is expected

    @pytest.mark.parametrize("factory", [ImageFactory, DocumentFactory])
    def test_an_author_changes_their_own_only(self, factory: Any, boss: User) -> None:
        author = person(Role.AUTHOR, boss)
        own, other = factory(uploaded_by_user=author), factory(uploaded_by_user=boss)
        assert own.is_editable_by_user(author)
        assert not other.is_editable_by_user(author)

    def test_an_editor_changes_everybodys(self, boss: User) -> None:
        assert ImageFactory.create(uploaded_by_user=boss).is_editable_by_user(person(Role.EDITOR, boss))

    def test_an_author_is_refused_another_persons_image(self, client: Client, boss: User, home: HomePage) -> None:
        client.force_login(person(Role.AUTHOR, boss))
        response = client.get(reverse("wagtailimages:edit", args=[ImageFactory.create(uploaded_by_user=boss).pk]))
        assert response.status_code in (302, 403)

    @pytest.mark.parametrize(("role", "allowed"), [(Role.EDITOR, True), (Role.AUTHOR, False)])
    def test_only_editors_change_the_navigation(
        self, client: Client, boss: User, home: HomePage, role: Role, allowed: bool
    ) -> None:
        client.force_login(person(role, boss))
        response = client.get(reverse("wagtailsnippets_cms_navigation:list"))
        assert (response.status_code == 200) is allowed

    @pytest.mark.parametrize(("role", "allowed"), [(Role.EDITOR, True), (Role.AUTHOR, False)])
    def test_only_editors_change_the_settings(
        self, client: Client, boss: User, home: HomePage, role: Role, allowed: bool
    ) -> None:
        client.force_login(person(role, boss))
        site = Site.objects.get(is_default_site=True)
        response = client.get(reverse("wagtailsettings:edit", args=["cms", "sitesettings", site.pk]))
        assert (response.status_code == 200) is allowed


class TestPages:
    """Writing a page."""

    def test_it_opens_with_every_block(self, admin: Client, home: HomePage) -> None:
        article = ArticlePageFactory(parent=ArticleIndexPageFactory(parent=home))
        response = admin.get(reverse("wagtailadmin_pages:edit", args=[article.pk]))
        assert response.status_code == 200
        assert b"turna-admin-logo" in response.content
        assert b"css/admin.css" in response.content

    @pytest.mark.parametrize("name", [name for name, _block in CONTENT_BLOCKS])
    def test_the_picker_shows_what_a_block_looks_like(self, admin: Client, home: HomePage, name: str) -> None:
        block = dict(CONTENT_BLOCKS)[name]
        response = admin.get(reverse("wagtailadmin_block_preview"), {"id": block.definition_prefix})
        assert response.status_code == 200
        html = response.content.decode()
        assert "css/main.css" in html
        assert "<script" not in html

    def test_the_preview_is_the_page_as_readers_will_see_it(self, admin: Client, home: HomePage) -> None:
        article = ArticlePageFactory(parent=ArticleIndexPageFactory(parent=home), title="Черновик статьи")
        response = article.make_preview_request(preview_mode=article.default_preview_mode)
        html = response.content.decode()
        assert response.status_code == 200
        assert "Черновик статьи" in html
        assert 'class="breadcrumbs"' in html

    @pytest.mark.parametrize("path", ["", "/preview/?in_preview_panel=true"])
    def test_only_this_site_may_frame_it(self, admin: Client, home: HomePage, path: str) -> None:
        response = admin.get(f"/admin/pages/{home.pk}/edit{path or '/'}")
        assert "frame-ancestors 'self'" in response["Content-Security-Policy"]


class TestNavigation:
    """The navigation and the settings."""

    def form(self, site: Site, *, url: str = "/catalogue/", title: str = "Каталог") -> dict[str, Any]:
        """The form with one link."""
        link = {
            "main-0-deleted": "", "main-0-order": "0", "main-0-type": "link", "main-0-id": str(uuid.uuid4()),
            "main-0-value-page": "", "main-0-value-url": url, "main-0-value-title": title,
        }  # fmt: skip
        return {"site": site.pk, "main-count": "1", **link, "footer-count": "0", "footer_note": "Note"}

    def test_is_written_and_shown(self, admin: Client, home: HomePage) -> None:
        site = Site.objects.get(is_default_site=True)
        address = reverse("wagtailsnippets_cms_navigation:add")
        assert admin.post(f"{address}?locale=ru", self.form(site)).status_code == 302
        html = admin.get("/ru/").content.decode()
        assert 'href="/ru/catalogue/"' in html
        assert "Каталог" in html

    @pytest.mark.parametrize(("url", "title"), [("", "x"), ("javascript:alert(1)", "x"), ("/catalogue/", "")])
    def test_a_link_to_nothing_or_without_words_is_refused(
        self, admin: Client, home: HomePage, url: str, title: str
    ) -> None:
        site = Site.objects.get(is_default_site=True)
        response = admin.post(reverse("wagtailsnippets_cms_navigation:add"), self.form(site, url=url, title=title))
        assert response.status_code == 200
        assert not Navigation.objects.exists()

    def test_a_language_has_one(self, admin: Client, home: HomePage) -> None:
        site = Site.objects.get(is_default_site=True)
        Navigation.objects.create(site=site, locale=LocaleFactory.create())
        response = admin.post(reverse("wagtailsnippets_cms_navigation:add"), self.form(site))
        assert response.status_code == 200
        assert Navigation.objects.count() == 1

    def test_settings_are_written_in_every_language(self, admin: Client, home: HomePage) -> None:
        site = Site.objects.get(is_default_site=True)
        address = reverse("wagtailsettings:edit", args=["cms", "sitesettings", site.pk])
        response = admin.post(address, {"name_ru": "Академия", "name_en": "Academy", "email": "a@example.org"})
        assert response.status_code == 302
        stored = SiteSettings.for_site(site)
        assert stored.name == {"ru": "Академия", "en": "Academy"}
        assert "Академия" in admin.get("/ru/").content.decode()
