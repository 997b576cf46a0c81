"""Minutes as branches write them: no line is lost, nobody is present who is not named, what is not said is asked."""

import json
import os
import random
import re
from io import BytesIO, StringIO
from pathlib import Path
from types import SimpleNamespace

import docx
import pytest
from django.core.management import call_command
from django.urls import reverse

from branch.organisations.models import PartyGroup
from core.testing import make_member
from documents.tests.wordfiles import saved
from meetings.meeting.models import Meeting
from meetings.minutes_import.drafting import draft_meeting
from meetings.minutes_import.reading import read_all

from .expected import Draft, differences, plain
from .minutes_files import lines

pytestmark = pytest.mark.django_db
CASES = sorted((Path(__file__).parent / "cases").glob("*.docx"))
COMMITTEE = "林松涛 何婉 周立群 陈喆 孟堃".split()
SITE = "罗志远 陈喆 孟堃 方玥 马䶮 郑长河 邓广田 曾庆余 单国强 贺小川 钟山 蓝天佑".split()
OFFICE = "解春雷 林松涛 何婉 周立群 仇敏 宋雨桐 樊卫东 侯志军 吴晓宁".split()
EVERYONE = dict.fromkeys(SITE + OFFICE)
POSTS = ("SECRETARY", "ORGANISATION", "DISCIPLINE", "PUBLICITY", "YOUTH")


@pytest.fixture
def branch(cast):
    """The roll of the cases, in the branch elsewhere, which is emptied of its own people."""
    from branch.members.models import Member, Post

    place = cast.other_branch
    Post.objects.filter(branch=place).delete()
    for member in Member.objects.filter(branch=place):
        Member._base_manager.filter(pk=member.pk).update(deleted_at=member.created_at)
    groups = {"施工党小组": SITE, "综合党小组": OFFICE}
    made = {
        name: PartyGroup.objects.create(branch=place, name=name, founded_on="2020-01-01") for name in groups
    }
    for name in EVERYONE:
        group = made["施工党小组" if name in SITE else "综合党小组"]
        make_member(place, name, group=group, status="PROBATIONARY" if name == "吴晓宁" else "FULL")
    for name, title in zip(COMMITTEE, POSTS, strict=True):
        member = Member.objects.alive().get(branch=place, name=name)
        Post.objects.create(branch=place, member=member, title=title, starts_on="2020-01-01")
    return place


def read(data: bytes, branch, name: str = "记录.docx") -> list[dict]:
    return [draft_meeting(found, branch, year=2026).as_json() for found in read_all(data, name)]


def one(branch, *texts: str, name: str = "记录.docx") -> SimpleNamespace:
    """The draft of a file with these lines, asked by label."""
    (told,) = read(saved(lines(*texts)), branch, name)
    draft = Draft(told["findings"], told["notices"])
    return SimpleNamespace(
        draft=draft, told=told, value=draft.value, people=draft.people, texts=draft.texts()
    )


HEAD = ("支部党员大会会议记录", "时间：2026年6月5日15:00", "地点：会议室", "主持人：林松涛", "记录人：何婉")


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_gives_the_values_expected(path, branch, tmp_path):
    expected = json.loads(path.with_suffix("").with_suffix(".expected.json").read_text())["expected"]
    file = tmp_path / expected.get("file_name", path.name)
    file.write_bytes(path.read_bytes())
    out = StringIO()
    call_command("import_minutes", str(file), "--branch", branch.code, "--dry-run", "--json", stdout=out)
    document = docx.Document(BytesIO(path.read_bytes()))
    texts = [part.text for part in document.paragraphs if part.text.strip()]
    texts += [
        cell.text
        for table in document.tables
        for row in table.rows
        for cell in row.cells
        if cell.text.strip()
    ]
    assert differences(json.loads(out.getvalue()), expected, texts) == []
    assert not Meeting.objects.exists()


