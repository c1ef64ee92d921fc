"""Audit samples: drawn by a seed, written down, an archive anyone can check, without anybody's identity."""

import csv
import hashlib
import io
import json
import subprocess
import sys
import zipfile

import pypdfium2
import pytest

from beneficiaries.workflow import hand_over, identities
from inventory import workflow as inventory
from inventory.states import Stage
from reuse.accounts.models import AccessRecord
from reuse.core import storage
from reuse.core.ledger import AppendOnlyViolation
from reuse.core.refusals import NotPermitted
from reuse.jobs import work as jobs_work
from reuse.jobs import workflow as jobs
from reuse.reports.exports import checking
from reuse.reports.exports import samples as archives
from reuse.reports.models import AuditSample
from reuse.reports.queries import samples as queries
from reuse.reports.workflow import samples
from tests import people
from tests.beneficiaries.factories import DRAWN, handover_at
from tests.inventory.factories import again, device_at

pytestmark = pytest.mark.django_db
FORM = {"figure": "received", "period": "days", "since": "2026-01-01", "until": "2026-12-31", "size": "2"}


def drawn(membership, **wanted):
    """The archive of a sample drawn by this membership, and its row."""
    asked = {
        "figure": "received",
        "span": (people.NOON.date().replace(month=1), people.NOON.date().replace(month=12)),
        "narrowing": {},
        "seed": "de",
        "size": 2,
        **wanted,
    }
    job = samples.ask_for_sample(**asked, act=people.act(membership))
    jobs.run(job.pk)
    job.refresh_from_db()
    assert job.state == "done", job.error
    with storage.open_stored(job.result_file.sha256) as content:
        archive = zipfile.ZipFile(io.BytesIO(content.read()))
    return archive, AuditSample.objects.latest("pk")


def test_the_same_seed_draws_the_same_and_another_others():
    codes = [f"CODE{number:05d}" for number in range(500)]

    first = queries.drawn(codes, seed="de", size=20)

    assert queries.drawn(reversed(codes), seed="de", size=20) == first
    assert queries.drawn(codes, seed="dé-2", size=20) != first
    by_hand = sorted(codes, key=lambda code: hashlib.sha256(f"de:{code}".encode()).hexdigest())
    assert first == by_hand[:20]
    assert queries.drawn(codes[:3], seed="de", size=20) == queries.drawn(codes[:3], seed="de", size=3)


def test_the_archive_holds_each_device_and_its_checksums():
    for _one in range(3):
        device_at(Stage.ERASURE)

    archive, sample = drawn(people.observer())

    assert sample.population == 3
    assert len(sample.codes) == 2
    lines = list(csv.DictReader(io.StringIO(archive.read("sample.csv").decode())))
    assert [line["code"] for line in lines] == sample.codes
    assert {line["chain"] for line in lines} == {"ok"}
    for line in archive.read("SHA256SUMS").decode().splitlines():
        sha256, name = line.split("  ", 1)
        assert hashlib.sha256(archive.read(name)).hexdigest() == sha256
    assert {name for name in archive.namelist() if name.endswith("ledger.jsonl")} == {
        f"devices/{code}/ledger.jsonl" for code in sample.codes
    }


def test_a_ledger_is_checked_as_the_readme_says():
    device_at(Stage.HANDED_OVER)
    archive, sample = drawn(people.administrator(), narrowing={"donor_kind__in": ["company"]})
    readme = archive.read("README.txt").decode()
    assert "(received)" in readme
    assert ": Entreprise\n" in readme

    previous = ""
    text = archive.read(f"devices/{sample.codes[0]}/ledger.jsonl").decode()
    for number, line in enumerate(text.splitlines(), 1):
        facts = line[line.index('"facts":') + len('"facts":') : -1]
        told = json.loads(line)
        assert hashlib.sha256(facts.encode()).hexdigest() == told["hash"]
        assert told["facts"]["previous_hash"] == previous
        assert told["facts"]["seq"] == number
        previous = told["hash"]
    assert sample.seed in readme
    assert queries.digest(sample.seed, sample.codes[0]) in readme


