"""The monthly statement of each refurbisher: page, table, numbered PDF; and what was agreed with it."""

import csv
from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from inventory import queries, workflow
from inventory.forms import AgreementForm, month_in
from inventory.queries import Statement
from reuse.accounts.answers import carry_out, refusals_shown
from reuse.accounts.decorators import StaffRequest, act_of, requires
from reuse.accounts.models import Organisation
from reuse.accounts.roles import Permission, Reach


@requires(Permission.DEVICE_VIEW)
def statement_list(request: StaffRequest) -> HttpResponse:
    """Who sent refurbished devices to whom in a month."""
    today = act_of(request).on
    month = month_in(request.GET.get("month", ""), today)
    found = [
        queries.statement(refurbisher=line.refurbisher, receiver=line.receiver, month=month)
        for line in queries.statements_in(month, request.acting)
    ]
    context = {"statements": found, "month": month, **_months(month, today)}
    return render(request, "inventory/statement_list.html", context)


@requires(Permission.DEVICE_VIEW)
def statement_detail(request: StaffRequest, refurbisher: UUID, receiver: UUID, month: str) -> HttpResponse:
    """One refurbisher, one receiver, one month."""
    return _page(request, _statement(request, refurbisher, receiver, month))


def _page(request: StaffRequest, statement: Statement, form: AgreementForm | None = None) -> HttpResponse:
    today = act_of(request).on
    context: dict[str, Any] = {
        "statement": statement,
        "form": form or AgreementForm(initial={"since": statement.month}),
        "may_agree": _may_agree(request, statement),
        **_months(statement.month, today),
    }
    return render(request, "inventory/statement_detail.html", context, status=400 if form else 200)


@requires(Permission.DEVICE_VIEW)
def statement_table(request: StaffRequest, refurbisher: UUID, receiver: UUID, month: str) -> HttpResponse:
    """The same rows as CSV."""
    statement = _statement(request, refurbisher, receiver, month)
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    name = f"releve-{statement.month:%Y-%m}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.write("\ufeff")
    writer = csv.writer(answer, delimiter=";")
    writer.writerow(_heads())
    for row in [*statement.rows, statement.total]:
        is_total = row == statement.total and row.category == "" and row not in statement.rows
        writer.writerow([_("Total") if is_total else row.category or _("not graded"), *_counts(row)])
    return answer


def _heads() -> list[str]:
    return [
        _("category"),
        _("received"),
        _("checked"),
        _("non-conforming"),
        _("in stock"),
        _("handed over"),
        _("returned"),
        _("other outcome"),
    ]


def _counts(row: Any) -> list[int]:
    return [
        row.received,
        row.checked,
        row.non_conforming,
        row.in_stock,
        row.handed_over,
        row.returned,
        row.other,
    ]


@require_POST
@requires(Permission.DEVICE_EXIT)
def issue(request: StaffRequest, refurbisher: UUID, receiver: UUID, month: str) -> HttpResponse:
    """Freeze it as a numbered PDF, for both."""
    statement = _statement(request, refurbisher, receiver, month)
    with refusals_shown(request):
        document = workflow.issue_statement(statement=statement, act=act_of(request))
        return redirect("documents:document-download", document.public_id)
    return redirect(_address(statement))


@require_POST
@requires(Permission.DEVICE_EXIT)
def agree(request: StaffRequest, refurbisher: UUID, receiver: UUID, month: str) -> HttpResponse:
    """Write down what was agreed."""
    statement = _statement(request, refurbisher, receiver, month)
    form = AgreementForm(request.POST)
    if not form.is_valid():
        return _page(request, statement, form)
    return carry_out(
        request,
        lambda act: workflow.agree(
            refurbisher=statement.refurbisher,
            receiver=statement.receiver,
            most_permille=form.most_permille,
            since=form.cleaned_data["since"],
            source=form.cleaned_data["source"],
            act=act,
        ),
        done=_("The agreement is written down."),
        then=redirect(_address(statement)),
    )


def _address(statement: Statement) -> str:
    names = (statement.refurbisher.public_id, statement.receiver.public_id, f"{statement.month:%Y-%m}")
    return reverse("inventory:statement-detail", args=names)


def _statement(request: StaffRequest, refurbisher: UUID, receiver: UUID, month: str) -> Statement:
    acting = request.acting
    bodies = Organisation.objects.filter(is_workshop=True)
    sender = get_object_or_404(bodies, public_id=refurbisher)
    to = get_object_or_404(bodies, public_id=receiver)
    if acting.description.reach != Reach.NETWORK and acting.organisation not in {sender, to}:
        raise Http404
    never = date(1, 1, 1)
    found = month_in(month, never)
    if found == never or sender == to:
        raise Http404
    return queries.statement(refurbisher=sender, receiver=to, month=found)


def _may_agree(request: StaffRequest, statement: Statement) -> bool:
    acting = request.acting
    is_ours = acting.description.reach == Reach.NETWORK or acting.organisation == statement.receiver
    return is_ours and acting.may(Permission.DEVICE_EXIT)


def _months(month: date, today: date) -> dict[str, date | None]:
    after = queries.month_after(month)
    return {"month_before": queries.month_before(month), "month_after": after if after <= today else None}
