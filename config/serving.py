"""gunicorn's worker with our words: what it answers without asking the site, it says in Chinese."""

import socket
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
    501: ("请求有误", "服务器看不懂这个请求。请回到上一页重试，或从首页重新打开。"),
}
PAGE = """<!DOCTYPE html>
<html lang="zh-CN">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} · 支部纪实</title></head>
<body><main><h1>{title}</h1><p>{advice}</p><p><a href="/">回到工作台</a></p></main></body>
</html>
"""


def write_error(client: socket.socket, status: int, reason: str, message: str) -> None:  # noqa: ARG001  # as gunicorn calls it
    """Answer what never reached the site. The cause stands in gunicorn's log, not on the page."""
    title, advice = WORDS.get(status, WORDS[400 if status < 500 else 500])
    body = PAGE.format(title=escape(title), advice=escape(advice)).encode()
    head = (
        f"HTTP/1.1 {status} {reason}\r\nConnection: close\r\nContent-Type: text/html; charset=utf-8\r\n"
        f"Cache-Control: no-store\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    util.write_nonblock(client, head.encode("latin-1") + body)


# Its own page cannot be set otherwise.
util.write_error = write_error


class Worker(ThreadWorker):
    """gunicorn's threads; naming this class has a worker load the words above."""
