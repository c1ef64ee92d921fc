"""A reception of several batches at once: each device belongs to its own, what no list names to the one chosen last."""

import re
from collections.abc import Mapping

from django.utils.translation import gettext as _

from donors.models import Donation
from inventory.models import Series
from inventory.workflow.refusals import NotADevice
from reuse.accounts.acting import Act

_REFERENCE = re.compile(r"(?:.*/donations/)?([a-z]\d{2}-\d{4,})/?", re.IGNORECASE)


def refs_in(params: Mapping[str, str]) -> list[str]:
    """The batches a series receives side by side, as its address tells them."""
    return [ref for ref in params.get("donations", "").split(",") if ref]


def reference_in(text: str) -> str:
    """The batch a text names: its reference, or the slip of one of its pallets; empty when it is none."""
    found = _REFERENCE.fullmatch(text.strip())
    return found[1].upper() if found else ""


def switch(series: Series, text: str, act: Act) -> Donation | None:
    """From now on what no list names belongs to the batch of this text, until another is said; None: it names none of ours.

    A series that was begun without a batch takes the first one said.
    """
    ref = reference_in(text)
    ours = Donation.objects.filter(receiver=act.organisation).select_related("donor")
    found = ours.filter(ref=ref).first() if ref else None
    if found is None:
        return None
    known = {*refs_in(series.params), *([series.donation.ref] if series.donation else [])}
    if known and ref not in known:
        raise NotADevice(_("Batch %(ref)s is not received in this series.") % {"ref": ref})
    held = Series.objects.select_for_update().get(pk=series.pk)
    held.donation = found
    held.save(update_fields=["donation"])
    series.donation = found  # for what comes behind it in the same queue
    return found
