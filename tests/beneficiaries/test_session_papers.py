"""Papers of a session: ready texts, the sheet of first steps, the list to prepare. None names a person."""

from datetime import date, timedelta
from string import Formatter

import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from beneficiaries import queries, workflow
from beneficiaries.models import QuickStartSheet
from beneficiaries.queries.quick_start import FAMILIES, LANGUAGES, family_of, systems_of
from beneficiaries.queries.ready_texts import STEPS, _data
from beneficiaries.states import HandoverStage, RequestStage
from reuse.core.refusals import NotPermitted
from reuse.directory.models import Contact
from tests import people
from tests.beneficiaries import factories

TODAY = date(2026, 6, 15)
EASY_MOST = 16  # words in a sentence: FALC asks for short ones


def address(name, *args):
    return reverse(f"beneficiaries:{name}", args=args)


def words_of(pdf):
    return "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))


@pytest.mark.any_database
def test_every_step_has_its_text_in_every_language_with_the_same_facts():
    known = {"ref", "type", "device", "date", "place", "bring", "price", "contact"}

    assert set(_data()["texts"]) == set(STEPS)
    for step, texts in _data()["texts"].items():
        assert set(texts) == set(LANGUAGES), step
        for text in texts.values():
            assert {name for _words, name, *_rest in Formatter().parse(text) if name} <= known
        facts = [{name for _w, name, *_r in Formatter().parse(texts[code]) if name} for code in ("fr", "en")]
        assert facts[0] == facts[1], step
        assert "contact" in facts[0], step


@pytest.mark.any_database
def test_easy_french_has_short_sentences():
    said = [texts["easy"] for texts in _data()["texts"].values()]
    said += [
        line
        for family in FAMILIES
        for system in systems_of(family)
        for step in queries.quick_start(family, system, "easy").steps
        for line in step.lines
    ]

    for text in said:
        for sentence in text.replace("?", ".").replace(":", ".").split("."):
            assert len(sentence.split()) <= EASY_MOST, sentence


@pytest.mark.any_database
def test_easy_french_says_one_sentence_a_line_and_as_much_as_plain_french():
    for family in FAMILIES:
        for system in systems_of(family):
            easy, plain = (queries.quick_start(family, system, code) for code in ("easy", "fr"))
            for step, told in zip(easy.steps, plain.steps, strict=True):
                assert step.drawing == told.drawing
                assert all(". " not in line and ";" not in line for line in step.lines)
                assert len(step.lines) >= 1


@pytest.mark.any_database
def test_every_kind_of_device_one_asks_for_has_its_sheet():
    asked = {"laptop", "desktop", "all_in_one", "smartphone", "tablet", "feature_phone"}

    assert {family_of(kind) for kind in asked} == set(FAMILIES)


@pytest.mark.django_db
def test_the_texts_say_the_day_the_place_the_price_and_whom_to_tell():
    Contact.objects.create(
        role="Accueil du réseau", telephone="04 76 00 00 00", hours="9 h – 12 h", since=TODAY
    )
    handover = factories.handover_at(HandoverStage.PLANNED)
    request = handover.request

    texts = queries.ready_texts(request, "appointment", TODAY)

    assert queries.step_of(request) == "appointment"
    for text in texts.values():
        assert handover.site.name in text
        assert "04 76 00 00 00" in text
        assert "{" not in text
        assert str(handover.planned_at.year) in text
    assert handover.device.name in texts["fr"]


