"""The app's addresses in the admin."""

from django.urls import include, path

from courses.admin.links import LinksView
from courses.admin.structure import CopyView, ObjectsView, StructureView
from courses.admin.views import ConditionsView, EditionsView, PublishCourseView

app_name = "courses_admin"

urlpatterns = [
    path("<int:page_id>/publish/", PublishCourseView.as_view(), name="publish"),
    path("<int:page_id>/links/", LinksView.as_view(), name="links"),
    path("<int:page_id>/structure/", StructureView.as_view(), name="structure"),
    path("<int:page_id>/copy/", CopyView.as_view(), name="copy"),
    path("<int:page_id>/objects/", ObjectsView.as_view(), name="objects"),
    path("<int:page_id>/conditions/", ConditionsView.as_view(), name="conditions"),
    path("<int:page_id>/editions/", EditionsView.as_view(), name="editions"),
    path("runs/<slug:run>/", include("courses.registrar.urls")),
]
