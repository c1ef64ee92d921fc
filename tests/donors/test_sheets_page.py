"""The page of a list: shown from what was kept, mapped by hand, still there when the original is gone."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from donors.models import ColumnMemory, Sheet
from donors.sheets import stored
from reuse.accounts.middleware import SESSION_KEY
from reuse.core import clock
from tests import people
from tests.donors.factories import donation_at

pytestmark = pytest.mark.django_db
LIST = "Type;Marque;N° de série;Utilisateur\nPC portable;Dell;5CD335G7GT;Jeanne Secret\nUC;HP;5CD335G7GT;Paul Discret\n"
UNTITLED = "Liste du site de Lyon\nPC portable;Dell;Latitude 5420;5CD335G7GT\nUC;HP;EliteDesk;5CD335G7GU\n"


@pytest.fixture
def donor(client):
    membership = people.donor()
    client.force_login(membership.user)
    session = client.session
    session[SESSION_KEY] = membership.pk
    session.save()
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def dropped(client, content):
    draft = donation_at()
    file = SimpleUploadedFile("parc.csv", content.encode("cp1252"))
    client.post(reverse("donors:sheet-drop", args=[draft.ref]), {"sheet": file})
    return Sheet.objects.get()


def page(sheet, name="sheet"):
    return reverse(f"donors:{name}", args=[sheet.donation.ref, sheet.public_id])


def test_a_view_does_not_read_the_original_again(donor, monkeypatch):
    sheet = dropped(donor, LIST)
    monkeypatch.setattr(stored, "original", None)  # whoever opened it would fail

    shown = donor.get(page(sheet)).content.decode()

    assert "5CD335G7GT" in shown
    assert "is already on row 2" in shown
    assert "Secret" not in shown
    assert "Secret" not in str(sheet.summary)


def test_a_list_whose_original_is_gone_still_says_what_was_read(donor):
    sheet = dropped(donor, LIST)
    type(sheet.file).objects.filter(pk=sheet.file_id).update(purged_at=clock.now())

    response = donor.get(page(sheet))

    assert response.status_code == 200
    assert sheet.file.sha256 in response.content.decode()
    assert "Read the list so" not in response.content.decode()


def test_a_list_without_titles_is_mapped_by_hand(donor):
    sheet = dropped(donor, UNTITLED)
    assert sheet.state == Sheet.State.REFUSED
    shown = donor.get(page(sheet)).content.decode()
    assert "Latitude 5420" in shown
    assert "Latitude" not in str(sheet.summary)  # what nobody understood is not copied

    donor.post(
        page(sheet), {"titles": "0", "c0": "type", "c1": "manufacturer", "c2": "model", "c3": "serial"}
    )

    sheet.refresh_from_db()
    reading = stored.read_stored(sheet)
    assert (sheet.state, reading.refused) == (Sheet.State.READ, None)
    assert [row.values.get("serial") for row in reading.rows if "serial" in row.values] == [
        "5CD335G7GT",
        "5CD335G7GU",
    ]
    assert not ColumnMemory.objects.exists()  # “A” means nothing in the next list


def test_another_row_of_titles_is_read_with_its_columns_proposed(donor):
    sheet = dropped(donor, f"Type;Marque;Modèle\n{LIST}")
    assert sheet.summary["header_row"] == 2

    answers = {f"c{index}": "extra" for index in range(4)}
    donor.post(page(sheet), {**answers, "titles": "1"})
    sheet.refresh_from_db()

    assert sheet.summary["header_row"] == 1
    assert set(sheet.summary["columns"]) == {"type", "manufacturer", "model"}
    assert sheet.mapping == {}


@pytest.mark.parametrize("titles", ["61", "-1", "x"])
def test_a_row_of_titles_out_of_reach_is_refused(donor, titles):
    sheet = dropped(donor, LIST)

    response = donor.post(page(sheet), {"titles": titles})

    assert response.status_code == 200
    assert b'aria-invalid="true"' in response.content
