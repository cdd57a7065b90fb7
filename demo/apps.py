from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DemoConfig(AppConfig):
    """The demonstration academy: its content and the command that loads it."""

    name = "demo"
    verbose_name = _("Demonstration academy")
