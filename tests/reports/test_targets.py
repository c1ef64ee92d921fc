"""What a target says, where it counts, what it said before: computed by hand on a few devices."""

from datetime import date, timedelta

import pytest

from beneficiaries.workflow.refusals import PersonalDataFound
from inventory.states import Stage
from reuse.core.refusals import NotPermitted
from reuse.reports import queries, workflow
from reuse.reports.models import Target
from reuse.reports.queries import families
from reuse.reports.queries.journal import journal
from reuse.reports.sheets import areas
from tests import people
from tests.inventory.factories import device_at

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
YEAR = (date(2026, 1, 1), date(2026, 12, 31))
MID = date(2026, 7, 1)


def area(kind, code):
    return {"kind": kind, "code": code}


def target(**facts):
    wanted = {"name": {"fr": "10 appareils"}, "quantity": 10, "since": YEAR[0], "until": YEAR[1], **facts}
    return workflow.set_target(act=people.act(people.coordinator()), **wanted)


def change(row, reason="Avenant n° 2", by=None, **facts):
    return workflow.change_target(
        target=row, reason=reason, act=people.act(by or people.coordinator()), **facts
    )


def achieved(row):
    return queries.progress(row, as_of=MID).achieved


def test_a_territory_counts_by_the_place_of_hand_over():
    device_at(Stage.HANDED_OVER)
    site = people.workshop()[1]

    def counted(*areas):
        return achieved(target(areas=list(areas)))

    for kind, code in (
        *(
            ("country", "france"),
            ("region", "Auvergne-Rhône-Alpes"),
            ("department", "38"),
            ("commune", "38185"),
            ("epci", "200040715"),  # Grenoble-Alpes-Métropole
        ),
        ("site", str(site.public_id)),
    ):
        assert counted(area(kind, code)) == 1, kind
    for kind, code in (
        ("region", "Bretagne"),
        ("department", "69"),
        ("commune", "38169"),
        ("epci", "243500139"),
    ):
        assert counted(area(kind, code)) == 0, kind
    assert counted(area("commune", "38169"), area("department", "38")) == 1


@pytest.mark.parametrize(
    ("flaw", "refusal"),
    [
        ({"areas": [area("department", "99")]}, workflow.WrongTarget),
        ({"areas": [area("commune", "38999")]}, workflow.WrongTarget),
        ({"areas": [area("site", "nowhere")]}, workflow.WrongTarget),
        ({"areas": [area("qpv", "all-99")]}, workflow.WrongTarget),
        ({"source": "Courriel de jeanne@exemple.fr"}, PersonalDataFound),  # anyone may read it
        ({"name": {"fr": "Les douze de Mme Dupont"}}, PersonalDataFound),
        ({"until": date(2026, 1, 1)}, workflow.WrongPeriod),
        ({"until": date(2099, 1, 1)}, workflow.WrongPeriod),
        ({"milestones": [workflow.milestone(date(2027, 1, 1), 3, "")]}, workflow.WrongTarget),
        ({"milestones": [workflow.milestone(MID, 10, "")]}, workflow.WrongTarget),
        ({"milestones": [workflow.milestone(MID, 3, "voir Mme Durand")]}, PersonalDataFound),
        ({"unit": "households", "returns_within_days": 30}, workflow.WrongTarget),
        ({"unit": "households", "counts": "collected"}, workflow.WrongTarget),
        ({"is_exclusive": True, "counts": "collected"}, workflow.WrongTarget),
    ],
)
def test_what_does_not_hold_together_is_refused(flaw, refusal):
    with pytest.raises(refusal):
        target(**flaw)

    assert not Target.objects.exists()


def test_milestones_tell_what_was_reached_on_their_day():
    device_at(Stage.HANDED_OVER)  # on 15 June
    steps = [
        workflow.milestone(date(2026, 6, 30), 1, "Avant l’été"),
        workflow.milestone(date(2026, 6, 1), 1, ""),
    ]
    with pytest.raises(workflow.WrongTarget):
        target(milestones=steps)  # the second asks for no more than the first
    steps[0]["quantity"] = 2
    row = target(milestones=[*steps, workflow.milestone(date(2026, 11, 1), 8, "Rentrée")])

    shown = queries.progress(row, as_of=MID).steps

    assert [(one.on.month, one.quantity, one.reached, one.is_reached) for one in shown] == [
        (6, 1, 0, False),
        (6, 2, 1, False),
        (11, 8, None, False),
    ]


