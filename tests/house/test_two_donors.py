"""Two donors never see each other's data: every page and every call about the one, asked for by the other."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from donors import workflow as donations
from donors.sheets import stored
from donors.states import Party
from inventory import workflow as inventory
from inventory.models import FollowUpLink, WaitingRow
from inventory.workflow import followups
from reuse.accounts.middleware import SESSION_KEY
from reuse.accounts.models import LegalKind
from reuse.accounts.workflow.tokens import issue_token
from reuse.core import clock
from reuse.jobs import workflow as jobs
from reuse.jobs.models import Job
from reuse.reports import workflow as reports
from reuse.reports.queries import yearly
from tests import people
from tests.donors.factories import donation_at
from tests.house.test_addresses import addresses
from tests.inventory import factories

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
KINDS = (LegalKind.COUNCIL, LegalKind.COMPANY)
LIST = "Nom;Fabricant;Type;Numéro de série\nSECRET-{0};Dell;PC portable;SECRET{0}SERIAL\n"


@pytest.fixture
def sign_in(client, settings, monkeypatch):
    """Signs a donor in; each look at the clock is a minute after all that happened before."""
    settings.DEMO = True
    monkeypatch.setattr(clock, "now", lambda: people.NOON + timedelta(minutes=next(people._minutes)))

    def signed_in(membership):
        client.force_login(membership.user)
        session = client.session
        session[SESSION_KEY] = membership.pk
        session.save()
        return client

    return signed_in


def world_of(kind):
    """A donor with all it may have: a batch with agreement, sheet, device, medium, link, job, report, statement."""
    giver = people.donor(kind)
    batch = donation_at(kind=kind, title=f"SECRET-TITLE-{kind}")
    content = LIST.format(kind).encode()
    sheet = stored.keep_dropped(donation=batch, content=content, name="parc.csv", act=people.act(giver))
    job = inventory.start_import(sheet=sheet, act=people.act(giver))
    jobs.run(job.pk)
    WaitingRow.objects.create(
        donation=batch, sheet=sheet, row_number=9, key=f"{kind}", item=_row(f"SECRET-ROW-{kind}")
    )
    signing = donations.ask_signature(
        donation=batch,
        party=Party.DONOR,
        signatory=donations.Signatory(f"SECRET-MAYOR-{kind}", "maire", f"mayor-{kind}@example.org"),
        last_day=people.NOON.date() + timedelta(days=30),
        act=people.act(giver),
    )
    donations.announce(
        donation=batch,
        devices=1,
        signer_name=f"SECRET-SIGNER-{kind}",
        signer_function="DSI",
        statements=donations.STATEMENTS[Party.DONOR],
        act=people.act(giver),
    )
    facts = inventory.agreement_facts(batch, signer_name="Sonia Manager", signer_function="Responsable")
    donations.accept(
        donation=batch,
        signer_name="Sonia Manager",
        signer_function="Responsable",
        statements=donations.STATEMENTS[Party.RECEIVER],
        facts=facts,
        act=people.act(people.manager()),
    )
    device = batch.devices.get()
    for step in factories.ROADS["handed_over"]:
        step(device)
    batch.refresh_from_db()
    link, _key = followups.share(
        donation=batch,
        label=f"SECRET-LINK-{kind}",
        ends_on=people.NOON.date() + timedelta(days=365),
        documents=[batch.agreement.public_id],
        act=people.act(giver),
    )
    told = yearly.yearly(
        giver.organisation, 2026, now=datetime(2026, 12, 1, tzinfo=UTC), today=people.NOON.date()
    )
    report = reports.issue_yearly(told=told, act=people.act(giver))
    if giver.organisation.is_public_body:
        reports.state_reuse(year=2026, stock=987654, routes=[("SECRET-ROUTE", 1)], act=people.act(giver))
    return {
        "batch": batch,
        "sheet": sheet,
        "job": job,
        "device": device,
        "link": link,
        "report": report,
        "signing": signing,
    }


def _row(model):
    """What a row that waits holds."""
    return {"description": {"manufacturer": "Dell", "model": model}, "identifiers": {}, "extra": {}}


def secrets_of(world, kind):
    """What no other donor may ever read."""
    batch = world["batch"]
    return [
        *(f"SECRET-{word}-{kind}" for word in ("TITLE", "SIGNER", "LINK", "ROW", "MAYOR")),
        f"SECRET-{kind}",
        f"SECRET{kind}SERIAL",
        *("SECRET-ROUTE", "987654", "987 654"),
        batch.ref,
        batch.donor.name,
        world["device"].code,
        str(world["device"]),
        batch.agreement.number,
        *(str(world[name].public_id) for name in ("sheet", "job", "link", "report", "signing")),
    ]


def every_address(world):
    """Every address of the project, filled in with everything of one donor that fits its parameters."""
    batch, device = world["batch"], world["device"]
    ids = [world[name].public_id for name in ("sheet", "job", "link", "report", "signing")]
    ids += [batch.agreement.public_id, batch.donor.public_id]
    texts = {
        "ref": [batch.ref],
        "code": [device.code],
        "year": [2026, 2025],
        "kind": ["devices", "donations"],
    }
    for name, _callback, route in addresses():
        wanted = re.findall(r"<(?:(\w+):)?(\w+)>", route)
        if "(" in route or name.startswith(("account_", "mfa_")):
            continue
        for one in ids:
            given = {
                key: one if converter == "uuid" else texts.get(key, [device.code])[0]
                for converter, key in wanted
            }
            path = "/" + re.sub(
                r"<(?:\w+:)?(\w+)>", lambda found, given=given: str(given[found.group(1)]), route
            )
            yield name, path
            if not any(converter == "uuid" for converter, _key in wanted):
                break


def test_nothing_of_one_donor_is_found_by_the_other(sign_in):
    """Each address is asked for, then posted to; neither answer tells anything, and nothing changes."""
    mine, other = KINDS
    worlds = {kind: world_of(kind) for kind in KINDS}
    world, client = worlds[mine], sign_in(people.donor(other))
    hidden = secrets_of(world, mine)
    before = _standing(world)

    leaks, asked, closed = [], set(), set()
    for name, path in every_address(world):
        if path in asked or name in closed or name.endswith("logout") or name == "set_language":
            continue
        asked.add(path)
        answers = [client.get(path)]
        if answers[0].status_code == 403:  # the role's, whatever the address is about
            closed.add(name)
        else:
            answers.append(client.post(path))
        for answer in answers:
            leaks += [f"{name} {path}: {one}" for one in hidden if one in _told(answer, name, path)]
            assert answer.status_code < 500, f"{name} {path}"

    assert leaks == []
    assert len(asked) > 150
    assert _standing(world) == before


def test_by_the_interface_for_programs_either(client, sign_in):
    worlds = {kind: world_of(kind) for kind in KINDS}
    mine, other = KINDS
    hidden, world = secrets_of(worlds[mine], mine), worlds[mine]
    token = issue_token(people.donor(other), name="t", now=clock.now())
    client.logout()

    leaks, answered = [], 0
    for name, path in every_address(world):
        if not path.startswith("/api/v1/") or "schema" in path:
            continue
        for answer in (
            client.get(path, headers={"authorization": f"Bearer {token}"}),
            client.get(f"{path}?q={world['device'].code}", headers={"authorization": f"Bearer {token}"}),
            client.post(
                path, {}, content_type="application/json", headers={"authorization": f"Bearer {token}"}
            ),
        ):
            answered += answer.status_code == 200
            leaks += [f"{name} {path}: {one}" for one in hidden if one in _told(answer, name, path)]

    assert leaks == []
    assert answered >= 4


def test_what_is_hidden_is_there_for_its_own_donor(sign_in):
    """The walk above looks for words that do show: to whoever may see them."""
    worlds = {kind: world_of(kind) for kind in KINDS}
    client = sign_in(people.donor(LegalKind.COUNCIL))

    pages = (
        "inventory:donation-detail",
        "inventory:follow-up",
        "inventory:waiting-rows",
        "reports:yearly",
        "reports:reuse-rate",
        "donors:sheet",
    )
    paths = [path for name, path in every_address(worlds[LegalKind.COUNCIL]) if name in pages]
    seen = "".join(_content(client.get(path)) for path in dict.fromkeys(paths))

    missing = [one for one in secrets_of(worlds[LegalKind.COUNCIL], LegalKind.COUNCIL) if one not in seen]
    otherwise = {"987 654", worlds[LegalKind.COUNCIL]["device"].code}  # shown in another way
    signed = {
        "SECRET-MAYOR-council",
        str(worlds[LegalKind.COUNCIL]["signing"].public_id),
    }  # nothing left to sign
    assert set(missing) <= otherwise | signed


def _told(answer, name, path):
    """What an answer tells beyond what was asked: its address, and the number a page of verification repeats."""
    told = _content(answer).replace(path, "")
    return told.replace(path.split("/")[2], "") if path.lower().startswith("/v/") else told


def _content(answer):
    told = b"".join(answer) if answer.streaming else answer.content
    return told.decode("utf-8", "replace") + str(answer.headers)


def _standing(world):
    """What a change would show in."""
    batch = world["batch"]
    batch.refresh_from_db()
    return (
        batch.last_hash,
        batch.title,
        batch.sheets.count(),
        batch.documents.count(),
        batch.devices.get().last_hash,
        list(FollowUpLink.objects.order_by("pk").values_list("revoked_at", flat=True)),
        Job.objects.get(pk=world["job"].pk).state,
    )
