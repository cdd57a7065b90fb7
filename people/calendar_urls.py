"""Addresses of the calendar."""

from django.urls import URLPattern, path

from people.views import calendars

app_name = "calendar"

urlpatterns: list[URLPattern] = [
    path("", calendars.month, name="month"),
    path("list/", calendars.agenda, name="list"),
    path("address/new/", calendars.renew, name="renew"),
    path("address/stop/", calendars.stop, name="stop"),
    path("feed/<str:token>.ics", calendars.feed, name="feed"),
]