def test_a_change_is_a_version_with_its_reason():
    row = target()

    changed = change(row, quantity=8, areas=[area("department", "38")])

    first, second = reversed(journal(changed))
    assert (changed.version, first.number, first.reason, first.changes) == (2, 1, "", ())
    assert second.reason == "Avenant n° 2"
    assert {one.field: (one.before, one.after) for one in second.changes} == {
        "quantity": (10, 8),
        "areas": ([], [{"kind": "department", "code": "38"}]),
    }


def test_a_change_needs_a_right_a_reason_and_something_to_change():
    row = target()

    for refusal, given in (
        (NotPermitted, {"by": people.manager(), "quantity": 8}),
        (workflow.WrongTarget, {"quantity": 10}),
        (workflow.WrongTarget, {"quantity": 8, "reason": " "}),
        (workflow.WrongTarget, {"is_exclusive": True}),
        (PersonalDataFound, {"quantity": 8, "reason": "appel au 06 12 34 56 78"}),
    ):
        with pytest.raises(refusal):
            change(row, **given)
    row.refresh_from_db()
    assert (row.version, row.quantity, row.versions.count()) == (1, 10, 1)


def test_a_target_that_ended_is_followed_no_more_and_stays_readable():
    row = target()

    ended = workflow.end_target(target=row, reason="Programme arrêté", act=people.act(people.coordinator()))

    assert queries.targets() == []
    assert journal(ended)[0].reason == "Programme arrêté"
    with pytest.raises(workflow.WrongTarget):
        change(ended, quantity=8)
    with pytest.raises(workflow.WrongTarget):
        workflow.end_target(target=row, reason="Encore", act=people.act(people.coordinator()))


def test_what_ended_tells_what_it_had_reached_by_then(client):
    row = target(quantity=20)
    for _one in range(6):
        device_at(Stage.HANDED_OVER)  # on 15 June, as the target is set
    ended = workflow.end_target(target=row, reason="Programme arrêté", act=people.act(people.coordinator()))
    type(row).objects.filter(pk=row.pk).update(ended_at=ended.ended_at - timedelta(days=1))

    page = client.get(f"/progress/{row.public_id}/").content.decode()

    assert '<p class="figure">0</p>' in page
    assert "Programme arrêté" in page
    assert 'id="blocks"' not in page  # nothing waits for it any more


def test_a_device_counts_once_in_the_whole_whatever_its_parts():
    device_at(Stage.HANDED_OVER)
    whole = target(quantity=100)
    target(parent=whole, quantity=30, areas=[area("department", "38")])
    target(parent=whole, quantity=20, areas=[area("commune", "38185")])
    target(parent=whole, quantity=10, areas=[area("region", "Bretagne")])

    found = families.coverage(whole, as_of=MID)

    assert achieved(whole) == 1
    assert [part.achieved for part in found.parts] == [1, 1, 0]
    assert (found.promised, found.rest) == (60, 40)
    [overlap] = found.overlaps
    assert (overlap.quantity, overlap.counted_twice, found.counted_twice) == (20, 1, 1)
    assert "Bretagne" not in found.missing
    assert "Corse" in found.missing
    assert "Rhône (69)" in found.missing  # its region has a part in Isère alone
    assert not any("38" in name for name in found.missing)


def test_parts_of_other_times_types_or_places_do_not_overlap():
    whole = target(quantity=100)
    kinds = {
        code: [one]
        for code in ("laptop", "smartphone")
        for one in Target.types.rel.model.objects.filter(code=code)
    }
    target(parent=whole, types=kinds["laptop"])
    target(parent=whole, types=kinds["smartphone"])
    target(parent=whole, since=date(2027, 1, 1), until=date(2027, 6, 1))

    assert families.coverage(whole, as_of=MID).overlaps == ()


def test_the_tree_puts_parts_below_their_whole():
    whole = target(quantity=100)
    part = target(parent=whole, quantity=50)
    target(parent=part, quantity=20)
    target(quantity=60)

    branches = families.tree(queries.targets(), as_of=MID)

    assert [(one.progress.target.quantity, one.depth, one.has_parts) for one in branches] == [
        (100, 0, True),
        (50, 1, True),
        (20, 2, False),
        (60, 0, False),
    ]


