"""Checklists: a version is written from the last, then published with its day, and never changed again."""

import re
from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from inventory import queries
from inventory.models import CheckItem, Checklist
from inventory.models.quality import CHECK_STAGES, PICTURES
from inventory.states import Stage
from inventory.workflow.refusals import ChecklistFaulty
from reuse.accounts.acting import Act
from reuse.accounts.roles import Permission
from reuse.core.models import DeviceType

MOST_WORDS, MOST_ITEMS, LONGEST_LABEL = 8, 24, 60
_CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")


@transaction.atomic
def write_checklist(*, type: DeviceType, stage: Stage, act: Act) -> Checklist:  # noqa: A002 - the glossary's word
    """Begin the next version, as the last one is; the one already begun if there is one."""
    act.require(Permission.CONFIGURE)
    if stage not in CHECK_STAGES:
        raise ChecklistFaulty(_("There is no list at this stage."))
    DeviceType.objects.select_for_update().get(pk=type.pk)  # two people begin one version
    last = Checklist.objects.filter(type=type, stage=stage).order_by("-version").first()
    if last and last.since is None:
        return last
    return Checklist.objects.create(
        type=type, stage=stage, version=last.version + 1 if last else 1, items=last.items if last else []
    )


@transaction.atomic
def change_checklist(*, checklist: Checklist, items: Sequence[CheckItem], act: Act) -> Checklist:
    """Write the items of a version that has not been published; raises ChecklistFaulty."""
    checklist = _open(checklist, act)
    if faults := faults_in(items):
        raise ChecklistFaulty(" ".join(faults))
    checklist.items = [item.as_json() for item in items]
    checklist.save(update_fields=["items"])
    return checklist


@transaction.atomic
def publish_checklist(*, checklist: Checklist, since: date, act: Act) -> Checklist:
    """From this day on the version counts; it is never changed again. Sheets printed before can still be entered."""
    checklist = _open(checklist, act)
    if not checklist.items:
        raise ChecklistFaulty(_("A list has one item at least."))
    if faults := faults_in(checklist.entries):
        raise ChecklistFaulty(" ".join(faults))
    earlier = Checklist.objects.filter(type=checklist.type, stage=checklist.stage, since__gt=since)
    if since < act.on or earlier.exists():
        raise ChecklistFaulty(_("A version begins today or later, and not before another one."))
    if unlucky := queries.mistakable(checklist):
        raise ChecklistFaulty(
            _("The barcode of these codes would read as another command, change them: %(codes)s.")
            % {"codes": ", ".join(unlucky)}
        )
    checklist.since, checklist.published_by, checklist.published_at = since, act.by, act.at
    checklist.save(update_fields=["since", "published_by", "published_at"])
    return checklist


def faults_in(items: Sequence[CheckItem]) -> list[str]:
    """What is wrong with the items, in sentences."""
    found = []
    if len(items) > MOST_ITEMS:
        found.append(_("At most %(count)d items: a longer list is not gone through.") % {"count": MOST_ITEMS})
    names = [item.code for item in items]
    twice = sorted({code for code in names if names.count(code) > 1})
    found += [_("The code “%(code)s” is there twice.") % {"code": code} for code in twice]
    for item in items:
        found += _faults_of(item)
    return found


def _faults_of(item: CheckItem) -> list[str]:
    name = item.label.get("fr") or item.code
    found = []
    if not _CODE.fullmatch(item.code):
        found.append(_("“%(code)s”: a code has small letters, digits and _ alone.") % {"code": item.code})
    if item.picture not in PICTURES:
        found.append(_("“%(item)s”: choose one of the pictures.") % {"item": name})
    for language in ("fr", "en"):
        label = item.label.get(language, "").strip()
        if not label:
            found.append(_("“%(item)s” has no words in %(language)s.") % {"item": name, "language": language})
        elif count_words(label) > MOST_WORDS or len(label) > LONGEST_LABEL:
            found.append(
                _("“%(item)s”: eight words at most, %(letters)d letters.")
                % {"item": label, "letters": LONGEST_LABEL}
            )
    return found


def count_words(label: str) -> int:
    """Words as people count them: signs alone are none, “l’écran” is one."""
    return sum(any(letter.isalnum() for letter in word) for word in label.split())


def _open(checklist: Checklist, act: Act) -> Checklist:
    act.require(Permission.CONFIGURE)
    checklist = Checklist.objects.select_for_update(of=("self",)).select_related("type").get(pk=checklist.pk)
    if checklist.since:
        raise ChecklistFaulty(_("This version is published: it never changes. Write a new one."))
    return checklist
