from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CredentialsConfig(AppConfig):
    name = "credentials"
    verbose_name = _("Credentials")

    def ready(self) -> None:
        """What this app tells a person about themselves, and of their documents."""
        from credentials import news
        from credentials.personal_data import documents
        from credentials.signals import document_issued, document_revoked
        from people import personal_data
        from people.notifications import Channel, register_kind

        personal_data.register("documents", documents)
        register_kind(news.KIND, _("My documents: issued, replaced, revoked"), Channel.EMAIL)
        document_issued.connect(news.tell_issued, dispatch_uid="credentials.tell_issued")
        document_revoked.connect(news.tell_revoked, dispatch_uid="credentials.tell_revoked")
