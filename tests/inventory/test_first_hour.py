"""The first hour: setting a scanner, the exercise, and photos of bar codes."""

import io
import json
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageFilter

import labels
from donors.models import Donation
from inventory import codes
from inventory.models import Device, DeviceEvent, ScanRecord
from inventory.states import Move, Stage
from inventory.workflow import practice
from inventory.workflow.practice import Kind
from labels import svg
from tests import people
from tests.inventory.test_codes_diagnosis import garbled
from tests.labels.factories import pages_of
from tests.labels.test_svg import painted

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
SAMPLES = Path(__file__).parents[3] / "shared/samples/barcodes"
OURS = codes.practice_code(1)


def photo(*drawings: str, name: str = "photo.png") -> SimpleUploadedFile:
    """A picture with these symbols one above the other, on a grey table."""
    pictures = [Image.open(io.BytesIO(painted(drawing))) for drawing in drawings]
    table = Image.new("L", (900, 260 * len(pictures) + 200), 190)
    for at, picture in enumerate(pictures):
        table.paste(picture, (60, 100 + 260 * at))
    content = io.BytesIO()
    table.save(content, "PNG")
    return SimpleUploadedFile(name, content.getvalue())


def phone_photo(code: str, *, turned: float, blurred: float, light: float) -> SimpleUploadedFile:
    """A label of ours on a table, as a phone of 12 megapixels takes it: aslant, out of focus, in bad light."""
    content = io.BytesIO()
    url = codes.address(code, "https://reuse.example")
    labels.write_pdf([labels.Label(code, url)], format=labels.find("L7160"), to=content)
    sheet = next(iter(pages_of(content.getvalue(), dpi=300)))
    label = sheet.crop((60, 150, 860, 660)).convert("L").resize((1600, 1020))
    table = Image.effect_noise((4000, 3000), 40)
    table.paste(label, (1200, 900))
    taken = table.rotate(turned, Image.Resampling.BICUBIC, fillcolor=128)
    taken = taken.filter(ImageFilter.GaussianBlur(blurred)).point(lambda value: int(20 + value * light))
    content = io.BytesIO()
    taken.save(content, "JPEG", quality=75)
    return SimpleUploadedFile("IMG_0042.JPG", content.getvalue())


def read(client, upload, **more):
    return client.post("/scan/photo/", {"photo": upload, **more}, headers={"X-Requested-With": "fetch"})


# Photos


def test_the_codes_of_a_photo_are_read_ours_first(technician):
    answer = read(technician, photo(svg.code128_svg("5CG9482KXN"), svg.code128_svg(OURS)))

    assert answer.json()["texts"] == [
        {"text": OURS, "format": "Code128"},
        {"text": "5CG9482KXN", "format": "Code128"},
    ]


@pytest.mark.parametrize("turned", [7, 30, 187])
@pytest.mark.parametrize(("blurred", "light"), [(1, 0.9), (5, 0.25)])
def test_a_phones_photo_of_our_label_is_read(technician, turned, blurred, light):
    answer = read(technician, phone_photo(OURS, turned=turned, blurred=blurred, light=light))

    texts = [one["text"] for one in answer.json()["texts"]]
    assert texts
    assert {codes.in_address(text) or text for text in texts} == {OURS}


def test_a_photo_without_code_says_what_to_try(technician):
    answer = read(technician, photo())

    assert answer.status_code == 200
    assert answer.json()["texts"] == []
    assert "closer" in answer.json()["message"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"no picture at all", "not a picture"),
        (b"\x00\x00\x00\x18ftypheic" + bytes(40), "HEIC"),
        (b"", "empty"),
    ],
)
def test_what_is_no_photo_is_refused_with_the_reason(technician, content, said):
    answer = read(technician, SimpleUploadedFile("photo.jpg", content))

    assert answer.status_code == 422
    assert said in answer.json()["message"]


def test_a_photo_too_large_is_refused_before_it_is_read(technician, monkeypatch):
    monkeypatch.setattr("inventory.forms.first_hour.LARGEST_FILE", 10)
    monkeypatch.setattr(labels, "decode_image", lambda _content: pytest.fail("it was read"))

    answer = read(technician, photo(svg.code128_svg(OURS)))

    assert (answer.status_code, "too large" in answer.json()["message"]) == (422, True)


