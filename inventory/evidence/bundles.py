"""What was dropped, taken apart: the file itself, or each report of an archive, all read and in order of use."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from inventory.evidence.archives import Archive, Member, is_archive
from inventory.evidence.facts import Evidence
from inventory.evidence.reading import read
from inventory.evidence.source import Unreadable
from reuse.core.sentences import sentence as _

# A machine and its disks are known before what erased them is judged.
ORDER = ("inventory", "both", "erasure", "unknown")


@dataclass(frozen=True, slots=True)
class Report:
    """One report: what was read in it, and where in the archive it lies, if it came in one."""

    name: str
    reading: Evidence
    member: Member | None = None

    @property
    def order(self) -> int:
        return ORDER.index(self.reading.kind)


class Bundle:
    """A dropped file. Each member of an archive is a report of its own, with its own original: it is opened, moved to
    another workshop and purged with its own device. What cannot be taken out keeps the whole archive as one more
    report, so that nothing of it is lost.
    """

    def __init__(self, content: bytes, *, name: str) -> None:
        self.content = content
        self.name = name

    @cached_property
    def _archive(self) -> Archive | None:
        """The archive to take apart; one machine's folder, and what cannot be opened, stay one report."""
        if not is_archive(self.content):
            return None
        try:
            archive = Archive(self.content)
        except Unreadable:
            return None
        is_one_machine = len(archive.members) == 1 and archive.members[0].is_folder and not archive.refused
        return None if is_one_machine else archive

    @property
    def is_archive(self) -> bool:
        """Whether it holds reports, rather than being one."""
        return self._archive is not None

    @cached_property
    def reports(self) -> list[Report]:
        """Every report, read; inventories first."""
        if self._archive is None:
            return [Report(self.name, read(self.content, name=self.name))]
        refused: list[tuple[str, str]] = []
        found = list(self._taken_out(self._archive, refused))
        if refused := [*self._archive.refused, *refused] or self._nothing(found):
            found.append(Report(self.name, self._left_inside(refused)))
        return sorted(found, key=lambda report: report.order)

    def content_of(self, report: Report) -> bytes:
        """The report's own bytes."""
        if self._archive is None or report.member is None:
            return self.content
        return self._archive.read(report.member)

    def _taken_out(self, archive: Archive, refused: list[tuple[str, str]]) -> Iterator[Report]:
        for member in archive.members:
            try:
                content = archive.read(member)
            except Unreadable as reason:
                refused.append((member.name, reason.args[0]))
            else:
                yield Report(member.name, read(content, name=member.name), member)

    def _nothing(self, found: list[Report]) -> list[tuple[str, str]]:
        return [] if found else [(self.name, _("the archive holds no file"))]

    def _left_inside(self, refused: list[tuple[str, str]]) -> Evidence:
        return Evidence(
            file=self.name,
            problems=tuple(
                _("%(name)s: %(reason)s") % {"name": name, "reason": reason} for name, reason in refused
            ),
            sha256=hashlib.sha256(self.content).hexdigest(),
        )
