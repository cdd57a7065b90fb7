"""Addresses of the app."""

from django.urls import path

from courses.views import learning, oversight, progress

app_name = "courses"

urlpatterns = [
    path("my-learning/", learning.my_learning_page, name="my_learning"),
    path("learn/<slug:run>/", learning.learn, name="learn"),
    path("learn/<slug:run>/enrol/", learning.enrol_view, name="enrol"),
    path("learn/<slug:run>/leave/", learning.leave, name="leave"),
    path("learn/<slug:run>/events/", progress.events, name="events"),
    path("learn/<slug:run>/<uuid:lesson>/", learning.lesson, name="lesson"),
    path("learn/<slug:run>/<uuid:lesson>/done/", progress.confirm, name="confirm"),
    path("runs/", oversight.runs, name="runs"),
    path("runs/<slug:run>/", oversight.run, name="run"),
    path("runs/<slug:run>/<uuid:enrolment>/", oversight.learner, name="run_learner"),
]
