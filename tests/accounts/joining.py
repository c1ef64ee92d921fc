"""What the tests of joining share: a good form, the link of the last letter, an organisation with its people."""

import re

from django.core import mail
from django.urls import reverse

from reuse.accounts import workflow
from reuse.accounts.models import LegalKind, Membership, Organisation
from reuse.accounts.roles import Role
from reuse.core import clock
from reuse.jobs import outbox
from tests import people

SIRET = "73282932000074"
OTHER_SITE = "73282932000082"  # of the same legal unit
PASSWORD = "trois mots et un cheval"
NEW = {"password": PASSWORD, "again": PASSWORD}
FORM = {
    "legal_kind": "company",
    "name": "Lumière & Fils",
    "number": "732 829 320 00074",
    "address": "12 rue des Lilas",
    "postal_code": "38000",
    "city": "Grenoble",
    "person": "Claire Morel",
    "function": "Responsable RSE",
    "email": "Claire.Morel@lumiere.example",
}


def register(client, **changes):
    """The public form, sent."""
    return client.post(reverse("accounts:register"), {**FORM, **changes})


def letters():
    """What the outbox sends now, newest last."""
    outbox.deliver_due(clock.now())
    return mail.outbox


def link(to=None):
    """The path of the link in the last letter (to this address)."""
    last = [one for one in letters() if to in (None, one.to[0])][-1]
    return re.search(r"http://127.0.0.1:8000(/(?:register|invitations)/\S+)", last.body)[1]


def joined(client, **changes):
    """A registration whose link was opened and confirmed with a new password."""
    register(client, **changes)
    return client.post(link(), NEW)


def body(name="Mairie de Crolles", **flags) -> Organisation:
    return people.organisation(name, LegalKind.COUNCIL, **(flags or {"is_donor": True}))


def in_charge(name="Remi Charge", organisation=None, role=Role.DONOR) -> Membership:
    """A person who looks after an organisation."""
    part = people.person(name, organisation or body(), role)
    part.is_in_charge = True
    part.save()
    return part


def invited(giver, email="lea@example.org", role=Role.DONOR, **facts):
    """An invitation of this person to their organisation, now."""
    return workflow.invite(
        email=email,
        name="Léa Nouvelle",
        organisation=facts.pop("organisation", giver.organisation),
        part=workflow.Part(role, **facts),
        act=people.act(giver, clock.now()),
    )
