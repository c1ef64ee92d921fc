"""Addresses of the pages on which a donor prepares a batch."""

from django.urls import path

from donors.views import (
    appointments,
    campaigns,
    collections,
    deliberations,
    drafts,
    locks,
    photos,
    points,
    qualities,
    receipts,
    sheets,
    signing,
)

_PROPOSAL = "donations/<str:ref>/appointment/proposals/<uuid:public_id>/"
_TRIP = "donations/<str:ref>/appointment/<uuid:public_id>/"

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
    path("collections/", collections.calendar, name="calendar"),
    path("collections/carriers/", collections.carriers, name="carrier-list"),
    path("collections/carriers/<uuid:public_id>/", collections.carrier, name="carrier"),
    path("collections/carriers/<uuid:public_id>/retire/", collections.retire, name="carrier-retire"),
    path("collections/links/", collections.links, name="calendar-links"),
    path("collections/links/<uuid:public_id>/close/", collections.close_link, name="calendar-link-close"),
    path("calendars/<str:key>.ics", collections.feed, name="calendar-feed"),
    path("donations/<str:ref>/appointment/", appointments.appointment, name="appointment"),
    path("donations/<str:ref>/appointment/propose/", appointments.propose, name="appointment-propose"),
    path(f"{_PROPOSAL}agree/", appointments.agree, name="proposal-agree"),
    path(f"{_PROPOSAL}decline/", appointments.decline_day, name="proposal-decline"),
    path(f"{_TRIP}call-off/", appointments.call_off, name="appointment-call-off"),
    path(f"{_TRIP}calendar.ics", appointments.file, name="appointment-file"),
    path("donations/<str:ref>/deliberation/", deliberations.deliberation, name="deliberation"),
    path("donations/<str:ref>/deliberation/scan/", deliberations.scan, name="deliberation-scan"),
    path("donations/<str:ref>/signature/", signing.ask, name="signing-ask"),
    path("donations/<str:ref>/signature/<uuid:public_id>/resend/", signing.resend, name="signing-resend"),
    path("donations/<str:ref>/signature/<uuid:public_id>/revoke/", signing.revoke, name="signing-revoke"),
    path("receipts/", receipts.receipts, name="receipts"),
    path("receipts/<int:year>/", receipts.receipts_file, name="receipts-file"),
    path("qualities/", qualities.qualities, name="qualities"),
    path("qualities/<uuid:public_id>/end/", qualities.end, name="quality-end"),
]
