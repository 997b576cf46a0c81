"""Valid field values for every kind, and activities made from them."""

from datetime import date

from activities import services
from activities.models import Activity, DutyItem, WorkArea


def member(one):
    """A person as a field stores one."""
    return {"id": one.pk, "name": one.name}


def example_data(code: str, people) -> dict:
    """Field values with which an activity of the kind may be recorded; `people` is `cast.people`."""
    first, second = member(people.secretary), member(people.committee)
    return {
        "relay": {"document": "关于安全生产的通知", "issuer": "试验公司党委", "received_on": "2025-03-01"},
        "joint": {"partner": "试验社区党支部", "segments": ["STUDY"]},
        "red_base": {"base": "试验纪念馆", "segments": ["VISIT", "OATH"]},
        "service": {"demand": "修好职工浴室", "source": "RAISED"},
        "visit": {"targets": "冯甲", "reason": "家人住院", "visitors": [first], "form": "HOME"},
        "project": {"topic": "深基坑支护", "leader": first},
        "inspection": {"units": "试验分包单位", "inspectors": [first], "subject": "食堂卫生", "found": 2},
        "case_study": {"case": "某单位公款吃喝案"},
        "reminder": {"occasions": ["MID_AUTUMN"], "form": "NOTICE"},
        "integrity_talk": {"talker": first, "counterpart": second, "points": "物资采购要公开"},
        "risk": {"quarter": "1", "point": "材料验收", "level": "MIDDLE", "measures": "两人同时验收"},
        "self_check": {"batch": "上半年", "problem": "办公用房超面积", "category": "OFFICE"},
        "mood": {"group": "一线职工", "channel": "TALK", "signs": "关心轮休安排", "level": "STEADY"},
        "publicity": {"headline": "项目新闻", "channel": "WECHAT_GROUP"},
        "vanguard": {"form": "AREA", "name": "台车责任区", "members": [second], "task": "管好台车"},
        "ideology_review": {"topic": "网络舆情", "judgement": "总体平稳"},
        "ideology_front": {"front": "宣传栏", "responsible": first, "checked": "内容及时", "found": 0},
        "quarter_star": {"quarter": "1", "winners": [second]},
        "pledge": {"pledger": second, "goal": "全年资料无差错"},
        "double_duty": {
            "committee_member": second,
            "inspector": first,
            "content": "党建台账",
            "result": "台账齐全",
        },
        "rules_made": {"name": "支部学习制度", "action": "MADE"},
    }[code]


def make_activity(cast, code: str = "visit", *, participants=(), **fields) -> Activity:
    """A recorded activity of the cast's branch, on 2025年3月7日 unless told."""
    fields.setdefault("data", example_data(code, cast.people))
    fields.setdefault("happened_on", date(2025, 3, 7))
    fields.setdefault("branch", cast.branch)
    return services.record_activity(
        Activity(kind=code, **fields), participants=participants, by=cast.secretary
    )


def make_area(
    cast, name: str = "学习教育", *, year: int = 2025, kinds=(), order: int = 1, **fields
) -> WorkArea:
    """A work area of the cast's branch."""
    fields.setdefault("branch", cast.branch)
    return WorkArea.objects.create(name=name, year=year, kinds=list(kinds), order=order, **fields)


def make_duty(cast, text: str = "每月检查学习考勤", **fields) -> DutyItem:
    """A duty of the cast's committee, adopted in 2025."""
    values = {
        "branch": cast.branch,
        "post_title": "ORGANISATION",
        "adopted_on": date(2025, 1, 9),
        "adopted_at": "第1次支委会",
    }
    return DutyItem.objects.create(text=text, **values | fields)


def form_data(code: str, people, **fields) -> dict:
    """What the entry form of a kind posts for `example_data`."""
    posted = {"happened_on": "2025-03-07"}
    for name, value in example_data(code, people).items():
        if isinstance(value, dict):
            value = value["id"]
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            value = [one["id"] for one in value]
        posted[f"data_{name}"] = value
    return posted | fields
