"""Addresses of labels: printing, blank rolls, printers, formats, the journal, and where the codes stand."""

from django.urls import path

from inventory.views import label_journal, labels, numbering, printers, rolls

urlpatterns = [
    path("labels/", labels.print_labels, name="labels"),
    path("labels/sheet.css", labels.sheet_style, name="label-sheet-style"),
    path("labels/journal/", label_journal.journal, name="label-journal"),
    path("labels/rolls/", rolls.rolls, name="label-rolls"),
    path("labels/rolls/<uuid:roll>/", rolls.roll, name="label-roll"),
    path("labels/rolls/<uuid:roll>/void/", rolls.void, name="label-void"),
    path("labels/printers/", printers.printers, name="label-printers"),
    path("labels/printers/<uuid:printer>/", printers.printer, name="label-printer"),
    path("labels/printers/<uuid:printer>/test-page/", printers.test_page, name="label-test-page"),
    path("labels/printers/<uuid:printer>/end/", printers.end_printer, name="label-printer-end"),
    path("labels/sites/<uuid:site>/", printers.site_labels, name="label-site"),
    path("labels/formats/", printers.formats, name="label-formats"),
    path("labels/formats/retire/", printers.retire_format, name="label-format-retire"),
    path("labels/numbering/", numbering.numbering, name="numbering"),
    path("devices/<str:code>/label/", rolls.relabel, name="device-relabel"),
]
