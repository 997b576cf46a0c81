"""What script/deploy-test asks of the site behind nginx, as browsers do: deploy_test.py LOG PID-OF-THE-SERVER.

Prints one line per promise; ends with the number of those that do not hold.
"""

import http.client
import os
import re
import signal
import sqlite3
import ssl
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

HOST = "zhibu.example.com"
# All of 127.0.0.0/8 is this machine: another address than nginx's own, to be told apart from it.
BROWSER = ("127.0.0.9", 0)
TLS = ssl.create_default_context(cafile="/etc/zhibu/tls.crt")
NGINX_LOG, ACCESS_LOG = Path("/var/log/nginx/zhibu.log"), Path("/srv/zhibu/data/logs/access.log")
MEGABYTE = 1024 * 1024
DATABASE = Path("/srv/zhibu/data/zhibu.sqlite3")
PASSWORD = "yusan-hama-72-shuiku"  # noqa: S105  # of a site that lives for a minute


class Browser:
    """Keeps cookies and sends them back, as a browser does."""

    def __init__(self) -> None:
        self.cookies: dict[str, str] = {}
        self.flags: dict[str, str] = {}

    def ask(
        self, method: str, path: str, body: bytes = b"", **headers: str
    ) -> tuple[http.client.HTTPResponse, str]:
        """The answer to one request, and its text."""
        connection = http.client.HTTPSConnection(HOST, timeout=90, context=TLS, source_address=BROWSER)
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        connection.request(method, path, body, {"Cookie": cookies, "Referer": f"https://{HOST}/", **headers})
        answer = connection.getresponse()
        text = answer.read().decode(errors="replace")
        for line in answer.headers.get_all("Set-Cookie") or []:
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name], self.flags[name] = morsel.value, line
        connection.close()
        return answer, text

    def send(
        self, path: str, page: str, *, claims_to_be: str = "", **values: str
    ) -> tuple[http.client.HTTPResponse, str]:
        """Send the form of a page with these values; `claims_to_be` is the address that a liar gives as its own."""
        hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))
        body = urlencode({**hidden, **values}).encode()
        lie = {"X_Forwarded_For": claims_to_be} if claims_to_be else {}
        return self.ask("POST", path, body, Content_Type="application/x-www-form-urlencoded", **lie)

    def upload(self, path: str, page: str, megabytes: int) -> tuple[http.client.HTTPResponse, str]:
        """Send a text file of this size to the form for attachments of a page."""
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        fields = (
            f'--b\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{token[1]}\r\n'
            if token
            else ""
        )
        head = (
            f'{fields}--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n'.encode()
        )
        body = head + b"a" * (megabytes * MEGABYTE - 1000) + b"\r\n--b--\r\n"
        return self.ask("POST", path, body, Content_Type="multipart/form-data; boundary=b")


def wait_for_the_site(log: Path) -> str:
    """The code for /setup/, once the site answers."""
    for _ in range(3000):  # ten minutes: the machine may do much else
        said = log.read_text(encoding="utf-8")
        if "错误：" in said:
            break
        code = re.search(r"安装码 (\S+?)，", said)
        try:
            if code and Browser().ask("GET", "/healthz")[0].status == http.client.OK:
                return code[1]
        except OSError:
            pass
        time.sleep(0.2)
    raise SystemExit("错误：网页服务没有启动。")


def wait_until(holds) -> bool:
    """Whether it comes about within a minute."""
    for _ in range(300):
        if holds():
            return True
        time.sleep(0.2)
    return False


def plain(path: str) -> http.client.HTTPResponse:
    """The answer without TLS."""
    connection = http.client.HTTPConnection(HOST, timeout=30)
    connection.request("GET", path)
    return connection.getresponse()


