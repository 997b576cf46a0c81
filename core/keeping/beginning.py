"""Before the site serves: is this the database of this data directory, and is it of this version?"""

import sqlite3
from contextlib import closing
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection

from core.refusals import Refused

from . import tables
from .backups import DATABASE_NAME, Kept, file_name, make_backup
from .notes import BACKUP, note_beside

# Copies before a migration that are kept; each holds the database alone.
COPIES_KEPT = 10
COPY = "before-migration"


def prepare_database() -> Kept | None:
    """Bring the database to this version, with a copy of it made first where it holds records; the copy, if any.

    Raises Refused for an empty database where the data directory tells of records: then nothing is done.
    """
    is_empty = _is_empty()
    if is_empty:
        _refuse_another(Path(settings.DATA_DIR))
    copy = None if is_empty or not tables.pending_migrations() else _copy()
    call_command("migrate", interactive=False, verbosity=0, skip_checks=True)
    return copy


def _is_empty() -> bool:
    """Whether the database has no tables of ours, or nobody in them."""
    user_table = get_user_model()._meta.db_table
    if user_table not in connection.introspection.table_names():
        return True
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(user_table)}")  # noqa: S608
        return not cursor.fetchone()[0]


def _refuse_another(data_dir: Path) -> None:
    """Raises Refused where the directory tells of records that this empty database does not hold."""
    if told := _traces_of_records(data_dir):
        raise Refused(
            f"数据目录 {data_dir} 里有以前的记录（{told}），现在连接的数据库却是空的：{_named()}。没有启动，什么也没有改动。"
            "请核对 .env 里的 DATA_DIR 和 DATABASE_URL；数据库丢失时用 script/manage restore 从备份恢复；"
            "要从空白开始，请另选一个空的数据目录。"
        )


def _traces_of_records(data_dir: Path) -> str:
    beside = data_dir / DATABASE_NAME
    if str(connection.settings_dict["NAME"]) != str(beside) and _has_accounts(beside):
        return f"{DATABASE_NAME} 里有账号"
    marker = data_dir / "first-run"
    if not marker.exists():  # a first start that broke off may have left files
        return ""
    if marker.read_text().strip() in {"demo", "records"}:
        return "first-run 文件记着已经开始使用"
    if any((data_dir / "attachments").glob("[0-9a-f][0-9a-f]/*")):
        return "attachments 里有附件"
    return "有过备份" if note_beside(BACKUP) else ""


def _has_accounts(path: Path) -> bool:
    """Whether a SQLite file of ours holds accounts; one that cannot be read counts as one that does."""
    if not path.exists():
        return False
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
            return bool(
                database.execute(f"SELECT count(*) FROM {get_user_model()._meta.db_table}").fetchone()[0]  # noqa: S608
            )
    except sqlite3.OperationalError as error:
        return "no such table" not in str(error)
    except sqlite3.DatabaseError:
        return True


def _named() -> str:
    """The database without its password."""
    told = connection.settings_dict
    if connection.vendor == "sqlite":
        return str(told["NAME"])
    return f"{told['HOST'] or '本机'} 上的 {told['NAME']}"


def _copy() -> Kept:
    folder = Path(settings.BACKUP_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    kept = make_backup(folder / file_name(COPY), with_files=False)
    keep_newest(folder, COPY, COPIES_KEPT)
    return kept


def keep_newest(folder: Path, kind: str, number: int) -> None:
    """Take away all but the newest backups of a kind; their names tell their age."""
    for old in sorted(folder.glob(f"{kind}-*.zip"), reverse=True)[number:]:
        old.unlink()
