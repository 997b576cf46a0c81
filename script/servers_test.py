"""Run by script/servers-test inside its namespaces: several servers are set up, killed while people write, and looked at.

Prints one line per promise with its figures; ends with the number of those that do not hold.
"""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from servers_machines import ADDRESSES, READ_ONLY, SHARED, Machine, kill, start_store, until

ROOT = Path(__file__).resolve().parent.parent
SHORT = "--short" in sys.argv
WRITES = 300 if SHORT else 5000
LEASE = "5" if SHORT else "20"  # seconds; the second is what nobody sets
# In the short form some rooms stand for all.
BROWSER_FILES = [
    "config/tests/test_frame_browser.py",
    "meetings/cycle/appraisal/tests/test_vote_browser.py",
    # What is read here comes from packages that must do without writing beside themselves.
    "meetings/sign_in_reading/tests/test_sheet_browser.py",
]
PASSWORD = "yusan-hama-72-shuiku"  # noqa: S105  # of a site that lives for an hour
STORE = "s3://testing:testing@s3:9000"
WEB = ("web1", "web2", "web3")
UNIT = (ROOT / "deploy/systemd/zhibu.service").read_text()
failed: list[str] = []


def promise(words: str, holds: object) -> None:
    """Print whether a promise holds."""
    print(f"{'✓' if holds else '✗'} {words}", flush=True)
    if not holds:
        failed.append(words)


# --- The runbook ----------------------------------------------------------------------------------------------------


def runbook() -> dict[str, list[tuple[str, str]]]:
    """The commands of docs/postgresql.md: heading → (machine or language, commands) in their order."""
    text = (ROOT / "docs/postgresql.md").read_text().replace("……", PASSWORD)
    found: dict[str, list[tuple[str, str]]] = {}
    for part in re.split(r"^#+ ", text, flags=re.MULTILINE)[1:]:
        heading, _, body = part.partition("\n")
        blocks = re.findall(r"^```(\w+)(?: (\w+))?\n(.*?)^```", body, flags=re.MULTILINE | re.DOTALL)
        found[heading.partition("：")[0]] = [
            (machine or language, words) for language, machine, words in blocks
        ]
    return found


class Databases:
    """The two database servers, and which of them is the primary."""

    def __init__(self) -> None:
        places = ["/etc/postgresql", "/var/lib/postgresql", "/var/log/postgresql"]
        self.machines = {name: Machine(name, places) for name in ("db1", "db2")}
        self.primary = "db1"
        self.blocks = runbook()

    def on(self) -> None:
        """Two machines, each as Debian's package leaves it: an empty cluster of its own."""
        for machine in self.machines.values():
            machine.on()
            machine.run("chown postgres: /var/lib/postgresql /var/log/postgresql /etc/postgresql")
            machine.run("pg_createcluster --locale C.UTF-8 --encoding UTF8 --port 5432 15 main")
        self.machines["db1"].run("pg_ctlcluster 15 main start")

    def follow(self, heading: str, *numbers: int) -> str:
        """Run blocks of a part of the runbook, all where none is named; what the last printed."""
        blocks, printed = self.blocks[heading], ""
        for number in numbers or range(len(blocks)):
            place, commands = blocks[number]
            printed = self.machines[place].run(commands)
        return printed

    def sql(self, statement: str, machine: str = "") -> list[str]:
        """The rows that a statement gives the administrator."""
        quoted = statement.replace("'", "'\\''")
        command = f"cd /; runuser -u postgres -- psql -qAt --dbname zhibu -c '{quoted}'"
        return self.machines[machine or self.primary].run(command).splitlines()

    def waiting(self) -> int:
        """How many commits wait for a standby."""
        return int(self.sql("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'")[0])


# --- The site -------------------------------------------------------------------------------------------------------


