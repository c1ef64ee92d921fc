"""Filters of a list kept under a name (one changes one's own, colleagues use what is shared), and its file."""

from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from reuse.accounts.acting import Act
from reuse.accounts.models import AccessRecord
from reuse.core.refusals import NotPermitted, Refusal
from reuse.jobs import workflow as jobs
from reuse.jobs.models import Job
from reuse.lists.description import Column, Listing
from reuse.lists.models import FirstView, SavedView

EXPORT = "list_export"
FORMER_EXPORT = (
    "device_export"  # of devices alone; one may still be queued when an installation is brought up to date
)
MOST_VIEWS = 30  # of a person, in a list


class ViewNameTaken(Refusal):
    """Two views of one person never share a name."""

    reason = "view_name_taken"


def save_view(*, list_name: str, name: str, query: str, is_shared: bool, act: Act) -> SavedView:
    """Keep filters under a name; kept again under the same name, they replace what it stood for."""
    own = SavedView.objects.filter(owner=act.by, organisation=act.organisation, list=list_name)
    if own.exclude(name=name).count() >= MOST_VIEWS:
        raise NotPermitted(_("You keep %(most)d views already: delete one first.") % {"most": MOST_VIEWS})
    view, _made = SavedView.objects.update_or_create(
        owner=act.by,
        organisation=act.organisation,
        list=list_name,
        name=name,
        defaults={"query": query, "is_shared": is_shared},
        create_defaults={"query": query, "is_shared": is_shared, "created_at": act.recorded_at},
    )
    return view


def rename_view(*, view: SavedView, name: str, is_shared: bool, act: Act) -> SavedView:
    """Call one's own view otherwise, share it or keep it to oneself; then others begin with it no longer."""
    _require_own(view, act)
    view.name, view.is_shared = name, is_shared
    try:
        with transaction.atomic():
            view.save(update_fields=["name", "is_shared"])
    except IntegrityError as taken:
        raise ViewNameTaken(_("You already have a view of this name.")) from taken
    return view


def delete_view(*, view: SavedView, act: Act) -> None:
    """Forget one's own view."""
    _require_own(view, act)
    view.delete()


def _require_own(view: SavedView, act: Act) -> None:
    if view.owner_id != act.by.pk or view.organisation_id != act.organisation.pk:
        raise NotPermitted(_("Only the person who made this view changes it."))


def begin_with(*, view: SavedView, act: Act, is_wanted: bool) -> None:
    """Open the list with this view from now on, or with all of its rows again."""
    if not SavedView.objects.visible_to(act.membership).filter(pk=view.pk).exists():
        raise NotPermitted(_("This view is not shared with you."))
    place: dict[str, Any] = {"owner": act.by, "organisation": act.organisation, "list": view.list}
    if is_wanted:
        FirstView.objects.update_or_create(**place, defaults={"view": view})
    else:
        FirstView.objects.filter(**place).delete()


def export(*, listing: Listing, query: str, kind: str, name: str, act: Act) -> Job:
    """Ask for a file of the rows a list's address names, under its columns."""
    if not listing.may_open(act.membership):
        raise NotPermitted(_("Your role does not allow this."))
    params = {"list": listing.code, "query": query, "kind": kind, "name": name}
    return jobs.enqueue(kind=EXPORT, params=params, act=act)


def record_reading(*, listing: Listing, columns: Sequence[Column], act: Act) -> None:
    """Write down that personal data leaves in a file: whose act, of which list, which columns."""
    personal = [column.code for column in columns if column.is_personal]
    if personal:
        AccessRecord.objects.create(
            by=act.by,
            organisation=act.organisation,
            kind=AccessRecord.READ_CASE,
            subject=f"list:{listing.code}",
            purpose=f"export: {', '.join(personal)}"[:80],
            at=act.recorded_at,
        )
