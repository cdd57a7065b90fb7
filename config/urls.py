"""Every address of the site."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from config.media import media

urlpatterns = [
    path("admin/", include("people.admin_urls")),
    path("admin/", include(wagtailadmin_urls)),
    path("", include("cms.root_urls")),
    path("", include("credentials.root_urls")),
    path("documents/", include(wagtaildocs_urls)),
    path("i18n/", include("django.conf.urls.i18n")),
    path("media/<path:name>", media, name="media"),
    *i18n_patterns(
        path("account/", include("people.urls")),
        path("account/", include("allauth.urls")),
        path("notifications/", include("people.notification_urls")),
        path("calendar/", include("people.calendar_urls")),
        path("catalogue/", include("search.urls")),
        path("object/", include("library.urls")),
        path("", include("credentials.urls")),
        path("", include("courses.urls")),
        path("", include("cms.urls")),
        path("", include(wagtail_urls)),
    ),
]
