"""Beside a draft's quantities: locks, photos, who answers for it, what sites take by date, how far they are."""

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from donors import queries, workflow
from donors.models import CollectingRule, DonationPhoto, LockGuide
from donors.states import DonationStage
from reuse.accounts import belongings
from reuse.accounts.models import AccessRecord, LegalKind, StoredFile
from reuse.accounts.workflow import issue_token
from reuse.core import clock
from reuse.core.models import DeviceType
from reuse.core.refusals import MoveNotAllowed, NotPermitted
from tests import people
from tests.donors.factories import donation_at

pytestmark = pytest.mark.django_db
DAY = people.NOON.date()


def act(person=people.donor):
    return people.act(person())


def picture(colour="red", kind="JPEG", **options) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(made, kind, **options)
    return made.getvalue()


def sent(*contents):
    return {"photos": [SimpleUploadedFile(f"{row}.jpg", one) for row, one in enumerate(contents)]}


# What sites take


def rule(site, since, **said):
    return CollectingRule.objects.create(site=site, since=since, **said)


def codes(donation, day=DAY):
    return {one.code for one in queries.advice(donation, day)}


def test_the_rule_of_a_day_is_the_latest_that_has_begun():
    _owner, site = people.workshop()
    old, new = rule(site, DAY - timedelta(9), minimum=5), rule(site, DAY + timedelta(9), minimum=50)

    assert queries.rule_on(site, DAY - timedelta(10)) is None
    assert queries.rule_on(site, DAY) == old
    assert queries.rules_on(DAY + timedelta(9)) == {site.pk: new}


def test_a_batch_below_the_minimum_is_told_from_the_day_there_is_one():
    draft = donation_at()
    _other, elsewhere = people.workshop("Atelier de la Loire")
    rule(draft.site, DAY, minimum=3)

    assert "minimum" not in codes(draft, DAY - timedelta(1))
    [said] = [one for one in queries.advice(draft, DAY) if one.code == "minimum"]
    assert [point.site for point in said.points] == [draft.site, elsewhere]
    workflow.set_lines(
        donation=draft, lines=[workflow.Quantity(DeviceType.objects.get(code="laptop"), 3)], act=act()
    )
    assert "minimum" not in codes(draft)


def test_what_a_site_does_not_take_is_told_and_stops_nobody():
    draft = donation_at()
    rule(draft.site, DAY, types=["tablet"], takes_collections=False)

    assert {"types", "no_collection"} <= codes(draft)
    assert queries.gaps(draft) == []


def test_a_drop_off_that_is_not_taken_is_told():
    draft = donation_at(delivery="drop_off", pickup_address="")
    rule(draft.site, DAY, takes_drop_offs=False)

    assert "no_drop_off" in codes(draft)
    assert "windows" not in codes(draft)


def test_beyond_the_radius_it_is_told():
    draft = donation_at(pickup_address="1 quai, 33000 Bordeaux")
    rule(draft.site, DAY, radius_km=100)

    assert "radius" in codes(draft)


def test_a_public_body_is_told_of_what_is_over_ten_years_old():
    laptop = DeviceType.objects.get(code="laptop")
    for kind, expected in ((LegalKind.COUNCIL, True), (LegalKind.COMPANY, False)):
        draft = donation_at(kind=kind)
        old = workflow.Quantity(laptop, 4, age="over_10")
        workflow.set_lines(donation=draft, lines=[old], act=people.act(people.donor(kind)))
        assert ("old" in codes(draft)) is expected


@pytest.mark.parametrize(
    ("here", "there", "km"), [("38", "69", (60, 120)), ("59", "13", (700, 850)), ("75", "974", (9000, 9700))]
)
def test_great_circles_are_about_right(here, there, km):
    way = queries.kilometres(queries.centre_of(here), queries.centre_of(there))

    assert km[0] < way < km[1]


def test_every_department_has_a_centre_in_its_part_of_the_world():
    departments = [f"{one:02}" for one in range(1, 96) if one != 20] + ["2A", "2B"]

    for code in departments:
        latitude, longitude = queries.centre_of(code)
        assert 41 < latitude < 51.1
        assert -5 < longitude < 9.7
    assert queries.centre_of("99") is None


