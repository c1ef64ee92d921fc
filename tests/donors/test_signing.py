"""Signing by a link, without an account: once, until a day, with the code of the letter; refusals say whom to ask."""

import re
from datetime import timedelta

import pytest
from django.core import mail

from donors import workflow
from donors.models import SigningLink
from donors.states import DonationStage, Party, SigningMethod
from donors.workflow.signing import CODES, TRIES
from reuse.accounts.models import LegalKind
from reuse.core import clock
from reuse.core.refusals import MoveNotAllowed, NotPermitted
from reuse.jobs import outbox
from tests import people
from tests.donors.factories import donation_at

pytestmark = pytest.mark.django_db
MAYOR = workflow.Signatory("Anne Maire", "maire", "Maire@example.org")
NOW = people.NOON + timedelta(hours=5)
LAST = (NOW + timedelta(days=30)).date()


def letters():
    outbox.deliver_due(clock.now() + timedelta(days=4000))
    sent, mail.outbox[:] = list(mail.outbox), []
    return sent


def ask(donation, party=Party.DONOR, by=None, **changed):
    by = by or people.donor(LegalKind.COUNCIL)
    values = {"signatory": MAYOR, "last_day": LAST, **changed}
    workflow.ask_signature(donation=donation, party=party, act=people.act(by), **values)
    return key_of(letters()[-1])


def key_of(letter):
    return re.search(r"/sign/([\w-]+)/", letter.body)[1]


def code_for(key, now=NOW):
    workflow.send_code(key=key, now=now)
    return re.search(r"^(\d{6})$", letters()[-1].body, re.MULTILINE)[1]


def sign(key, code, *, now=NOW, name="Anne Maire", statements=workflow.STATEMENTS[Party.DONOR], strokes=()):
    def announce(link, answer, given, act):
        workflow.announce(
            donation=link.donation,
            devices=0,
            signer_name=answer.name,
            signer_function=link.function,
            statements=answer.statements,
            act=act,
            given=given,
        )

    answer = workflow.Answer(code, name, statements, strokes)
    return workflow.sign_by_link(key=key, answer=answer, sign=announce, now=now)


@pytest.fixture
def draft():
    return donation_at(kind=LegalKind.COUNCIL)


def test_a_mayor_signs_by_link_and_code_and_the_batch_is_announced(draft):
    key = ask(draft)
    strokes = [[[1, 2], [3, 4]]]

    sign(key, code_for(key), strokes=strokes)

    draft.refresh_from_db()
    signature = draft.signatures.get()
    assert draft.stage == DonationStage.ANNOUNCED
    assert (signature.signer_name, signature.signer_function) == ("Anne Maire", "maire")
    assert (signature.method, signature.strokes) == (SigningMethod.LINK, strokes)
    assert signature.by == people.donor(LegalKind.COUNCIL).user
    assert draft.events.filter(kind="signed", details__method="link").exists()


def test_neither_link_nor_code_is_kept_and_the_ledger_names_nobody(draft):
    key = ask(draft)
    code = code_for(key)
    link = SigningLink.objects.get()

    kept = [str(value) for value in vars(link).values()]
    assert not any(key in value or value == code for value in kept)
    asked = draft.events.get(kind="signature_asked")
    assert "Anne" not in str(asked.details)
    assert "example.org" not in str(asked.details)


@pytest.mark.parametrize("typed", ["", "000000", "12345", "not a code"])
def test_a_wrong_code_signs_nothing(draft, typed):
    key = ask(draft)
    code = code_for(key)

    with pytest.raises(workflow.CodeRefused):
        sign(key, typed if typed != code else "999999")

    assert not draft.signatures.exists()


def test_before_any_code_was_sent_none_is_right(draft):
    with pytest.raises(workflow.CodeRefused):
        sign(ask(draft), "")