def test_the_stated_command_checks_the_archive(tmp_path):
    device_at(Stage.HANDED_OVER)
    archive, sample = drawn(people.administrator())
    archive.extractall(tmp_path)
    assert "python3 check.py" in archive.read("README.txt").decode()

    def checked():
        done = subprocess.run(
            [sys.executable, "-I", "check.py"], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        return done.returncode, done.stdout

    assert checked() == (0, "ok: every file and every ledger holds (1)\n")
    ledger = tmp_path / "devices" / sample.codes[0] / "ledger.jsonl"
    first, *others = ledger.read_text().splitlines(keepends=True)
    ledger.write_text("".join([first.replace('"seq":1', '"seq":7'), *others[1:]]))
    code, said = checked()
    assert code == 1
    assert "ledger.jsonl: missing or changed" in said
    assert "event 1 does not give its hash" in said
    assert "event 2 does not follow the one before" in said
    assert "does not end as sample.csv says" in said


def test_the_check_reads_any_text_on_any_machine_and_names_what_came_in_or_is_missing(tmp_path):
    device_at(Stage.HANDED_OVER)
    archive, sample = drawn(people.administrator())
    archive.extractall(tmp_path)
    folder = tmp_path / "devices" / sample.codes[0]
    told, sums = archive.read("sample.csv"), archive.read("SHA256SUMS").decode()
    elsewhere = told.replace(b",handed_over,", ",donné,".encode())
    (tmp_path / "sample.csv").write_bytes(elsewhere)
    digests = [hashlib.sha256(text).hexdigest() for text in (told, elsewhere)]
    (tmp_path / "SHA256SUMS").write_text(sums.replace(*digests))

    def checked():
        plain = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0"}  # a machine that takes text for something else
        command = [sys.executable, "-X", "utf8=0", "check.py"]
        return subprocess.run(command, cwd=tmp_path, env=plain, capture_output=True, text=True, check=False)

    assert checked().stdout == "ok: every file and every ledger holds (1)\n"
    (folder / "added.pdf").write_bytes(b"%PDF")
    (folder / "ledger.jsonl").unlink()
    found = checked()
    assert (found.returncode, found.stdout.count("not of this archive"), found.stderr) == (1, 1, "")
    assert "ledger.jsonl: missing or changed" in found.stdout


def test_a_text_with_another_end_of_line_stays_in_its_line(tmp_path):
    (tmp_path / "ledger.jsonl").write_text('{"a":"\u2028\x85"}\n{}\n', encoding="utf-8")

    assert len(checking._lines(tmp_path / "ledger.jsonl")) == 2


def read(archive):
    """Everything the archive says, its PDFs as text."""
    for name in archive.namelist():
        content = archive.read(name)
        if name.endswith(".pdf"):
            pages = pypdfium2.PdfDocument(content)
            yield " ".join(page.get_textpage().get_text_bounded() for page in pages)
        else:
            yield content.decode(errors="replace")


def test_nothing_of_the_persons_who_gave_or_received_is_in_it():
    handover = handover_at()
    worker = people.act(people.social_worker())
    identities.keep_identity(request=handover.request, name="Awa Diarra", telephone="0612345678", act=worker)
    hand_over(handover=handover, price_cents=0, signature=DRAWN, code=handover.device.code, act=worker)
    inventory.certify_erasure(device=again(handover.device), act=people.act(people.technician()))

    archive, sample = drawn(people.observer(), figure="handed_over", size=50)
    content = "\n".join(read(archive))

    assert sample.codes == [handover.device.code]
    assert "/documents/CE-" in " ".join(archive.namelist())
    told = ["Awa Diarra", "0612345678", str(handover.request.public_id)]
    told += [one.user.name for one in (people.donor(), people.social_worker())]
    assert [secret for secret in told if secret in content] == []
    assert not [
        name for name in archive.namelist() if any(f"/{kind}-" in name for kind in ("FR", "CD", "BR"))
    ]


def test_its_certificates_are_in_it():
    device = device_at(Stage.READY)
    inventory.certify_erasure(device=device, act=people.act(people.technician()))

    archive, _sample = drawn(people.observer())

    papers = [name for name in archive.namelist() if "/documents/CE-" in name]
    assert len(papers) == 1
    assert archive.read(papers[0]).startswith(b"%PDF")


def test_a_draw_is_written_down_for_good():
    device_at(Stage.RECEIVED)

    _archive, sample = drawn(people.observer())

    assert sample.by == people.observer().user
    assert AccessRecord.objects.filter(subject=str(sample.public_id), purpose="audit sample").exists()
    sample.seed = "other"
    with pytest.raises(AppendOnlyViolation):
        sample.save()


def test_a_job_killed_in_the_archive_draws_no_second_time(monkeypatch):
    device_at(Stage.RECEIVED)
    write = archives.write

    def killed(*_given, **_more):
        raise jobs_work.Interrupted

    monkeypatch.setattr(archives, "write", killed)
    job = samples.ask_for_sample(
        figure="received",
        span=(people.NOON.date(), people.NOON.date()),
        narrowing={},
        seed="",
        size=5,
        act=people.act(people.observer()),
    )
    jobs.run(job.pk)
    monkeypatch.setattr(archives, "write", write)
    jobs.run(job.pk)

    job.refresh_from_db()
    assert (job.state, job.done, job.total) == ("done", 1, 1)
    assert AuditSample.objects.get().seed == job.params["seed"] != ""


def test_a_number_that_counts_nothing_is_told():
    job = samples.ask_for_sample(
        figure="recycled",
        span=(people.NOON.date(), people.NOON.date()),
        narrowing={},
        seed="de",
        size=5,
        act=people.act(people.observer()),
    )

    jobs.run(job.pk)

    job.refresh_from_db()
    assert job.state == "failed"
    assert not AuditSample.objects.exists()


def test_only_auditors_and_administrators_draw(client, settings):
    settings.DEMO = True
    for membership in (people.coordinator(), people.manager(), people.donor(), people.social_worker()):
        client.force_login(membership.user)
        assert client.get("/figures/sample/").status_code == 403
        with pytest.raises(NotPermitted):
            samples.ask_for_sample(
                figure="received",
                span=(people.NOON.date(), people.NOON.date()),
                narrowing={},
                seed="",
                size=1,
                act=people.act(membership),
            )
    device_at(Stage.RECEIVED)
    client.force_login(people.observer().user)
    page = client.get("/figures/sample/?figure=handed_over&period=year&type=laptop").content.decode()
    assert 'value="handed_over" selected' in page
    assert '<details class="more" open>' in page  # what narrows is seen

    answer = client.post("/figures/sample/", FORM)

    assert "/jobs/" in answer.url