def test_the_nearest_site_comes_first_by_postal_code_department_and_distance():
    donor = people.donor().organisation
    sites = {}
    for name, department, code in (
        ("Far", "69", ""),
        ("Here", "38", "38000"),
        ("Near", "38", ""),
        ("Lost", "", ""),
    ):
        _owner, site = people.workshop(name)
        site.department, site.postal_code = department, code
        site.save()
        sites[name] = site

    found = queries.nearest_first(donor=donor, address="1 rue de la Paix, 38000 Grenoble", day=DAY)

    assert [one.site for one in found] == [sites[name] for name in ("Here", "Near", "Far", "Lost")]
    assert [one.km is None for one in found] == [True, True, False, True]


def test_coordinates_replace_the_centre_of_the_department():
    donor = people.donor().organisation
    _owner, site = people.workshop()
    rule(site, DAY, latitude="45.76", longitude="4.84")

    [found] = queries.nearest_first(donor=donor, address="69001 Lyon", day=DAY)

    assert found.km < 40


def decided(person, since=DAY, **said):
    _owner, site = people.workshop()
    return workflow.decide_collecting(
        site=site, since=since, rule={"minimum": 8, **said}, act=people.act(person())
    )


def test_a_manager_decides_for_their_site_and_an_administrator_places_it():
    placed = decided(people.administrator, latitude=45, longitude=5)
    later = decided(people.manager, DAY + timedelta(1), latitude=1, longitude=1)

    assert (placed.latitude, later.latitude) == (45, 45)
    assert CollectingRule.objects.count() == 2


def test_strangers_and_technicians_decide_nothing():
    for person in (people.stranger, people.technician, people.donor):
        with pytest.raises(NotPermitted):
            decided(person)


def test_what_has_begun_is_never_rewritten():
    with pytest.raises(workflow.ComesTooLate):
        decided(people.manager, DAY - timedelta(1))


def test_the_page_of_a_site(as_, settings):
    settings.DEMO = True
    _owner, site = people.workshop()
    page = reverse("donors:collecting-point", args=[site.public_id])
    said = {
        "since": clock.now().date() + timedelta(2),
        "takes_collections": "on",
        "minimum": "12",
        "latitude": "1",
    }

    assert as_(people.manager()).post(page, said).status_code == 302
    assert (CollectingRule.objects.get().minimum, CollectingRule.objects.get().latitude) == (12, None)
    wrong = as_(people.administrator()).post(page, said)
    assert "both latitude and longitude" in wrong.content.decode()
    assert as_(people.technician()).get(page).status_code == 403


# Locks


def test_the_locks_of_the_types_in_the_batch_are_asked_and_answers_kept(donor):
    draft = donation_at()
    page = reverse("donors:locks", args=[draft.ref])
    assert "locks" in codes(draft)

    donor.post(page, {"laptop-bios": "before", "do": "none"})

    answers = dict(draft.lock_answers.values_list("lock__code", "answer"))
    laptop = [one.code for one in LockGuide.objects.all() if "laptop" in one.types]
    assert answers == {code: "before" if code == "bios" else "none" for code in laptop}
    assert "locks" not in codes(draft)
    assert "locks_before" in codes(draft)
    donor.post(page, {"laptop-bios": "nonsense"})
    assert draft.lock_answers.get(lock__code="bios").answer == "before"


def test_locks_are_answered_until_the_batch_is_received_by_its_donor_alone():
    closed, open_ = donation_at(DonationStage.CLOSED), donation_at(DonationStage.ACCEPTED)
    row = queries.lock_rows(open_)[0]

    workflow.answer_locks(donation=open_, answers={(row.type, row.lock): "lifted"}, act=act())
    with pytest.raises(MoveNotAllowed):
        workflow.answer_locks(donation=closed, answers={}, act=act())
    with pytest.raises(NotPermitted):
        workflow.answer_locks(donation=open_, answers={}, act=people.act(people.donor(LegalKind.STATE)))


