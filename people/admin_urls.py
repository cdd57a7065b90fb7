"""Addresses of Wagtail's admin that views of our own take over. Stand before Wagtail's."""

from django.urls import URLPattern, path
from django.views.generic import RedirectView
from wagtail.admin.auth import require_admin_access

from people.views.admin import AccountView, login
from people.views.pages import PageTypesReport, browse_pages, bulk_action, chosen_pages, search_pages

urlpatterns: list[URLPattern] = [
    path("login/", login, name="people_admin_login"),
    path("account/", require_admin_access(AccountView.as_view()), name="people_admin_account"),
    path("bulk/wagtailcore/page/<str:action>/", require_admin_access(bulk_action)),
    path("choose-page/", require_admin_access(browse_pages)),
    path("choose-page/<int:parent_page_id>/", require_admin_access(browse_pages)),
    path("choose-page/search/", require_admin_access(search_pages)),
    path("choose-page/chosen-multiple/", require_admin_access(chosen_pages)),
    path("reports/page-types-usage/", require_admin_access(PageTypesReport.as_view())),
    path("reports/page-types-usage/results/", require_admin_access(PageTypesReport.as_view(results_only=True))),
    path("password_reset/", RedirectView.as_view(pattern_name="account_reset_password")),
]