@pytest.mark.parametrize(
    "heading", ["支部大会记录", "党支部大会会议记录", "2026年6月支部大会", "蓝桥项目党支部党员大会会议记录"]
)
def test_the_assembly_by_its_other_names(heading, branch):
    assert one(branch, heading, *HEAD[1:], "会议内容：学习。").value("类别") == "支部党员大会"


@pytest.mark.parametrize(
    "line",
    [
        "出席：林松涛、何婉、陈喆，宋雨桐因在外培训缺席",
        "参会人员：林松涛、何婉、陈喆、宋雨桐（请假，在外培训）",
        "到会人员：林松涛、何婉、陈喆；宋雨桐因事请假",
        "参加：林松涛、何婉、陈喆、宋雨桐未参加",
        "到会同志：林松涛 何婉 陈喆 宋雨桐（缺席）",
    ],
)
def test_who_is_named_as_away_among_those_present_is_not_present(line, branch):
    told = one(branch, *HEAD, line, "会议内容：学习党章。")
    assert sorted(told.people("到会")) == sorted(["林松涛", "何婉", "陈喆"])
    assert any(name.startswith("宋雨桐") for label in ("请假", "缺席") for name in told.people(label))


@pytest.mark.parametrize(
    "label", ["参会", "参加", "到会同志", "参会名单", "实到党员", "参学人员", "出席同志"]
)
def test_people_behind_any_label(label, branch):
    told = one(branch, *HEAD, f"{label}：林松涛、何婉、陈喆", "会议内容：学习党章。")
    assert sorted(told.people("到会")) == sorted(["林松涛", "何婉", "陈喆"])
    assert told.draft.stopping, "the others are asked about"


@pytest.mark.parametrize("label", ["未参加", "未出席", "缺席人员", "未到会", "缺勤", "未参会党员"])
def test_absent_people_behind_any_label(label, branch):
    told = one(branch, *HEAD, "应到21人，实到20人", f"{label}：单国强", "会议内容：学习党章。")
    assert "单国强" in told.people("缺席")
    assert "单国强" not in told.people("到会")


def test_nobody_is_present_where_the_file_names_nobody(branch):
    told = one(branch, *HEAD, "会议内容：学习党章。")
    assert told.people("到会") == ["林松涛"]
    assert any("到会没有" in text for text in told.draft.stopping)


@pytest.mark.parametrize("nobody", ["无", "没有", "0人", "无。", "/"])
def test_lists_end_where_the_text_begins(nobody, branch):
    texts = ["何婉:建议把补学排进班表", "[15:02] 陈喆:同意", "周立群：我补充一点，要定人。", "大家一致同意。"]
    told = one(branch, *HEAD, f"缺席人员：{nobody}", *texts)
    assert told.people("缺席") == []
    assert all(plain(text) in told.texts for text in texts)
    guests = one(branch, *HEAD, "列席：公司党委组织部王某", "应到21人，实到21人", *texts)
    assert guests.people("列席人员") == ["公司党委组织部王某"]
    assert all(plain(text) in guests.texts for text in texts)


def test_a_list_over_several_lines_goes_on(branch):
    told = one(branch, *HEAD, "参会人员：林松涛、何婉", "陈喆、孟堃", "周立群", "会议内容：学习党章。")
    assert sorted(told.people("到会")) == sorted(COMMITTEE)


@pytest.mark.parametrize(
    "speech",
    [
        "主持人：今天研究两件事，先学习，再讨论。",
        "主持人：同志们，现在开会！应到21人，实到20人。",
        "主持人：请大家发言；先从何婉开始。",
    ],
)
def test_what_the_chair_says_is_kept(speech, branch):
    told = one(branch, *HEAD, speech, "一、学习党章", "何婉：谈体会。")
    assert told.value("主持人") == "林松涛"
    assert plain(speech.partition("：")[2]) in told.texts


