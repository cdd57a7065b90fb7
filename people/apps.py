from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    name = "people"
    verbose_name = _("People")

    def ready(self) -> None:
        """Wire the app up: who may see which pages, roles that follow the data, what is told on request."""
        from allauth.account.signals import password_reset
        from django.apps import apps
        from django.db.models.signals import post_delete, post_migrate, post_save
        from wagtail.models import AbstractPage
        from wagtail.permissions import register_permission_policy

        from people import checks as checks  # noqa: PLC0414 - registers them
        from people import personal_data, signal_handlers
        from people.models import ConsentText, RoleAssignment, User
        from people.page_permissions import OwnPagesPolicy
        from people.roles import TREES

        register_permission_policy(AbstractPage, OwnPagesPolicy())
        # Permissions are made app by app at the end of migrate, so roles have to wait for the last app with models.
        last = [config for config in apps.get_app_configs() if config.models_module][-1]
        post_migrate.connect(signal_handlers.sync_roles_after_migrate, sender=last)
        post_migrate.connect(signal_handlers.make_shared_cache_table, sender=last)
        for label in TREES:
            post_save.connect(signal_handlers.grant_new_tree, sender=label)
        post_save.connect(signal_handlers.keep_locale_in_admin, sender=User)
        post_save.connect(signal_handlers.forget_required_consents, sender=ConsentText)
        post_delete.connect(signal_handlers.forget_required_consents, sender=ConsentText)
        post_delete.connect(signal_handlers.leave_groups, sender=RoleAssignment)
        password_reset.connect(signal_handlers.confirm_address_after_reset)
        personal_data.register("account", personal_data.account)
        personal_data.register("sign_in", personal_data.sign_in)
        personal_data.register("employment", personal_data.employment)
        personal_data.register("roles", personal_data.roles)
        personal_data.register("consents", personal_data.consents)
        personal_data.register("notifications", personal_data.notifications)
