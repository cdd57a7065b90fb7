"""Addresses of those who look after learners, beneath a run's own."""

from django.urls import path

from courses.views import attempts, editions, exports, matrix, records, reminders

urlpatterns = [
    path("runs/<slug:run>/matrix/", matrix.matrix, name="run_matrix"),
    path("runs/<slug:run>/remind/", reminders.remind_learners, name="run_remind"),
    path("runs/<slug:run>/save/<str:sheet>.<str:ending>", exports.run_sheet, name="run_sheet"),
    path("runs/<slug:run>/editions/", editions.editions, name="run_editions"),
    path("runs/<slug:run>/editions/<int:job>/", editions.job, name="run_move"),
    path("runs/<slug:run>/<uuid:enrolment>/timeline/", records.timeline, name="run_timeline"),
    path("runs/<slug:run>/<uuid:enrolment>/timeline.<str:ending>", exports.timeline_sheet, name="run_timeline_sheet"),
    path("runs/<slug:run>/<uuid:enrolment>/percent/", records.percent, name="run_percent"),
    path("runs/<slug:run>/<uuid:enrolment>/anew/", attempts.learner_anew, name="run_anew"),
    path("runs/<slug:run>/<uuid:enrolment>/recognition/", attempts.take_back_view, name="run_recognition"),
    path("runs/<slug:run>/<uuid:enrolment>/edition/", editions.undo_one, name="run_undo_move"),
    path("learn/<slug:run>/timeline/", records.own_timeline, name="timeline"),
    path("learn/<slug:run>/timeline.<str:ending>", exports.own_timeline_sheet, name="timeline_sheet"),
    path("learn/<slug:run>/percent/", records.own_percent, name="percent"),
    path("learn/<slug:run>/anew/", attempts.anew, name="anew"),
    path("learn/<slug:run>/recognise/", attempts.recognise_view, name="recognise"),
]
