"""What the views of this API share: who asks, and days of an address."""

from datetime import date
from typing import cast

from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from reuse.accounts.models import Membership
from reuse.reports.queries.rollups import EARLIEST, LATEST


def membership_of(request: Request) -> Membership:
    return cast("Membership", request.auth)


def day_of(request: Request, name: str) -> date | None:
    text = request.query_params.get(name)
    try:
        day = parse_date(text) if text else None
    except ValueError:
        day = None
    if text and (day is None or not EARLIEST <= day <= LATEST):
        raise ValidationError({name: _("Give a day such as 2026-11-24.")})
    return day
