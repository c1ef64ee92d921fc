"""Nobody but the worker and whoever hands over there reaches a name: every address of the app is tried as every role."""

import json
import logging

import pypdfium2
import pytest
from django.apps import apps
from django.urls import reverse

from beneficiaries import workflow
from beneficiaries.codes import Kept
from beneficiaries.models import Erasure, Identity, KeepingRule
from beneficiaries.queries import classified, register
from beneficiaries.states import HandoverStage, RequestStage, SignatureMethod
from reuse.accounts.models import AccessRecord
from reuse.accounts.roles import Permission, Role
from reuse.core import rotation
from tests import people
from tests.beneficiaries import factories
from tests.house.test_addresses import addresses

pytestmark = pytest.mark.django_db
NAME, SIGNED, TELEPHONE, MARK = "Zébulon Xylophène", "Yvonne Quetsche", "06 98 76 54 32", "marque-42"
SECRETS = (NAME, "Xylophène", SIGNED, "Quetsche", TELEPHONE, "0698765432", MARK)
STRANGERS = {
    **{role: people.EVERYONE[role] for role in sorted(set(Role) - {Role.SOCIAL_WORKER, Role.COORDINATOR})},
    "another partner": factories.other_worker,
}


@pytest.fixture
def as_(client, settings):
    settings.DEMO = True  # the demo waives the second factor

    def login(membership):
        client.force_login(membership.user)
        return client

    return login


@pytest.fixture
def handover():
    """A hand-over done, its request bearing every secret a case may bear."""
    planned = factories.handover_at(HandoverStage.PLANNED, mark=MARK)
    act = people.act(people.social_worker())
    workflow.keep_identity(request=planned.request, name=NAME, telephone=TELEPHONE, act=act)
    workflow.hand_over(
        handover=planned,
        price_cents=0,
        signature=workflow.Signature(SignatureMethod.PAPER, name=SIGNED),
        code=planned.device.code,
        act=people.act(people.social_worker()),
    )
    return factories.current(planned)


def url(name, one):
    return reverse(f"beneficiaries:{name}", args=[one])


def places(handover):
    """Each address of the site with what fills its blanks."""
    fills = {
        "ref": handover.request.ref,
        "code": handover.device.code,
        "number": "1",
        "public_id": None,
        "pk": "1",
    }
    keys = [
        handover.public_id,
        handover.allocation.public_id,
        handover.document.public_id,
        handover.request.public_id,
    ]
    for name, _callback, route in addresses():
        if "(" in route or name.startswith(("account_", "mfa_")):
            continue
        for key in keys if "public_id" in route else keys[:1]:
            path = route
            for part in route.split("<")[1:]:
                blank = part.partition(">")[0]
                value = fills.get(blank.rpartition(":")[2]) or str(key)
                path = path.replace(f"<{blank}>", value)
            yield name, f"/{path}"


@pytest.mark.parametrize(
    "who",  # on every database, whoever sees most
    [
        pytest.param(who, marks=[] if who == Role.ADMINISTRATOR else pytest.mark.any_database)
        for who in STRANGERS
    ],
)
def test_no_address_shows_a_stranger_a_name(as_, handover, who):
    """Pages, lists, documents, downloads, jobs, searches and the API; error pages are pages too."""
    client = as_(STRANGERS[who]())
    tried = 0
    for name, path in places(handover):
        answer = client.get(path, {"q": "Xylo"})
        body = (b"".join(answer) if answer.streaming else answer.content).decode(errors="replace")
        assert not [secret for secret in SECRETS if secret in body], f"{who} {name} {path}"
        tried += 1

    assert tried > 150
    assert not AccessRecord.objects.filter(kind=AccessRecord.READ_IDENTITY).exists()


@pytest.mark.parametrize("who", STRANGERS)
def test_a_stranger_opens_keeps_exports_and_erases_nothing(as_, handover, who):
    membership = STRANGERS[who]()
    client = as_(membership)
    for name in ("identity-open", "identity-keep", "identity-forget", "case-export", "case-erase"):
        answer = client.post(url(name, handover.request.ref), {"purpose": "appointment", "name": "X"})
        assert answer.status_code in {403, 404}, f"{who} {name}"
    answer = client.post(url("handover-signed-form", handover.public_id), {"purpose": "hand_over"})
    assert answer.status_code in {403, 404}

    assert Identity.objects.get().name == NAME
    assert not Erasure.objects.exists()