def questions(code: str, server: int) -> Iterator[tuple[str, bool]]:
    """Each promise of deploy/ with whether it holds."""
    browser = Browser()
    moved = plain("/meetings/?year=2026")
    yield (
        "HTTP 转到 HTTPS，地址不变",
        (moved.status, moved.headers["Location"])
        == (
            301,
            f"https://{HOST}/meetings/?year=2026",
        ),
    )
    answer, _ = browser.ask("GET", "/meetings/")
    yield (
        "没有登录时的跳转不带别的主机和端口",
        re.match(rf"(https://{HOST})?/[^/:]", answer.headers["Location"]) is not None,
    )
    hsts = answer.headers["Strict-Transport-Security"]
    yield "HSTS 一天，不含子域名", hsts == "max-age=86400"

    _, page = browser.ask("GET", "/setup/")
    names = {"committee_name": "试验公司党委", "branch_name": "试验党支部", "branch_short_name": "试验"}
    person = {"secretary_name": "赵试一", "gender": "MALE", "username": "zhaoshiyi"}
    more = {
        "setup_code": code,
        "branch_code": "shiyan",
        "branch_kind": "ORDINARY",
        "founded_on": "2020-01-01",
        "in_use_since": "2026-01-01",
        "secretary_since": "2026-01-01",
    }
    secret = {"password": PASSWORD, "password_again": PASSWORD}
    answer, text = browser.send("/setup/", page, **names, **person, **more, **secret)
    yield "隔着 nginx 建立党支部并登录", answer.status == http.client.FOUND
    yield (
        "Cookie 只走 HTTPS",
        bool(browser.flags) and all("Secure" in flags for flags in browser.flags.values()),
    )
    answer, home = browser.ask("GET", "/")
    yield "登录后打开工作台", answer.status == http.client.OK and "试验" in home

    static = re.search(r'href="(/static/[^"]+\.css)"', home)
    answer, _ = browser.ask("GET", static[1] if static else "/static/")
    yield (
        "静态文件可以长期缓存",
        answer.status == http.client.OK and "immutable" in answer.headers["Cache-Control"],
    )

    _, members = browser.ask("GET", "/members/")
    record = re.search(r'href="(/members/\d+/)"', members)
    address = record[1] if record else "/members/1/"
    _, page = browser.ask("GET", address)
    action = re.search(r'action="(/[^"]+/files/)"', page)
    files = action[1] if action else ""
    answer, _ = browser.upload(files, page, 20)
    _, after = browser.ask("GET", address)
    yield "收下 20 MB 的附件", answer.status == http.client.FOUND and "a.txt" in after
    answer, text = browser.upload(files, page, 30)
    yield (
        "30 MB 用中文说明太大",
        answer.status == http.client.REQUEST_ENTITY_TOO_LARGE and "超过 25 MB" in text,
    )

    guesser = Browser()
    _, page = guesser.ask("GET", "/accounts/login/")
    guess = {"username": "zhaoshiyi", "password": "not-this-one"}
    guesser.send("/accounts/login/", page, **guess, claims_to_be="203.0.113.7")
    with closing(sqlite3.connect(DATABASE)) as database:
        counted = {address for (address,) in database.execute("SELECT address FROM core_failurecount")}
    yield "猜密码记在浏览器的地址上，不信它自称的", counted - {""} == {BROWSER[0]}
    for path in (
        "/rectification/give/abc/",
        "/meetings/appraisals/1/own/vote/",
        "/accounts/forgotten/",
        "/accounts/company/oidc/back/",
    ):
        browser.ask("GET", path)
        browser.ask("GET", "/healthz?from-there", Referer=f"https://{HOST}{path}")
    logs = NGINX_LOG.read_text() + ACCESS_LOG.read_text()
    yield "访问日志记着平常的页面", "/members/" in logs
    yield (
        "匿名页面和从那里来的请求没有留下",
        not re.search("/give/|/own/vote/|/forgotten/|/company/|from-there", logs),
    )
    yield "静态文件不进日志", "/static/" not in logs
    yield "后台程序在运行", wait_until(lambda: '"worker": "ok"' in browser.ask("GET", "/healthz")[1])

    os.kill(server, signal.SIGTERM)
    yield (
        "服务停下时用中文说明",
        wait_until(lambda: browser.ask("GET", "/")[0].status == http.client.BAD_GATEWAY)
        and ("正在启动或维护" in browser.ask("POST", "/meetings/new/", b"title=1")[1]),
    )


def main() -> int:
    """Ask everything; how many promises did not hold."""
    failed = 0
    for promise, holds in questions(wait_for_the_site(Path(sys.argv[1])), int(sys.argv[2])):
        print(f"{'✓' if holds else '✗'} {promise}", flush=True)
        failed += not holds
    return failed


if __name__ == "__main__":
    sys.exit(main())
