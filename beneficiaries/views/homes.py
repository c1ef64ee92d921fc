"""The pages people begin their day with: a worker's, a coordinator's."""

from django.http import HttpResponse
from django.shortcuts import render

from beneficiaries import queries
from beneficiaries.queries import collective
from beneficiaries.queries.quotas import quota_of
from beneficiaries.views.edge import today
from reuse.accounts.decorators import StaffRequest, act_of, requires
from reuse.accounts.roles import Permission

MOST = 20  # collective requests to decide


@requires(Permission.REQUEST_FILE)
def worker(request: StaffRequest) -> HttpResponse:
    """My requests, and what each waits for."""
    act = act_of(request)
    home = queries.worker_home(request.acting, at=act.at)
    context = {"home": home, "quota": quota_of(request.acting.organisation, today(act))}
    return render(request, "beneficiaries/worker_home.html", context)


@requires(Permission.REQUEST_DECIDE)
def coordinator(request: StaffRequest) -> HttpResponse:
    """The queue, what is to be decided, what blocks."""
    home = queries.coordinator_home(request.acting, on=today(act_of(request)))
    context = {"home": home, "appeals": queries.open_appeals(), "together": collective.to_decide()[:MOST]}
    return render(request, "beneficiaries/coordinator_home.html", context)