def test_the_worker_opens_it_by_post_with_a_purpose_and_the_partner_sees_who_read(as_, handover):
    ref = handover.request.ref
    client = as_(people.coordinator())
    assert client.get(url("identity-open", ref)).status_code == 405
    assert NAME not in client.get(url("identity", ref)).content.decode()

    refused = client.post(url("identity-open", ref), {"purpose": ""}, follow=True)
    opened = client.post(url("identity-open", ref), {"purpose": "appointment"})

    assert NAME not in refused.content.decode()
    assert NAME in opened.content.decode()
    assert "no-store" in opened["Cache-Control"]
    page = as_(people.social_worker()).get(url("request-detail", ref)).content.decode()
    assert people.coordinator().user.name in page
    assert NAME not in page


def test_the_signed_form_is_drawn_on_demand_and_stored_nowhere(as_, handover):
    before = handover.document.facts
    client = as_(people.social_worker())

    drawn = client.post(url("handover-signed-form", handover.public_id), {"purpose": "hand_over"})
    refused = client.post(url("handover-signed-form", handover.public_id), {"purpose": "x"})

    assert drawn.content.startswith(b"%PDF")
    assert refused.status_code == 302
    assert factories.current(handover).document.facts == before
    assert AccessRecord.objects.filter(kind=AccessRecord.READ_IDENTITY).count() == 1


def test_a_case_is_exported_whole_for_the_person_who_asks(as_, handover):
    client = as_(people.social_worker())

    page = client.post(url("case-export", handover.request.ref)).content.decode()
    file = json.loads(client.post(url("case-export", handover.request.ref), {"as": "json"}).content)
    printed = client.post(url("case-export", handover.request.ref), {"as": "pdf"}).content
    sheets = pypdfium2.PdfDocument(printed)
    paper = "".join(one.get_textpage().get_text_range() for one in sheets)

    for secret in (NAME, TELEPHONE, MARK):
        assert secret in page
        assert secret in paper
    assert handover.request.ref in paper
    assert file["identity"] == {"name": NAME, "telephone": TELEPHONE}
    assert file["signatures"][0]["name"] == SIGNED
    assert file["request"]["commune"] == "38151"
    assert len(file["readings"]) == 2, "its own and that of the page before"


def test_an_administrator_erases_by_reference_and_sees_nothing(as_):
    request = factories.request_at(RequestStage.CANCELLED, mark=MARK)
    client = as_(people.administrator())

    wrong = client.post(reverse("beneficiaries:erasures"), {"ref": "nothing"}, follow=True)
    done = client.post(reverse("beneficiaries:erasures"), {"ref": request.ref.lower()}, follow=True)

    assert MARK not in wrong.content.decode() + done.content.decode()
    assert request.ref in done.content.decode()
    assert factories.again(request).mark == ""


def test_there_is_no_admin_that_lists_names():
    """Django's own admin is not installed: nothing lists a table by itself."""
    assert not [name for name, _callback, _route in addresses() if name.startswith("admin:")]


def test_a_fault_leaves_no_name_in_the_logs(as_, handover, caplog, monkeypatch):
    client = as_(people.social_worker())
    client.raise_request_exception = False

    def break_down(**given):
        raise RuntimeError("disk full")

    monkeypatch.setattr("beneficiaries.workflow.keep_identity", break_down)
    with caplog.at_level(logging.DEBUG):
        answer = client.post(
            url("identity-keep", handover.request.ref), {"name": NAME, "telephone": TELEPHONE}
        )

    assert answer.status_code == 500
    assert "disk full" in caplog.text
    for text in (caplog.text, answer.content.decode()):
        assert NAME not in text
        assert TELEPHONE not in text


def test_only_roles_that_hand_over_have_the_permission():
    may = {role for role, one in people.EVERYONE.items() if one().may(Permission.HAND_OVER)}

    assert may == {Role.SOCIAL_WORKER, Role.COORDINATOR}


def test_every_column_of_a_case_is_classified():
    """A new column says what it holds, why, how long and for whom (queries.classified), before it is kept."""
    assert classified.unclassified() == []
    known = {model.__name__ for model in apps.get_app_config("beneficiaries").get_models()}
    assert classified.FIELDS.keys() | classified.RULES <= known


def test_every_encrypted_column_has_an_end():
    """What is worth encrypting is worth forgetting."""
    for column in rotation.encrypted_columns():
        if column.model._meta.app_label == "beneficiaries":
            category = classified.category_of(column.model, column.name)
            assert register.TREATMENTS[category].kept, str(column)


def test_the_register_follows_the_rules_in_force(as_, client):
    KeepingRule.objects.filter(code=Kept.COMMUNE).update(days=123)

    public = client.get(reverse("beneficiaries:privacy")).content.decode()
    page = as_(people.observer()).get(reverse("beneficiaries:privacy-register")).content.decode()

    for shown in (public, page):
        assert "123" in shown
    assert "Identity.name" in page
    assert as_(people.observer()).get(reverse("beneficiaries:privacy-dpia")).status_code == 200
