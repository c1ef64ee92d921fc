"""Command barcodes, on the screen and as a sheet to hang by the workbench: those the reader may order."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from inventory import queries
from inventory.documents.commands import command_sheet
from labels import svg
from reuse.accounts.decorators import StaffRequest, requires
from reuse.accounts.models import Membership
from reuse.accounts.roles import Permission

SCANNERS = (Permission.DEVICE_RECEIVE, Permission.DEVICE_WORK, Permission.DEVICE_EXIT)


@requires(*SCANNERS)
def commands(request: StaffRequest) -> HttpResponse:
    """The same barcodes as on paper, to scan from the screen."""
    groups = [
        (group, [(command, _symbol(command)) for command in group.commands])
        for group in queries.command_groups(request.acting)
    ]
    return render(request, "inventory/commands.html", {"groups": groups, "site": _site(request.acting)})


@requires(*SCANNERS)
def sheet(request: StaffRequest) -> HttpResponse:
    """The printable sheet."""
    drawn = command_sheet(
        queries.command_groups(request.acting), site=_site(request.acting), language=get_language() or "fr"
    )
    answer = HttpResponse(drawn, content_type="application/pdf")
    name = _("commands.pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    return answer


def _site(acting: Membership) -> str:
    return str(acting.site or acting.organisation)


def _symbol(command: queries.CommandLabel) -> str:
    return mark_safe(svg.code128_svg(command.text, height=72, label=str(command.words)))  # noqa: S308 - drawn by us