def test_without_a_script_the_codes_are_offered_to_the_form_they_came_from(technician):
    upload = photo(svg.code128_svg("5CG9482KXN"), svg.code128_svg(OURS))
    page = technician.post(
        "/scan/photo/",
        {"photo": upload, "back": "/scan/?move=erase", "move": "erase", "scan": "7f", "text": "x"},
    ).content.decode()

    assert 'action="/scan/?move=erase"' in page
    assert '<input type="hidden" name="move" value="erase">' in page
    assert '<input type="hidden" name="scan" value="7f">' in page
    assert page.index(f'value="{OURS}"') < page.index('value="5CG9482KXN"')


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""])
def test_a_photo_never_leads_to_another_site(technician, back):
    page = technician.post("/scan/photo/", {"photo": photo(svg.code128_svg(OURS)), "back": back})

    assert 'action="/scan/"' in page.content.decode()


def test_a_photo_is_kept_nowhere(technician, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path

    read(technician, photo(svg.code128_svg(OURS)))

    assert list(tmp_path.iterdir()) == []
    assert ScanRecord.objects.count() == 0


def test_every_sample_photo_is_read(technician):
    if not SAMPLES.exists():
        pytest.skip("the sample pictures are not here")
    pictures = [path for path in sorted(SAMPLES.rglob("*")) if path.suffix in {".png", ".webp", ".jpg"}]

    unread = [
        path.name
        for path in pictures
        if not read(technician, SimpleUploadedFile(path.name, path.read_bytes())).json()["texts"]
    ]

    assert len(pictures) == 25
    assert unread == []


@pytest.mark.parametrize("someone", [people.donor, people.social_worker, people.observer])
@pytest.mark.parametrize("path", ["/scanner/", "/practice/", "/practice/labels.pdf"])
def test_other_roles_have_no_first_hour(as_, someone, path):
    client = as_(someone())

    assert client.get(path).status_code == 403
    assert client.post("/scan/photo/").status_code == 403


# Setting a scanner


def type_test(client, text, *, test="keyboard", end="enter", **more):
    return client.post(
        f"/scanner/?test={test}", {"text": text, "end": end, **more}, follow=True
    ).content.decode()


@pytest.mark.parametrize(
    ("typed", "end", "said"),
    [
        (codes.SCANNER_TEST, "enter", "Read exactly"),
        (garbled(codes.SCANNER_TEST, "azerty"), "enter", "American keyboard"),
        (garbled(codes.SCANNER_TEST, "qwertz"), "enter", "German keyboard"),
        (codes.SCANNER_TEST.swapcase(), "enter", "Caps lock is on"),
        (codes.SCANNER_TEST.upper(), "enter", "changes capitals"),
        ("]C1" + codes.SCANNER_TEST, "enter", "before the code"),
        (codes.SCANNER_TEST + "$", "enter", "after the code"),
        (codes.SCANNER_TEST[2:], "enter", "first characters are lost"),
        (codes.SCANNER_TEST[:-2], "enter", "last characters are lost"),
        (codes.SCANNER_TEST * 2, "enter", "several times"),
        ("something else", "enter", "not what the bar code says"),
        ("", "enter", "Nothing arrived"),
        (codes.SCANNER_TEST, "none", "does not press Enter"),
        (codes.SCANNER_TEST, "tab", "presses Tab"),
    ],
)
def test_each_fault_of_a_scanner_is_named_with_its_cure(technician, typed, end, said):
    page = type_test(technician, typed, end=end)

    assert said in page
    assert ("Read exactly" in page) == (said == "Read exactly")


def test_a_scanner_set_well_is_told_so_at_the_end(technician):
    url = codes.address(codes.practice_code(24), "http://127.0.0.1:8000")
    type_test(technician, codes.SCANNER_TEST)
    unfinished = type_test(technician, codes.practice_code(24), test="label")

    page = technician.get("/scanner/").content.decode()
    typed = page.split('<p class="help code">')[1].split("<")[0]
    finished = type_test(technician, typed, test="square")

    assert typed.endswith(url[-12:])
    assert "All is well" not in unfinished
    assert "All is well" in finished


def test_a_scanner_that_reads_no_squares_is_still_set_well(technician):
    type_test(technician, codes.SCANNER_TEST)
    type_test(technician, codes.practice_code(24), test="label")

    assert "All is well" in type_test(technician, "", test="square", end="none")


def test_the_verdict_gathers_every_fault_and_can_be_started_again(technician):
    type_test(technician, garbled(codes.SCANNER_TEST, "azerty"))
    type_test(technician, codes.practice_code(24), test="label", end="none")
    verdict = type_test(technician, "", test="square")

    assert verdict.index("does not press Enter") < verdict.index("American keyboard")
    assert "In short" not in technician.get("/scanner/?again", follow=True).content.decode()


def test_the_test_codes_on_screen_are_read_back(technician):
    for name in ("keyboard", "label", "square"):
        page = technician.get(f"/scanner/?test={name}").content.decode()
        drawing = "<svg" + page.split('<div class="symbols"><svg')[1].split("</svg>")[0] + "</svg>"
        text = page.split('<p class="help code">')[1].split("<")[0]

        assert [found.text for found in labels.decode_image(painted(drawing))] == [text]


# The exercise


def do(client, text="", *, move="receive", deed=""):
    return client.post(f"/practice/?move={move}", {"text": text, "do": deed}, follow=True).content.decode()


def test_the_exercise_teaches_receive_move_refusal_and_undo(technician):
    one, two, three = (codes.practice_code(number) for number in (1, 2, 3))
    shown = codes.shown(one)

    for code in (one, two, three):
        do(technician, code)
    assert f"{shown} already scanned" in do(technician, codes.shown(one).lower())
    do(technician, one, move="erase")
    assert f"{shown}" in do(technician, two, move="erase")
    refused = do(technician, one, move="set_up")
    assert f"{shown} refused" in refused
    assert "Not proven erased" in refused
    assert "Attach the practice erasure reports" in refused
    do(technician, deed="prove", move="set_up")
    assert f"{shown} moved to “cleaning and set-up”" in do(technician, one, move="set_up")
    assert f"{shown} is at “erasure” again" in do(technician, deed="undo", move="set_up")
    page = do(technician, "3017620422003")
    assert "“3017620422003” unknown" in page
    assert "You know how to scan" in page
    assert "You know how to scan" not in do(technician, deed="restart")


def test_the_exercise_leaves_no_trace_in_the_stock(technician):
    do(technician, codes.practice_code(1))
    do(technician, codes.practice_code(1), move="erase")
    do(technician, deed="undo")

    counts = {model.__name__: model.objects.count() for model in (Device, DeviceEvent, ScanRecord, Donation)}
    assert set(counts.values()) == {0}


def test_commands_order_in_the_exercise_as_on_the_real_page(technician):
    do(technician, codes.practice_code(1))

    assert "is at “announced” again" in do(technician, codes.command_code("undo"))
    assert "To erasure: scan a practice label" in do(technician, codes.command_code("erase"))


def test_the_practice_labels_are_a_sheet_that_reads(technician, tmp_path):
    answer = technician.get("/practice/labels.pdf")

    assert answer["Content-Type"] == "application/pdf"
    file = tmp_path / "labels.pdf"
    file.write_bytes(answer.content)
    found = {codes.in_address(one.text) or one.text for one in labels.decode_file(file)}
    assert found == {codes.practice_code(number) for number in range(1, 22)}


@pytest.mark.parametrize("move", practice.MOVES)
@pytest.mark.parametrize("stage", [Stage.ANNOUNCED, Stage.RECEIVED, Stage.TRIAGE, Stage.ERASURE, Stage.SETUP])
@pytest.mark.parametrize("is_proven", [True, False])
def test_the_exercise_follows_the_real_table(move, stage, is_proven):
    exercise = practice.Exercise({OURS: stage}, frozenset({OURS} if is_proven else ()))

    after = practice.scan(exercise, text=OURS, move=move)

    is_allowed = move in practice.allowed(exercise, OURS)
    is_there = stage == practice.RULES[move].target
    assert (after.latest.kind == Kind.DONE) == (is_allowed and not is_there)
    assert (after.stage_of(OURS) != stage) == (after.latest.kind == Kind.DONE)


def test_an_exercise_survives_the_session():
    exercise = practice.begin()
    for text, move in ((OURS, Move.RECEIVE), (OURS, Move.ERASE), ("x", Move.ERASE)):
        exercise = practice.scan(exercise, text=text, move=move)
    exercise = practice.undo(practice.prove(exercise))

    assert practice.load(json.loads(json.dumps(exercise.dumped()))) == exercise


def test_undo_takes_back_move_after_move_and_then_nothing():
    exercise = practice.scan(practice.begin(), text=OURS, move=Move.RECEIVE)
    exercise = practice.scan(exercise, text=OURS, move=Move.ERASE)

    stages = []
    for _time in range(3):
        exercise = practice.undo(exercise)
        stages.append((exercise.stage_of(OURS), exercise.latest.kind))

    assert stages == [
        (Stage.RECEIVED, Kind.UNDONE),
        (Stage.ANNOUNCED, Kind.UNDONE),
        (Stage.ANNOUNCED, Kind.NOTHING),
    ]


def test_a_real_label_is_left_alone():
    real = codes.code_for(7, "k" * 64)

    assert practice.scan(practice.begin(), text=real, move=Move.RECEIVE).latest.kind == Kind.REAL


def test_a_long_exercise_stays_small_in_the_session():
    exercise = practice.begin()
    for _time in range(200):
        exercise = practice.scan(exercise, text=OURS, move=Move.RECEIVE)

    assert len(json.dumps(exercise.dumped())) < 12_000