@pytest.mark.parametrize(
    ("first", "second"),
    [
        *[("（一）", "（二）"), ("一、", "二、"), ("1.", "2."), ("1、", "2、"), ("议题一：", "议题二：")],
        *[("1）", "2）"), ("（1）", "（2）"), ("第一项议程：", "第二项议程：")],
    ],
)
def test_later_items_in_every_numbering(first, second, branch):
    told = one(
        branch,
        *HEAD,
        "会议议题",
        f"{first}学习计划安排",
        "汇报人：陈喆",
        "会议决定：印发计划。",
        f"{second}慰问一线班组",
        "汇报人：孟堃",
        "会议决定：五一前走到。",
    )
    assert [told.value(f"议题 {n}") for n in (1, 2)] == ["学习计划安排", "慰问一线班组"]
    assert [told.value(f"议题 {n} 汇报人") for n in (1, 2)] == ["陈喆", "孟堃"]
    assert [told.value(f"议题 {n} 决定") for n in (1, 2)] == ["印发计划。", "五一前走到。"]


@pytest.mark.parametrize(
    ("text", "decision", "who", "day"),
    [
        ("何婉汇报。会议决定：6月20日召开，何婉负责通知。", "6月20日召开，何婉负责通知。", "何婉", ""),
        (
            "讨论热烈。经讨论，会议一致决定：由解春雷负责，6月底前完成。",
            "由解春雷负责，6月底前完成。",
            "解春雷",
            "2026年6月30日",
        ),
        (
            "大家发言。大会决定，周立群同志牵头落实，7月15日前办结。",
            "周立群同志牵头落实，7月15日前办结。",
            "周立群",
            "2026年7月15日",
        ),
        ("孟堃说明。会议决定：各小组分头准备。", "各小组分头准备。", "", ""),
        ("陈喆汇报。会议议定：何婉、陈喆负责，三季度完成。", "何婉、陈喆负责，三季度完成。", "陈喆", ""),
    ],
)
def test_a_decision_inside_a_paragraph(text, decision, who, day, branch):
    told = one(branch, *HEAD, "一、研究方案", text, "二、其他", "没有。")
    assert told.value("议题 1 决定") == decision
    assert told.value("议题 1 责任人") == who
    assert told.value("议题 1 期限") == day
    assert plain(text.partition("。")[0]) in told.texts


@pytest.mark.parametrize(
    ("name", "text", "day"),
    [
        (
            "蓝桥项目党支部2026年6月支部党员大会记录.docx",
            "6月5日，支部书记林松涛主持召开支部党员大会。",
            "2026年6月5日",
        ),
        ("2026年3月支委会.docx", "3月18日下午3点，林松涛主持召开支委会，研究值班。", "2026年3月18日"),
        ("支委会（2025年11月）.docx", "11月7日上午，支部书记林松涛主持了会议。", "2025年11月7日"),
    ],
)
def test_date_and_kind_come_from_the_name_of_the_file(name, text, day, branch):
    told = one(branch, "学习内容记录：", text, "讨论发言摘要：", "何婉：补学记录要做细。", name=name)
    assert told.value("开始时间").startswith(day)
    assert told.value("类别")
    assert told.value("主持人") == "林松涛"
    assert told.value("名称") != "学习内容记录："


def test_a_day_of_another_month_than_the_name_says_is_asked(branch):
    told = one(branch, "学习内容记录：", "5月5日学习了文件。", name="2026年6月支委会记录.docx")
    assert told.value("开始时间") == ""
    assert any("会议时间" in text for text in told.draft.stopping)


