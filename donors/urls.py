"""Addresses of the pages on which a donor prepares a batch."""

from django.urls import path

from donors.views import campaigns, drafts, locks, photos, points, sheets

app_name = "donors"
urlpatterns = [
    path("donations/new/", drafts.new, name="donation-new"),
    path("donations/<str:ref>/edit/", drafts.edit, name="donation-edit"),
    path("donations/<str:ref>/campaign/", campaigns.join, name="donation-campaign"),
    path("donations/<str:ref>/locks/", locks.locks, name="locks"),
    path("donations/<str:ref>/photos/", photos.add, name="photo-add"),
    path("donations/<str:ref>/photos/<uuid:public_id>/", photos.photo, name="photo"),
    path("donations/<str:ref>/photos/<uuid:public_id>/drop/", photos.drop, name="photo-drop"),
    path("collecting/", points.points, name="collecting-points"),
    path("collecting/<uuid:public_id>/", points.point, name="collecting-point"),
    path("donations/<str:ref>/sheets/", sheets.drop, name="sheet-drop"),
    path("donations/<str:ref>/sheets/template.<str:extension>", sheets.template, name="sheet-template"),
    path("donations/<str:ref>/sheets/<uuid:public_id>/", sheets.sheet, name="sheet"),
    path("donations/<str:ref>/sheets/<uuid:public_id>/read/", sheets.read_again, name="sheet-read"),
    path(
        "donations/<str:ref>/sheets/<uuid:public_id>/corrections/",
        sheets.corrections,
        name="sheet-corrections",
    ),
    path("donations/<str:ref>/sheets/<uuid:public_id>/original/", sheets.original, name="sheet-original"),
]
