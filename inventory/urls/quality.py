"""Addresses of quality control: lists, tests, signatures, follower sheets."""

from django.urls import path

from inventory.views import checklists, followers, quality

urlpatterns = [
    path("d/<str:code>/check/", quality.check, name="device-check"),
    path("d/<str:code>/check/repair/", quality.repair, name="check-repair"),
    path("d/<str:code>/check/photos/<uuid:public_id>/", quality.photo, name="check-photo"),
    path("d/<str:code>/check/photos/<uuid:public_id>/drop/", quality.drop_photo, name="check-photo-drop"),
    path("d/<str:code>/sign-off/", quality.sign_off, name="sign-off"),
    path("d/<str:code>/sheet.pdf", followers.follower, name="follower"),
    path("checks/entry/", followers.entry, name="check-entry"),
    path("checks/sheets/", followers.followers, name="followers"),
    path("checklists/", checklists.checklists, name="checklists"),
    path("checklists/<slug:kind>/<slug:stage>/", checklists.checklist, name="checklist"),
    path("checklists/<slug:kind>/<slug:stage>/write/", checklists.write, name="checklist-write"),
    path("checklists/<slug:kind>/<slug:stage>/change/", checklists.change, name="checklist-change"),
]
