"""Addresses of the reference data an administrator keeps up."""

from django.urls import path

from inventory.views import reference

urlpatterns = [
    path("reference/", reference.tables, name="reference"),
    path("reference/seen/<slug:name>/", reference.seen, name="reference-seen"),
    path("reference/<slug:code>/", reference.table, name="reference-table"),
    path("reference/<slug:code>/<int:number>/", reference.version, name="reference-version"),
    path("reference/<slug:code>/<int:number>/rows.json", reference.version_file, name="reference-file"),
]
