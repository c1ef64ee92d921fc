"""Requests, allocations and hand-overs over HTTP. The ledger is the write surface: a move is an event one posts."""

from django.urls import path

from beneficiaries.api import allocations, commissions, handovers, loans, requests

urlpatterns = [
    path("requests/", requests.RequestsView.as_view(), name="api-requests"),
    path("requests/<str:ref>/", requests.RequestView.as_view(), name="api-request"),
    path("requests/<str:ref>/events/", requests.RequestEventsView.as_view(), name="api-request-events"),
    path("allocations/", allocations.AllocationsView.as_view(), name="api-allocations"),
    path("allocations/<uuid:public_id>/", allocations.AllocationView.as_view(), name="api-allocation"),
    path(
        "allocations/<uuid:public_id>/events/",
        allocations.AllocationEventsView.as_view(),
        name="api-allocation-events",
    ),
    path("handovers/", handovers.HandoversView.as_view(), name="api-handovers"),
    path("handovers/<uuid:public_id>/", handovers.HandoverView.as_view(), name="api-handover"),
    path(
        "handovers/<uuid:public_id>/events/",
        handovers.HandoverEventsView.as_view(),
        name="api-handover-events",
    ),
    path("loans/", loans.LoansView.as_view(), name="api-loans"),
    path("loans/end/", loans.LoanEndView.as_view(), name="api-loan-end"),
    path("loans/<uuid:public_id>/", loans.LoanView.as_view(), name="api-loan"),
    path(
        "commission-sessions/", commissions.CommissionSessionsView.as_view(), name="api-commission-sessions"
    ),
]