def test_several_meetings_one_after_the_other_each_with_its_heading(branch):
    texts = []
    for month, matter in ((3, "值班"), (4, "学习"), (5, "慰问")):
        texts += [
            f"2026年{month}月支委会会议记录",
            f"时间：2026年{month}月7日15:00",
            "地点：会议室",
            "主持：林松涛",
        ]
        texts += [
            "出席：林松涛、何婉、周立群、陈喆、孟堃",
            f"议题：研究{matter}",
            f"会议决定：做好{matter}。",
        ]
    drafts = read(saved(lines(*texts)), branch)
    assert [Draft(d["findings"], d["notices"]).value("开始时间") for d in drafts] == [
        f"2026年{month}月7日 15:00" for month in (3, 4, 5)
    ]
    assert [Draft(d["findings"], d["notices"]).value("议题 1") for d in drafts] == [
        "研究值班",
        "研究学习",
        "研究慰问",
    ]
    assert [Draft(d["findings"], d["notices"]).value("名称")[:7] for d in drafts] == [
        f"2026年{month}月" for month in (3, 4, 5)
    ]
    assert sorted(line["text"] for d in drafts for line in d["lines"]) == sorted(texts)


def test_one_meeting_that_names_another_day_stays_one(branch):
    texts = (
        *HEAD,
        "参会人员：林松涛、何婉",
        "会议内容：",
        "下次会议时间：另行通知。",
        "培训时间：2026年7月1日至3日。",
    )
    (told,) = read(saved(lines(*texts)), branch)
    assert "培训时间" in json.dumps(told, ensure_ascii=False)


def test_plain_text_is_read_like_word(branch):
    text = "支委会记录\n时间：2026年2月11日15:00\n主持：林松涛\n出席：何婉、陈喆、周立群、孟堃\n议题：值班\n会议决定：轮流。\n"
    for encoding in ("utf-8", "gb18030"):
        (told,) = read(text.encode(encoding), branch, "记录.txt")
        assert sorted(Draft(told["findings"], told["notices"]).people("到会")) == sorted(COMMITTEE)


def test_matters_on_one_line_and_a_sentence_below_the_matter(branch):
    told = one(
        branch,
        *HEAD,
        "会议议程：1、学习文件 2、研究值班；3、其他",
        "一、学习文件",
        "传达了文件。",
        "二、研究值班",
        "会议决定：轮流。",
    )
    assert [told.value(f"议题 {n}") for n in (1, 2, 3)] == ["学习文件", "研究值班", "其他"]
    assert told.value("议题 2 决定") == "轮流。"
    text = "无记名投票表决，发出票20张，收回20张，有效票20张，赞成19票，反对1票，弃权0票。会议决定：同意吴晓宁同志转为正式党员。"
    told = one(branch, *HEAD, "议题：讨论吴晓宁同志预备党员转正", text)
    assert told.value("议题 2") == ""
    assert told.value("议题 1 决定") == "同意吴晓宁同志转为正式党员。"
    assert "赞成 19，反对 1，弃权 0" in told.value("议题 1 表决")


def test_a_sign_up_of_a_chat_is_a_roll(branch):
    """接龙: who signed up, one a line with a number; who wrote 请假 is not present."""
    text = "\n".join(
        [
            "#接龙 2026年6月5日15:00支委会",
            "1. 林松涛",
            "2. 何婉 ✅",
            "3、陈喆",
            "4. 孟堃 请假（出差）",
            "5. 周立群",
        ]
    ).replace(" ✅", "")
    (told,) = read(text.encode(), branch, "接龙.txt")
    draft = Draft(told["findings"], told["notices"])
    assert sorted(draft.people("到会")) == sorted(["林松涛", "何婉", "陈喆", "周立群"])
    assert draft.people("请假") == ["孟堃(出差)"]
    assert draft.value("开始时间") == "2026年6月5日 15:00"
    assert draft.value("类别") == "支委会"
    assert [line["text"] for line in told["lines"]] == text.split("\n")


