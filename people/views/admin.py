"""Where Wagtail's admin hands over to the account's own pages."""

from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.admin.views import account


@require_safe
def login(request: HttpRequest) -> HttpResponse:
    """Log in on the site, where second factors are asked for, and come back.

    Raises ``PermissionDenied`` for who is logged in already but has no business here: sent to log in, they would be
    sent back, and so on.
    """
    home = reverse("wagtailadmin_home")
    wanted = request.GET.get("next", home)
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    target = wanted if safe else home
    if not request.user.is_authenticated:
        return HttpResponseRedirect(f"{reverse('account_login')}?{urlencode({'next': target})}")
    if not request.user.has_perm("wagtailadmin.access_admin"):
        raise PermissionDenied(_("Your account has no role on the editors’ side. Ask the academy’s administrator."))
    return HttpResponseRedirect(target)


class AccountView(account.AccountView):
    """Wagtail's own settings of an editor; name, address, password, language and time zone are the profile's."""

    elsewhere = (
        account.NameEmailSettingsPanel,
        account.AvatarSettingsPanel,
        account.LocaleSettingsPanel,
        account.ChangePasswordPanel,
    )

    def get_panels(self) -> list[account.BaseSettingsPanel]:
        """The panels that concern the admin alone."""
        return [panel for panel in super().get_panels() if not isinstance(panel, self.elsewhere)]
