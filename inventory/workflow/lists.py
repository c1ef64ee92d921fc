"""Filters of a list kept under a name (one changes one's own, colleagues use what is shared), and its file."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from inventory.models import SavedView
from inventory.workflow.refusals import ViewNameTaken
from reuse.accounts.acting import Act
from reuse.accounts.roles import Permission
from reuse.core.refusals import NotPermitted
from reuse.jobs import workflow as jobs
from reuse.jobs.models import Job

EXPORT = "device_export"
MOST_VIEWS = 30  # of a person, in a list


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
    """Call one's own view otherwise, share it or keep it to oneself."""
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


def export_devices(*, query: str, kind: str, name: str, act: Act) -> Job:
    """Ask for a file of the devices a list's address names, under its columns."""
    act.require(Permission.DEVICE_VIEW)
    return jobs.enqueue(kind=EXPORT, params={"query": query, "kind": kind, "name": name}, act=act)
