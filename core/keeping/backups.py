"""Backup and restore: everything the site holds in one file, and from it a data directory that works."""

import os
import shutil
import socket
import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import QuerySet
from django.utils import timezone

from core import attachments, audit
from core.models import Attachment
from core.refusals import Refused
from core.version import VERSION

from . import tables
from .archive import Archive, Manifest, Packing, TableFacts, opened, packing, sync
from .databases import database_at, snapshot, sqlite_at, standing_in
from .notes import BACKUP, keep_note

# Of the data directory, beside database and attachments; static files, logs and demo documents can be made again.
SMALL_FILES = ("secret_key", "first-run")
DATABASE_NAME = "zhibu.sqlite3"


@dataclass(frozen=True)
class Kept:
    """What a backup or a restored directory holds; `faults` are what was not whole, in Chinese."""

    path: Path
    tables: int
    rows: int
    files: int
    entries: int
    anchor: str
    faults: list[str] = field(default_factory=list)

    @property
    def counts(self) -> str:
        """3 张表 …: the end of every message."""
        return f"{self.tables} 张表 {self.rows} 行，附件 {self.files} 个，审计记录 {self.entries} 条"


# --- Backup --------------------------------------------------------------------------------------------------------


def file_name(kind: str) -> str:
    """`zhibu-2026-11-26-074802-314.zip`: kind and local time, to the millisecond so that two never meet."""
    return f"{kind}-{timezone.localtime():%Y-%m-%d-%H%M%S-%f}"[:-3] + ".zip"


def make_backup(path: Path, *, with_files: bool = True) -> Kept:
    """Write the database as it is at this moment, and its attachments, into one file, while others go on working.

    Raises Refused for a database without tables or records, and for a path that is taken; then nothing is written.
    """
    if path.exists():
        raise Refused(f"{path} 已存在，请换一个文件名。")
    if not path.parent.is_dir():
        raise Refused(f"没有目录 {path.parent}，请先建立。")
    with snapshot():
        applied = tables.applied_migrations() if connection.introspection.table_names() else frozenset()
        if not applied:
            raise Refused(
                "数据库还没有建立，没有东西可以备份。请核对 .env 里的 DATA_DIR 和 DATABASE_URL，"
                f"现在用的数据目录是 {settings.DATA_DIR}。"
            )
        apps = tables.apps_as_of(applied)
        stored = tables.tables_of(apps)
        if not apps.get_model("branch", "User")._base_manager.exists():
            raise Refused(
                "数据库是空的（没有任何账号），没有东西可以备份。请核对 .env 里的 DATA_DIR 和 DATABASE_URL，"
                f"现在用的数据目录是 {settings.DATA_DIR}。"
            )
        head = apps.get_model("core", "AuditHead")._base_manager.filter(pk=1).first()
        manifest = Manifest(
            made_at=timezone.now().isoformat(),
            version=_version(),
            engine=connection.vendor,
            migrations=sorted([app, name] for app, name in applied),
            chain_number=head.number if head else 0,
            chain_hash=head.entry_hash if head else "",
            has_files=with_files,
        )
        with packing(path, manifest) as packed:
            for table in stored:
                packed.add_rows(table.name, TableFacts(table.columns, 0, "", table.last_key()), table.rows())
            if with_files:
                _add_files(packed, apps.get_model("core", "Attachment")._base_manager.all())
            for name in SMALL_FILES:
                _add_small_file(packed, name)
            faults = _faults_of(manifest, stored, is_current=not tables.pending_migrations())
    kept = _kept(path, manifest, faults)
    if with_files:
        keep_note(
            BACKUP,
            {
                "made_at": manifest.made_at,
                "path": str(path),
                "host": socket.gethostname(),
                "counts": kept.counts,
                "anchor": kept.anchor,
                "faults": faults,
            },
        )
    return kept


def _version() -> str:
    """The version of the program, with the commit where it can be told."""
    found = subprocess.run(
        ["git", "-C", settings.BASE_DIR, "rev-parse", "HEAD"], capture_output=True, text=True, check=False
    )
    return f"{VERSION} {found.stdout.strip()}".strip()


def _add_files(packed: Packing, stored: QuerySet) -> None:
    """Each content once; what is gone or changed is noted, for a backup with the rest is better than none."""
    for sha256 in stored.order_by("sha256").values_list("sha256", flat=True).distinct().iterator():
        attachment = Attachment(sha256=sha256)
        try:
            content = attachments.whole_content(attachment)
        except attachments.DamagedFile:
            packed.manifest.missing.append(sha256)
        else:
            with packed.member(f"attachments/{attachment.storage_name}", packed=False) as member:
                member.write(content)


def _add_small_file(packed: Packing, name: str) -> None:
    path = Path(settings.DATA_DIR) / name
    if path.is_file():
        with packed.member(name) as member:
            member.write(path.read_bytes())


