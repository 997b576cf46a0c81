"""A branch from nothing to its first compliant month in the browser, with what it takes: fields, clicks, pages."""

import re
from datetime import date
from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse
from django.utils.timezone import localdate
from playwright.sync_api import expect

from branch.accounts.models import User
from branch.members.models import Member, Post
from branch.organisations import setup_code
from branch.organisations.models import PartyGroup
from core.testing_browser import DESKTOP, PHONE, axe_violations, sideways_scroll
from meetings.meeting.models import Meeting

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "chang-jiang-2025"
POSTS = {0: "副书记、组织委员", 1: "宣传委员", 2: "纪检委员", 3: "党小组长", 10: "党小组长", 16: "党小组长"}
GROUPS = ("第一党小组", "第二党小组", "第三党小组")


def roster() -> bytes:
    """21 members in three groups, as an office keeps them: the form's title above, dates to the month."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.append(["某某党支部党员名册"])
    head = [
        "序号",
        "姓名",
        "性别",
        "出生年月",
        "入党时间",
        "转正时间",
        "党员类别",
        "党小组",
        "党内职务",
        "现任职务",
        "联系电话",
    ]
    sheet.append(head)
    for n in range(21):
        born, joined = date(1970 + n, 1 + n % 12, 5), date(1996 + n, 7, 1)
        name = f"新{'一二三四五六七八九十'[n // 10]}{'甲乙丙丁戊己庚辛壬癸'[n % 10]}"
        days = [f"{born:%Y.%m}", f"{joined:%Y.%m}", f"{joined.year + 1}.07"]
        group = GROUPS[0 if n < 8 else 1 if n < 15 else 2]
        sheet.append(
            [
                n + 1,
                name,
                "男" if n % 3 else "女",
                *days,
                "正式党员",
                group,
                POSTS.get(n, ""),
                "技术员",
                f"138{n:08}",
            ]
        )
    workbook.save(data := BytesIO())
    return data.getvalue()


class Hand:
    """Does what a person does on a page and counts it."""

    def __init__(self, page):
        self.page, self.fields, self.clicks, self.pages = page, 0, 0, 0
        page.on("framenavigated", self._went)

    def _went(self, frame) -> None:
        self.pages += frame == self.page.main_frame

    def field(self, label: str):
        """A field by its label, with or without the mark of what is required."""
        return self.page.get_by_label(re.compile(rf"^\s*{re.escape(label)}\s*\*?\s*$"))

    def fill(self, **words: str) -> None:
        """Type into fields by their labels."""
        for label, value in words.items():
            self.field(label).fill(value)
            self.fields += 1

    def click(self, what) -> None:
        """One click or tap."""
        what.click()
        self.clicks += 1

    def choose(self, **options: str) -> None:
        """Choose from lists by their labels."""
        for label, option in options.items():
            self.field(label).select_option(label=option)
            self.fields += 1

    def tick(self, label) -> None:
        """Tick a box."""
        self.page.get_by_label(label).check()
        self.fields += 1

    def attach(self, label: str, file) -> None:
        """Choose a file."""
        self.page.get_by_label(label).set_input_files(file)
        self.fields += 1

    def press(self, name) -> None:
        """A button by its words."""
        self.click(self.page.get_by_role("button", name=name))

    def follow(self, name) -> None:
        """A link by its words."""
        self.click(self.page.get_by_role("link", name=name).first)

    def look(self) -> None:
        """Nothing that hinders, at the width of the page."""
        assert axe_violations(self.page) == []
        assert sideways_scroll(self.page) == 0


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desk", "phone"])
def test_from_nothing_to_the_first_compliant_month(live_page, tmp_path, viewport):
    code, today = setup_code.new_code(), localdate()
    (file := tmp_path / "名册.xlsx").write_bytes(roster())
    page = live_page(viewport=viewport)
    hand = Hand(page)
    page.goto("/")
    hand.fill(
        安装码=code,
        上级党委名称="试验公司党委",
        党支部全称="试验公司第一项目党支部",
        党支部简称="第一项目党支部",
        党支部代码="diyi",
        党支部成立日期="2020-03-01",
        启用日期=f"{today:%Y-%m}-01",
        书记姓名="赵试一",
        书记任职自="2024-03-01",
        登录名="zhaoshiyi",
        密码=PASSWORD,
        再输一次密码=PASSWORD,
    )
    hand.choose(性别="女")
    hand.press("建立党支部")
    page.get_by_role("heading", name="起步").wait_for()
    hand.look()

    hand.follow("导入名册")
    hand.attach("名册文件", file)
    hand.choose(**{"没有写人员类别的，都是": "正式党员"})
    hand.fill(
        **{
            "没有写转入日期的，从哪一天起计入本支部": "2020-03-01",
            "没有写任职日期的，支部职务从哪一天起": "2024-03-01",
        }
    )
    hand.tick("只写到月的日期，按当月 1 日登记")
    hand.press("下一步：预览")
    hand.tick(re.compile("随名册新建还没有的党小组：第一党小组、第二党小组、第三党小组"))
    hand.fill(党小组成立日期="2024-03-01")
    hand.look()
    hand.press("登入名册")
    page.get_by_text("已登入 21 名党员").wait_for()

    page.goto("/")
    hand.follow("给党员开账号")
    hand.look()
    hand.press("开账号")
    page.get_by_text("已开 21 个账号").wait_for()
    hand.look()
    page.goto("/")
    hand.follow("排计划")
    hand.look()
    hand.press("按要求排出全年")
    page.get_by_text("已排出").or_(page.get_by_role("link", name=re.compile("登记会议"))).first.wait_for()
    for kind in ("支委会", "主题党日"):
        page.goto(reverse("meetings:plan_list"))
        hand.follow(re.compile(rf"登记会议\s*：{today.month}月{kind}"))
        hand.fill(地点="二楼会议室")
        hand.choose(主持人="赵试一")
        hand.press("保存")
        page.get_by_text("会议已登记").wait_for()

    page.goto("/")
    expect(page.get_by_role("heading", name="起步")).to_have_count(0)
    hand.look()
    grid = page.locator(".compliance-grid").inner_text()
    for kind in ("支委会", "主题党日"):
        assert re.search(rf"，{kind}，{today.month}月：达标", grid), grid
    assert "：不适用" in grid or today.month == 1
    assert "：逾期" not in grid
    assert (User.objects.count(), Member.objects.count(), PartyGroup.objects.count()) == (22, 22, 3)
    assert (Post.objects.count(), Meeting.objects.count()) == (8, 2)
    # By hand it was about 380 fields and 150 pages.
    told = f"{hand.fields} fields, {hand.clicks} clicks, {hand.pages} pages"
    assert hand.fields <= 30, told
    assert hand.pages <= 25, told
