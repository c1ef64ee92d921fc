"""Letters: the reader's language, both forms, the caller's transaction, attachments."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from reuse.accounts import mails
from reuse.core import clock
from reuse.jobs import outbox
from reuse.jobs.models import Outbox
from tests import people

pytestmark = pytest.mark.django_db
RESET = {"template": "accounts/mail/password_reset", "context": {"password_reset_url": "https://x.test/k/"}}


def delivered():
    """The letters that the outbox now sends."""
    outbox.deliver_due(clock.now())
    return mail.outbox


def test_a_letter_has_both_forms_and_its_attachments():
    user = people.donor().user

    mails.send(
        to=user, **RESET, attachments=[("a.pdf", "application/pdf", b"%PDF-\xff")], reply_to="a@b.test"
    )

    (letter,) = delivered()
    assert letter.to == [user.email]
    assert letter.reply_to == ["a@b.test"]
    assert user.name in letter.body
    assert "https://x.test/k/" in letter.body
    assert letter.attachments == [("a.pdf", b"%PDF-\xff", "application/pdf")]
    html, media_type = letter.alternatives[0]
    assert media_type == "text/html"
    assert 'href="https://x.test/k/"' in html


@pytest.mark.any_database
def test_a_letter_speaks_its_readers_language():
    def subject(language):
        return mails.render(to=mails.Address("a@b.test", language=language), **RESET)["subject"]

    assert subject("en") == "Choose a new password"
    with translation.override("fr"):
        assert subject("fr") == gettext("Choose a new password")
        assert subject("en") == "Choose a new password"


@pytest.mark.any_database
def test_nothing_a_person_typed_becomes_markup_or_a_header():
    reader = mails.Address("a@b.test", name="<b>Eve</b>\nBcc: x@y.test")

    letter = mails.render(
        to=reader,
        template="accounts/mail/notice",
        context={"heading": "One\ntwo & three", "body": "<i>x</i>"},
    )

    assert "\n" not in letter["subject"]
    assert "<b>Eve" not in letter["html"]
    assert "<i>" not in letter["html"]
    assert "two & three" in letter["text"]


@pytest.mark.any_database
def test_a_letter_fetches_nothing():
    html = mails.render(to=mails.Address("a@b.test"), **RESET)["html"]

    assert not re.search(r"<(img|link|script|iframe)|url\(|@import", html)


def test_what_is_rolled_back_sends_nothing():
    with transaction.atomic():
        mails.send(to=people.donor().user, **RESET)
        transaction.set_rollback(True)

    assert not Outbox.objects.exists()


@pytest.mark.parametrize("is_known", [True, False])
def test_a_forgotten_password_answers_alike_and_writes_in_our_frame(client, is_known):
    user = people.donor().user
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)

    answer = client.post(
        reverse("account_reset_password"), {"email": user.email if is_known else "nobody@example.org"}
    )

    assert answer.status_code == 302
    (letter,) = delivered()
    assert "Reuse" in letter.alternatives[0][0]
    assert ("/accounts/password/reset/key/" in letter.body) is is_known
    assert ("/register/" in letter.body) is not is_known


def test_a_changed_password_is_told_in_our_frame(client, settings):
    settings.ACCOUNT_EMAIL_NOTIFICATIONS = True
    user = people.donor().user
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    client.force_login(user)

    client.post(
        reverse("account_change_password"),
        {
            "oldpassword": "passphrase-for-tests",
            "password1": "another-long-passphrase",
            "password2": "another-long-passphrase",
        },
    )

    (letter,) = delivered()
    assert letter.body.count("http") >= 1
    assert "Reuse" in letter.alternatives[0][0]
