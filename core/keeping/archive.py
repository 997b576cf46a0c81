"""The file of a backup: a ZIP archive that says what belongs in it, and a seal over every byte at its end.

Members: `manifest.json`; `tables/<table>.jsonl`, rows as `core.keeping.tables` writes them; `attachments/…` by content
hash; `secret_key` and `first-run` of the data directory. The seal is the archive's comment, so any program opens it.
"""

import hashlib
import json
import os
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

from core.refusals import Refused

from .tables import Applied, RowDigest, known_migrations

FORMAT = 1
MANIFEST = "manifest.json"
NAME = re.compile(r"tables/[a-z0-9_]+\.jsonl|attachments/[0-9a-f]{2}/[0-9a-f]{64}|secret_key|first-run")
SEAL = b"sha256:"
SEAL_LENGTH = len(SEAL) + 64
BLOCK = 1 << 20
# A member has no time of its own: a restored file is new.
EARLIEST = (1980, 1, 1, 0, 0, 0)
ADVICE = "请换一份备份。"


@dataclass
class TableFacts:
    """What a table must come to: its columns, the number and digest of its rows, the last key given out."""

    columns: list[str]
    rows: int
    digest: str
    last_key: int


@dataclass
class MemberFacts:
    """What a member must come to, unpacked."""

    size: int
    sha256: str


@dataclass
class Manifest:
    """What an archive holds; `missing` are attachments that were gone or changed when it was made."""

    made_at: str
    version: str
    engine: str
    migrations: list[list[str]]
    chain_number: int
    chain_hash: str
    has_files: bool
    format: int = FORMAT
    missing: list[str] = field(default_factory=list)
    tables: dict[str, TableFacts] = field(default_factory=dict)
    members: dict[str, MemberFacts] = field(default_factory=dict)

    @property
    def applied(self) -> Applied:
        """The migrations that the rows are of."""
        return frozenset((app, name) for app, name in self.migrations)

    @property
    def anchor(self) -> str:
        """Where the audit chain stood, as `verify_audit --since` takes it."""
        return f"{self.chain_number}:{self.chain_hash}"

    @property
    def row_count(self) -> int:
        """Rows of all tables."""
        return sum(table.rows for table in self.tables.values())

    @property
    def files(self) -> list[str]:
        """Members that are attachments."""
        return [name for name in self.members if name.startswith("attachments/")]


# --- Writing -------------------------------------------------------------------------------------------------------


@contextmanager
def written_beside(path: Path) -> Iterator[Path]:
    """A file for this account alone, which takes its name once it is whole and on the disk."""
    part = path.with_name(f"{path.name}.part")
    os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
    part.chmod(0o600)
    try:
        yield part
        sync(part)
        part.rename(path)
        sync(path.parent)
    finally:
        part.unlink(missing_ok=True)


def sync(path: Path) -> None:
    """Wait until the disk has what was written to a file or a directory."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class Packing:
    """An archive being written; `manifest.members` grows with it."""

    def __init__(self, archive: zipfile.ZipFile, manifest: Manifest):
        self.archive, self.manifest = archive, manifest

    @contextmanager
    def member(self, name: str, *, packed: bool = True) -> Iterator["Counted"]:
        """A member to write into; what is packed already is not packed again."""
        info = zipfile.ZipInfo(name, EARLIEST)
        info.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
        info.external_attr = 0o600 << 16
        with self.archive.open(info, "w", force_zip64=True) as opened:
            counted = Counted(opened)
            yield counted
        self.manifest.members[name] = MemberFacts(counted.size, counted.hash.hexdigest())

    def add_rows(self, name: str, table: TableFacts, rows: Iterator[list[Any]]) -> None:
        """The rows of a table as a member; `table` learns their number and digest."""
        digest = RowDigest()
        with self.member(f"tables/{name}.jsonl") as member:
            for row in rows:
                digest.add(row)
                member.write(json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
        table.rows, table.digest = digest.count, digest.value
        self.manifest.tables[name] = table

    def finish(self) -> None:
        """Write the manifest, and room for the seal."""
        info = zipfile.ZipInfo(MANIFEST, EARLIEST)
        info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
        self.archive.writestr(info, json.dumps(asdict(self.manifest), ensure_ascii=False, indent=1))
        self.archive.comment = b"0" * SEAL_LENGTH


class Counted:
    """A stream that counts and hashes what goes into it."""

    def __init__(self, stream: IO[bytes]):
        self.stream, self.size, self.hash = stream, 0, hashlib.sha256()

    def write(self, content: bytes) -> None:
        """Pass it on."""
        self.stream.write(content)
        self.size += len(content)
        self.hash.update(content)


@contextmanager
def packing(path: Path, manifest: Manifest) -> Iterator[Packing]:
    """Write an archive at a path; it stands there sealed, or not at all."""
    with written_beside(path) as part:
        with zipfile.ZipFile(part, "w") as archive:
            packed = Packing(archive, manifest)
            yield packed
            packed.finish()
        seal(part)


def seal(path: Path) -> None:
    """Put the digest of every byte before it into the archive's comment."""
    digest = SEAL + _digest_before_seal(path).encode()
    with path.open("r+b") as file:
        file.seek(-SEAL_LENGTH, os.SEEK_END)
        file.write(digest)


def _digest_before_seal(path: Path) -> str:
    left, digest = path.stat().st_size - SEAL_LENGTH, hashlib.sha256()
    with path.open("rb") as file:
        while left > 0 and (block := file.read(min(BLOCK, left))):
            digest.update(block)
            left -= len(block)
    return digest.hexdigest()


