"""What script/move-test looks at before and after: `fill ROWS FILES`, `digests`, `wait`, `pages`; by the settings of the environment."""

import hashlib
import os
import random
import re
import sys
import time
from collections.abc import Callable
from datetime import date
from http import HTTPStatus
from http.client import HTTPConnection

import django

if __name__ == "__main__":
    django.setup()

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse

from branch.accounts.models import User
from branch.members.models import Member
from branch.members.services import add_member
from core import attachments
from core.keeping import tables
from core.models import Attachment
from core.testing_browser import session_cookie
from meetings.meeting.models import Meeting

# Lists of every room.
PAGES = (
    "meetings:meeting_list",
    "branch:member_list",
    "rectification:item_list",
    "activities:activity_list",
    "study:task_list",
)


def rows() -> int:
    """Rows of all tables."""
    return sum(table.digest()[0] for table in tables.tables_of(tables.current_apps))


def fill(wanted: int, files: int) -> None:
    """Members and files beside the demo, through the services, until there are so many."""
    secretary = User.objects.get(username="shuji")
    branch, letters = secretary.member.branch, random.Random(1)  # noqa: S311  # the same files every time
    number = 0
    while (there := rows()) < wanted:
        with transaction.atomic():
            for _ in range(max(20, (wanted - there) // 4)):
                number += 1
                member = Member(branch=branch, name=f"众{number:05d}", gender="MALE")
                add_member(member, status="FULL", since=date(2015, 7, 1), by=secretary)
    meetings = list(Meeting.objects.filter(branch=branch))
    for number in range(files):
        content = letters.randbytes(letters.randrange(500, 400_000)).hex().encode()
        upload = SimpleUploadedFile(f"附件{number}.txt", content)
        with transaction.atomic():
            attachments.add(record=meetings[number % len(meetings)], upload=upload, by=secretary)
    print(
        f"{rows()} 行，{Attachment.objects.count()} 个附件，{sum(Attachment.objects.values_list('size', flat=True)) // 1024**2} MB"
    )


def digests() -> None:
    """A line for each table: its name, its rows, its digest."""
    for table in tables.tables_of(tables.current_apps):
        print(table.name, *table.digest())


def wait() -> int:
    """Until the site answers; 1 where it does not within three minutes."""
    for _ in range(900):
        try:
            if asked("/healthz")[0] == HTTPStatus.OK:
                return 0
        except OSError:
            time.sleep(0.2)
    return 1


def asked(path: str, cookie: str = "") -> tuple[int, bytes]:
    """Status and body of one request."""
    connection = HTTPConnection(os.environ["BIND"], timeout=60)
    connection.request("GET", path, headers={"Cookie": cookie})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, body


def pages() -> None:
    """Words of the main lists and the content of every attachment, as the secretary gets them."""
    told = session_cookie(User.objects.get(username="shuji"), 2025)
    cookie = f"{told['name']}={told['value']}"
    for path in PAGES:
        status, body = asked(reverse(path), cookie)
        words = re.sub(r"<[^>]*>|\s+", "", body.decode().partition("<main")[2])
        print(path, status, hashlib.sha256(words.encode()).hexdigest())
    for attachment in Attachment.objects.order_by("pk"):
        status, body = asked(f"/records/files/{attachment.pk}/", cookie)
        # What she may not see has a page of words, with a form of its own.
        is_whole = hashlib.sha256(body).hexdigest() == attachment.sha256
        read = ("whole" if is_whole else "damaged") if status == HTTPStatus.OK else ""
        print(f"/records/files/{attachment.pk}/", status, read)


COMMANDS: dict[str, Callable[..., int | None]] = {
    "fill": fill,
    "digests": digests,
    "wait": wait,
    "pages": pages,
}

if __name__ == "__main__":
    sys.exit(COMMANDS[sys.argv[1]](*map(int, sys.argv[2:])))
