"""The web server as `script/server` starts it: Chinese words for what never reaches the site, idle connections, the worker."""

import os
import re
import runpy
import signal
import socket
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from subprocess import DEVNULL, Popen

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
# A site of one line, so that the server alone is looked at; what it cannot do it says as the real one would.
SITE = """
import time

def application(environ, start_response):
    if environ["PATH_INFO"] == "/broken/":
        raise ValueError("no page of ours can answer this")
    if environ["PATH_INFO"] == "/slow/":
        time.sleep(1)
    start_response("200 OK", [("Content-Length", "2")])
    return [b"ok"]
"""
SUPERVISE = """
import sys
from config.supervisor import WEB, Supervisor
beside = [sys.executable, "-c", "import os, sys, time; open(sys.argv[1], 'a').write(f'{os.getpid()}\\\\n'); time.sleep(99)"]
sys.exit(Supervisor(web=[*WEB, "one_line:application"], work=[*beside, sys.argv[1]], workers=1).run())
"""


def ask(port: int, request: bytes) -> str:
    """What the server answers to some bytes, until it closes the connection."""
    with closing(socket.create_connection(("127.0.0.1", port), timeout=10)) as connection:
        connection.sendall(request)
        answer = b""
        while part := connection.recv(65536):
            answer += part
    return answer.decode()


def wait_for(what, seconds: float = 20.0):
    """What `what()` returns as soon as it is something."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            if found := what():
                return found
        except OSError:
            pass
        time.sleep(0.05)
    return pytest.fail("it did not come about in time")


GET = b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """(port, process, file of the workers' ids): the supervisor with the site's own gunicorn settings."""
    folder = tmp_path_factory.mktemp("served")
    (folder / "logs").mkdir()
    (folder / "one_line.py").write_text(SITE)
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    begun = folder / "begun"
    environment = {
        **os.environ,
        "DATA_DIR": str(folder),
        "BIND": f"127.0.0.1:{port}",
        "HOME": str(folder),
        "WORKERS": "1",
        "LONGEST_WAIT": "0.5",
        "PYTHONPATH": f"{ROOT}:{folder}",
        "XDG_RUNTIME_DIR": "",
    }
    process = Popen(
        [sys.executable, "-c", SUPERVISE, str(begun)],
        cwd=ROOT,
        env=environment,
        stdout=DEVNULL,
        stderr=DEVNULL,
    )
    try:
        wait_for(lambda: "200 OK" in ask(port, GET))
        yield port, process, begun
    finally:
        process.kill()
        process.wait()


@pytest.mark.parametrize(
    ("request_bytes", "status", "words"),
    [
        (b"nonsense\r\n\r\n", "400", "服务器看不懂这个请求"),
        (b"GET / HTTP/9.9\r\n\r\n", "400", "服务器看不懂这个请求"),
        (b"GET / HTTP/1.1\r\nA b: c\r\n\r\n", "400", "服务器看不懂这个请求"),
        (b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\n\r\n", "414", "请减少筛选条件"),
        (b"GET / HTTP/1.1\r\nCookie: " + b"a" * 9000 + b"\r\n\r\n", "431", "重新登录"),
        (b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: nonsense\r\n\r\n", "501", "服务器看不懂这个请求"),
        (GET.replace(b"/ ", b"/broken/ "), "500", "已经保存过的记录不受影响"),
    ],
    ids=["no request", "version", "header", "address", "cookie", "coding", "error"],
)
def test_what_never_reaches_the_site_is_answered_in_chinese(served, request_bytes, status, words):
    answer = ask(served[0], request_bytes)
    assert answer.startswith(f"HTTP/1.1 {status} ")
    assert words in answer
    said = re.sub("<[^>]*>", "", answer.partition("<body>")[2])
    assert re.findall("[A-Za-z]+", said) in ([], ["Cookie"])


def test_idle_connections_do_not_stop_the_site(served):
    with (
        closing(socket.create_connection(("127.0.0.1", served[0]))),
        closing(socket.create_connection(("127.0.0.1", served[0]))),
    ):
        assert "200 OK" in ask(served[0], GET)


def test_who_would_wait_too_long_is_told_to_come_again(served):
    """Three times as many at once as there are threads; whoever watches the service is answered, and so is everybody later."""
    port, slow = served[0], GET.replace(b"/ ", b"/slow/ ")
    watching = GET.replace(b"/ ", b"/healthz ")
    with ThreadPoolExecutor(25) as crowd:
        answers = list(crowd.map(lambda request: ask(port, request), [slow] * 24 + [watching]))
    told = [answer for answer in answers if answer.startswith("HTTP/1.1 503 ")]
    assert len(told) >= 8
    assert all("\r\nRetry-After: 5\r\n" in answer and "填写的内容还在" in answer for answer in told)
    assert sum("200 OK" in answer for answer in answers[:24]) == 24 - len(told) >= 8
    assert "200 OK" in answers[-1]
    assert "200 OK" in ask(port, GET)


def test_leaves_nothing_in_the_home_directory(served):
    assert {path.name for path in served[2].parent.iterdir()} <= {
        "logs",
        "begun",
        "one_line.py",
        "__pycache__",
    }


def test_what_was_begun_is_answered_while_the_code_is_loaded_anew(served):
    port, process, begun = served
    wait_for(begun.read_text)
    with closing(socket.create_connection(("127.0.0.1", port), timeout=10)) as connection:
        connection.sendall(GET.replace(b"/ ", b"/slow/ "))
        time.sleep(0.3)
        process.send_signal(signal.SIGHUP)
        assert b"200 OK" in connection.recv(65536)
    assert wait_for(lambda: "200 OK" in ask(port, GET))
    assert wait_for(lambda: len(begun.read_text().split()) == 2), "the worker has the new code too"


def test_a_worker_that_dies_is_started_again_and_both_end_together(served):
    port, process, begun = served
    before = wait_for(lambda: begun.read_text().split())
    os.kill(int(before[-1]), signal.SIGKILL)
    second = wait_for(lambda: begun.read_text().split()[len(before) :])
    process.terminate()
    assert process.wait(20) == 0
    with pytest.raises(OSError, match="refused"):
        ask(port, GET)
    with pytest.raises(ProcessLookupError):
        os.kill(int(second[0]), 0)


def test_the_settings_let_threads_answer():
    given = runpy.run_path(str(ROOT / "config/gunicorn.py"))
    assert given["threads"] >= 8
    assert given["max_requests"] > given["max_requests_jitter"] > 0
    assert given["control_socket_disable"]
