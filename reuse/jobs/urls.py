"""Addresses of jobs."""

from django.urls import path

from reuse.jobs import views

app_name = "jobs"
urlpatterns = [
    path("jobs/<uuid:public_id>/", views.detail, name="job-detail"),
    path("jobs/<uuid:public_id>/progress/", views.progress, name="job-progress"),
    path("jobs/<uuid:public_id>/cancel/", views.cancel, name="job-cancel"),
    path("jobs/<uuid:public_id>/result/", views.result, name="job-result"),
]
