"""Issuing badges: their codes come from the row that numbers devices, so that one code never names two things."""

from django.db import transaction

from inventory.workflow.numbering import issue_codes
from reuse.accounts import workflow as accounts
from reuse.accounts.acting import Act
from reuse.accounts.models import Badge, Membership


@transaction.atomic
def issue_badge(*, membership: Membership, act: Act) -> Badge:
    """A badge with a code of its own; the one the person had names nobody any more."""
    [code] = issue_codes(1)
    return accounts.give_badge(membership=membership, code=code, act=act)
