"""Addresses of what people were told."""

from django.urls import URLPattern, path

from people.views import notifications

app_name = "notifications"

urlpatterns: list[URLPattern] = [
    path("", notifications.notifications, name="list"),
    path("read/", notifications.read_all, name="read_all"),
    path("<int:pk>/read/", notifications.read, name="read"),
    path("preferences/", notifications.preferences, name="preferences"),
    path("unsubscribe/<str:token>/", notifications.stop, name="unsubscribe"),
]
