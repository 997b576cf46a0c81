"""gunicorn's worker with our words: what it answers without asking the site, it says in Chinese.

Where more comes in than can be answered, what has waited too long is told so at once: nobody waits for minutes, and the
server works for those who are still there.
"""

import os
import socket
import time
from html import escape

from gunicorn import util
from gunicorn.workers.gthread import ThreadWorker

WORDS = {
    400: ("请求有误", "服务器看不懂这个请求。请回到上一页重试，或从首页重新打开。"),
    403: ("不能这样访问", "请用管理员给您的网址打开本系统。"),
    413: ("内容太大", "发送的内容超过了上限。请把文件缩小或分几次上传。"),
    414: ("网址太长", "请减少筛选条件，或从首页重新打开。"),
    431: ("请求有误", "浏览器带来的内容太多。请清除本站的浏览数据（Cookie）后重新登录。"),
    500: ("服务器出错", "这一次没有办成，已经保存过的记录不受影响。请稍后再试；仍然这样时请联系管理员。"),
    503: (
        "现在访问的人太多",
        "这一次没有办成，已经保存过的记录不受影响。请返回上一页，等几秒再试，填写的内容还在。",
    ),
    501: ("请求有误", "服务器看不懂这个请求。请回到上一页重试，或从首页重新打开。"),
}
PAGE = """<!DOCTYPE html>
<html lang="zh-CN">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} · 支部纪实</title></head>
<body><main><h1>{title}</h1><p>{advice}</p><p><a href="/">回到工作台</a></p></main></body>
</html>
"""
# Seconds that a request may wait for a thread, and after which the browser may ask again.
LONGEST_WAIT = float(os.environ.get("LONGEST_WAIT", "5"))
AGAIN = 5


def page_of(status: int, reason: str, *more: str) -> bytes:
    """A whole answer with a page in Chinese; `more` are further header lines."""
    title, advice = WORDS.get(status, WORDS[400 if status < 500 else 500])
    body = PAGE.format(title=escape(title), advice=escape(advice)).encode()
    lines = [
        f"HTTP/1.1 {status} {reason}",
        "Connection: close",
        "Content-Type: text/html; charset=utf-8",
        "Cache-Control: no-store",
        f"Content-Length: {len(body)}",
        *more,
    ]
    return "".join(f"{line}\r\n" for line in [*lines, ""]).encode("latin-1") + body


def write_error(client: socket.socket, status: int, reason: str, message: str) -> None:  # noqa: ARG001  # as gunicorn calls it
    """Answer what never reached the site. The cause stands in gunicorn's log, not on the page."""
    util.write_nonblock(client, page_of(status, reason))


# Its own page cannot be set otherwise.
util.write_error = write_error


class Worker(ThreadWorker):
    """gunicorn's threads, with the words above, and with an end to waiting for one."""

    def enqueue_req(self, conn) -> None:
        """Note since when the connection waits for a thread."""
        conn.queued_at = time.monotonic()
        super().enqueue_req(conn)

    def handle(self, conn):
        """Note how long it waited, before anything is read from it."""
        conn.waited = time.monotonic() - conn.queued_at
        return super().handle(conn)

    def handle_request(self, req, conn):
        """Answer 503 where it waited too long; whoever watches the service is always answered."""
        if conn.waited <= LONGEST_WAIT or req.path == "/healthz":
            return super().handle_request(req, conn)
        self.log.warning("busy: %s %s was told to come again after %.1f s", req.method, req.path, conn.waited)
        util.write(conn.sock, page_of(503, "Service Unavailable", f"Retry-After: {AGAIN}"))
        return False