@pytest.mark.parametrize(
    ("says", "present", "away"),
    [
        ("", True, None),
        (" 到", True, None),
        (" ✅", True, None),
        ("[强]", True, None),
        (" 准时参加👍", True, None),
        (" +1", True, None),
        (" 请假", False, ""),
        ("（请假，出差）", False, "出差"),
        (" 出差，不能参加", False, "出差"),
        (" 来不了", False, ""),
        (" 晚到十分钟", False, None),
    ],
)
def test_what_somebody_says_in_a_sign_up(branch, says, present, away):
    """The subject stands below #接龙 as the program writes it; who only says something else is asked about."""
    text = f"#接龙\n2026年6月5日15:00支委会，能到的请接龙\n\n1. 林松涛\n2. 何婉{says}\n3. 陈喆\n"
    (told,) = read(text.encode(), branch, "接龙.txt")
    draft = Draft(told["findings"], told["notices"])
    assert ("何婉" in draft.people("到会")) == present
    assert [one.partition("(")[0] for one in draft.people("请假")] == (["何婉"] if away is not None else [])
    assert (not away) or away in draft.people("请假")[0]
    assert {"林松涛", "陈喆"} <= set(draft.people("到会"))
    assert draft.value("开始时间") == "2026年6月5日 15:00"
    assert draft.value("类别") == "支委会"
    if not present and away is None:
        assert any(notice["stops"] and "何婉" in notice["text"] for notice in told["notices"])


def test_a_sign_up_inside_a_chat(branch):
    text = "林松涛 2026-06-04 16:20\n#接龙\n6月5日下午3点支委会\n1. 林松涛\n2. 何婉\n陈喆 2026-06-04 16:25\n收到\n"
    (told,) = read(text.encode(), branch, "粘贴的文字.txt")
    draft = Draft(told["findings"], told["notices"])
    assert sorted(draft.people("到会")) == sorted(["林松涛", "何婉"])
    assert draft.value("开始时间") == "2026年6月5日 15:00"


def test_a_numbered_list_after_people_is_no_list_of_names(branch):
    told = one(branch, *HEAD, "参会人员：林松涛、何婉", "1.研究下半年学习安排，讨论通过。", "2.讨论。")
    assert sorted(told.people("到会")) == sorted(["林松涛", "何婉"])
    assert "研究下半年学习安排" in told.texts


# Scraps of minutes, some of them nonsense at their place.
SCRAPS = [
    "支委会会议记录", "时间：2026年6月5日15:00", "地点：会议室", "主持人：林松涛", "记录人：何婉", "参会人员：林松涛、何婉",
    "缺席：无", "请假：单国强（出差）", "应到5人，实到4人", "列席：王某", "议题：研究值班", "一、学习", "（一）传达", "（二）讨论",
    "何婉：同意。", "陈喆同志：", "会议决定：由陈喆负责，6月底前完成。", "决定：轮流值班", "表决：赞成5票，反对0票，弃权0票",
    "大家畅谈体会。", "——————", "备注：", "1.第一点", "2、第二点", "附件：照片", "罗志远、方玥", "[15:02] 钟山：到", "主持人：开会，请发言。",
]  # fmt: skip


def test_a_vote_inside_a_decision_is_a_vote_and_stays_in_the_words(branch):
    got = one(
        branch,
        *HEAD,
        "参会人员：林松涛、何婉",
        "一、讨论慰问",
        "会议决定，走访困难职工。表决情况：同意4票，反对1票，弃权0票。",
    )
    assert got.value("议题 1 表决") == "一般事项，举手表决：赞成 4，反对 1，弃权 0"
    assert "走访困难职工" in got.value("议题 1 决定")
    alone = one(branch, *HEAD, "会议记录：表决赞成4票，反对1票，弃权0票。")
    assert any("没有登记为表决" in notice["text"] for notice in alone.told["notices"])


@pytest.mark.parametrize(
    ("title", "matter"),
    [
        ("审议《关于支部委员会换届选举的请示》", "一般事项"),
        ("讨论换届选举工作方案", "一般事项"),
        ("选举支部委员会委员", "选举"),
        ("支部委员会换届选举", "选举"),
    ],
)
def test_papers_about_an_election_are_voted_on_like_any_other_matter(title, matter, branch):
    got = one(branch, *HEAD, "参会人员：林松涛、何婉", f"一、{title}", "赞成18票，反对0票，弃权0票。")
    assert got.value("议题 1 表决").startswith(matter)


