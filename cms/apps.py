from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CmsConfig(AppConfig):
    """The site: its pages, its media, what stands around every page."""

    name = "cms"
    verbose_name = _("Site")

    def ready(self) -> None:
        """Wires the signals the app listens to."""
        from cms import signals

        signals.connect()
