"""The verbs of reviewed first-step sheets: added with who reviewed them, withdrawn; nothing is overwritten."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from beneficiaries.models import QuickStartSheet
from beneficiaries.workflow.personal import refuse_personal_data
from beneficiaries.workflow.refusals import TooEarly
from reuse.accounts import files
from reuse.accounts.acting import Act
from reuse.accounts.models import Retention
from reuse.accounts.roles import Permission


@transaction.atomic
def add_sheet(
    *, content: bytes, family: str, language: str, reviewed_by: str, reviewed_on: date, act: Act
) -> QuickStartSheet:
    """Keep a PDF the network has reviewed; the one before of that language and family is withdrawn."""
    act.require(Permission.REQUEST_DECIDE)
    refuse_personal_data(reviewed_by)
    if reviewed_on > act.on:
        raise TooEarly(_("The day of the review lies in the future."))
    known = QuickStartSheet.objects.filter(family=family, language__iexact=language, withdrawn_at=None)
    known.update(withdrawn_at=act.at)
    return QuickStartSheet.objects.create(
        family=family,
        language=language,
        file=files.keep(
            content,
            name=f"{language}-{family}.pdf",
            media_type="application/pdf",
            retention=Retention.DOCUMENT,
            owner=act.organisation,
            act=act,
        ),
        reviewed_by=reviewed_by,
        reviewed_on=reviewed_on,
        added_by=act.by,
        added_at=act.at,
    )


def withdraw_sheet(*, sheet: QuickStartSheet, act: Act) -> None:
    """Offer a sheet no more."""
    act.require(Permission.REQUEST_DECIDE)
    QuickStartSheet.objects.filter(pk=sheet.pk, withdrawn_at=None).update(withdrawn_at=act.at)
