"""Reference data is kept up a version at a time: dated, signed, readable for ever, and a file."""

import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from inventory import queries, workflow
from inventory.models import NonConformityReason, PartKind, ReferenceVersion
from inventory.queries.reference import TABLES
from inventory.workflow.refusals import ReferenceFaulty
from reuse.core import clock
from reuse.core.reference import shipped
from reuse.core.refusals import NotPermitted
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
REASONS = TABLES["non_conformity_reasons"]


@pytest.fixture
def administrator(as_, settings):
    settings.DEMO = True
    return as_(people.administrator())


@pytest.fixture
def act():
    return people.act(people.administrator(), clock.now())


def posted(table, rows, since) -> dict[str, str]:
    """The rows as the page's fields send them."""
    data = {"r-TOTAL_FORMS": str(len(rows)), "r-INITIAL_FORMS": "0", "since": str(since)}
    for number, row in enumerate(rows):
        for name, value in row.items():
            if isinstance(value, dict):
                data |= {f"r-{number}-{name}_{language}": word for language, word in value.items()}
            elif isinstance(value, list):
                data[f"r-{number}-{name}"] = value if name == "types" else "\n".join(value)
            elif value is not None and value is not False:
                data[f"r-{number}-{name}"] = str(value)
    return data


@pytest.mark.parametrize("table", TABLES.values(), ids=list(TABLES))
def test_every_table_is_read_and_published_again_unchanged(administrator, table):
    rows = queries.reference_rows(table)
    page = administrator.get(f"/reference/{table.code}/")
    assert len(page.context["rows"].initial_forms) == len(rows)

    answer = administrator.post(f"/reference/{table.code}/", posted(table, rows, clock.now().date()))

    assert answer.status_code == 302, [form.errors for form in answer.context["rows"]]
    assert queries.reference_rows(table) == rows
    assert queries.reference_versions(table)[0][1].changed == 0


def test_every_table_that_ships_is_seen_with_its_dates_and_sources(administrator):
    page = administrator.get("/reference/")
    kept_up = [table.model for table, _count in page.context["tables"]]
    others = [one.model for one, _name, _count in page.context["others"]]

    assert {one.model for one in shipped()} <= {*kept_up, *others}
    assert not set(kept_up) & set(others)
    for one, name, count in page.context["others"]:
        assert one.label, one.model
        shown = administrator.get(f"/reference/seen/{name}/")
        if shown.context["may_open"]:
            assert administrator.get(reverse(one.kept_at)).status_code == 200, one.model
        rows = shown.context["rows"]
        assert len(rows) == count
        assert all(row.words for row in rows)
        dated = {field.name for field in one.model._meta.fields} & {"since", "dated", "as_of"}
        assert all(row.since for row in rows) or not dated
    assert administrator.get("/reference/seen/device/").status_code == 404
    assert administrator.get("/reference/seen/waitingrule/").status_code == 404


@pytest.mark.parametrize("code", ["waiting_rules", "retention_rules", "holding_rules", "voucher_rules"])
def test_a_dated_rule_is_kept_up_by_day_with_its_source(code):
    names = [field.name for field in TABLES[code].fields]

    assert "since" in TABLES[code].key
    assert "source" in names
    assert all(row["source"] for row in queries.reference_rows(TABLES[code]))


def test_a_version_is_dated_signed_and_the_one_before_stays_readable(administrator, act):
    rows = queries.reference_rows(REASONS)
    new = [*rows[1:], {"code": "smell", "label": {"fr": "Odeur", "en": "Smell"}, "order": 5}]

    workflow.publish_reference(table=REASONS, rows=new, since=act.on, act=act)

    assert NonConformityReason.objects.filter(code="smell").exists()
    assert not NonConformityReason.objects.filter(code=rows[0]["code"]).exists()
    [(latest, difference), (shipped, _none)] = queries.reference_versions(REASONS)
    assert (latest.by, difference.added, difference.left_out, shipped.rows) == (act.by, 1, 1, rows)
    page = administrator.get(f"/reference/{REASONS.code}/{shipped.number}/").content.decode()
    assert rows[0]["code"] in page


def test_a_version_for_later_is_in_use_from_its_day(act):
    rows = [{"code": "smell", "label": {"fr": "Odeur", "en": "Smell"}, "order": 5}]
    tomorrow = act.on + timedelta(days=1)
    workflow.publish_reference(table=REASONS, rows=rows, since=tomorrow, act=act)

    assert workflow.apply_due_reference(on=act.on, at=act.at) == 0
    assert NonConformityReason.objects.count() > 1
    assert workflow.apply_due_reference(on=tomorrow, at=act.at) == 1
    assert [one.code for one in NonConformityReason.objects.all()] == ["smell"]
    with pytest.raises(ReferenceFaulty):
        workflow.publish_reference(table=REASONS, rows=rows, since=act.on, act=act)


def test_what_is_wrong_is_said_and_nothing_changes(administrator, act):
    rows = queries.reference_rows(REASONS)
    with pytest.raises(ReferenceFaulty):
        workflow.publish_reference(table=REASONS, rows=[rows[0], rows[0]], since=act.on, act=act)
    answer = administrator.post(
        f"/reference/{REASONS.code}/", posted(REASONS, [{"code": "x", "order": 1}], act.on)
    )
    assert answer.status_code == 200
    assert "label_fr" in answer.context["rows"][0].errors
    assert not ReferenceVersion.objects.exists()


def test_a_file_fills_the_rows_and_changes_nothing(administrator, act):
    version = workflow.publish_reference(
        table=REASONS, rows=queries.reference_rows(REASONS)[:2], since=act.on, act=act
    )
    content = administrator.get(f"/reference/{REASONS.code}/{version.number}/rows.json").content
    file = json.loads(content)
    file["rows"].append({"code": "smell", "label": {"fr": "Odeur", "en": "Smell"}, "order": 5})

    def dropped(code, said):
        return administrator.post(
            f"/reference/{code}/", {"file": SimpleUploadedFile("rows.json", json.dumps(said).encode())}
        )

    page = dropped(REASONS.code, file)
    assert [form["code"].value() for form in page.context["rows"].initial_forms][-1] == "smell"
    assert not NonConformityReason.objects.filter(code="smell").exists()
    assert dropped("part_kinds", file).context["file"].errors


def test_only_an_administrator_keeps_it_up(as_):
    assert as_(people.manager()).get("/reference/").status_code == 403
    with pytest.raises(NotPermitted):
        workflow.publish_reference(
            table=REASONS, rows=[], since=clock.now().date(), act=people.act(people.manager())
        )
    assert PartKind.objects.exists()
