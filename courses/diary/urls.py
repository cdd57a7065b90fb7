"""Addresses of the diary."""

from django.urls import path

from courses.views import diary

urlpatterns = [
    path("diary/", diary.diary, name="diary"),
    path("diary/new/", diary.write_entry, name="new_entry"),
    path("diary/draft/", diary.draft, name="diary_draft"),
    path("diary/<uuid:entry>/", diary.entry, name="diary_entry"),
    path("diary/<uuid:entry>/change/", diary.write_entry, name="write_entry"),
    path("diary/<uuid:entry>/share/", diary.share, name="share_entry"),
    path("diary/<uuid:entry>/delete/", diary.remove, name="delete_entry"),
    path("diary/<uuid:entry>/answer/", diary.answer, name="answer_entry"),
    path("learn/<slug:run>/reflections/<uuid:lesson>/<uuid:block>/", diary.reflect, name="reflect"),
    path("runs/<slug:run>/diaries/", diary.shared_diaries, name="shared_diaries"),
    path("runs/<slug:run>/diaries/<uuid:entry>/", diary.shared_entry, name="shared_entry"),
]
