"""Addresses of the app."""

from django.urls import include, path

from courses.views import applications, enrolling, languages, learning, oversight, preview, progress

app_name = "courses"

urlpatterns = [
    path("", include("courses.assignments.urls")),
    path("", include("courses.gradebook.urls")),
    path("my-learning/", learning.my_learning_page, name="my_learning"),
    # Before the runs': their addresses never look so.
    path("learn/preview-<int:course>/", preview.home, name="preview"),
    path("learn/preview-<int:course>/<uuid:lesson>/", preview.lesson, name="preview_lesson"),
    path("learn/<slug:run>/", learning.learn, name="learn"),
    path("learn/<slug:run>/enrol/", enrolling.enrol_view, name="enrol"),
    path("learn/<slug:run>/apply/", enrolling.apply_view, name="apply"),
    path("learn/<slug:run>/language/", languages.choose_language, name="choose_language"),
    path("learn/<slug:run>/leave/", enrolling.leave, name="leave"),
    path("applications/", applications.applications, name="applications"),
    path("learn/<slug:run>/events/", progress.events, name="events"),
    path("", include("courses.announcements.urls")),
    path("", include("courses.diary.urls")),
    path("learn/<slug:run>/discussions/", include("courses.discussions.urls")),
    path("learn/<slug:run>/<uuid:lesson>/", learning.lesson, name="lesson"),
    path("learn/<slug:run>/<uuid:lesson>/done/", progress.confirm, name="confirm"),
    path("", include("courses.oversight.urls")),
    path("runs/", oversight.runs, name="runs"),
    path("runs/<slug:run>/", oversight.run, name="run"),
    path("runs/<slug:run>/<uuid:enrolment>/", oversight.learner, name="run_learner"),
]