# --- Reading -------------------------------------------------------------------------------------------------------


class Archive:
    """An archive that was proved whole: seal, names, sizes, digests of members and of tables."""

    def __init__(self, opened: zipfile.ZipFile, manifest: Manifest):
        self.opened, self.manifest = opened, manifest

    def rows(self, table: str) -> Iterator[list[Any]]:
        """The rows of a table."""
        with self.opened.open(f"tables/{table}.jsonl") as member:
            for line in member:
                yield json.loads(line)

    def content(self, name: str) -> Iterator[bytes]:
        """A member, block by block."""
        with self.opened.open(name) as member:
            while block := member.read(BLOCK):
                yield block


@contextmanager
def opened(path: Path) -> Iterator[Archive]:
    """A whole archive. Raises Refused with the reason where anything about it is not as it was written."""
    _check_seal(path)
    try:
        with zipfile.ZipFile(path) as packed:
            manifest = _read_manifest(packed)
            _check_version(manifest)
            _check_names(packed, manifest)
            for name in manifest.members:
                _check_member(packed, manifest, name)
            yield Archive(packed, manifest)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, EOFError) as error:
        raise Refused(f"{path.name} 不是本系统的备份文件，或已损坏（{error}）。{ADVICE}") from error


def _check_seal(path: Path) -> None:
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(4)
            file.seek(max(size - SEAL_LENGTH, 0))
            tail = file.read()
    except OSError as error:
        raise Refused(f"读不出备份文件 {path}：{error.strerror}。请核对路径和权限。") from error
    if head.startswith(b"\x1f\x8b"):
        raise Refused(f"{path.name} 是旧格式的备份（.tar.gz）：直接解压到空目录就能使用，不用 restore。")
    if not re.fullmatch(SEAL + rb"[0-9a-f]{64}", tail):
        raise Refused(f"{path.name} 不完整，或不是本系统的备份文件：结尾没有校验值，可能没有复制完。{ADVICE}")
    if SEAL + _digest_before_seal(path).encode() != tail:
        raise Refused(f"{path.name} 的内容被改动或损坏：整个文件的校验值不符。{ADVICE}")


def _read_manifest(packed: zipfile.ZipFile) -> Manifest:
    try:
        told = json.loads(packed.read(MANIFEST))
    except KeyError as error:
        raise Refused(f"备份里没有清单 {MANIFEST}。{ADVICE}") from error
    except ValueError as error:
        raise Refused(f"备份的清单读不出来。{ADVICE}") from error
    if isinstance(told, dict) and isinstance(told.get("format"), int) and told["format"] > FORMAT:
        raise Refused(f"备份是更新的版本写的（格式 {told['format']}），请先更新程序再恢复。")
    try:
        told["tables"] = {name: TableFacts(**table) for name, table in told["tables"].items()}
        told["members"] = {name: MemberFacts(**member) for name, member in told["members"].items()}
        return Manifest(**told)
    except (TypeError, KeyError, AttributeError) as error:
        raise Refused(f"备份的清单缺少内容或写法不对。{ADVICE}") from error


def _check_version(manifest: Manifest) -> None:
    if newer := sorted(manifest.applied - known_migrations()):
        raise Refused(f"备份是更新的版本写的（有本程序没有的 {'.'.join(newer[0])}），请先更新程序再恢复。")


def _check_names(packed: zipfile.ZipFile, manifest: Manifest) -> None:
    names = packed.namelist()
    if len(names) != len(set(names)):
        raise Refused(f"备份里有重名的内容。{ADVICE}")
    found, told = set(names) - {MANIFEST}, set(manifest.members)
    if strange := sorted(name for name in found | told if not NAME.fullmatch(name)):
        raise Refused(f"备份里有不该有的路径“{strange[0]}”。{ADVICE}")
    if missing := sorted(told - found):
        raise Refused(f"备份里缺少 {missing[0]}。{ADVICE}")
    if extra := sorted(found - told):
        raise Refused(f"备份里多出 {extra[0]}，清单没有它。{ADVICE}")
    if {f"tables/{name}.jsonl" for name in manifest.tables} != {n for n in told if n.startswith("tables/")}:
        raise Refused(f"备份的清单前后不一：列出的表和文件对不上。{ADVICE}")


def _check_member(packed: zipfile.ZipFile, manifest: Manifest, name: str) -> None:
    """Size and hash of a member, and of a table its rows."""
    facts, table = manifest.members[name], manifest.tables.get(name[len("tables/") : -len(".jsonl")])
    size, digest, rows = 0, hashlib.sha256(), RowDigest()
    with packed.open(name) as member:
        for block in member if table else iter(lambda: member.read(BLOCK), b""):
            size += len(block)
            if size > facts.size:
                break
            digest.update(block)
            if table:
                rows.add(_row(block, name, table))
    if (size, digest.hexdigest()) != (facts.size, facts.sha256):
        raise Refused(f"备份里的 {name} 与清单不符。{ADVICE}")
    if name.startswith("attachments/") and not name.endswith(facts.sha256):
        raise Refused(f"备份里的附件 {name} 内容和名称不符。{ADVICE}")
    if table and (rows.count, rows.value) != (table.rows, table.digest):
        raise Refused(f"备份里的 {name} 与清单不符：行数或内容摘要不对。{ADVICE}")


def _row(line: bytes, name: str, table: TableFacts) -> list[Any]:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise Refused(f"备份里的 {name} 有读不出来的一行。{ADVICE}") from error
    if not isinstance(row, list) or len(row) != len(table.columns):
        raise Refused(f"备份里的 {name} 有一行的列数不对。{ADVICE}")
    return row
