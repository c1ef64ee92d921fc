"""Addresses of the pages about batches and their devices."""

from django.urls import path

from inventory.views import (
    bulk,
    completed,
    donation_list,
    donations,
    donor_list,
    receptions,
    waiting_rows,
    walk_ins,
)
from inventory.views import donation_moves as moves

urlpatterns = [
    path("donor/", donations.donor_home, name="donor-home"),
    path("donors/", donor_list.donor_list, name="donor-list"),
    path("donations/", donation_list.donation_list, name="donation-list"),
    path("donations/devices/", bulk.act_on_batches, name="donation-act-many"),
    path("donations/<str:ref>/", donations.donation_detail, name="donation-detail"),
    path("donations/<str:ref>/sign/", moves.sign, name="donation-sign"),
    path("donations/<str:ref>/accept/", moves.accept, name="donation-accept"),
    path("donations/<str:ref>/decline/", moves.decline, name="donation-decline"),
    path("donations/<str:ref>/cancel/", moves.cancel, name="donation-cancel"),
    path(
        "donations/<str:ref>/appointment/<uuid:public_id>/slip/",
        moves.transport_slip,
        name="transport-slip",
    ),
    path("donations/<str:ref>/reception/", receptions.reception, name="donation-reception"),
    path("donations/<str:ref>/reception/pause/", receptions.pause, name="reception-pause"),
    path("donations/<str:ref>/reception/resume/", receptions.resume, name="reception-resume"),
    path("donations/<str:ref>/reception/refuse/", receptions.refuse, name="reception-refuse"),
    path("donations/<str:ref>/reception/keep/", receptions.keep, name="reception-keep"),
    path("donations/<str:ref>/reception/give-back/", receptions.give_back, name="reception-give-back"),
    path("donations/<str:ref>/arrivals/new/", receptions.arrival, name="arrival-new"),
    path("donations/<str:ref>/arrivals/<int:number>/", receptions.arrival, name="arrival"),
    path("donations/<str:ref>/departures/new/", receptions.departure, name="departure-new"),
    path("donations/<str:ref>/departures/<int:number>/", receptions.departure, name="departure"),
    path("walk-ins/new/", walk_ins.walk_in, name="walk-in"),
    path("walk-ins/<str:ref>/", walk_ins.done, name="walk-in-done"),
    path("walk-ins/<str:ref>/thanks/", walk_ins.thanks, name="walk-in-thanks"),
    path("donations/<str:ref>/rows/", waiting_rows.waiting_rows, name="waiting-rows"),
    path("donations/<str:ref>/close/", moves.close, name="donation-close"),
    path("donations/<str:ref>/reopen/", moves.reopen, name="donation-reopen"),
    path(
        "donations/<str:ref>/sheets/<uuid:public_id>/announce/", moves.announce_sheet, name="sheet-announce"
    ),
    path(
        "donations/<str:ref>/sheets/<uuid:public_id>/completed/", completed.completed, name="sheet-completed"
    ),
    path(
        "donations/<str:ref>/sheets/<uuid:public_id>/withdraw/", moves.withdraw_sheet, name="sheet-withdraw"
    ),
]