@pytest.mark.parametrize("style", ["一、|二、|三、", "1.|2.|3.", "（一）|（二）|（三）"])
def test_a_list_of_matters_and_their_text_below_it_are_the_same_matters(style, branch):
    first, second, third = style.split("|")
    got = one(
        branch,
        *HEAD,
        "参会人员：林松涛、何婉",
        "会议议程：",
        "1.通报上半年工作；2.审议慰问方案；3.讨论吴晓宁同志转正。",
        f"{first}林松涛同志通报上半年支部工作情况。",
        "召开支委会6次。",
        f"{second}审议《慰问工作方案》。",
        "大家同意。",
        f"{third}讨论吴晓宁同志转正事宜。",
        "材料齐全。",
    )
    titles = [
        finding["value"] for finding in got.told["findings"] if re.fullmatch("议题 [0-9]+", finding["label"])
    ]
    assert titles == ["通报上半年工作", "审议慰问方案", "讨论吴晓宁同志转正"]
    assert "召开支委会6次。" in got.value("议题 1 讨论要点")
    assert "大家同意。" in got.value("议题 2 讨论要点")
    assert "材料齐全。" in got.value("议题 3 讨论要点")


@pytest.mark.parametrize(
    "name", ["施工党小组2026年4月学习记录", "施工党小组第二季度会议记录", "施工党小组4月份集中学习"]
)
def test_a_group_is_named_before_the_month(name, branch):
    got = one(
        branch,
        name,
        "学习时间：2026.4.17 19:00",
        "组长：罗志远",
        "参加人：罗志远 陈喆",
        "学习内容：学习党章。",
    )
    assert (got.value("类别").split("、")[0], got.value("党小组")) == ("党小组会", "施工党小组")


@pytest.mark.parametrize(
    ("line", "leave", "absent"),
    [
        ("全体党员（缺勤：贺小川，值班）", ["贺小川(值班)"], []),
        ("全体党员（除贺小川外）", [], ["贺小川"]),
        ("全体党员，除贺小川、钟山请假外，其余党员全部参加", ["贺小川", "钟山"], []),
        ("全体党员（请假：钟山）", ["钟山"], []),
        ("全体党员（21人）", [], []),
    ],
)
def test_everybody_but_who_is_named(line, leave, absent, branch):
    got = one(branch, *HEAD, f"参加人员：{line}", "一、学习党章")
    assert (sorted(got.people("请假")), got.people("缺席")) == (sorted(leave), absent)
    assert len(got.people("到会")) == 21 - len(leave) - len(absent)


def test_a_name_of_three_letters_with_blanks_inside(branch):
    got = one(branch, *HEAD, "参加人：林 松 涛、何  婉、周立群、孟 堃", "一、学习党章")
    assert sorted(got.people("到会")) == ["何婉", "周立群", "孟堃", "林松涛"]


def test_names_below_the_heading_of_a_list_are_read(branch):
    (told,) = read("2026年6月5日15:00支部党员大会参会名单\n林松涛\n何婉\n".encode(), branch, "名单.txt")
    value = {finding["label"]: finding["value"] for finding in told["findings"]}
    assert (value["到会"], value["类别"]) == ("何婉、林松涛", "支部党员大会")


@pytest.mark.parametrize("style", ["（一）|（二）", "1、|2、", "1）|2）"])
def test_the_text_is_numbered_as_the_list_before_it_in_other_marks(style, branch):
    first, second = style.split("|")
    got = one(
        branch,
        *HEAD,
        "参会：林松涛、何婉",
        "会议议题：",
        "一、学习《条例》",
        "二、讨论吴晓宁转正意见",
        "会议内容：",
        f"{first}何婉同志领学。",
        f"{second}大家认为他表现良好。",
        "会议决议：报支部大会讨论。",
    )
    assert "领学" in got.value("议题 1 讨论要点")
    assert "表现良好" in got.value("议题 2 讨论要点")
    assert got.value("议题 2 决定") == "报支部大会讨论。"