@pytest.mark.django_db
def test_texts_are_copied_without_script_and_printed_large(browser):
    request = factories.request_at(RequestStage.WAITING)
    client = browser(people.social_worker())

    page = client.get(address("request-texts", request.ref))
    printed = client.get(address("request-texts", request.ref), {"step": "ready", "large": "easy"})

    assert page.content.decode().count("<textarea") == len(LANGUAGES)
    assert "Un appareil vous attend." in words_of(printed.content)
    assert "Samira" not in words_of(printed.content)
    assert browser(factories.other_worker()).get(address("request-texts", request.ref)).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_each_sheet_is_one_page_in_large_print_with_its_telephone(browser, language):
    _owner, site = people.workshop()
    Contact.objects.create(
        role="Accueil", telephone="04 76 00 00 00", hours="9 h – 12 h", since=date(2020, 1, 1)
    )
    client = browser(people.social_worker())

    for family in FAMILIES:
        for system in systems_of(family):
            asked = {"system": f"{family}.{system}", "language": language, "site": site.pk}
            drawn = client.get(address("quick-start-sheet"), asked).content
            [page] = pypdfium2.PdfDocument(drawn)
            text = page.get_textpage().get_text_range()
            assert "04 76 00 00 00" in text
            for step in queries.quick_start(family, system, language).steps:
                assert step.title in text
                for line in step.lines:
                    assert line.split()[-1] in text


@pytest.mark.django_db
def test_a_reviewed_sheet_is_added_listed_opened_and_withdrawn(browser, settings):
    settings.DEMO = True
    coordinator, worker = browser(people.coordinator()), browser(people.social_worker())
    asked = {"system": "computer.windows", "language": "fr"}
    pdf = worker.get(address("quick-start-sheet"), asked).content
    given = {
        "family": "computer",
        "language": "Українська",
        "reviewed_by": "Olena Kovalenko",
        "reviewed_on": "2026-06-01",
    }

    for wrong in (b"not a pdf", b""):
        told = coordinator.post(address("quick-start"), {**given, "file": SimpleUploadedFile("a.pdf", wrong)})
        assert "alert bad" in told.content.decode()
    for _again in range(2):
        coordinator.post(address("quick-start"), {**given, "file": SimpleUploadedFile("a.pdf", pdf)})

    [sheet] = queries.reviewed_sheets()
    listed = worker.get(address("quick-start")).content.decode()
    assert "Українська" in listed
    assert "Olena Kovalenko" in listed
    assert worker.get(address("quick-start-reviewed", sheet.pk)).content == pdf
    assert list(queries.sheet_languages()) == [*LANGUAGES, "Українська"]
    assert worker.post(address("quick-start"), given).status_code == 403
    with pytest.raises(NotPermitted):
        workflow.withdraw_sheet(sheet=sheet, act=people.act(people.social_worker()))
    coordinator.post(address("quick-start-withdraw", sheet.pk))
    assert not queries.reviewed_sheets()
    assert QuickStartSheet.objects.count() == 2


@pytest.mark.django_db
def test_the_list_to_prepare_has_devices_and_settings_and_no_case(browser, django_assert_num_queries):
    handover = factories.handover_at(
        HandoverStage.PLANNED,
        accessories=["bag"],
        features=["large_text"],
        connection_help="sim",
        sheet_language="easy",
    )
    day = handover.planned_at.date()
    asked = {"site": handover.site_id, "day": day.isoformat()}
    client = browser(people.social_worker())

    page = client.get(address("preparation"), asked).content.decode()
    printed = words_of(client.get(address("preparation"), {**asked, "pdf": 1}).content)
    found = queries.preparation(handover.site, day, people.social_worker())

    [row] = found.rows
    assert row.device == handover.device
    assert found.totals[0][1] == 1
    assert len(row.items) == 3  # charger, bag, SIM card
    assert len(row.settings) == 1
    assert row.first_steps == "Français facile"
    assert f"{row.first_steps}" in printed
    assert f"code={row.device.code}&amp;language=easy" in page
    assert handover.request.ref not in page
    assert handover.request.ref not in printed
    assert handover.device.name in printed
    assert not queries.preparation(handover.site, day + timedelta(days=1), people.social_worker()).rows
    assert not queries.preparation(handover.site, day, factories.other_worker()).rows
    with django_assert_num_queries(
        4
    ):  # hand-overs, their sets, what types are given with, sheets in other languages
        queries.preparation(handover.site, day, people.social_worker())


@pytest.mark.django_db
def test_who_has_not_said_where_is_asked_without_being_told_off(browser):
    people.workshop()

    page = browser(people.social_worker()).get(address("preparation")).content.decode()

    assert 'class="errors' not in page
    assert "aria-invalid" not in page
    assert "---------" not in page