def _faults_of(manifest: Manifest, stored: list[tables.Table], *, is_current: bool) -> list[str]:
    faults = []
    if manifest.missing:
        faults.append(
            f"{len(manifest.missing)} 个附件已经缺失或被改动，没有备份进去（check_store 会列出它们）。"
        )
    if strange := tables.strange_tables(stored):
        faults.append(f"有不属于本系统的表，没有备份进去：{'、'.join(strange)}。")
    if is_current and (broken := audit.first_broken()):
        faults.append(f"审计链在第 {broken.number} 条断开：{broken.problem}。")
    return faults


def _kept(path: Path, manifest: Manifest, faults: list[str]) -> Kept:
    entries = manifest.tables["core_auditentry"].rows
    return Kept(
        path, len(manifest.tables), manifest.row_count, len(manifest.files), entries, manifest.anchor, faults
    )


# --- Restore -------------------------------------------------------------------------------------------------------


def restore(
    source: Path, target: Path, *, url: str = "", files_from: Path | None = None, even_if_broken: bool = False
) -> Kept:
    """Make a data directory at `target` from a backup, with SQLite or with the empty database at `url`.

    Everything is proved before anything is written, and the directory takes its name when it is whole. `files_from`
    is the attachments folder for a backup that holds the database alone. Raises Refused; then `target` is untouched.
    """
    _check_target(target)
    with opened(source) as archive:
        _check_space(archive.manifest, target)
        _check_files(archive.manifest, files_from)
        place = target if target.is_dir() and os.path.ismount(target) else target.parent
        with tempfile.TemporaryDirectory(dir=place, prefix=".restoring-") as folder:
            made = Path(folder) / "data"
            made.mkdir(mode=0o700)
            _unpack_files(archive, made, files_from)
            faults = _fill(
                archive, database_at(url) if url else sqlite_at(made / DATABASE_NAME), even_if_broken
            )
            _put_in_place(made, target)
        if archive.manifest.missing:
            faults.append(f"备份时已有 {len(archive.manifest.missing)} 个附件缺失或被改动，它们没有恢复。")
        return _kept(target, archive.manifest, faults)


def _check_target(target: Path) -> None:
    if target.exists() and not target.is_dir():
        raise Refused(f"{target} 不是目录，请另选一个空目录。")
    if target.is_dir() and any(target.iterdir()):
        raise Refused(f"目录 {target} 里已有内容，没有恢复。请另选一个空目录。")
    if not target.parent.is_dir():
        raise Refused(f"没有目录 {target.parent}，请先建立。")


def _check_space(manifest: Manifest, target: Path) -> None:
    # Rows take up to three times the room of their lines, with indexes and the log.
    needed = sum(
        member.size * (3 if name.startswith("tables/") else 1) for name, member in manifest.members.items()
    )
    free = shutil.disk_usage(target.parent).free
    if free < needed:
        raise Refused(
            f"磁盘空间不够：需要约 {needed / 2**20:.0f} MB，{target.parent} 只剩 {free / 2**20:.0f} MB。"
        )


def _check_files(manifest: Manifest, files_from: Path | None) -> None:
    if not manifest.has_files and files_from is None:
        raise Refused(
            "这份备份只有数据库，没有附件。请用 --files 指明附件目录，例如 --files 数据目录/attachments。"
        )
    if files_from is not None and not files_from.is_dir():
        raise Refused(f"没有附件目录 {files_from}。")


def _unpack_files(archive: Archive, made: Path, files_from: Path | None) -> None:
    names = [name for name in archive.manifest.members if not name.startswith("tables/")]
    folders = {made}
    for name in names:
        path = made / name
        path.parent.mkdir(parents=True, exist_ok=True)
        folders |= {path.parent, path.parent.parent} - {made.parent}
        with path.open("xb") as file:
            file.writelines(archive.content(name))
            file.flush()
            os.fsync(file.fileno())
    if files_from is not None:
        shutil.copytree(files_from, made / "attachments", dirs_exist_ok=True)
    for folder in folders:
        sync(folder)


def _fill(archive: Archive, database: BaseDatabaseWrapper, even_if_broken: bool) -> list[str]:
    """Put the rows into an empty database and prove them there. Raises Refused; then the database is empty again."""
    with standing_in(database):
        if connection.introspection.table_names():
            raise Refused("目标数据库里已经有表，没有写入。请另建一个空的数据库。")
        try:
            load(archive)
            faults = _faults_after(archive.manifest)
            if faults and not even_if_broken:
                raise Refused(
                    f"备份里的数据本身有问题，没有恢复：{''.join(faults)}没有更好的备份时，可加 --even-if-broken 恢复。"
                )
        except BaseException:
            _empty(database)
            raise
    return faults


