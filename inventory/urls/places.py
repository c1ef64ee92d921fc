"""Addresses of places and of command barcodes."""

from django.urls import path

from inventory.views import commands

urlpatterns = [
    path("commands/", commands.commands, name="commands"),
    path("commands/sheet.pdf", commands.sheet, name="command-sheet"),
]