def test_every_guide_says_how_in_both_languages_and_names_types_there_are():
    types = set(DeviceType.objects.filter(has_locks=True).values_list("code", flat=True))
    for guide in LockGuide.objects.all():
        assert set(guide.types) <= types
        assert guide.how
        assert set(guide.label) == set(guide.help) == {"fr", "en"}


# Photos


def test_photos_are_redrawn_without_place_and_seen_by_both_sides_alone(as_, settings):
    settings.DEMO = True
    batch = donation_at(DonationStage.ANNOUNCED)
    exif = Image.Exif()
    exif[0x010F] = "A camera"
    client = as_(people.donor())

    client.post(reverse("donors:photo-add", args=[batch.ref]), sent(picture(exif=exif)))

    shown = batch.photos.get()
    page = reverse("donors:photo", args=[batch.ref, shown.public_id])
    for person in (people.donor(), people.technician()):
        content = b"".join(as_(person).get(page).streaming_content)
        assert not Image.open(io.BytesIO(content)).getexif()
    others = (people.stranger(), people.donor(LegalKind.STATE), people.coordinator(), people.administrator())
    assert [as_(one).get(page).status_code for one in others] == [404] * 4
    assert AccessRecord.objects.filter(purpose="batch").count() == 2


@pytest.mark.parametrize(
    "content", [b"", b"GIF89a\x01\x00\x01\x00", b"<svg onload=alert(1)>", b"%PDF-1.7", picture()[:60]]
)
def test_what_is_no_photo_is_refused(donor, content):
    draft = donation_at()

    donor.post(reverse("donors:photo-add", args=[draft.ref]), sent(content))

    assert not DonationPhoto.objects.exists()
    assert not StoredFile.objects.exists()


def test_six_photos_are_enough_and_the_same_twice_is_one(donor):
    draft = donation_at()
    six = [picture(colour) for colour in ("red", "blue", "green", "black", "white", "pink")]
    page = reverse("donors:photo-add", args=[draft.ref])

    donor.post(page, sent(*six, picture("gold")))
    assert not draft.photos.exists()
    for _twice in range(2):
        donor.post(page, sent(*six))
    donor.post(page, sent(picture("gold")))

    assert draft.photos.count() == 6
    assert StoredFile.objects.count() == 6


def test_a_photo_is_taken_back_with_its_file(donor):
    draft = donation_at()
    kept = workflow.add_photo(donation=draft, picture=picture(), act=act())

    donor.post(reverse("donors:photo-drop", args=[draft.ref, kept.public_id]))

    assert not StoredFile.objects.exists()


# What other programs read


def test_the_api_tells_quantities_with_their_state_and_age(donor):
    batch = donation_at()
    laptop = DeviceType.objects.get(code="laptop")
    lines = [workflow.Quantity(laptop, 12, condition="working", age="from_3"), workflow.Quantity(laptop, 5)]
    workflow.set_lines(donation=batch, lines=lines, act=act())
    token = issue_token(people.donor(), name="test", now=clock.now())

    found = donor.get(f"/api/v1/donations/{batch.ref}/", headers={"Authorization": f"Bearer {token}"}).json()

    assert found["lines"] == [
        {"type": "laptop", "quantity": 12, "condition": "working", "age": "from_3"},
        {"type": "laptop", "quantity": 5, "condition": "unknown", "age": ""},
    ]


# Who answers for it


def test_drafts_and_batches_go_to_a_colleague_when_a_person_leaves():
    leaving = people.donor()
    colleague = people.person("Colleague", leaving.organisation, leaving.role)
    draft, closed = donation_at(), donation_at(DonationStage.CLOSED)
    assert belongings.held(leaving.user, leaving.organisation)["batches"] == 1

    belongings.pass_on(user=leaving.user, to=colleague, act=act())

    draft.refresh_from_db()
    closed.refresh_from_db()
    assert (draft.contact, closed.contact) == (colleague.user, leaving.user)
    assert draft.events.last().details == {"contact": str(colleague.user.public_id)}
    assert draft.created_by == leaving.user


def test_whom_to_ask_for_on_the_spot_is_forgotten_once_the_batch_is_received():
    batch = donation_at(DonationStage.CLOSED, spot_name="Jeanne", spot_telephone="04")

    assert (batch.spot_name, batch.spot_telephone) == ("", "")
