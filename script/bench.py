"""How fast documents and pages are, as ratios measured in one run: documents against LibreOffice, a row printed among
many against one among few, a list page against an empty one, queries at few and many rows. Run by `script/bench` on an
empty, migrated data directory.
"""

import sys
from functools import partial

import django
from django.conf import settings
from django.urls import reverse

if __name__ == "__main__":
    # Only here, to be measured against: the product has no admin site (ADR 5).
    settings.INSTALLED_APPS = [*settings.INSTALLED_APPS, "django.contrib.admin"]
    django.setup()

from branch.organisations.services import is_set_up
from script.bench_data import LISTS, make_branch
from script.bench_documents import convert_to_pdf, measure_documents, measure_imports, measure_tables
from script.bench_measure import say, signed_in
from script.bench_pages import (
    measure_admin,
    measure_days,
    measure_list_page,
    measure_queries,
    measure_year_pages,
)
from script.bench_print import measure_prints
from script.bench_tree import measure_tree
from script.bench_writes import measure_saving


def main() -> str:
    """Measure and print a line for each measure; what is wrong, or nothing.

    Only more rows that cost more queries are wrong: how fast this machine is, a run cannot promise.
    """
    if is_set_up():
        return "这个数据目录里已有组织，测量会写入大量测试数据。请用 script/bench 运行。"
    secretary = make_branch()
    client = signed_in(secretary)
    for measure in measure_year_pages(secretary, client):
        say(measure)
    counts = []
    for place, (name, page, add) in enumerate(LISTS):
        counts.append(measure_queries(name, client, page, partial(add, secretary)))
        if place == 0:
            say(measure_list_page(name, client, reverse(page)))
            say(measure_admin(client))
            say(measure_saving(secretary))
    say(measure_days(secretary))
    try:
        for measure in (*measure_documents(secretary, convert_to_pdf), *measure_prints(secretary)):
            say(measure)
    except FileNotFoundError as error:
        return str(error)
    for measure in (*measure_tables(), *measure_imports()):
        say(measure)
    for count in counts:
        say(count)
    for measure in measure_tree():
        say(measure)
    return "" if all(count.is_flat for count in counts) else "有列表的查询次数随行数增加。"


if __name__ == "__main__":
    sys.exit(main() or 0)
