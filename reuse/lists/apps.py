"""App configuration of the lists people would otherwise keep in a spreadsheet."""

from django.apps import AppConfig


class ListsConfig(AppConfig):
    name = "reuse.lists"
    label = "lists"
