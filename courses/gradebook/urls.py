"""Addresses of the gradebook; a part of the app's."""

from django.urls import path

from courses.gradebook.views import final, marks

urlpatterns = [
    path("learn/<slug:run>/marks/", marks.my_marks, name="my_marks"),
    path("runs/<slug:run>/marks/", marks.run_marks, name="run_marks"),
    path("runs/<slug:run>/marks/scheme/", marks.scheme, name="marks_scheme"),
    path("runs/<slug:run>/marks/export.csv", marks.export, {"kind": "csv"}, name="marks_csv"),
    path("runs/<slug:run>/marks/export.xlsx", marks.export, {"kind": "xlsx"}, name="marks_xlsx"),
    path("runs/<slug:run>/marks/<uuid:enrolment>/", marks.learner_marks, name="learner_marks"),
    path("runs/<slug:run>/final/", final.sheets, name="final"),
    path("runs/<slug:run>/final/<uuid:sheet>/", final.sheet, name="final_sheet"),
    path("runs/<slug:run>/final/<uuid:sheet>/protocol.pdf", final.protocol, name="protocol"),
    path("runs/<slug:run>/final/<uuid:sheet>/supersede/", final.supersede_sheet, name="supersede_sheet"),
    path("runs/<slug:run>/final/<uuid:sheet>/discard/", final.discard_sheet, name="discard_sheet"),
    path("runs/<slug:run>/final/<uuid:sheet>/certificates/", final.certificates, name="issue_certificates"),
]
