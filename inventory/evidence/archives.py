"""ZIP archives of reports, opened with limits: nothing is written under a stranger's name, and nothing explodes."""

import io
import re
import stat
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath

from inventory.evidence.source import LARGEST_FILE, Unreadable
from reuse.core.sentences import sentence as _

MOST_MEMBERS = 2000
MOST_UNPACKED = 600 * 2**20
MOST_RATIO = 200
SMALL = 20 * 2**20  # below this any ratio is harmless
MOST_PARTS = 60
SIGNATURES = (b"PK\x03\x04", b"PK\x05\x06")
OFFICE = {"[Content_Types].xml", "content.xml", "xl/workbook.xml", "mimetype"}  # a workbook is no archive
LITTER = re.compile(r"(^|/)(__MACOSX/|\.|Thumbs\.db$|desktop\.ini$)", re.IGNORECASE)
DAMAGED = (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, EOFError, NotImplementedError, OSError)
# The small files that WEEE Open's tools write about one machine, one folder a machine.
PARTS = frozenset(
    "baseboard chassis connector dimms lscpu lspci glxinfo gpu_location net smartctl".split()  # noqa: SIM905
)
TELLING = frozenset({"baseboard", "chassis", "lscpu"})


@dataclass(frozen=True, slots=True)
class Member:
    """One report of an archive: a file, or all files of one machine's folder."""

    name: str
    files: tuple[zipfile.ZipInfo, ...]

    @property
    def is_folder(self) -> bool:
        return len(self.files) > 1


class Archive:
    """The reports of a ZIP, by name; the bytes of each are unpacked when asked for."""

    def __init__(self, content: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
        except (*DAMAGED, ValueError) as error:
            raise Unreadable(_("The archive is damaged: pack it again.")) from error
        _check(self._zip.infolist())
        self.refused: list[tuple[str, str]] = []  # names of files, and why each cannot be taken out

    @cached_property
    def members(self) -> list[Member]:
        """Each report, in the order of the archive. A folder of one machine is one report."""
        folders: dict[str, list[zipfile.ZipInfo]] = {}
        for file in self._zip.infolist():
            if self._is_wanted(file):
                folders.setdefault(str(_path(file).parent), []).append(file)
        return [member for files in folders.values() for member in _members(files)]

    def _is_wanted(self, file: zipfile.ZipInfo) -> bool:
        if file.is_dir() or LITTER.search(str(_path(file))) or not file.file_size:
            return False
        if reason := _refusal(file):
            self.refused.append((_shown(file), reason))
        return not reason

    def read(self, member: Member) -> bytes:
        """The report's bytes; those of a folder packed anew, always alike, so that they are recognised again."""
        if not member.is_folder:
            return self._unpacked(member.files[0])
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as folder:
            for name, content in sorted(self.parts(member)):
                folder.writestr(zipfile.ZipInfo(name), content)
        return packed.getvalue()

    def parts(self, member: Member) -> Iterator[tuple[str, bytes]]:
        """Name and bytes of each file of a report."""
        for file in member.files:
            yield _path(file).name, self._unpacked(file)

    def _unpacked(self, file: zipfile.ZipInfo) -> bytes:
        try:
            with self._zip.open(file) as part:
                return part.read(LARGEST_FILE)
        except (*DAMAGED, RuntimeError) as error:
            raise Unreadable(_("This file is damaged inside the archive.")) from error


def is_archive(content: bytes) -> bool:
    """Whether the bytes are a ZIP of files, and no workbook."""
    if not content.startswith(SIGNATURES):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return not OFFICE & set(archive.namelist())
    except (*DAMAGED, ValueError):
        return False


def _check(files: list[zipfile.ZipInfo]) -> None:
    size = sum(file.file_size for file in files)
    packed = sum(file.compress_size for file in files) or 1
    if len(files) > MOST_MEMBERS:
        raise Unreadable(
            _("The archive holds more than %(limit)d files: split it.") % {"limit": MOST_MEMBERS}
        )
    if size > MOST_UNPACKED or (size > SMALL and size / packed > MOST_RATIO):
        raise Unreadable(_("The archive unpacks to far more than reports need: it is not opened."))


def _refusal(file: zipfile.ZipInfo) -> str:
    """Why a file stays in its archive; empty when it can be taken out."""
    if file.flag_bits & 1:
        return _("protected by a password")
    if file.file_size > LARGEST_FILE:
        return _("larger than 50 MB")
    if stat.S_ISLNK(file.external_attr >> 16):
        return _("a link to another file")
    return ""


def _members(files: list[zipfile.ZipInfo]) -> Iterable[Member]:
    """The reports of one folder."""
    stems = {_path(file).stem.lower() for file in files}
    if len(stems & PARTS) > 1 and stems & TELLING and len(files) <= MOST_PARTS:
        return [Member(f"{_path(files[0]).parent.name or 'machine'}.zip", tuple(files))]
    return [Member(_shown(file), (file,)) for file in files]


def _path(file: zipfile.ZipInfo) -> PurePosixPath:
    """Where the file says it lies; only ever shown and compared, never opened."""
    name = file.filename
    if not file.flag_bits & 0x800:  # not said to be UTF-8, and yet it often is
        raw = name.encode("cp437", errors="replace")
        try:
            name = raw.decode()
        except UnicodeDecodeError:
            name = raw.decode("cp850", errors="replace")
    parts = re.sub(r"^[A-Za-z]:", "", name.replace("\\", "/")).split("/")
    return PurePosixPath(*(part for part in parts if part not in ("", ".", "..")))


def _shown(file: zipfile.ZipInfo) -> str:
    """The file with its folder: each machine's folder may hold a file of the same name."""
    return "/".join(_path(file).parts[-2:])
