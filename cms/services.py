"""What changes the site's structure."""

from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from wagtail.models import Locale, Page, Site

from cms.chrome import forget
from cms.languages import codes
from cms.models import HomePage

DEFAULT_PORTS = {"http": 80, "https": 443}


@transaction.atomic
def ensure_site(base_url: str | None = None) -> Site:
    """Makes what an installation needs before anything can be written into it, and gives its site.

    The languages of the settings, a home page for each of them (translations of one page), the default site with the
    address of ``base_url`` (``settings.WAGTAILADMIN_BASE_URL`` by default). Wagtail's welcome page goes. What is
    already there stays as it is, so this is run at every start. Called by commands alone, hence no permission check.
    """
    locales = [Locale.objects.get_or_create(language_code=code)[0] for code in codes()]
    home = _home(Locale.objects.get(language_code=settings.LANGUAGE_CODE))
    for locale in locales:
        if not home.get_translations(inclusive=True).filter(locale=locale).exists():
            _add_home(locale, home)
    site = _site(home, base_url or settings.WAGTAILADMIN_BASE_URL)
    _remove_welcome_page()
    transaction.on_commit(forget)
    return site


def _home(locale: Locale) -> HomePage:
    found = HomePage.objects.filter(locale=locale).order_by("path").first()
    return found or _add_home(locale, None)


def _add_home(locale: Locale, original: HomePage | None) -> HomePage:
    page = HomePage(title=settings.WAGTAIL_SITE_NAME, slug=f"home-{locale.language_code}", locale=locale)
    if original:
        page.translation_key = original.translation_key
    Page.objects.get(depth=1).add_child(instance=page)
    page.save_revision().publish()
    return page


def _site(home: HomePage, base_url: str) -> Site:
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    if site and site.root_page.specific_class is HomePage:
        return site
    address = urlsplit(base_url)
    site = site or Site(is_default_site=True)
    site.root_page = home
    site.site_name = settings.WAGTAIL_SITE_NAME
    site.hostname = address.hostname or "localhost"
    site.port = address.port or DEFAULT_PORTS.get(address.scheme, 80)
    site.save()
    return site


def _remove_welcome_page() -> None:
    for page in Page.objects.filter(depth=2, numchild=0, sites_rooted_here__isnull=True):
        if page.specific_class is Page:
            page.delete()