def test_a_code_ends_after_a_quarter_of_an_hour_and_when_another_is_sent(draft):
    key = ask(draft)
    first = code_for(key)
    with pytest.raises(workflow.CodeRefused):
        sign(key, first, now=NOW + timedelta(minutes=16))
    second = code_for(key)
    if first != second:
        with pytest.raises(workflow.CodeRefused):
            sign(key, first)

    sign(key, f" {second[:3]} {second[3:]} ")


def test_guessing_ends_the_code_then_the_link_must_be_sent_again(draft):
    key = ask(draft)
    code = code_for(key)
    for _try in range(TRIES):
        with pytest.raises(workflow.CodeRefused):
            sign(key, "000000" if code != "000000" else "111111")

    with pytest.raises(workflow.CodeRefused):
        sign(key, code)
    for _more in range(CODES - 1):
        code_for(key)
    with pytest.raises(workflow.CodeRefused, match="Dora"):
        workflow.send_code(key=key, now=NOW)


def test_every_statement_and_the_name_are_needed(draft):
    key = ask(draft)
    with pytest.raises(workflow.StatementsMissing):
        sign(key, code_for(key), statements=workflow.STATEMENTS[Party.DONOR][:-1])
    with pytest.raises(workflow.StatementsMissing):
        sign(key, code_for(key), name="  ")

    assert SigningLink.objects.get().used_at is None


# Links that have ended


def test_a_link_works_once_and_says_whom_to_ask(draft):
    key = ask(draft)
    sign(key, code_for(key))

    with pytest.raises(workflow.SigningLinkEnded, match="Dora council"):
        workflow.opened(key, NOW)


def test_a_link_withdrawn_over_its_day_replaced_or_unknown_ends(draft):
    first = ask(draft)
    second = ask(draft)
    with pytest.raises(workflow.SigningLinkEnded, match="Dora council"):
        workflow.opened(first, NOW)
    with pytest.raises(workflow.SigningLinkEnded, match="Dora council"):
        workflow.opened(second, NOW + timedelta(days=31))
    assert workflow.opened(second, NOW + timedelta(days=30))
    with pytest.raises(workflow.SigningLinkEnded):
        workflow.opened(second[:-1] + "!", NOW)
    link = workflow.opened(second, NOW)
    workflow.revoke_link(link=link, act=people.act(people.donor(LegalKind.COUNCIL)))

    with pytest.raises(workflow.SigningLinkEnded, match="Dora council"):
        workflow.opened(second, NOW)
    with pytest.raises(workflow.SigningLinkEnded):
        workflow.send_code(key=second, now=NOW)


def test_a_link_ends_with_the_batch_and_with_the_colleague_who_asked(draft):
    key = ask(draft)
    member = people.donor(LegalKind.COUNCIL)
    member.until = (NOW - timedelta(days=1)).date()
    member.save()
    with pytest.raises(workflow.SigningLinkEnded):
        workflow.opened(key, NOW)
    member.until = None
    member.save()
    workflow.cancel(donation=draft, act=people.act(member))

    with pytest.raises(workflow.SigningLinkEnded):
        workflow.opened(key, NOW)


def test_sent_again_the_first_link_ends_and_the_tries_begin_anew(draft):
    key = ask(draft)
    link = workflow.opened(key, NOW)
    workflow.resend_link(link=link, act=people.act(people.donor(LegalKind.COUNCIL)))
    again = key_of(letters()[-1])

    with pytest.raises(workflow.SigningLinkEnded):
        workflow.opened(key, NOW)
    sign(again, code_for(again))
    with pytest.raises(MoveNotAllowed):
        workflow.resend_link(link=link, act=people.act(people.donor(LegalKind.COUNCIL)))


# Who may ask


