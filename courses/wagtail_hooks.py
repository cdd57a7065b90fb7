"""Registers this app's part of Wagtail's admin."""

from django.urls import include, path
from wagtail import hooks

from courses.admin import urls
from courses.admin.actions import PublishCourseItem
from courses.viewsets import RunViewSet

hooks.register("register_admin_viewset", RunViewSet)
hooks.register("register_admin_urls", lambda: [path("courses/", include(urls))])
hooks.register("register_page_action_menu_item", PublishCourseItem)