def environment(name: str, account: str = "zhibu_app") -> dict[str, str]:
    """What the unit sets, and what docs/deploy.md has written into `.env` of each server."""
    unit = dict(
        one.split("=", 1)
        for line in re.findall(r"^Environment=(.*)$", UNIT, re.MULTILINE)
        for one in line.split()
    )
    return {
        **unit,
        "SITE_URL": "https://zhibu.example.com",
        "PROXY_COUNT": "1",
        "BIND": f"{name}:8000",
        "DATABASE_URL": f"postgres://{account}:{PASSWORD}@db1,db2/zhibu",
        "STORAGE_URL": f"{STORE}/zhibu?http",
        "SEAL_URL": f"{STORE}/zhibu-seals?http",
        "SECRET_KEY": "a-long-row-of-random-characters-for-all-servers-0123456789",
    }


class Site:
    """nginx, three web servers and the worker."""

    def __init__(self, databases: Databases):
        self.databases = databases
        self.machines = {name: Machine(name, ["/srv/zhibu", "/srv/backup"]) for name in (*WEB, "work")}

    def prepare(self) -> None:
        """Set up one server while its disk can be written, as an installation does, and give all the same directory."""
        first = self.machines["web1"]
        first.on()
        first.run("chown nobody:nogroup /srv/zhibu /srv/backup")
        first.run_as_service("script/manage prepare_database", environment("web1", "zhibu_owner"))
        first.run_as_service("script/server --empty --prepare-only", environment("web1"))
        for name in (*WEB[1:], "work"):
            machine = self.machines[name]
            machine.on()
            machine.run("chown nobody:nogroup /srv/zhibu /srv/backup; chmod 700 /srv/backup")
            subprocess.run(
                ["cp", "-a", str(first.disk / "srv-zhibu/data"), str(machine.disk / "srv-zhibu/")], check=True
            )
        for machine in self.machines.values():
            machine.run(READ_ONLY)

    def start(self, *names: str) -> None:
        """Start web servers, on disks that are read-only but for logs."""
        (command,) = re.findall(r"^ExecStart=/opt/zhibu/(.*)$", UNIT, re.MULTILINE)
        for name in names:
            self.machines[name].serve(command, environment(name), "server.log")
        for name in names:
            machine = self.machines[name]
            until(
                lambda name=name, one=machine: answers(name) or one.has_ended(), 400, f"{name} 没有开始服务"
            )
            if machine.has_ended():
                raise RuntimeError(f"{name} 没有开始服务")

    def restart(self, name: str) -> None:
        """Switch a machine on again and have it serve."""
        self.machines[name].on()
        self.machines[name].run(READ_ONLY)
        self.start(name)

    def start_worker(self) -> None:
        """The worker, started again when it ends as systemd does."""
        unit = (ROOT / "deploy/systemd/zhibu-worker.service").read_text()
        (pause,) = re.findall(r"^RestartSec=(\d+)", unit, re.MULTILINE)
        settings = environment("work") | {"BACKUP_DIR": "/srv/backup", "JOB_LEASE_SECONDS": LEASE}
        self.machines["work"].serve(
            f"while :; do script/manage work; sleep {pause}; done", settings, "worker.log"
        )

    def start_nginx(self) -> None:
        """nginx with the shipped file, each server named as docs/deploy.md says."""
        text = (ROOT / "deploy/nginx/zhibu.conf").read_text()
        (line,) = re.findall(r"^ +server 127\.0\.0\.1:8000.*$", text, re.MULTILINE)
        lines = "\n".join(line.replace("127.0.0.1", name) for name in WEB)
        Path("/etc/nginx/conf.d/zhibu.conf").write_text(text.replace(line, lines))
        subprocess.run(["nginx"], check=True)

    def shell(self, code: str) -> str:
        """Run Python inside the program on a web server."""
        quoted = code.replace("'", "'\\''")
        return self.machines["web1"].run_as_service(
            f"script/manage shell --verbosity 0 --no-imports --command '{quoted}'", environment("web1")
        )


def answers(name: str) -> bool:
    """Whether a web server answers by itself."""
    from http.client import HTTPConnection, HTTPException

    try:
        connection = HTTPConnection(name, 8000, timeout=5)
        connection.request(
            "GET", "/healthz", headers={"Host": "zhibu.example.com", "X-Forwarded-Proto": "https"}
        )
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False