def test_who_stands_behind_the_word_record_took_it(branch):
    assert one(branch, HEAD[0], HEAD[1], HEAD[3], "会议记录：何婉", "参会：何婉").value("记录人") == "何婉"
    assert one(branch, *HEAD[:4], "会议记录：如下", "参会：何婉").value("会议记录") == "如下"


def test_meetings_whose_days_name_no_year_are_still_several(branch):
    both = read(
        saved(
            lines(
                "2026年3月支委会会议记录",
                "时间：3月5日",
                "参加：何婉",
                "议题：研究三八节活动",
                "时间：3月7日，地点：会议室。",
                "2026年3月支部党员大会会议记录",
                "时间：3月20日",
                "参加人员：何婉",
                "议题：学习两会精神",
            )
        ),
        branch,
    )
    days = [
        one["value"].split(" ")[0] for told in both for one in told["findings"] if one["label"] == "开始时间"
    ]
    assert days == ["2026年3月5日", "2026年3月20日"]


@pytest.mark.parametrize("mark", ["【接龙】", "接龙：", "#接龙 ", "＃接龙\n", "[群接龙] "])
def test_a_sign_up_however_it_is_marked(mark, branch):
    text = f"{mark}2026年6月5日15:00主题党日报名\n1. 林松涛\n2. 何婉 +1\n3. 陈喆（请假，回家）"
    (told,) = read(text.encode(), branch, "接龙.txt")
    value = {one["label"]: one["value"] for one in told["findings"]}
    assert (value["到会"], value["请假"], value["类别"]) == ("何婉、林松涛", "陈喆（回家）", "主题党日")
    assert "接龙" not in value["名称"]


@pytest.mark.parametrize("block", range(4))
def test_every_line_is_accounted_for_and_nobody_is_made_present(block, branch):
    for seed in range(block * 10, block * 10 + int(os.environ.get("MINUTES_MADE", "10"))):
        rng = random.Random(seed)
        texts = [rng.choice(SCRAPS) for _ in range(rng.randint(4, 18))]
        drafts = read(saved(lines(*texts)), branch)
        told = [line for draft in drafts for line in draft["lines"]]
        assert [line["text"] for line in told] == texts, seed
        assert all(line["became"] for line in told), seed
        said = " ".join(texts)
        for one_draft in drafts:
            draft = Draft(one_draft["findings"], one_draft["notices"])
            unnamed = [name for name in draft.people("到会") if name not in said]
            assert not unnamed or "缺席：无" in said or "实到" in said, (seed, unnamed)


def test_a_meeting_of_several_is_chosen_on_the_page(cast, client_of):
    from django.core.files.uploadedfile import SimpleUploadedFile

    texts = []
    for month in (3, 4):
        texts += [
            f"2026年{month}月支委会会议记录",
            f"时间：2026年{month}月7日15:00",
            "主持：赵试一",
            "缺席：无",
            "议题：值班",
        ]
    client = client_of(cast.secretary, year=2026)
    url = reverse("reports:minutes_import")
    shown = client.post(url, {"file": SimpleUploadedFile("两次.docx", saved(lines(*texts)))})
    assert "第 2 次会议" in shown.content.decode()
    pointer = shown.context["form"]["pointer"].value()
    second = client.post(url, {"pointer": pointer, "other": "2"})
    draft = second.context["draft"]
    assert (draft.place, draft.values["starts_at"].month) == (2, 4)
    assert second.context["form"]["nth"].value() == 2
    assert client.post(url, {"pointer": pointer, "other": "3"}).status_code == 302
