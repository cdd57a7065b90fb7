"""Addresses of assignments; a part of the app's."""

from django.urls import path

from courses.assignments.views import files, learner, marking

urlpatterns = [
    path("learn/<slug:run>/<uuid:lesson>/assignment/<uuid:block>/", learner.work, name="work"),
    path(
        "learn/<slug:run>/<uuid:lesson>/assignment/<uuid:block>/<uuid:file>/remove/", learner.remove, name="remove_file"
    ),
    path("learn/<slug:run>/review/<uuid:review>/", learner.review, name="review"),
    path("assignments/files/<uuid:file>/", files.work_file, name="work_file"),
    path("assignments/returned/<uuid:file>/", files.returned_file, name="returned_file"),
    path("runs/<slug:run>/assignments/", marking.run_work_page, name="run_work"),
    path("runs/<slug:run>/assignments/<uuid:work>/", marking.mark_work, name="mark_work"),
    path(
        "runs/<slug:run>/assignments/release/<uuid:lesson>/<uuid:block>/", marking.release_marks, name="release_marks"
    ),
    path(
        "runs/<slug:run>/assignments/reviews/<uuid:lesson>/<uuid:block>/",
        marking.share_out_reviews,
        name="share_out_reviews",
    ),
]
