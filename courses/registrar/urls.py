"""The registrar's addresses, beneath a run's."""

from django.urls import path

from courses.registrar import lists, people

urlpatterns = [
    path("people/", people.PeopleView.as_view(), name="people"),
    path("code/", people.CodeView.as_view(), name="code"),
    path("groups/", people.GroupsView.as_view(), name="groups"),
    path("groups/<int:group>/", people.GroupEditView.as_view(), name="group"),
    path("groups/<int:group>/delete/", people.GroupDeleteView.as_view(), name="group_delete"),
    path("lists/", lists.ListsView.as_view(), name="lists"),
    path("lists/template.xlsx", lists.TemplateSheetView.as_view(), name="list_template"),
    path("lists/<int:pk>/", lists.ListView.as_view(), name="list"),
    path("lists/<int:pk>/confirm/", lists.ListConfirmView.as_view(), name="list_confirm"),
    path("lists/<int:pk>/discard/", lists.ListDiscardView.as_view(), name="list_discard"),
    path("lists/<int:pk>/report.xlsx", lists.ListReportView.as_view(), name="list_report"),
]
