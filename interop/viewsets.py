"""Imports in Wagtail's admin."""

from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet

from interop import views
from interop.exports import ExportCourseView
from interop.services import PERMISSION


class ImportMenuItem(MenuItem):
    """Shown to those who may import."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether this person may."""
        return request.user.has_perm(PERMISSION)


class ImportViewSet(ViewSet):
    """The list of imports, the form and the reports."""

    name = "interop_imports"
    url_prefix = "course-imports"
    menu_label = _("Import a course")
    menu_icon = "download"
    menu_order = 350
    menu_item_class = ImportMenuItem
    add_to_admin_menu = True

    def get_urlpatterns(self) -> list[URLPattern]:
        """Their addresses."""
        return [
            path("", views.ImportListView.as_view(), name="index"),
            path("add/", views.ImportAddView.as_view(), name="add"),
            path("export/<int:page_id>/", ExportCourseView.as_view(), name="export"),
            path("<int:pk>/", views.ImportReportView.as_view(), name="report"),
            path("<int:pk>/restart/", views.ImportRestartView.as_view(), name="restart"),
        ]
