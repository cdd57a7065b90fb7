"""Wagtail's own app for accounts, with our screens in it."""

from wagtail.users.apps import WagtailUsersAppConfig


class AcademyUsersConfig(WagtailUsersAppConfig):
    """Named in ``INSTALLED_APPS`` in place of ``wagtail.users``."""

    user_viewset = "people.viewsets.people.PersonViewSet"
