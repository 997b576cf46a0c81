"""Kills workers over their jobs, and looks at pages while long files are made. Prints figures; exits 1 where one is bad.

Run as `.venv/bin/python script/chaos_jobs.py`, in a data directory of its own; `kills` and `pages` serve other scripts too.
"""

import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from statistics import median
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parent.parent
BOOK = "/reports/meetings/book/{}/"
LEASE = 3.0
# Seconds in which whatever was left over must have come to an end.
PATIENCE = 300.0
SUPERVISE = """
import sys
from config.supervisor import WEB, WORK, Supervisor
idle = [sys.executable, "-c", "import time; time.sleep(9999)"]
sys.exit(Supervisor(web=WEB if sys.argv[1] == "web" else idle, work=WORK, workers=int(sys.argv[2])).run())
"""


@dataclass(frozen=True)
class Kills:
    """What became of the jobs whose workers were killed."""

    jobs: int
    kills: int
    done: int
    failed: int
    stuck: int
    double: int
    tried_again: int
    seconds: float

    @property
    def is_good(self) -> bool:
        """Every job came to one end."""
        return not self.stuck and not self.double and self.done + self.failed == self.jobs

    def __str__(self) -> str:
        return (
            f"{self.jobs} 份文件，杀掉后台程序 {self.kills} 次，{self.seconds:.0f} 秒：生成 {self.done} 份（其中重做 "
            f"{self.tried_again} 份），告知没有生成 {self.failed} 份，悬着 {self.stuck} 份，重复 {self.double} 份"
        )


@dataclass(frozen=True)
class Pages:
    """How fast a page is at rest, and while files are made and connections stand idle."""

    at_rest: float
    under_load: float
    slowest: float
    asked: int

    @property
    def ratio(self) -> float:
        """How much longer it takes."""
        return self.under_load / self.at_rest

    @property
    def is_good(self) -> bool:
        """Within three times its idle time, and asked often enough to know."""
        return self.ratio <= 3 and self.asked >= 5

    def __str__(self) -> str:
        return (
            f"别人的页面：空闲时 {self.at_rest * 1000:.0f} 毫秒；两条空连接、四份长文件同时生成时中位 "
            f"{self.under_load * 1000:.0f} 毫秒（{self.ratio:.2f} 倍，目标 ≤ 3），最慢 {self.slowest * 1000:.0f} 毫秒，共 {self.asked} 次"
        )


