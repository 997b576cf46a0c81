"""Machines for script/servers-test: each with processes, a disk and a name of its own, on one loopback network.

A machine that is switched off loses its processes all at once and keeps its disk.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

SHARED = Path("/media/servers")
ADDRESSES = {
    "zhibu.example.com": "127.0.0.1",
    "db1": "127.0.0.11",
    "db2": "127.0.0.12",
    "web1": "127.0.0.21",
    "web2": "127.0.0.22",
    "web3": "127.0.0.23",
    "s3": "127.0.0.31",
}
# The first process of a machine: mounts its disk, then waits for ever and buries the dead.
FIRST = """
hostname "$NAME"
mount -t tmpfs none /run
mkdir -p /run/lock
install -d -m 2775 -o postgres -g postgres /run/postgresql
{mounts}
echo ready >"$DISK/ready"
while :; do sleep 1000 & wait $! || true; done
"""
# From now on the account of the service can write logs and its private /tmp alone.
READ_ONLY = """
mount --bind /srv/zhibu/data/logs /srv/zhibu/data/logs
mount -t tmpfs none /tmp
for place in /srv/zhibu /; do mount -o remount,bind,ro "$place"; done
"""
AS_SERVICE = (
    "setpriv --reuid nobody --regid nogroup --clear-groups --no-new-privs --bounding-set=-all".split()
)


def until(what: Callable[[], object], seconds: float, told: str) -> None:
    """Wait for it. Raises TimeoutError that says what did not come about."""
    deadline = time.monotonic() + seconds
    while not what():
        if time.monotonic() > deadline:
            raise TimeoutError(told)
        time.sleep(0.1)


class Machine:
    """One machine; `places` of its file system lie on a disk that survives the machine."""

    def __init__(self, name: str, places: list[str]):
        self.name, self.places = name, places
        self.disk = SHARED / name
        self.power: subprocess.Popen[bytes] | None = None
        self.serving: subprocess.Popen[bytes] | None = None
        self.first = 0

    def on(self) -> None:
        """Switch it on; none of its services runs yet."""
        self.disk.mkdir(exist_ok=True)
        (self.disk / "ready").unlink(missing_ok=True)
        mounts = []
        for place in self.places:
            part = self.disk / place.strip("/").replace("/", "-")
            part.mkdir(exist_ok=True)
            mounts.append(f"mkdir -p {place} && mount --bind {part} {place}")
        command = ["unshare", "--mount", "--uts", "--ipc", "--pid", "--fork", "--kill-child", "--mount-proc"]
        script = FIRST.replace("{mounts}", "\n".join(mounts))
        self.power = subprocess.Popen(
            [*command, "bash", "-euc", script],
            env={**os.environ, "NAME": self.name, "DISK": str(self.disk)},
            stdin=subprocess.DEVNULL,
            stderr=(self.disk / "machine.log").open("ab"),
        )
        until((self.disk / "ready").exists, 20, f"{self.name} 没有启动")
        children = Path(f"/proc/{self.power.pid}/task/{self.power.pid}/children").read_text().split()
        self.first = int(children[0])

    def off(self) -> None:
        """Cut its power: every process is gone at once."""
        if self.power is None:
            return
        with suppress(ProcessLookupError):
            os.kill(self.first, signal.SIGKILL)
        self.power.wait(20)
        self.power = None

    def _inside(self) -> list[str]:
        return ["nsenter", "--target", str(self.first), "--mount", "--uts", "--ipc", "--pid"]

    def run(self, script: str, *, check: bool = True) -> str:
        """Run commands as root; what they print. Raises RuntimeError with it where one fails."""
        ended = subprocess.run(
            [*self._inside(), "bash", "-euo", "pipefail", "-c", script],
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            check=False,
        )
        if check and ended.returncode:
            raise RuntimeError(f"{self.name}：{script}\n{ended.stdout}{ended.stderr}")
        return ended.stdout

    def serve(self, command: str, environment: dict[str, str], log: str) -> None:
        """Start a service as the account of the service, with its words in a file of the disk."""
        words = (self.disk / log).open("ab")
        self.serving = subprocess.Popen(
            [*self._inside(), *service(command, environment)],
            stdin=subprocess.DEVNULL,
            stdout=words,
            stderr=words,
        )

    def has_ended(self) -> bool:
        """Whether what was started last is gone."""
        return self.serving is not None and self.serving.poll() is not None

    def run_as_service(self, command: str, environment: dict[str, str]) -> str:
        """Run a command of the program; what it prints. Raises RuntimeError where it fails."""
        ended = subprocess.run(
            [*self._inside(), *service(command, environment)],
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            check=False,
        )
        if ended.returncode:
            raise RuntimeError(f"{self.name}：{command}\n{ended.stdout[-3000:]}{ended.stderr[-3000:]}")
        return ended.stdout

    def processes(self, words: str) -> list[int]:
        """Its processes with these words in their command, the oldest first."""
        return [pid for pid, command in self._commands() if words in command]

    def _commands(self) -> Iterator[tuple[int, str]]:
        space = Path(f"/proc/{self.first}/ns/pid").readlink()
        for folder in sorted(Path("/proc").glob("[0-9]*"), key=lambda path: int(path.name)):
            with suppress(OSError):
                if (folder / "ns/pid").readlink() == space:
                    yield int(folder.name), (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()


def service(command: str, environment: dict[str, str]) -> list[str]:
    """A command line that runs a command as the units do: another account, and no variables but these."""
    path = f"PATH={os.environ['PATH']}"
    told = [f"{name}={value}" for name, value in environment.items()]
    words = f"cd /opt/zhibu; {command}"
    return ["env", "-i", path, "LANG=C.UTF-8", "HOME=/nonexistent", *told, *AS_SERVICE, "bash", "-c", words]


def kill(pid: int) -> None:
    """kill -9; one that is gone already is no fault."""
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def start_store(buckets: tuple[str, ...]) -> subprocess.Popen[bytes]:
    """The S3 store, with its buckets."""
    import boto3
    from botocore.exceptions import BotoCoreError

    log = (SHARED / "s3.log").open("wb")
    server = subprocess.Popen(
        [str(Path(sys.executable).with_name("moto_server")), "-H", ADDRESSES["s3"], "-p", "9000"],
        stdout=log,
        stderr=log,
    )
    keys = {"aws_access_key_id": "testing", "aws_secret_access_key": "testing", "region_name": "us-east-1"}
    client = boto3.client("s3", endpoint_url="http://s3:9000", **keys)

    def answers() -> bool:
        try:
            client.list_buckets()
        except BotoCoreError:
            return False
        return True

    until(answers, 60, "S3 存储没有启动")
    for bucket in buckets:
        client.create_bucket(Bucket=bucket)
    return server