def load(archive: Archive) -> None:
    """Fill the default database, which has no tables, with the rows of an archive; then bring it to this version.

    Raises Refused where the rows are not the same afterwards.
    """
    manifest = archive.manifest
    tables.migrate_to(manifest.applied)
    stored = tables.tables_of(tables.apps_as_of(manifest.applied))
    if {table.name: table.columns for table in stored} != {n: t.columns for n, t in manifest.tables.items()}:
        raise Refused("备份里的表或列与它的版本不符，没有恢复。请换一份备份。")
    # Rows that point nowhere are told afterwards, all of them.
    with connection.constraint_checks_disabled(), transaction.atomic():
        for table in stored:
            table.clear()
        for table in stored:
            table.insert(archive.rows(table.name))
            table.count_on_from(manifest.tables[table.name].last_key)
    for table in stored:
        digest = tables.RowDigest()
        for row in table.rows():
            digest.add(row)
        if (digest.count, digest.value) != (
            manifest.tables[table.name].rows,
            manifest.tables[table.name].digest,
        ):
            raise Refused(f"写入数据库以后，{table.name} 的内容与备份不同，没有恢复。")
    call_command("migrate", interactive=False, verbosity=0, skip_checks=True)


def _differing(stored: list[tables.Table], manifest: Manifest) -> list[str]:
    """Tables of the default database whose rows are not those of the manifest."""
    told = {name: (facts.rows, facts.digest) for name, facts in manifest.tables.items()}
    return [table.name for table in stored if table.digest() != told[table.name]]


def _faults_after(manifest: Manifest) -> list[str]:
    faults = []
    noted = audit.read_anchor(manifest.anchor) if manifest.chain_number else None
    if broken := audit.first_broken(since=noted):
        faults.append(f"审计链在第 {broken.number} 条断开：{broken.problem}。")
    if dangling := tables.dangling_keys():
        faults.append(f"有 {len(dangling)} 处指向不存在的记录：{dangling[0]}。")
    return faults


def _empty(database: BaseDatabaseWrapper) -> None:
    """Take out the tables that were made: a file goes with its folder."""
    if database.vendor == "sqlite":
        return
    with database.cursor() as cursor:
        for name in connection.introspection.table_names(cursor):
            cursor.execute(f"DROP TABLE IF EXISTS {database.ops.quote_name(name)} CASCADE")


def _put_in_place(made: Path, target: Path) -> None:
    if made.parent.parent == target:  # a mounted volume: it cannot be replaced, only filled
        for child in made.iterdir():
            child.rename(target / child.name)
        sync(target)
    else:
        made.rename(target)
        sync(target.parent)


# --- Mending -------------------------------------------------------------------------------------------------------


def mend_files(source: Path) -> tuple[list[str], list[str]]:
    """Put attachments that are gone or changed back from a backup; those mended, and those left, by number.

    Raises Refused for an archive that is not whole.
    """
    damaged = {
        one.sha256: one
        for one in Attachment.objects.order_by("-pk")
        if not attachments.is_whole(one.storage_name, one.sha256)
    }
    mended, left = [], []
    with opened(source) as archive:
        for attachment in damaged.values():
            name = f"attachments/{attachment.storage_name}"
            if name in archive.manifest.members:
                attachments.store(attachment, b"".join(archive.content(name)))
                mended.append(f"附件 {attachment.pk}")
            else:
                left.append(f"附件 {attachment.pk}")
    return mended, left


# --- Moving --------------------------------------------------------------------------------------------------------


def move_database(url: str, *, even_if_broken: bool = False) -> Kept:
    """Copy every row into the empty database at `url`, by way of a backup; attachments stay where they are.

    Raises Refused for a database that holds anything, and where somebody wrote meanwhile: then it is empty again.
    """
    target = database_at(url)
    place = Path(target.settings_dict["NAME"]) if target.vendor == "sqlite" else None
    if place and place.exists():
        raise Refused(f"{place} 已存在，没有写入。请换一个文件名，或先把它移走。")
    with tempfile.TemporaryDirectory(
        dir=place.parent if place else settings.DATA_DIR, prefix=".moving-"
    ) as folder:
        rows, made = Path(folder) / "rows.zip", Path(folder) / DATABASE_NAME
        before = make_backup(rows, with_files=False)
        with opened(rows) as archive:
            faults = _fill(archive, sqlite_at(made) if place else target, even_if_broken)
            if _differing(tables.tables_of(tables.apps_as_of(archive.manifest.applied)), archive.manifest):
                if not place:
                    with standing_in(target):
                        _empty(target)
                raise Refused("搬迁时又有人登记了内容，没有搬。请先停止服务（script/server），再搬一次。")
            moved = _kept(place or Path(settings.DATA_DIR), archive.manifest, [*faults, *before.faults])
        if place:
            sync(made)
            made.rename(place)
            sync(place.parent)
    return moved


def set_aside() -> Path | None:
    """Give the served SQLite file another name once it was moved: a server that still names it must not go on with it.

    None where it is not SQLite, or where another program has it open.
    """
    if connection.vendor != "sqlite":
        return None
    path = Path(connection.settings_dict["NAME"])
    connection.close()
    if path.with_name(f"{path.name}-wal").exists():
        return None
    aside = path.with_name(f"{path.name}.moved-{timezone.localtime():%Y-%m-%d-%H%M%S}")
    path.rename(aside)
    sync(path.parent)
    return aside