def test_no_target_is_part_of_itself_and_parts_count_what_the_whole_counts():
    whole = target(quantity=100)
    part = target(parent=whole)

    for given in ({"parent": part}, {"parent": whole}, {"counts": "collected"}):
        with pytest.raises(workflow.WrongTarget):
            change(Target.objects.get(pk=whole.pk), **given)
    with pytest.raises(workflow.WrongTarget):
        target(parent=whole, counts="collected")
    with pytest.raises(workflow.WrongTarget):  # homes and devices do not add up
        target(parent=whole, unit="households")
    assert target(parent=whole, unit="computers")


def test_one_of_a_line_alone_is_exclusive():
    whole = target(quantity=100, is_exclusive=True)

    part = target(parent=whole)
    with pytest.raises(workflow.WrongTarget):
        target(parent=part, is_exclusive=True)
    alone = target(is_exclusive=True)
    with pytest.raises(workflow.WrongTarget):
        change(alone, parent=part)


def test_the_national_goal_is_adopted_once_in_each_of_its_wordings(client, settings):
    settings.DEMO = True
    client.force_login(people.coordinator().user)
    assert "/progress/examples/" in client.get("/progress/").content.decode()
    page = client.get("/progress/examples/").content.decode()

    for code in ("fne-devices", "fne-devices", "fne-computers", "fne-households", "unknown"):
        assert f"/examples/{code}/adopt/" in page or code == "unknown"
        client.post(f"/progress/examples/{code}/adopt/")

    rows = {row.example: row for row in Target.objects.all()}
    assert {(row.unit, row.quantity, row.until) for row in rows.values()} == {
        (unit, 2_000_000, date(2027, 12, 31)) for unit in ("devices", "computers", "households")
    }
    assert rows["fne-computers"].source_url.startswith("https://www.maire-info.com/")
    assert "/progress/examples/" not in client.get("/progress/").content.decode()


def test_a_page_tells_parts_journal_and_changes(client, settings):
    settings.DEMO = True
    device_at(Stage.HANDED_OVER)
    whole = target(quantity=100, milestones=[workflow.milestone(date(2026, 6, 20), 5, "Avant l’été")])
    target(parent=whole, quantity=30, areas=[area("department", "38")], name={"fr": "L’Isère"})
    target(parent=whole, quantity=20, areas=[area("commune", "38185")], is_exclusive=True)
    change(whole, quantity=90)
    people.coordinator()

    anyone = client.get(f"/progress/{whole.public_id}/").content.decode()
    client.force_login(people.coordinator().user)
    form = client.get(f"/progress/{whole.public_id}/change/").content.decode()
    changed = client.post(
        f"/progress/{whole.public_id}/change/",
        {
            "name": "Tout",
            "quantity": "80",
            "unit": "devices",
            "since": "2026-01-01",
            "until": "2026-12-31",
            "returns_within_days": "0",
            "reason": "Budget revu",
            "milestones-TOTAL_FORMS": "0",
            "milestones-INITIAL_FORMS": "0",
        },
    )
    client.post(f"/progress/{whole.public_id}/end/", {"reason": ""})
    client.post(f"/progress/{whole.public_id}/end/", {"reason": "Fini"})

    for words in ("L’Isère", "Avant l’été", "Avenant n° 2", "Corse"):
        assert words in anyone, words
    for value in (
        "90",
        "2026-01-01",
        "2026-12-31",
        "2026-06-20",
    ):  # days as browsers want them, in any language
        assert f'value="{value}"' in form, value
    assert changed.status_code == 302
    whole.refresh_from_db()
    assert [one.reason for one in journal(whole)] == ["Fini", "Budget revu", "Avenant n° 2", ""]
    assert whole.ended_at is not None


def test_two_digits_are_a_department_or_nothing():
    found, unknown = areas.read("2A, 971, 20, 38185, Paris 20")

    assert [(one.kind, one.code) for one in found] == [
        *(("department", "2A"), ("department", "971"), ("commune", "38185"), ("commune", "75120"))
    ]
    assert unknown == ["20"]
