"""Addresses of the gradebook; a part of the app's."""

from django.urls import path

from courses.gradebook.views import marks

urlpatterns = [
    path("learn/<slug:run>/marks/", marks.my_marks, name="my_marks"),
    path("runs/<slug:run>/marks/", marks.run_marks, name="run_marks"),
    path("runs/<slug:run>/marks/scheme/", marks.scheme, name="marks_scheme"),
    path("runs/<slug:run>/marks/export.csv", marks.export, {"kind": "csv"}, name="marks_csv"),
    path("runs/<slug:run>/marks/export.xlsx", marks.export, {"kind": "xlsx"}, name="marks_xlsx"),
    path("runs/<slug:run>/marks/<uuid:enrolment>/", marks.learner_marks, name="learner_marks"),
]
