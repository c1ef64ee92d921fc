"""Addresses of the reports that wait for their device."""

from django.urls import path

from inventory.views import inbox, report_list

urlpatterns = [
    path("evidence/", inbox.inbox, name="evidence-inbox"),
    path("evidence/list/", report_list.report_list, name="report-list"),
    path("evidence/list/decide/", report_list.act_on_many, name="report-decide-many"),
    path("evidence/receive/", inbox.receive, name="evidence-receive"),
    path("evidence/again/", inbox.again, name="evidence-again"),
    path("evidence/<uuid:public_id>/original/", inbox.open_original, name="evidence-waiting-original"),
    path("evidence/<uuid:public_id>/assign/", inbox.assign, name="evidence-assign"),
    path("evidence/<uuid:public_id>/set-aside/", inbox.set_aside, name="evidence-set-aside"),
    path("evidence/<uuid:public_id>/bring-back/", inbox.bring_back, name="evidence-bring-back"),
]
