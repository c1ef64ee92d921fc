"""Request forms on paper: printed blank in lots, each number entered once."""

from collections.abc import Collection
from datetime import date
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from beneficiaries.models import PaperForm, Request
from beneficiaries.states import Channel
from beneficiaries.workflow.refusals import FormEntered
from beneficiaries.workflow.requests import save_draft, submit
from inventory.workflow import issue_codes
from reuse.accounts.acting import Act
from reuse.accounts.roles import Permission
from reuse.core import chance

MOST_AT_ONCE: Final = 100


@transaction.atomic
def print_forms(*, count: int, act: Act) -> list[PaperForm]:
    """A lot of blank forms of the acting partner, each with a number no other thing bears."""
    act.require(Permission.REQUEST_FILE)
    if not 1 <= count <= MOST_AT_ONCE:
        raise ValueError(f"a lot holds 1 to {MOST_AT_ONCE} forms")
    lot = chance.new_uuid()
    rows = [
        PaperForm(code=code, lot=lot, partner=act.organisation, by=act.by, at=act.at)
        for code in issue_codes(count)
    ]
    return PaperForm.objects.bulk_create(rows)


@transaction.atomic
def enter_form(
    *,
    form: PaperForm,
    act: Act,
    is_draft: bool = False,
    met: Collection[str],
    seen_on: date | None,
    **fields: Any,
) -> Request:
    """File what a paper form says, or keep it as a draft. Its number is used up either way."""
    held = PaperForm.objects.visible_to(act.membership).select_for_update(of=("self",)).get(pk=form.pk)
    if held.request_id is not None:
        raise FormEntered(_("This form was entered already: it is request %(ref)s.") % {"ref": held.request})
    request = save_draft(act=act, met=met, seen_on=seen_on, **{**fields, "channel": Channel.PAPER_FORM})
    held.request = request
    held.save(update_fields=["request"])
    if not is_draft:
        submit(request=request, act=act)
        request.refresh_from_db()
    return request
