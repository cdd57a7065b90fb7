"""Addresses of a run's discussions, beneath ``learn/<run>/discussions/``."""

from django.urls import path

from courses.views import discussions, moderating, posts

urlpatterns = [
    path("", discussions.forums, name="forums"),
    path("forums/new/", moderating.edit_forum, name="new_forum"),
    path("forums/<int:forum>/", discussions.forum, name="forum"),
    path("forums/<int:forum>/change/", moderating.edit_forum, name="edit_forum"),
    path("forums/<int:forum>/new/", posts.new_thread, name="new_thread"),
    path("people/", discussions.people, name="discussion_people"),
    path("follow/", posts.follow, name="follow"),
    path("reports/", moderating.reports, name="reports"),
    path("threads/<int:thread>/", discussions.thread, name="thread"),
    path("threads/<int:thread>/write/", posts.write, name="write_post"),
    path("threads/<int:thread>/moderate/", moderating.moderate, name="moderate_thread"),
    path("threads/<int:thread>/posts/<int:post>/", discussions.thread_at, name="thread_at"),
    path("posts/<int:post>/edit/", posts.edit, name="edit_post"),
    path("posts/<int:post>/hide/", moderating.hide, name="hide_post"),
    path("posts/<int:post>/show/", moderating.show, name="show_post"),
    path("posts/<int:post>/keep/", moderating.keep, name="keep_post"),
    path("posts/<int:post>/report/", posts.report, name="report_post"),
    path("lessons/<uuid:lesson>/<uuid:block>/", posts.write_in_lesson, name="lesson_discussion"),
]