@contextmanager
def supervised(
    kind: str, workers: int, *, lease: float = LEASE, port: int = 0, longest_wait: float = 5
) -> Iterator[subprocess.Popen]:
    """The supervisor with so many workers, with the web server (`web`) or without (`idle`)."""
    environment = {
        **os.environ,
        "JOB_LEASE_SECONDS": str(lease),
        "BIND": f"127.0.0.1:{port}",
        "LONGEST_WAIT": str(longest_wait),
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-c", SUPERVISE, kind, str(workers)]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(60)


def children_of(pid: int) -> list[int]:
    """The processes that a process has started and that still run."""
    try:
        return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def until(what: Callable[[], object], seconds: float = PATIENCE) -> bool:
    """Whether it came about in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if what():
            return True
        time.sleep(0.05)
    return False


def kills(*, jobs: int = 100, kills: int = 20, lease: float = LEASE, patience: float = PATIENCE) -> Kills:
    """Queue files, kill workers (every fourth time only the process that makes the file) while they are at work."""
    from branch.accounts.models import User
    from core.jobs.models import Job
    from core.jobs.running import run_job

    person, begun = User.objects.get(username="shuji"), time.monotonic()
    asked = []
    for number in range(jobs):
        job = Job.objects.create(
            person_id=person.pk,
            person_name=str(person),
            title=f"会议记录 {number}",
            address=f"{BOOK.format('docx')}?n={number}",
            workspace={"workspace_year": 2025},
        )
        run_job.enqueue(job.pk, job.attempt)
        asked.append(job.pk)
    mine = Job.objects.filter(pk__in=asked)
    killed = 0
    with supervised("idle", 2, lease=lease) as supervisor:
        while killed < kills and mine.unfinished().exists():
            if not until(lambda: mine.filter(state="RUNNING").exists(), 60):
                break
            time.sleep(random.uniform(0.0, 0.4))  # noqa: S311  # when is of no importance
            workers = children_of(supervisor.pid)[1:]
            makers = [maker for worker in workers for maker in children_of(worker)]
            victims = makers if killed % 4 == 3 else workers
            if victims:
                os.kill(random.choice(victims), signal.SIGKILL)  # noqa: S311
                killed += 1
        until(lambda: not mine.unfinished().exists(), patience)
        states = Counter(mine.values_list("state", flat=True))
    told = Counter(
        int(line.rpartition(" job ")[2].split()[0])
        for line in (Path(os.environ["DATA_DIR"]) / "logs/zhibu.log").read_text().splitlines()
        if line.endswith(" done") and " job " in line
    )
    files = [len(list(Path(os.environ["DATA_DIR"], "made/jobs", str(pk)).glob("*"))) for pk in asked]
    return Kills(
        jobs=jobs,
        kills=killed,
        done=states["DONE"],
        failed=states["FAILED"],
        stuck=mine.unfinished().count(),
        double=sum(told[pk] > 1 for pk in asked) + sum(count > 1 for count in files),
        tried_again=mine.filter(attempt__gt=1, state="DONE").count(),
        seconds=time.monotonic() - begun,
    )


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def cookie_of(username: str) -> str:
    """A session of an account of the demo that looks at 2025."""
    from branch.accounts.models import User
    from core.testing_browser import session_cookie

    cookie = session_cookie(User.objects.get(username=username), 2025)
    return f"{cookie['name']}={cookie['value']}"


def ask(port: int, address: str, cookie: str, body: dict[str, str] | None = None) -> tuple[int, str, float]:
    """Status, words and seconds of one request on a connection of its own; with a body it is sent by POST."""
    begun = time.monotonic()
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {"Cookie": cookie}
    if body is None:
        connection.request("GET", address, headers=headers)
    else:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request("POST", address, urlencode(body), headers)
    answer = connection.getresponse()
    words = answer.read().decode(errors="replace")
    connection.close()
    return answer.status, words, time.monotonic() - begun


def is_up(port: int) -> bool:
    """Whether the server answers."""
    try:
        return ask(port, "/healthz", "")[0] == 200
    except (OSError, HTTPException):
        return False


def export(port: int, address: str, cookie: str) -> None:
    """Ask for a long file and press the button. Raises RuntimeError where that starts no job."""
    _, page, _ = ask(port, address, cookie)
    token = page.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
    asked = page.partition('name="asked" value="')[2].partition('"')[0]
    sent = {"csrfmiddlewaretoken": token, "asked": asked}
    status, _, _ = ask(port, "/records/jobs/start/", f"{cookie}; csrftoken={token}", sent)
    if status != 302 or not asked:
        raise RuntimeError(f"{address} was not queued: {status}")


def pages(*, address: str = "/meetings/", times: int = 30) -> Pages:
    """A page of another branch's secretary, at rest and while four long files are made beside two idle connections."""
    from core.jobs.models import Job

    port = free_port()
    secretary, other = cookie_of("shuji"), cookie_of("waizhi")

    with supervised("web", 1, port=port), ExitStack() as idle:
        if not until(lambda: is_up(port), 60):
            raise RuntimeError("the web server did not start")
        for _ in range(4):
            ask(port, address, other)
        at_rest = median(ask(port, address, other)[2] for _ in range(times))
        for _ in range(2):
            idle.enter_context(socket.create_connection(("127.0.0.1", port)))
        before = Job.objects.count()
        for number in range(4):
            export(port, f"{BOOK.format('pdf')}?n={number}", secretary)
        mine = Job.objects.order_by("-pk")[: Job.objects.count() - before]
        waiting = [job.pk for job in mine]
        taken = []
        while Job.objects.unfinished().filter(pk__in=waiting).exists() and len(taken) < 10 * times:
            taken.append(ask(port, address, other)[2])
    return Pages(at_rest, median(taken or [float("inf")]), max(taken, default=float("inf")), len(taken))


@contextmanager
def demo_directory() -> Iterator[None]:
    """The demo in a data directory of its own, set up for serving."""
    with tempfile.TemporaryDirectory(prefix="zhibu-chaos-") as folder:
        os.environ |= {"DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "config.settings.prod"}
        os.environ.pop("DATABASE_URL", None)
        sys.path.insert(0, str(ROOT))
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", interactive=False, verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        call_command("load_demo", verbosity=0, skip_checks=True)
        yield


def main() -> int:
    """Both, on demo data."""
    found = []
    with demo_directory():
        for what in (pages, kills):
            found.append(what())
            print(found[-1], flush=True)
        # The control: without a lease that ends, a killed worker's file hangs for ever, and the figures say so.
        control = kills(jobs=8, kills=2, lease=10**6, patience=20)
        print(f"对照（没有租期）：{control}", flush=True)
    return 0 if all(one.is_good for one in found) and control.stuck else 1


if __name__ == "__main__":
    sys.exit(main())
