"""Addresses of places and of command barcodes."""

from django.urls import path

from inventory.views import commands, place, place_list, places

urlpatterns = [
    path("places/", place_list.place_list, name="place-list"),
    path("places/new/", places.place_new, name="place-new"),
    path("places/labels/", places.place_labels, name="place-labels"),
    path("places/<str:code>/", place.place_detail, name="place-detail"),
    path("places/<str:code>/rename/", place.rename, name="place-rename"),
    path("places/<str:code>/move/", place.move, name="place-move"),
    path("places/<str:code>/close/", place.close, name="place-close"),
    path("places/<str:code>/reopen/", place.reopen, name="place-reopen"),
    path("commands/", commands.commands, name="commands"),
    path("commands/sheet.pdf", commands.sheet, name="command-sheet"),
]
