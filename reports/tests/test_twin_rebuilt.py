"""Section three of the older report rebuilt: what a secretary would have entered for each sentence, and what is drafted of it."""

import re
from datetime import date
from pathlib import Path

import pytest

from activities.models import Activity, WorkArea
from meetings.tests.helpers import hold
from reports.claims.checking import SETTLED
from reports.claims.report import ReportClaims
from reports.facts import FactBook
from reports.report import services
from reports.report.models import AnnualReport

pytestmark = pytest.mark.django_db
OLD = Path(__file__).parent / "data" / "annual_report.txt"
YEAR, ON = 2023, date(2024, 1, 12)
NEAR, WANTED = 0.45, 0.7

# Work area: name, 总体情况, kinds of meetings; (kind, month, summary, fields) of what was recorded in it.
AREAS = [
    (
        "把主题教育抓在日常",
        "在党员大会上分段诵读原著，联系测报岗位谈认识。",
        ["LECTURE"],
        [
            (
                "joint",
                5,
                "与下游两个村的支部结成对子，走访老渡口起义旧址，面对党旗再次宣誓，在旧址前上现场党课，分组谈体会，加深了主题教育的印象和收获。",
                {"partner": "上河村党支部、下河村党支部", "segments": ["VISIT", "OATH", "LECTURE"]},
            ),
            (
                "publicity",
                6,
                "借助支部活动日、站务公众号、党员微信群身边榜样的故事等材料，大家在群里写留言、晒笔记、谈心得。",
                {"headline": "身边榜样的故事", "channel": "WECHAT_GROUP"},
            ),
            (
                "service",
                6,
                "聚焦群众难事，急用先办，党员突击队连轴转、不喊苦，赶在主汛期前把取水口清了出来。",
                {
                    "demand": "清理取水口",
                    "source": "RAISED",
                    "done_on": "2023-06-20",
                    "result": "取水口已清理",
                },
            ),
            (
                "visit",
                9,
                "考虑到老职工多、慢性病多的实际，支委会常打听、勤走动，上门看望，送医送药并帮着申请补助。",
                {"targets": "冯甲、陈乙", "form": "HOME"},
            ),
        ],
    ),
    (
        "把支部建设责任压到人头",
        "规范组织生活。第一时间把局里和站党总支的部署讲明讲透，保证上级安排在各断面不走样、不打折。"
        "会前反复商量党课、小组会、支部大会的议题、流程、形式，尽量让话题贴着水情转。",
        ["ASSEMBLY", "COMMITTEE", "GROUP", "STUDY"],
        [
            (
                "quarter_star",
                3,
                "每月在党员大会上评一评值守、比一比资料，选出季度好党员，用身边人带动身边人。",
                {"quarter": "1", "winners": [{"id": 1, "name": "周试五"}]},
            ),
        ],
    ),
    (
        "全过程守住防汛安全",
        "随时下达值守指令，安抚驻站职工情绪。",
        [],
        [
            (
                "inspection",
                6,
                "分头到测流缆道、水尺断面，查看巡测车辆、救生器材、夜间照明和报汛通信的准备，催促外包队伍照章上岗、按点交接。",
                {"units": "外包队伍", "subject": "汛前准备", "found": 3, "fixed": 3},
            ),
        ],
    ),
    (
        "扛起党风廉政责任",
        "",
        [],
        [
            *[("case_study", month, "", {"case": f"第{month}期通报案例"}) for month in range(1, 13)],
            (
                "reminder",
                4,
                "在“五一”节点发送廉洁短信。",
                {"occasions": ["MAY_DAY"], "form": "GROUP_MESSAGE"},
            ),
            ("reminder", 1, "在春节节点发送廉洁短信。", {"occasions": ["NEW_YEAR"], "form": "GROUP_MESSAGE"}),
            (
                "risk",
                3,
                "",
                {
                    "quarter": "1",
                    "point": "采购、外协、差旅三类环节",
                    "level": "HIGH",
                    "measures": "列出防范要点",
                },
            ),
            (
                "integrity_talk",
                5,
                "",
                {
                    "talker": {"id": 1, "name": "赵试一"},
                    "counterpart": {"id": 2, "name": "钱试二"},
                    "duties": "委员各自管的采购、资料",
                    "points": "逐人作提醒谈话",
                },
            ),
            *[
                (
                    "self_check",
                    9,
                    "",
                    {
                        "batch": "下半年",
                        "problem": f"内部管理方面的毛病之{n}",
                        "category": "OTHER",
                        "fixed_on": "2023-09-28",
                    },
                )
                for n in range(1, 8)
            ],
        ],
    ),
    (
        "守好思想阵地",
        "坚持每月一次集体学习、一次专题讨论，书记带头讲。把握宣传口径，讲好站里的故事，鼓舞士气。",
        [],
        [
            (
                "mood",
                8,
                "不定期摸一摸党员和职工的思想状况，看苗头、辨风险、早化解。",
                {"group": "党员和职工", "channel": "TALK", "signs": "平稳", "level": "STEADY"},
            ),
            (
                "publicity",
                11,
                "用短视频等新形式开展形势教育，把大伙的心拢到一处。",
                {"headline": "形势教育短视频", "channel": "OFFICIAL_ACCOUNT"},
            ),
        ],
    ),
]
MATERIALS = "新时代治水思路\n历次中央全会精神\n《准则》\n条例"


