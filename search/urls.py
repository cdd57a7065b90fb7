"""The catalogue, beneath /<language>/catalogue/."""

from django.urls import path

from search import views

app_name = "search"

urlpatterns = [
    path("", views.catalogue, name="catalogue"),
    path("suggest/", views.suggest, name="suggest"),
]
