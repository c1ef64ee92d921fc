"""Command barcodes: each is read back as its command through any keyboard, on paper and from the screen."""

import re

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st

import labels
from inventory import codes, queries
from inventory.documents.commands import command_sheet
from inventory.queries.commands import BY_TEXT
from inventory.states import COMMANDS, REASONS, RULES
from reuse.accounts.models import Membership, Organisation
from reuse.accounts.roles import Role
from tests import people

_KEYBOARDS = {"qwerty": codes.US, "azerty": codes.AZERTY, "qwertz": codes.QWERTZ}


def groups_of(role: Role) -> list[queries.CommandGroup]:
    return queries.command_groups(Membership(role=role, organisation=Organisation(name="Atelier")))


def texts_of(role: Role) -> set[str]:
    return {command.text for group in groups_of(role) for command in group.commands}


def typed(text: str, keyboard: str, *, caps: bool, lower: bool) -> str:
    """What a wedge scanner set to QWERTY leaves in a field of a PC with this keyboard."""
    sent = (text.lower() if lower else text).translate(str.maketrans(codes.US, _KEYBOARDS[keyboard]))
    return sent.swapcase() if caps else sent


def test_every_command_has_a_barcode_of_its_own_that_is_no_code_of_a_device():
    assert len(BY_TEXT) == len(COMMANDS)
    assert not any(codes.is_code(text) or codes.parse(text) for text in BY_TEXT)
    assert {codes.code_for(number, "key") for number in range(2000)}.isdisjoint(BY_TEXT)


@given(
    text=st.sampled_from(sorted(BY_TEXT)),
    keyboard=st.sampled_from(sorted(_KEYBOARDS)),
    caps=st.booleans(),
    lower=st.booleans(),
)
def test_a_command_survives_any_keyboard(text, keyboard, caps, lower):
    garbled = typed(text, keyboard, caps=caps, lower=lower)

    understood = [queries.command_in(reading) for reading, _fault in codes.readings(garbled)]

    assert {command.name for command in understood if command} == {BY_TEXT[text].name}


@given(st.text(max_size=12))
def test_no_other_text_is_a_command(text):
    assert queries.command_in(text) is None or codes.bare(text) in BY_TEXT


def test_a_person_is_offered_what_their_role_may_order():
    technician, manager = texts_of(Role.TECHNICIAN), texts_of(Role.WORKSHOP_MANAGER)
    ordered = {BY_TEXT[text].action for text in technician}

    assert manager == set(BY_TEXT)
    assert technician < manager
    assert {"undo", "end", "receive", "erase", "place", "weigh", "grade", "take_back"} <= ordered
    assert not ordered & {"recycle", "strip", "declare_lost", "divert", "return_to_donor"}
    assert texts_of(Role.DONOR) <= {codes.command_code("undo"), codes.command_code("end")}


def test_exits_come_last_each_reason_under_its_action():
    groups = groups_of(Role.WORKSHOP_MANAGER)

    assert [group.is_exit for group in groups] == sorted(group.is_exit for group in groups)
    assert {group.title for group in groups if group.is_exit} == {
        move.label for move in REASONS if RULES[move].is_free
    }


@pytest.mark.parametrize("role", [Role.TECHNICIAN, Role.WORKSHOP_MANAGER])
@pytest.mark.parametrize("dpi", [200, 300])
def test_every_barcode_of_the_sheet_decodes(tmp_path, role, dpi):
    drawn = command_sheet(groups_of(role), site="Atelier du Drac, Grenoble", language="fr")
    found: list[str] = []
    for number, page in enumerate(pypdfium2.PdfDocument(drawn)):
        picture = tmp_path / f"{number}.png"
        page.render(scale=dpi / 72, grayscale=True).to_pil().save(picture)
        found += [barcode.text for barcode in labels.decode_file(picture)]

    assert sorted(found) == sorted(texts_of(role))


def test_the_sheet_itself_decodes_as_a_file(tmp_path):
    path = tmp_path / "commands.pdf"
    path.write_bytes(command_sheet(groups_of(Role.WORKSHOP_MANAGER), site="Atelier", language="fr"))

    assert {barcode.format for barcode in labels.decode_file(path)} == {"Code128"}
    assert {BY_TEXT[barcode.text].name for barcode in labels.decode_file(path)} == {
        one.name for one in COMMANDS
    }


def test_a_long_name_stays_on_the_sheet():
    drawn = command_sheet(groups_of(Role.TECHNICIAN), site="Atelier " * 60, language="fr")

    text = pypdfium2.PdfDocument(drawn)[0].get_textpage().get_text_range()
    assert "…" in text
    assert codes.command_code("undo") in text


@pytest.mark.django_db
def test_the_page_shows_the_same_symbols_and_leads_to_the_sheet(as_):
    me = people.technician()
    page = as_(me).get("/commands/")
    pdf = as_(me).get("/commands/sheet.pdf")

    said = page.content.decode()
    assert set(re.findall(r'class="code" aria-hidden="true">([A-Z]{7})<', said)) == texts_of(Role.TECHNICIAN)
    assert said.count("<svg xmlns") >= len(texts_of(Role.TECHNICIAN))
    assert 'href="/commands/sheet.pdf"' in said
    assert pdf.content.startswith(b"%PDF-")
    assert len(said) < 100_000


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/commands/", "/commands/sheet.pdf"])
def test_commands_are_the_workshops(as_, address):
    for outsider in (people.donor(), people.social_worker(), people.observer(), people.administrator()):
        assert as_(outsider).get(address).status_code == 403
    assert as_(people.manager()).get(address).status_code == 200
