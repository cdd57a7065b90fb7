"""Addresses of the app's pages."""

from django.urls import path

from credentials.views import holding, verifying

app_name = "credentials"

urlpatterns = [
    path("verify/", verifying.verify, name="verify"),
    path("verify/<uuid:public_id>/", verifying.document, name="document"),
    path("my-documents/", holding.my_documents, name="my_documents"),
    path("my-documents/register/", holding.particulars, name="particulars"),
    path("my-documents/<uuid:public_id>/name/", holding.show_name, name="show_name"),
    path("my-documents/<uuid:public_id>/badge/", holding.badge, name="badge"),
    path("my-documents/<uuid:public_id>/<slug:language>.pdf", holding.download, name="download"),
]
