"""What a council's services take away: the draft of the decision as an editable text, and its annex as a workbook."""

from io import BytesIO

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import translation
from django.views.decorators.http import require_safe

from donors import queries as donation_queries
from donors.documents import deliberation
from donors.models import Donation
from donors.states import TAKERS, Quality
from inventory import queries, workflow
from inventory.workflow.paperwork import CAP_CENTS, LANGUAGE
from reuse.accounts.decorators import StaffRequest, act_of, requires
from reuse.accounts.models import LegalKind
from reuse.accounts.roles import Permission
from reuse.core import tables
from reuse.documents import opendocument
from reuse.web.templatetags import look

POINTS = {"public_gift_free_only": "2°"}  # of CG3P L3212-2; 3° otherwise


@require_safe
@requires(Permission.DONATION_REGISTER)
def text(request: StaffRequest, ref: str) -> HttpResponse:
    """The draft, to be edited."""
    donation = _donation(request, ref)
    with translation.override(LANGUAGE):  # a French act, whoever asks for it
        content = _text(request, donation)
    return _file(content, opendocument.MEDIA_TYPE, f"{donation.ref}-deliberation.odt")


def _text(request: StaffRequest, donation: Donation) -> bytes:
    lines = [line for line in queries.count_lines(donation) if line.announced]
    said = _said(request, donation, sum(line.announced for line in lines))
    wording = deliberation.text_on(
        act_of(request).on, is_council=donation.donor.legal_kind == LegalKind.COUNCIL
    )
    quantities = [(str(line.type.plural_name), line.announced) for line in lines]
    return deliberation.draft(wording, said, _listed(donation), quantities)


@require_safe
@requires(Permission.DONATION_REGISTER)
def annex(request: StaffRequest, ref: str) -> HttpResponse:
    """The devices, with the donor's inventory number and the unit value its list gives."""
    donation = _donation(request, ref)
    to = BytesIO()
    with translation.override(LANGUAGE):
        tables.write_xlsx([deliberation.ANNEX_HEADS, *deliberation.annex_rows(_listed(donation))], to)
    return _file(to.getvalue(), tables.MEDIA_TYPES[tables.XLSX], f"{donation.ref}-annexe.xlsx")


def _said(request: StaffRequest, donation: Donation, count: int) -> dict[str, str]:
    takers = TAKERS.get(donation.lane, frozenset())
    proven = donation.receiver.qualifications.on(act_of(request).on).filter(kind__in=takers).first()
    return {
        "donor": donation.donor.name,
        "receiver": donation.receiver.name,
        "address": donation.receiver.whole_address or deliberation.BLANK,
        "batch": donation.ref,
        "count": str(count),
        "cap": look.euros(CAP_CENTS),
        "point": POINTS.get(donation.lane, "3°"),
        "quality": str(Quality(proven.kind).label) if proven else deliberation.BLANK,
        "proof": f"{proven.proof}, {proven.proof_on:%d/%m/%Y}" if proven else deliberation.BLANK,
    }


def _listed(donation: Donation) -> list[deliberation.Listed]:
    found = []
    for device in workflow.listed(donation):
        names = workflow.named(device)
        found.append(
            deliberation.Listed(
                tag=names["tag"],
                type=names["type"],
                model=names["model"],
                serial=names["serial"],
                value_cents=workflow.unit_value(device),
            )
        )
    return found


def _donation(request: StaffRequest, ref: str) -> Donation:
    donation = get_object_or_404(donation_queries.donations_for(request.acting), ref=ref)
    if not donation.donor.is_public_body:
        raise Http404
    return donation


def _file(content: bytes, media_type: str, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=media_type)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
