"""Addresses of documents; the short ones are printed, in upper case inside QR codes."""

from django.urls import path

from reuse.documents import document_list, views

app_name = "documents"
urlpatterns = [
    path("documents/", document_list.document_list, name="document-list"),
    path("documents/<uuid:public_id>/", views.download, name="document-download"),
    path("verify/", views.verify, name="verify"),
    path("v/<str:number>/", views.verify, name="verify-number"),
    path("v/<str:number>/<str:check_code>/", views.verify, name="verify-paper"),
    path("V/<str:number>/", views.verify),
    path("V/<str:number>/<str:check_code>/", views.verify),
]
