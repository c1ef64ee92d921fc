"""App configuration: the guides the product ships with, whom error pages name, and what an administrator sets up."""

from datetime import date
from pathlib import Path

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from reuse.web import contact

GUIDES = Path(__file__).parent / "reference_data" / "guides.json"


class DirectoryConfig(AppConfig):
    name = "reuse.directory"
    label = "directory"

    def ready(self) -> None:
        from reuse.accounts import setup
        from reuse.core import reference
        from reuse.directory.models import Contact, Guide

        contact.told_by(_whom)
        reference.ships(
            Guide,
            lambda: [Guide(**row) for row in reference.read_json(GUIDES)],
            label=_("Links and guides"),
            kept_at="directory:guides",
        )
        setup.step(
            "contact",
            setup.Step(
                _("Whom to call"),
                _("A role, a telephone number and hours: every page that refuses or waits names them."),
                "directory:contacts",
                Contact.objects.count,
                order=30,
            ),
        )
        setup.page(
            "directory-import",
            setup.Page(
                _("Places from a file"), _("mednum or data·inclusion, CSV or JSON."), "directory:import", 400
            ),
        )


def _whom(department: str, on: date) -> contact.Whom | None:
    """The network's contact; where none is said yet, the network itself and where it is."""
    from reuse.accounts.models import Organisation
    from reuse.directory import queries

    known = queries.contact_for(department, on)
    if known:
        return contact.Whom(known.role, known.telephone, known.hours)
    network = Organisation.objects.filter(is_network=True).order_by("id").first()
    where = f"{network.address}, {network.postal_code} {network.city}".strip(" ,") if network else ""
    return contact.Whom(network.name, "", where) if network else None