def test_only_who_could_sign_asks_somebody_to(draft):
    for other in (people.donor(LegalKind.STATE), people.technician(), people.social_worker()):
        with pytest.raises(NotPermitted):
            ask(draft, by=other)
    with pytest.raises(MoveNotAllowed):
        ask(draft, last_day=LAST + timedelta(days=100))
    waiting = donation_at(kind=LegalKind.COUNCIL, deliberation_ref="")
    with pytest.raises(workflow.DeliberationMissing):
        ask(waiting)


def test_a_stranger_neither_resends_nor_withdraws(draft):
    link = workflow.opened(ask(draft), NOW)
    for verb in (workflow.resend_link, workflow.revoke_link):
        with pytest.raises(NotPermitted):
            verb(link=link, act=people.act(people.donor(LegalKind.STATE)))


def test_the_receiving_side_signs_by_link_too():
    sent = donation_at(DonationStage.ANNOUNCED, kind=LegalKind.COUNCIL)
    key = ask(sent, Party.RECEIVER, people.manager())

    def accept(link, answer, given, act):
        workflow.accept(
            donation=link.donation,
            facts={},
            signer_name=answer.name,
            signer_function=link.function,
            statements=answer.statements,
            act=act,
            given=given,
        )

    answer = workflow.Answer(code_for(key), "Paule Présidente", workflow.STATEMENTS[Party.RECEIVER])
    workflow.sign_by_link(key=key, answer=answer, sign=accept, now=NOW)

    sent.refresh_from_db()
    told = sent.agreement.facts["signatures"]
    assert [one["method"] for one in told] == ["account", "link"]


# Reminders


def test_after_a_week_the_signatory_is_reminded_once_with_a_link_that_works(draft):
    key = ask(draft)
    sent = SigningLink.objects.get().sent_at

    assert workflow.remind_signatories(sent + timedelta(days=6)) == 0
    assert workflow.remind_signatories(sent + timedelta(days=8)) == 1
    assert workflow.remind_signatories(sent + timedelta(days=9)) == 0
    [letter] = letters()
    later = sent + timedelta(days=9)
    with pytest.raises(workflow.SigningLinkEnded):
        workflow.opened(key, later)
    again = key_of(letter)
    sign(again, code_for(again, later), now=later)


def test_the_letter_goes_to_the_signatory_alone_and_answers_go_to_the_colleague(draft):
    workflow.ask_signature(
        donation=draft,
        party=Party.DONOR,
        signatory=MAYOR,
        last_day=LAST,
        act=people.act(people.donor(LegalKind.COUNCIL)),
    )

    [letter] = letters()

    assert letter.to == ["maire@example.org"]
    assert letter.reply_to == [people.donor(LegalKind.COUNCIL).user.email]
    assert draft.ref in letter.subject
    html = letter.alternatives[0][0]
    assert "/sign/" in html


def test_a_signatory_reads_that_they_signed_and_how_to_say_they_did_not(draft):
    key = ask(draft)
    sign(key, code_for(key))

    [done] = [one for one in letters() if one.to == ["maire@example.org"]]

    assert draft.ref in done.subject
    assert "Anne Maire" in done.body
    assert done.reply_to == [people.donor(LegalKind.COUNCIL).user.email]
    assert [kind for _content, kind in done.alternatives] == ["text/html"]


def test_a_signatory_reads_that_nothing_is_asked_any_more(draft):
    key = ask(draft)
    other = workflow.Signatory("Bea Adjointe", "adjointe", "adjointe@example.org")

    link = SigningLink.objects.get()
    workflow.revoke_link(link=link, act=people.act(people.donor(LegalKind.COUNCIL)))
    [withdrawn] = letters()
    ask(draft)
    workflow.ask_signature(
        donation=draft, party=Party.DONOR, signatory=other, last_day=LAST, act=act_of_council()
    )

    assert withdrawn.to == ["maire@example.org"]
    assert key not in withdrawn.body
    assert sorted(one.to[0] for one in letters()) == ["adjointe@example.org", "maire@example.org"]


def act_of_council():
    return people.act(people.donor(LegalKind.COUNCIL))