def set_up(site: Site):
    """The branch and its secretary, through nginx with the code that one of the servers knows; the secretary's browser."""
    from deploy_test import Browser

    code = site.machines["web3"].run_as_service("script/manage setup_code", environment("web3")).strip()
    browser = Browser()
    _, page = browser.ask("GET", "/setup/")
    answer, _ = browser.send(
        "/setup/",
        page,
        committee_name="试验公司党委",
        branch_name="试验党支部",
        branch_short_name="试验",
        branch_code="shiyan",
        branch_kind="ORDINARY",
        founded_on="2020-01-01",
        in_use_since=f"{time.localtime().tm_year}-01-01",
        secretary_name="赵试一",
        gender="MALE",
        secretary_since="2026-01-01",
        username="zhaoshiyi",
        password=PASSWORD,
        password_again=PASSWORD,
        setup_code=code,
    )
    promise("一台上换的安装码，在另外几台上也有效", answer.status == 302)
    return browser


MEETINGS = """
from datetime import timedelta
from django.utils.timezone import localdate
from branch.organisations.models import Organisation
from meetings.tests.helpers import hold, item
from rectification.opinions.models import OpinionRound
branch, today = Organisation.objects.get(code="shiyan"), localdate()
for number in range({meetings}):
    day = today.replace(month=1, day=1) + timedelta(days=number)
    hold(branch, str(min(day, today)), "COMMITTEE", agenda=[item(f"研究第{{number}}项工作") for _ in range(5)])
round_ = OpinionRound.objects.create(
    branch=branch, year=today.year, title="征求意见", opens_on=today, closes_on=today + timedelta(days=3)
)
print("token", round_.token)
"""
PAPERS = """
from core import sealed_box
from rectification.opinions.models import OpinionRound
round_ = OpinionRound.objects.get()
print("broken", sealed_box.broken(round_))
for box in sealed_box.boxes_of(round_):
    for paper in sealed_box._opened(box):
        print("paper", paper["text"])
"""


# --- Kills ----------------------------------------------------------------------------------------------------------


