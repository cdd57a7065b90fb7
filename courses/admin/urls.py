"""The app's addresses in the admin."""

from django.urls import include, path

from courses.admin.views import EditionsView, PublishCourseView

app_name = "courses_admin"

urlpatterns = [
    path("<int:page_id>/publish/", PublishCourseView.as_view(), name="publish"),
    path("<int:page_id>/editions/", EditionsView.as_view(), name="editions"),
    path("runs/<slug:run>/", include("courses.registrar.urls")),
]
