"""What every list shares: its views kept under a name, how many rows it has, and its file."""

import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse, HttpResponseBase
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from inventory.models import SavedView
from reuse.accounts.models import Membership
from reuse.core import tables
from reuse.web.templatetags.look import number

COUNTED = 1000  # rows are counted up to here: a filter of any size costs the same


@dataclass(frozen=True, slots=True)
class Tab:
    """A view kept under a name, above its list."""

    view: SavedView
    address: str
    is_current: bool
    is_own: bool


def tabs_of(membership: Membership, list_name: str, query: str) -> list[Tab]:
    """The views this person may use, their own and shared ones."""
    views = SavedView.objects.visible_to(membership).filter(list=list_name)
    return [
        Tab(view, f"?{view.query}", view.query == query, view.owner_id == membership.user_id)
        for view in views
    ]


@dataclass(frozen=True, slots=True)
class Counted:
    """How many rows a filter has; `is_more`: at least that many."""

    number: int
    is_more: bool

    def __str__(self) -> str:
        if self.is_more:
            return _("more than %(count)s devices") % {"count": number(self.number)}
        return ngettext("%(count)s device", "%(count)s devices", self.number) % {"count": number(self.number)}


def counted(found: QuerySet[Any]) -> Counted:
    """Counted up to a thousand."""
    count = found.order_by()[: COUNTED + 1].count()
    return Counted(min(count, COUNTED), count > COUNTED)


def file_of(rows: Iterable[Sequence[tables.Cell]], *, name: str, kind: str) -> HttpResponseBase:
    """The rows as a file to download, written beside memory."""
    to = tempfile.TemporaryFile()  # noqa: SIM115  # the answer closes it
    tables.WRITERS[kind](rows, to)
    to.seek(0)
    answer = FileResponse(to, content_type=tables.MEDIA_TYPES[kind])
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=f"{name}.{kind}")
    return answer
