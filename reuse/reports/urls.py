"""Addresses of the reports."""

from django.urls import path

from reuse.reports import views

app_name = "reports"
urlpatterns = [
    path("progress/", views.progress, name="progress"),
    path("progress/new/", views.target_new, name="target-new"),
    path("progress/<uuid:public_id>/", views.target, name="target"),
    path("progress/<uuid:public_id>/progress.csv", views.target_file, name="target-file"),
]
