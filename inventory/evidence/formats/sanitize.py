"""usody-sanitize reports (one or a list) and the `sanitize` part of eReuse snapshots; excerpts of nvme's sanitize log."""

import re
from typing import Any

from inventory.evidence import measures
from inventory.evidence.findings import Findings, Format
from inventory.evidence.shapes import Object, at, mapping, mappings, words
from inventory.evidence.source import Source
from inventory.evidence.verdict import Claim, Reason

NVME_LIST_ROW = re.compile(
    r"^/dev/(nvme\d+)n\d+\s+(?:/dev/ng\S+\s+)?(\S+)\s+(.*?)\s{2,}|^/dev/(nvme\d+)n\d+ (\S+) (\S+)",
    re.MULTILINE,
)
NVME_ACTIONS = {1: "exit failure mode", 2: "block erase", 3: "overwrite", 4: "crypto erase"}


def recognise_report(source: Source) -> bool:
    reports = mappings(source.data)
    return bool(reports) and all("device_info" in report and "steps" in report for report in reports)


def parse_report(source: Source) -> Findings:
    return Findings(claims=claims(source.data))


def claims(value: Any) -> tuple[Claim, ...]:
    return tuple(_claim(report) for report in mappings(value))


def _claim(report: Object) -> Claim:
    steps = mappings(report.get("steps", []))
    method = mapping(report.get("method"))
    validated = at(report, "validation", "result")
    outcome = report.get("result")
    return Claim(
        serial=_serial(report),
        model=words(at(report, "device_info", "model")),
        size=measures.number(at(report, "device_info", "export_data", "smart", "user_capacity", "bytes"))
        or measures.size_in_bytes(at(report, "device_info", "size"), binary=True),
        method=" - ".join(filter(None, (words(method.get("name")), words(method.get("removal_process")))))
        or None,
        tool="usody-sanitize",
        tool_version=words(report.get("version")),
        says="failed"
        if outcome is False
        else "erased"
        if outcome is True or "result" not in report
        else None,
        verified=validated is True and method.get("verification_enabled") is not False,
        started_at=measures.moment(steps[0].get("start_time")) if steps else None,
        ended_at=measures.moment(steps[-1].get("end_time")) if steps else None,
        doubts=_doubts(steps),
    )


def _serial(report: Object) -> str | None:
    """The disk's own serial: behind a USB bridge, SMART knows it better than the kernel."""
    info = mapping(report.get("device_info"))
    smart = words(at(info, "export_data", "smart", "serial_number"))
    return smart or words(info.get("serial_number")) or words(at(info, "export_data", "block", "serial"))


def _doubts(steps: list[Object]) -> tuple[Reason, ...]:
    if not steps:
        return (Reason.NO_STEPS,)
    commands = [command for step in steps for command in mappings(step.get("commands", []))]
    is_done = all(step.get("success") is True and measures.moment(step.get("end_time")) for step in steps)
    is_clean = all(
        command.get("success") is not False and not command.get("return_code") for command in commands
    )
    return () if is_done and is_clean else (Reason.STEP_FAILED,)


def recognise_nvme(source: Source) -> bool:
    return "SSTAT" in source.head and "sanitize" in source.head.lower()


def parse_nvme(source: Source) -> Findings:
    """The log has no time and seldom a serial: it tells what happened, it proves nothing by itself."""
    serials = {
        row[0] or row[3]: (row[1] or row[4], row[2] or row[5]) for row in NVME_LIST_ROW.findall(source.text)
    }
    named = re.findall(r"nvme sanitize(?:-log)?\b.*?/dev/(nvme\d+)", source.text)
    serial, model = serials.get(named[-1], (None, None)) if named else (None, None)
    statuses = [int(text, 16) for text in re.findall(r"\(SSTAT\)\s*:\s*0x([0-9a-fA-F]{1,8})", source.text)]
    state = statuses[-1] & 0b111 if statuses else 0
    claim = Claim(
        serial=serial,
        model=model,
        method=_nvme_method(source.text),
        tool="nvme-cli",
        says={1: "erased", 3: "failed", 4: "erased"}.get(state),
        doubts=(Reason.TRUNCATED,) if state == 2 else (),
    )
    return Findings(claims=(claim,))


def _nvme_method(text: str) -> str | None:
    option = re.search(r"nvme sanitize .*?(?:-a|--sanact[ =])\s*(\d)", text)
    word = re.search(r"\(SCDW10\)\s*:\s*0x([0-9a-fA-F]{1,8})", text)
    action = int(option.group(1)) if option else int(word.group(1), 16) & 0b111 if word else 0
    return f"NVMe sanitize: {NVME_ACTIONS[action]}" if action in NVME_ACTIONS else None


FORMATS = (
    Format("usody-sanitize", "json", recognise_report, parse_report, subject="erasure"),
    Format("nvme-sanitize-log", "text", recognise_nvme, parse_nvme, subject="erasure"),
)
