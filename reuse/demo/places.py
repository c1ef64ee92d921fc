"""The demo's directory: our sites and partners with their hours, others of the department, whom to call, quotas."""

from datetime import date, datetime, timedelta

from beneficiaries import workflow as requests
from beneficiaries.queries.quotas import quarter_of
from reuse.accounts.models import Organisation
from reuse.demo import network
from reuse.directory import workflow
from reuse.directory.models import Entry

# By the beginning of a name: telephone (of the range kept for fiction), hours, sentence, services, access, areas.
KNOWN = (
    (
        "Atelier de Grenoble",
        "04 65 71 00 11",
        "Mo-Fr 09:00-12:00,13:30-17:00; PH off",
        "Reçoit, répare et remet des ordinateurs.",
        ["device"],
        ["telephone", "orientation"],
        ["38"],
    ),
    (
        "Atelier de Chambéry",
        "04 65 71 00 12",
        "Tu-Sa 09:30-12:30,14:00-18:00",
        "Reçoit et répare des ordinateurs^; un comptoir le samedi.",
        ["device", "access"],
        ["walk_in"],
        ["73", "74"],
    ),
    (
        "Comptoir d’Échirolles",
        "04 65 71 00 13",
        "We 14:00-18:00; Fr 09:00-12:00",
        "Remise des appareils, mise en route ensemble, carte SIM.",
        ["device", "access", "everyday"],
        ["orientation"],
        ["38151", "38185", "38421"],
    ),
    (
        "CCAS de Fontaine",
        "04 65 71 00 14",
        "Tu,We,Fr 08:30-12:00; Mo,Th 08:30-12:00,13:30-17:00",
        "Demandes d’appareils, aide aux démarches.",
        ["procedures", "everyday"],
        ["walk_in", "telephone"],
        ["38169"],
    ),
    (
        "Association Le Pas d’après",
        "04 65 71 00 15",
        'Tu[1],Tu[3] 14:00-17:00 "atelier"',
        "Ateliers du mardi, accueil en arabe et en anglais.",
        ["everyday", "parents"],
        ["walk_in"],
        ["38"],
    ),
    (
        "Maison France services de La Mure",
        "04 65 71 00 16",
        "Mo-Fr 09:00-12:30,13:30-17:00; Aug 1-15 off",
        "Démarches en ligne, point d’accès, prise de rendez-vous.",
        ["procedures", "access"],
        ["walk_in", "booking"],
        ["38"],
    ),
)


def tell(people: network.Network, at: datetime) -> None:
    """Everything a coordinator sets once, before anybody is given an appointment there."""
    act = network.act(people.coordinator, at - timedelta(days=20))
    workflow.gather(on=act.on)
    for name, telephone, hours, summary, services, access, codes in KNOWN:
        entry = Entry.objects.get(name__startswith=name)
        facts = {
            "telephone": telephone,
            "opening_hours": hours,
            "summary": summary.replace("^", "\u202f"),
            "services": services,
            "access": access,
            "fees": ["free"],
            "languages": ["fr", "ar", "en"] if "arabe" in summary else ["fr"],
        }
        areas = [area for code in codes if (area := workflow.area_of(code))]
        workflow.save_entry(entry=entry, facts=facts, areas=areas, act=act)
    ccas = Entry.objects.get(name="CCAS de Fontaine")
    workflow.set_referent(
        entry=ccas,
        theme="skills",
        role="Conseil numérique",
        email="numerique@ccas-fontaine.example",
        telephone="",
        act=act,
    )
    since = date(act.on.year - 1, 1, 1)
    workflow.add_contact(
        department="",
        role="Accueil du réseau Seconde Vie",
        telephone="04 65 71 00 10",
        hours="du lundi au vendredi, de 9 h à 12 h et de 14 h à 17 h",
        since=since,
        act=act,
    )
    workshop = {
        "kind": "workshop",
        "title": "Premiers pas, les jeudis à Fontaine",
        "text": "Deux heures à six personnes, appareils sur place, sans inscription.",
        "url": "https://ateliers.example/premiers-pas",
        "theme": "skills",
        "department": "38",
        "language": "fr",
        "since": since,
    }
    workflow.save_guide(guide=None, facts=workshop, act=act)


def share(people: network.Network, at: datetime) -> None:
    """How many devices each partner is due in the quarter."""
    first, last = quarter_of(at.date())
    quantities = dict.fromkeys(Organisation.objects.partners(), 12)
    requests.set_quotas(
        since=first, until=last, quantities=quantities, act=network.act(people.coordinator, at)
    )
