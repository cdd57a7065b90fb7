"""Addresses of announcements."""

from django.urls import path

from courses.views import announcements

urlpatterns = [
    path("learn/<slug:run>/announcements/", announcements.announcements, name="announcements"),
    path("runs/<slug:run>/announcements/new/", announcements.edit_announcement, name="new_announcement"),
    path(
        "runs/<slug:run>/announcements/<int:announcement>/", announcements.edit_announcement, name="edit_announcement"
    ),
    path(
        "runs/<slug:run>/announcements/<int:announcement>/remove/",
        announcements.remove_announcement,
        name="remove_announcement",
    ),
]
