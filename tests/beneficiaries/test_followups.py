"""The follow-up: asked with consent alone, answered once, tied to nobody, told from five answers on."""

from datetime import timedelta

import pypdfium2
import pytest
import zxingcpp
from django.test import Client

from beneficiaries import workflow
from beneficiaries.models import FollowUpAnswer, FollowUpAsked, FollowUpKey
from beneficiaries.queries import followups
from beneficiaries.states import HandoverStage
from beneficiaries.workflow.refusals import KeySpent, NoConsent, PersonalDataFound
from inventory import codes
from reuse.core.refusals import NotPermitted
from reuse.jobs.models import Outbox
from tests import people
from tests.beneficiaries import factories

pytestmark = pytest.mark.django_db
ANSWERS = {
    "works": "yes",
    "used": "daily",
    "uses": ["job"],
    "helped": "much",
    "connected": "home",
    "needs": "",
}


def later(days=95):
    return people.act(people.social_worker(), people.NOON + timedelta(days=days))


@pytest.fixture
def agreed():
    done = factories.handover_at(HandoverStage.DONE)
    workflow.note_consent(handover=done, is_given=True, act=people.act(people.social_worker()))
    return done


def link(handover, months=3, days=95):
    return workflow.make_link(handover=handover, months=months, act=later(days))


def answer(token, days=96, **given):
    return workflow.answer_follow_up(token=token, answers={**ANSWERS, **given}, on=later(days).on)


def test_nobody_is_asked_without_a_yes():
    done = factories.handover_at(HandoverStage.DONE)
    with pytest.raises(NoConsent):
        link(done)

    workflow.note_consent(handover=done, is_given=False, act=people.act(people.social_worker()))

    with pytest.raises(NoConsent):
        link(done)
    assert workflow.remind_follow_ups(people.NOON + timedelta(days=95)) == 0
    assert followups.to_ask(people.social_worker(), later().on) == []


def test_the_worker_is_written_to_once_for_each_time(agreed):
    written = [
        workflow.remind_follow_ups(people.NOON + timedelta(days=days)) for days in (30, 95, 96, 185, 186)
    ]

    assert written == [0, 1, 0, 1, 0]
    assert Outbox.objects.count() == 2


def test_a_link_is_made_once_at_its_time_and_names_no_hand_over(agreed):
    with pytest.raises(NoConsent):
        link(agreed, days=20)
    link(agreed)
    with pytest.raises(NoConsent):
        link(agreed)
    with pytest.raises(NotPermitted):
        workflow.make_link(
            handover=agreed,
            months=6,
            act=people.act(factories.other_worker(), people.NOON + timedelta(days=190)),
        )

    assert FollowUpAsked.objects.get().handover == agreed
    names = {field.name for field in FollowUpKey._meta.get_fields()} | {
        field.name for field in FollowUpAnswer._meta.get_fields()
    }
    assert not names & {"handover", "request", "device", "partner", "worker", "at", "created_at"}


def test_an_answer_is_kept_once_and_the_key_forgotten(agreed):
    token = link(agreed)
    with pytest.raises(PersonalDataFound):
        answer(token, words="Rappelez-moi au 06 12 34 56 78")

    answer(token, words="Il me sert chaque jour")

    kept = FollowUpAnswer.objects.get()
    assert (kept.department, kept.months, kept.answered_in.day) == (agreed.request.department, 3, 1)
    assert not FollowUpKey.objects.exists()
    with pytest.raises(KeySpent):
        answer(token)


def test_a_key_ends(agreed):
    token = link(agreed)

    with pytest.raises(KeySpent):
        answer(token, days=200)


def _answered(count, **given):
    facts = {"months": 3, "department": "38", "age_band": "26_39", "programme": "p", "type": "laptop"}
    for _turn in range(count):
        FollowUpAnswer.objects.create(**facts, answered_in=later().on.replace(day=1), **{**ANSWERS, **given})


def test_answers_are_told_from_five_on():
    _answered(4, words="Merci", is_shown=True)
    assert followups.figures(followups.answers()) == (None, [])
    assert followups.told_words(followups.answers()) == []

    _answered(1, works="no")

    count, questions = followups.figures(followups.answers())
    assert (count, questions[0].rows[0][1:], questions[0].rows[2][1:]) == (5, (4, 0.8), (1, 0.2))
    assert followups.told_words(followups.answers()) == ["Merci"] * 4
    assert followups.figures(followups.answers(department="75")) == (None, [])


def test_words_are_shown_once_read_and_forgotten_in_time():
    _answered(5, words="Merci")
    assert followups.told_words(followups.answers()) == []

    first = followups.words_to_read()[0]
    workflow.show_words(answer=first, is_shown=True, act=people.act(people.coordinator()))
    assert followups.told_words(followups.answers()) == ["Merci"]
    with pytest.raises(NotPermitted):
        workflow.show_words(answer=first, is_shown=False, act=people.act(people.social_worker()))

    assert workflow.forget_words(people.NOON + timedelta(days=3000)) == 5
    assert followups.figures(followups.answers())[0] == 5


def test_from_the_link_to_the_figures_through_the_pages(browser, agreed, settings, monkeypatch):
    now = people.NOON + timedelta(days=95)
    monkeypatch.setattr("reuse.core.clock.now", lambda: now)
    worker, boss, donor = (
        browser(one) for one in (people.social_worker(), people.coordinator(), people.donor())
    )
    settings.ROOT_URLCONF = "reuse.urls"
    assert worker.post(f"/handovers/{agreed.public_id}/follow-up/", {"answer": "yes"}).status_code == 302
    assert donor.get("/follow-ups/").status_code == 403

    worker.post("/follow-ups/", {"handover": str(agreed.public_id), "months": "3"})
    text = worker.get("/follow-ups/").content.decode()
    token = text.split("/suivi/")[1][:32]
    assert "/suivi/" not in worker.get("/follow-ups/").content.decode()
    printed = worker.post("/follow-ups/slip/", {"token": token})
    assert worker.post("/follow-ups/slip/", {"token": "f" * 32}).status_code == 302
    assert boss.get("/follow-ups/slip/").status_code == 405
    assert donor.post("/follow-ups/slip/", {"token": token}).status_code == 403

    nobody = Client()
    assert nobody.get(f"/suivi/{token}/").status_code == 200
    assert nobody.post(f"/suivi/{token}/", {"works": "yes"}).status_code == 200
    done = nobody.post(f"/suivi/{token}/", {**ANSWERS, "words": "Très utile"})
    assert (done.status_code, FollowUpAnswer.objects.count()) == (200, 1)
    assert nobody.get(f"/suivi/{token}/").status_code == 404
    kept = FollowUpAnswer.objects.get()
    assert boss.post(f"/follow-ups/words/{kept.pk}/", {"shown": "yes"}).status_code == 302
    assert boss.get("/follow-ups/figures/?months=3").status_code == 200
    _read_back(printed.content, token, agreed)


def _read_back(pdf, token, handover):
    """The square leads to the questions; the paper names no case and no device."""
    page = pypdfium2.PdfDocument(pdf)[0]
    words = page.get_textpage().get_text_range()
    [square] = zxingcpp.read_barcodes(page.render(scale=3).to_pil(), formats=zxingcpp.BarcodeFormat.QRCode)
    assert square.text.endswith(f"/suivi/{token}/")
    assert handover.request.ref not in words
    assert codes.shown(handover.device.code) not in words
