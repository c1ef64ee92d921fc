"""Addresses of workstations, badges and PINs."""

from django.urls import path

from inventory.views import badges, workstations

urlpatterns = [
    path("workstations/", workstations.workstations, name="workstations"),
    path("workstations/<uuid:public_id>/end/", workstations.end, name="workstation-end"),
    path("workstation/badge/", workstations.badge, name="workstation-badge"),
    path("workstation/switch/", workstations.switch, name="workstation-switch"),
    path("badges/", badges.badges, name="badges"),
    path("badges/print/", badges.print_badges, name="badges-print"),
    path("badges/<int:pk>/issue/", badges.issue, name="badge-issue"),
    path("badges/<int:pk>/end/", badges.end, name="badge-end"),
    path("badges/<int:pk>/unlock/", badges.unlock, name="badge-unlock"),
    path("badges/<int:pk>/withdraw-pin/", badges.withdraw_pin, name="badge-withdraw-pin"),
]
