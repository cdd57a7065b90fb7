"""Registers this app's part of Wagtail's admin."""

from django.urls import include, path
from wagtail import hooks

from courses.admin import log as authors_log
from courses.admin import urls
from courses.admin.actions import PublishCourseItem, admin_css, say_what_programme_lacks
from courses.discussions.log import register_log_actions
from courses.gradebook import log as marks_log
from courses.registrar.orders import OrderSchemeViewSet, OrderViewSet
from courses.viewsets import RunViewSet

hooks.register("register_admin_viewset", RunViewSet)
hooks.register("register_admin_viewset", OrderViewSet)
hooks.register("register_admin_viewset", OrderSchemeViewSet)
hooks.register("register_admin_urls", lambda: [path("courses/", include(urls))])
hooks.register("register_page_action_menu_item", PublishCourseItem)
hooks.register("register_log_actions", register_log_actions)
hooks.register("register_log_actions", marks_log.register_log_actions)
hooks.register("register_log_actions", authors_log.register_log_actions)
hooks.register("insert_global_admin_css", admin_css)
hooks.register("after_publish_page", say_what_programme_lacks)