class Trial:
    """Writers at work, and what is done to them."""

    def __init__(self, site: Site, browser, token: str):
        from servers_writing import Stranger, Told, Writer

        self.site, self.databases, self.browser = site, site.databases, browser
        self.told, self.stop = Told(), threading.Event()
        self.people = [Writer(browser, self.told, self.stop) for _ in range(6)]
        self.people.append(Stranger(f"/rectification/give/{token}/", self.told, self.stop))
        self.begun = time.monotonic()

    @property
    def count(self) -> int:
        """How many writes were acknowledged."""
        return len(self.told.acknowledged)

    def written(self, more: int, seconds: float = 300) -> None:
        """Wait until so many more were acknowledged."""
        aim = self.count + more
        until(lambda: self.count >= aim, seconds, "登记停住了")

    def tried(self, name: str, act: Callable[[], object], *, allowed: set[str]) -> None:
        """Do it while they write; print how long nothing was acknowledged, and what else was answered."""
        self.written(10)
        begun = time.monotonic()
        act()
        self.written(20)
        others = self.told.others(begun)
        told = "，".join(f"{kind} {count} 次" for kind, count in sorted(others.items())) or "没有一次失败"
        promise(f"{name}：{self.told.gap(begun):.1f} 秒没有登记成，{told}", set(others) - {"busy"} <= allowed)

    def acts(self) -> Iterator[tuple[str, Callable[[], object], set[str]]]:
        """What is done, and which answers are no fault: what breaks off in the middle was not acknowledged."""
        broken = {
            "502",
            "504",
            "RemoteDisconnected",
            "ConnectionResetError",
            "BadStatusLine",
            "IncompleteRead",
        }
        yield "kill -9 一个 gunicorn 进程", lambda: self._kill_workers(1), broken
        if not SHORT:
            yield "kill -9 三台各一个 gunicorn 进程", lambda: self._kill_workers(3), broken
        yield "一台服务器断电", lambda: self.site.machines["web2"].off(), broken
        yield "这台重新启动", lambda: self.site.restart("web2"), set()
        yield "kill -9 后台程序", self._kill_job_worker, set()
        yield "nginx 重新读配置", lambda: subprocess.run(["nginx", "-s", "reload"], check=True), set()
        if not SHORT:
            yield "备库断电，照“备库坏了”不再等它", self._lose_standby, {"504"}
            yield "备库重新抄一份，设回同步", self._new_standby, set()
        yield "主库断电，照“换到备库”升备库", self._fail_over, {*broken, "503"}
        yield "原来的主库抄一份，做新的备库", self._rebuild, set()

    def _kill_workers(self, number: int) -> None:
        for name in WEB[:number]:
            _, *workers = self.site.machines[name].processes("-m gunicorn")
            kill(workers[-1])

    def _kill_job_worker(self) -> None:
        asked = 3 if SHORT else 6
        for number in range(asked):
            _, page = self.browser.ask("GET", f"/reports/meetings/book/pdf/?n={number}")
            self.browser.send("/records/jobs/start/", page)
        state = "SELECT count(*) FROM core_job WHERE state = "
        until(lambda: self.databases.sql(f"{state}'RUNNING'") != ["0"], 300, "后台程序没有开始")
        kill(self.site.machines["work"].processes("manage.py work")[0])
        begun = time.monotonic()
        again = "SELECT count(*) FROM core_job WHERE attempt > 1 AND state <> 'WAITING'"
        until(lambda: self.databases.sql(again) != ["0"], 300, "没有别的后台程序接着做")
        taken_up = time.monotonic() - begun
        until(lambda: self.databases.sql(f"{state}'DONE'") == [str(asked)], 600, "文件没有全部生成")
        print(f"  {asked} 份文件全部生成；中断的一份 {taken_up:.1f} 秒以后重新开始")

    def _lose_standby(self) -> None:
        self.databases.machines["db2"].off()
        until(self.databases.waiting, 60, "没有等备库")
        self.databases.follow("备库坏了")
        until(lambda: not self.databases.waiting(), 60, "还在等备库")

    def _new_standby(self) -> None:
        self.databases.machines["db2"].on()
        self.databases.follow("同步备库", 2)
        promise("  备库又是同步的", "db2|streaming|sync" in aligned(self.databases.follow("同步备库", 3)))

    def _fail_over(self) -> None:
        databases, heading = self.databases, "主库坏了，换到备库"
        # A copy that was taken while the setting stood carries it: the trap that the runbook names.
        databases.machines["db2"].run(
            """cd /; runuser -u postgres -- psql -qc "ALTER SYSTEM SET synchronous_standby_names = 'db2'" -c "SELECT pg_reload_conf()" """
        )
        databases.machines["db1"].off()
        begun = time.monotonic()
        databases.machines["db1"].on()
        databases.follow(heading, 0)
        databases.primary = "db2"
        promote, *clear = databases.blocks[heading][1][1].splitlines()
        databases.machines["db2"].run(promote)
        until(databases.waiting, 60, "升主以后没有人在等")
        before = self.count
        time.sleep(1)
        promise("  对照：升主以后不清 synchronous_standby_names，一条也登记不成", self.count == before)
        databases.machines["db2"].run("\n".join(clear))
        print(f"  主库断电到照做完 {time.monotonic() - begun:.1f} 秒（其中对照至少 1 秒）")

    def _rebuild(self) -> None:
        heading = "主库坏了，换到备库"
        self.databases.follow(heading, 2)
        promise("  新的备库是同步的", "db1|streaming|sync" in aligned(self.databases.follow(heading, 3)))

    def run(self) -> None:
        """All of it, then until enough is written."""
        for person in self.people:
            person.start()
        acts = list(self.acts())
        for place, (name, act, allowed) in enumerate(acts):
            until(lambda place=place: self.count >= WRITES * place // len(acts), 900, "登记太慢")
            self.tried(name, act, allowed=allowed)
        until(lambda: self.count >= WRITES, 900, "登记太慢")
        self.stop.set()
        for person in self.people:
            person.join(90)
        self._count()

    def _count(self) -> None:
        seconds = time.monotonic() - self.begun
        acknowledged = [words for _, words in self.told.acknowledged]
        stored = self.databases.sql("SELECT text FROM rectification_opinion")
        lost, twice = set(acknowledged) - set(stored), len(stored) - len(set(stored))
        promise(
            f"{len(acknowledged)} 条回答过“已登记”（{seconds:.0f} 秒）：丢失 {len(lost)} 条，重复 {twice} 条",
            len(acknowledged) >= WRITES and not lost and not twice,
        )
        promise("核对看得出少了的一条（对照）", {*acknowledged, "没有发出"} - set(stored) == {"没有发出"})
        others = self.told.others()
        promise(
            f"没有一次 500，没有一次要重新登录（其他回答：{dict(others)}）",
            not {"500", "signed out"} & set(others),
        )
        printed = self.site.shell(PAPERS).splitlines()
        papers = {line.removeprefix("paper ") for line in printed if line.startswith("paper ")}
        sealed = {words for _, words in self.told.sealed}
        promise(
            f"封存的匿名意见 {len(sealed)} 条，都在、都能打开",
            sealed and "broken 0" in printed and sealed <= papers,
        )
        keys = keys_in_store()
        boxes = int(self.databases.sql("SELECT count(*) FROM core_sealedbox")[0])
        promise(f"封存钥匙只在自己的桶里，{boxes} 个箱子 {keys} 把", boxes <= keys <= boxes + 5)
        chain = self.site.machines["web1"].run_as_service("script/manage verify_audit", environment("web1"))
        promise(f"审计链完整：{chain.strip().splitlines()[-1]}", True)
        both = [
            self.databases.sql("SELECT count(*), max(id) FROM rectification_opinion", one)
            for one in ("db1", "db2")
        ]
        promise(f"两台数据库一样多：{both[0][0]}", both[0] == both[1])


def aligned(table: str) -> str:
    """A table as psql prints it, without the spaces."""
    return table.replace(" ", "")


def keys_in_store() -> int:
    """How many keys lie in the bucket of the keys."""
    import boto3

    keys = {"aws_access_key_id": "testing", "aws_secret_access_key": "testing", "region_name": "us-east-1"}
    client = boto3.client("s3", endpoint_url="http://s3:9000", **keys)
    return int(client.list_objects_v2(Bucket="zhibu-seals")["KeyCount"])


# --- What else several servers share ----------------------------------------------------------------------------------


def look_at_disks(site: Site) -> None:
    """Nothing but logs can be written by what serves."""
    tried = "for place in /srv/zhibu/data /opt/zhibu /var/tmp /srv/zhibu; do touch $place/x 2>/dev/null && echo $place; done; true"
    written = {name: site.machines[name].run_as_service(tried, {}).split() for name in WEB}
    promise(
        f"三台的磁盘只读，只有日志可写{written if any(written.values()) else ''}", not any(written.values())
    )
    for name in WEB:
        site.machines[name].run_as_service("touch /srv/zhibu/data/logs/x", {})


def look_at_backup(browser) -> None:
    """A backup that the worker made is told by the web servers."""

    def told() -> bool:
        return all("/srv/backup/daily-" in browser.ask("GET", "/safety/")[1] for _ in range(3))

    until(told, 300, "备份没有做成")
    promise("后台程序做的备份，每台网页服务都说得出", told())


def run_browser_tests(site: Site) -> None:
    """The tests in the browser, with the servers on the tests' database."""
    databases = site.databases
    databases.machines["db1"].run(
        "echo 'host all zhibu_tests samenet scram-sha-256' >>/etc/postgresql/15/main/pg_hba.conf"
    )
    databases.machines["db2"].run(
        "echo 'host all zhibu_tests samenet scram-sha-256' >>/etc/postgresql/15/main/pg_hba.conf"
    )
    for machine in databases.machines.values():
        machine.run("pg_ctlcluster 15 main reload")
    databases.sql(f"CREATE ROLE zhibu_tests LOGIN SUPERUSER PASSWORD '{PASSWORD}'")
    databases.sql("GRANT pg_read_all_data, pg_write_all_data TO zhibu_app")
    # What a process has read of one database, such as the numbers of its content types, is not true of another.
    for name in WEB:
        os.kill(site.machines[name].processes("config.supervisor")[0], signal.SIGHUP)
    kill(site.machines["work"].processes("manage.py work")[0])
    settings = environment("tests", "zhibu_tests")
    wanted = {name: settings[name] for name in ("DATABASE_URL", "STORAGE_URL", "SEAL_URL", "SECRET_KEY")}
    served = {
        "ZHIBU_LIVE_URL": settings["SITE_URL"],
        "ZHIBU_LIVE_DATABASE": "zhibu",
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
    }
    files = subprocess.run(
        ["git", "grep", "-l", r"mark\.browser", "--", "*/test_*.py"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    command = [sys.executable, "-m", "pytest", "-q", "--no-cov", "-p", "no:cacheprovider", "-m", "browser"]
    ended = subprocess.run(
        [*command, *(BROWSER_FILES if SHORT else files)],
        cwd=ROOT,
        env={**os.environ, **wanted, **served},
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    print(ended.stdout)
    last = ended.stdout.strip().splitlines()[-1].strip("= ")
    promise(f"浏览器里的测试在三台服务器上：{last}", ended.returncode == 0)


def main() -> int:
    """Set up, kill, look; how many promises do not hold."""
    hosts = SHARED / "hosts"
    hosts.write_text(
        "127.0.0.1 localhost\n" + "".join(f"{address} {name}\n" for name, address in ADDRESSES.items())
    )
    subprocess.run(["mount", "--bind", str(hosts), "/etc/hosts"], check=True)
    begun = time.monotonic()
    databases = Databases()
    site = Site(databases)
    store = start_store(("zhibu", "zhibu-seals"))
    try:
        databases.on()
        roles = next(words for place, words in databases.blocks["PostgreSQL"] if place == "sql")
        databases.machines["db1"].run(
            f"cd /; runuser -u postgres -- psql -v ON_ERROR_STOP=1 <<'END'\n{roles}END"
        )
        printed = databases.follow("同步备库")
        promise("照 docs/postgresql.md 搭起的备库是同步的", "db2|streaming|sync" in aligned(printed))
        site.prepare()
        site.start(*WEB)
        site.start_nginx()
        print(f"  搭好用了 {time.monotonic() - begun:.0f} 秒", flush=True)
        look_at_disks(site)
        browser = set_up(site)
        _, page = browser.ask("GET", "/safety/")
        browser.send("/safety/now/", page, what="backup")
        site.start_worker()
        token = re.findall(r"token (\S+)", site.shell(MEETINGS.format(meetings=40 if SHORT else 200)))[0]
        look_at_backup(browser)
        Trial(site, browser, token).run()
        run_browser_tests(site)
    except (RuntimeError, TimeoutError, subprocess.CalledProcessError) as error:
        promise(f"没有做完：{error}", False)
    finally:
        if failed:
            tell_logs(site)
        subprocess.run(["nginx", "-s", "stop"], check=False)
        store.terminate()
        for machine in (*site.machines.values(), *databases.machines.values()):
            machine.off()
    print(f"{len(failed)} 项没有通过，共 {time.monotonic() - begun:.0f} 秒。")
    return len(failed)


def tell_logs(site: Site) -> None:
    """The last words of everything, for whoever looks for the fault."""
    logs = [
        path
        for machine in site.machines.values()
        for path in machine.disk.rglob("*.log")
        if path.name != "access.log"
    ]
    for path in sorted([*logs, Path("/var/log/nginx/error.log")]):
        if path.exists() and (words := path.read_text(errors="replace").splitlines()[-15:]):
            print(f"── {path}", *words, sep="\n", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(min(main(), 1))
