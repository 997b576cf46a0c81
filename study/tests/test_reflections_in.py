"""心得 out of a group chat: who wrote on which day and what, each line told; answers are not ticked, nobody is guessed."""

import pytest
from django.urls import reverse

from study.reading.models import Reflection

pytestmark = pytest.mark.django_db
IMPORT = reverse("study:reflection_import")
LONG = "今天学习了党章，对照自己找到了差距，今后要坚持每天学一条、用一条。"


def paste(client, text: str, **more):
    return client.post(IMPORT, {"pasted": text, "day_year": "", "said_0": "", **more})


def sent(response, **changes) -> dict[str, object]:
    shown = response.context
    data = {"rows": str(len(shown["rows"])), "label": shown["labels"], "unknown": shown["unknown"], "of": ""}
    data |= {"form_token": shown["form_token"], "day_year": shown["entry"].day_year or ""}
    for place, (row, cells) in enumerate(shown["rows"]):
        data |= {f"{place}-{cell.label}": cell.text for cell in cells} | {f"{place}-number": row.number}
        if row.is_taken:
            data[f"{place}-take"] = "on"
    data |= {name.replace("_", "-", 1): value for name, value in changes.items()}
    return {name: value for name, value in data.items() if value is not None}


@pytest.fixture
def secretary(cast, client_of):
    return client_of(cast.secretary)


def test_messages_with_their_authors_and_days(cast, secretary):
    one, other = cast.people.member.name, cast.people.committee.name
    text = (
        f"————— 2025-3-7 —————\n\n{one}  14:30\n\n{LONG}\n第二段：\n还要多读。\n\n"
        f"综合部-{other}  15:02\n{LONG}二\n{one} 15:03\n收到\n"
    )
    page = paste(secretary, text)
    assert [row.is_taken for row, _ in page.context["rows"]] == [True, True, False]
    assert len(page.context["found"].lines) == len([line for line in text.splitlines() if line.strip()])
    assert all(line.became for line in page.context["found"].lines)
    done = secretary.post(IMPORT, sent(page), follow=True)
    assert "已登记 2 篇" in done.content.decode()
    first, second = Reflection.objects.order_by("pk")
    assert (first.member.name, f"{first.written_on}", first.channel) == (one, "2025-03-07", "WECHAT_GROUP")
    assert first.body == f"{LONG}\n第二段：\n还要多读。"
    assert second.member.name == other
    again = paste(secretary, text)
    assert [row.is_taken for row, _ in again.context["rows"]] == [False] * 3


def test_an_author_or_a_day_that_is_not_certain_is_asked(cast, secretary):
    page = paste(secretary, f"某人甲 昨天 14:30\n{LONG}\n")
    errors = {cell.label for _, cells in page.context["rows"] for cell in cells if cell.errors}
    assert errors == {"作者", "写作日期"}
    refused = secretary.post(IMPORT, sent(page))
    assert (refused.status_code, Reflection.objects.count()) == (422, 0)
    mended = sent(refused, **{"0_作者": cast.people.member.name, "0_写作日期": "2025-03-07"})
    assert secretary.post(IMPORT, mended).status_code == 302


def test_a_text_without_messages_and_both_at_once_are_refused_and_kept(secretary):
    page = paste(secretary, "今天学习了党章。")
    assert "没有认出发言" in page.content.decode()
    assert "今天学习了党章。" in page.content.decode()
    page = paste(secretary, "")
    assert "请选择表格文件，或把文字粘贴在下面" in page.content.decode()