@pytest.fixture
def report(cast):
    for order, (name, summary, meeting_kinds, rows) in enumerate(AREAS, start=1):
        area = WorkArea.objects.create(
            branch=cast.branch,
            year=YEAR,
            order=order,
            name=name,
            summary=summary,
            meeting_kinds=meeting_kinds,
        )
        for kind, month, told, data in rows:
            Activity.objects.create(
                branch=cast.branch,
                kind=kind,
                title="活动",
                happened_on=date(YEAR, month, 20),
                work_area=area,
                summary=told,
                data=data,
                is_for_report=bool(told),
            )
    for day, kind in (("03-07", "ASSEMBLY"), ("04-07", "COMMITTEE")):
        hold(cast.branch, f"{YEAR}-{day}", kind, by=cast.secretary)
    hold(cast.branch, f"{YEAR}-06-09", "STUDY", by=cast.secretary, study_material=MATERIALS)
    for day, kind, title in (
        ("05-12", "LEADER", "站领导讲的一堂党课"),
        ("07-01", "MODEL", "退休劳模讲的一堂党课"),
        ("09-12", "SECRETARY", "支部书记讲的一堂党课"),
    ):
        words = {"lecturer_kind": kind, "lecturer_name": "讲的人", "lecture_title": title}
        hold(cast.branch, f"{YEAR}-{day}", "LECTURE", by=cast.secretary, **words)
    services.draft_report(branch=cast.branch, year=YEAR, by=cast.secretary, on=ON)
    return AnnualReport.objects.with_tree().get()


def written() -> list[str]:
    """The sentences of the older report's section three."""
    lines = re.split(r"\n", OLD.read_text())
    first, last = (
        next(n for n, line in enumerate(lines) if line.startswith(head)) for head in ("三、", "四、")
    )
    paragraphs = [re.sub(r"^\d+、", "", line.strip()) for line in lines[first + 1 : last]]
    return [one for paragraph in paragraphs for one in paragraph.split("。") if one.strip()]


def bigrams(text: str) -> set[str]:
    plain = "".join(one for one in text if one.isalnum())
    return {plain[n : n + 2] for n in range(len(plain) - 1)}


def near(old: str, told: list[str]) -> float:
    """How much of a sentence's words stands in the drafted sentence that is nearest."""
    wanted = bigrams(old)
    return max(len(wanted & bigrams(one)) / len(wanted) for one in told)


def test_most_sentences_are_drafted_again_and_none_is_invented(report, cast):
    claims = ReportClaims(report, FactBook(cast.branch, YEAR, report.as_of(ON)), afresh=True)
    work = [one for one in claims if one.section.kind == "work"]
    assert [one.text for one in work if one.checked.state not in SETTLED] == []
    told, old = [one.text for one in work], written()
    found = [sentence for sentence in old if near(sentence, told) >= NEAR]
    assert len(found) >= WANTED * len(old), [sentence for sentence in old if sentence not in found]


def test_an_empty_year_rebuilds_none(cast):
    """Negative control: without the records nothing of it is drafted."""
    services.draft_report(branch=cast.branch, year=YEAR, by=cast.secretary, on=ON)
    report = AnnualReport.objects.with_tree().get()
    claims = ReportClaims(report, FactBook(cast.branch, YEAR, ON), afresh=True)
    told = [one.text for one in claims if one.section.kind == "work"]
    assert [sentence for sentence in written() if near(sentence, told) >= NEAR] == []
