"""The page of a list: shown from what was kept, mapped by hand, still there when the original is gone."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from donors import workflow
from donors.models import ColumnMemory, Sheet
from donors.sheets import reader, stored
from donors.sheets.reader import whole
from donors.views import sheets as views
from reuse.accounts.middleware import SESSION_KEY
from reuse.core import clock
from reuse.jobs import workflow as jobs
from tests import people
from tests.donors.factories import donation_at

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
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
    return dropped_on(client, donation_at(), content)


def dropped_on(client, draft, content, name="parc.csv"):
    file = SimpleUploadedFile(name, content.encode("cp1252"))
    client.post(reverse("donors:sheet-drop", args=[draft.ref]), {"sheet": file})
    return draft.sheets.get()


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
    reading = whole(stored.open_kept(sheet))
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


@pytest.fixture
def long_lists(monkeypatch):
    """Every list is long enough for a job."""
    monkeypatch.setattr(stored, "LARGE", 10)
    monkeypatch.setattr(views, "MOST_AT_ONCE", 1)
    monkeypatch.setattr(stored, "_AT_ONCE", 1)


def test_a_long_list_is_read_by_a_job(donor, long_lists):
    sheet = dropped(donor, LIST)
    assert (sheet.state, sheet.summary) == (Sheet.State.READING, {workflow.UNREAD: True})
    assert "it is being read" in donor.get(page(sheet)).content.decode()

    jobs.run(sheet.job.pk)

    sheet.refresh_from_db()
    assert (sheet.state, sheet.summary["rows_read"], sheet.job.done) == (Sheet.State.READ, 2, 2)
    assert sheet.job.result["url"] == page(sheet)
    assert "5CD335G7GT" in donor.get(page(sheet)).content.decode()


def test_what_was_said_of_the_columns_holds_for_a_long_list_too(donor, long_lists):
    sheet = dropped(donor, LIST)
    jobs.run(sheet.job.pk)

    donor.post(page(sheet), {"titles": "1", "c0": "type", "c1": "model", "c2": "serial", "c3": "person"})
    sheet.refresh_from_db()
    assert sheet.state == Sheet.State.READING
    jobs.run(sheet.job.pk)

    sheet.refresh_from_db()
    assert sheet.summary["columns"] == {"type": "Type", "model": "Marque", "serial": "N° de série"}
    again = dropped_on(donor, donation_at(), LIST, "suivant.csv")
    jobs.run(again.job.pk)
    again.refresh_from_db()
    assert again.summary["columns"]["model"] == "Marque"


def test_a_reading_that_was_stopped_is_asked_for_again(donor, long_lists):
    sheet = dropped(donor, LIST)
    jobs.cancel(sheet.job, now=clock.now())
    assert "its reading was stopped" in donor.get(page(sheet)).content.decode()

    donor.post(page(sheet, "sheet-read"))

    stopped, sheet.job_id = sheet.job_id, None
    sheet.refresh_from_db()
    assert sheet.job_id != stopped
    assert sheet.job.is_unfinished


def test_a_long_list_without_its_original_says_so(donor, long_lists):
    sheet = dropped(donor, LIST)
    type(sheet.file).objects.filter(pk=sheet.file_id).update(sha256="0" * 64)

    jobs.run(sheet.job.pk)

    sheet.job.refresh_from_db()
    assert "déposez à nouveau la liste" in sheet.job.error


def test_a_list_longer_than_can_be_read_is_refused(donor, long_lists, monkeypatch):
    monkeypatch.setattr(reader, "MAX_ROWS", 1)
    sheet = dropped(donor, LIST)

    jobs.run(sheet.job.pk)

    sheet.refresh_from_db()
    assert sheet.state == Sheet.State.REFUSED
    assert "coupez-la" in sheet.summary["refused"]
