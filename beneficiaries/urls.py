"""Addresses of requests, allocations and hand-overs."""

from django.urls import include, path

from beneficiaries.views import (
    allocation_list,
    allocations,
    cases,
    handover_list,
    handovers,
    homes,
    identities,
    journal,
    placements,
    privacy,
    reading_list,
    request_list,
    requests,
    rules,
)

app_name = "beneficiaries"

request_paths = [
    path("", requests.detail, name="request-detail"),
    path("edit/", requests.edit, name="request-edit"),
    path("submit/", requests.submit, name="request-submit"),
    path("decide/", requests.decide, name="request-decide"),
    path("cancel/", requests.cancel, name="request-cancel"),
    path("hold/", requests.hold, name="request-hold"),
    path("entrust/", requests.entrust, name="request-entrust"),
    path("propose/", allocations.propose, name="request-propose"),
    path("place/", placements.place, name="request-place"),
    path("unplace/", placements.unplace, name="request-unplace"),
    path("explanation/", placements.explanation, name="request-explanation"),
    path("export/", cases.export, name="case-export"),
    path("erase/", cases.erase, name="case-erase"),
    path("identity/", identities.detail, name="identity"),
    path("identity/open/", identities.show, name="identity-open"),
    path("identity/keep/", identities.keep, name="identity-keep"),
    path("identity/forget/", identities.forget, name="identity-forget"),
]
allocation_paths = [
    path("", allocations.detail, name="allocation-detail"),
    path("answer/", allocations.answer, name="allocation-answer"),
    path("accept/", allocations.accept, name="allocation-accept"),
    path("refuse/", allocations.refuse, name="allocation-refuse"),
    path("overrule/", allocations.overrule, name="allocation-overrule"),
    path("release/", allocations.release, name="allocation-release"),
    path("hand-over/", handovers.plan, name="handover-new"),
]
handover_paths = [
    path("", handovers.detail, name="handover-detail"),
    path("cancel/", handovers.cancel, name="handover-cancel"),
    path("fault/", handovers.fault, name="handover-fault"),
    path("take-back/", handovers.take_back, name="handover-take-back"),
    path("signed-form/", identities.signed_form, name="handover-signed-form"),
]
rule_paths = [
    path("", rules.detail, name="rule"),
    path("remark/", rules.remark, name="rule-remark"),
    path("edit/", rules.write, name="rule-edit"),
    path("simulation/", rules.simulation, name="rule-simulation"),
    path("publish/", rules.publish, name="rule-publish"),
    path("remarks/<int:remark>/", rules.read, name="rule-read"),
    path("decide/", rules.decide, name="rule-decide"),
]
urlpatterns = [
    path("journal/", journal.journal_list, name="journal"),
    path("rules/", rules.index, name="rules"),
    path("rules/new/", rules.write, name="rule-new"),
    path("rules/<int:version>/", include(rule_paths)),
    path("partner/", homes.worker, name="worker-home"),
    path("coordination/", homes.coordinator, name="coordinator-home"),
    path("privacy/", privacy.yours, name="privacy"),
    path("privacy/register/", privacy.processing, name="privacy-register"),
    path("privacy/dpia/", privacy.impact, name="privacy-dpia"),
    path("privacy/readings/", reading_list.reading_list, name="reading-list"),
    path("privacy/erasures/", cases.erasures, name="erasures"),
    path("requests/", request_list.request_list, name="request-list"),
    path("requests/hold/", request_list.act_on_many, name="request-hold-many"),
    path("requests/new/", requests.new, name="request-new"),
    path("requests/<str:ref>/", include(request_paths)),
    path("allocations/", allocation_list.allocation_list, name="allocation-list"),
    path("allocations/<uuid:public_id>/", include(allocation_paths)),
    path("handovers/", handover_list.handover_list, name="handover-list"),
    path("handovers/<uuid:public_id>/", include(handover_paths)),
]
