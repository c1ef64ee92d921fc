"""The only module that publishes: it keeps the groups that are told and the files made of them."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial

from django.db import transaction

from reuse.accounts.models import StoredFile
from reuse.core import storage
from reuse.reports.models import OpenFile, OpenGroup
from reuse.reports.queries.disclosure import Group


@transaction.atomic
def keep_groups(told: Mapping[tuple[str, str], list[Group]]) -> None:
    """Remember what is published, in place of what was."""
    OpenGroup.objects.all().delete()
    OpenGroup.objects.bulk_create(
        [
            OpenGroup(quarter=quarter, figure=figure, cells=sorted(group.cells), count=group.count)
            for (quarter, figure), groups in told.items()
            for group in groups
        ],
        batch_size=500,
    )


def keep_files(files: Mapping[str, bytes], media_types: Mapping[str, str], *, now: datetime) -> None:
    """Put each file under its name; one that is what it was keeps its day."""
    for name, content in files.items():
        sha256 = storage.keep(content)
        with transaction.atomic():
            known = OpenFile.objects.select_for_update().filter(name=name).first()
            before = known.sha256 if known else ""
            OpenFile.objects.update_or_create(
                name=name,
                defaults={
                    "media_type": media_types[name.rsplit(".", 1)[-1]],
                    "sha256": sha256,
                    "size": len(content),
                    "changed_at": now if known is None or before != sha256 else known.changed_at,
                    "made_at": now,
                },
            )
            if before and before != sha256:
                transaction.on_commit(partial(_forget, before))


def _forget(sha256: str) -> None:
    """Remove bytes nobody names any more."""
    if not (StoredFile.objects.filter(sha256=sha256) or OpenFile.objects.filter(sha256=sha256)):
        storage.forget(sha256)
