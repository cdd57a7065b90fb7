from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CredentialsConfig(AppConfig):
    name = "credentials"
    verbose_name = _("Credentials")

    def ready(self) -> None:
        """What this app tells a person about themselves."""
        from credentials.personal_data import documents
        from people import personal_data

        personal_data.register("documents", documents)
