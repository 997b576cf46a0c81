"""What a cell is posted as: only what is certain, the rest is asked with the words that would do."""

from decimal import Decimal

import pytest
from django import forms

from branch.table_import.cells import offered_by, posted, several_in
from core.refusals import Refused

PEOPLE = [("1", "赵试一"), ("2", "阿依古丽·买买提"), ("3", "孙同名"), ("4", "孙同名")]
GROUPED = [("", "请选择"), *PEOPLE[:2], ("已不在册", [("9", "周离任")])]
ONE = forms.ChoiceField(choices=GROUPED)
SEVERAL = forms.MultipleChoiceField(choices=PEOPLE)


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        (ONE, "赵试一", "1"),
        (ONE, " 赵 试一 ", "1"),
        (ONE, "赵试一（支部书记）", "1"),
        (ONE, "赵试一同志", "1"),
        (ONE, "阿依古丽•买买提", "2"),
        (ONE, "周离任", "9"),
        (ONE, "", ""),
        (SEVERAL, "赵试一、阿依古丽·买买提", ["1", "2"]),
        (SEVERAL, "赵试一 阿依古丽·买买提", ["1", "2"]),
        (SEVERAL, "", []),
        (forms.BooleanField(), "√", "on"),
        (forms.BooleanField(), "无", ""),
        (forms.BooleanField(), "", ""),
        (forms.DateField(), "3月7日", "2025-03-07"),
        (forms.DecimalField(), "4.5学时", "4.5"),
        (forms.IntegerField(), "３人", "3"),
        (forms.IntegerField(), "2.0", "2"),
        (forms.IntegerField(), "三五个", "三五个"),
        (forms.CharField(widget=forms.Textarea), " 一\r\n二 ", "一\n二"),
    ],
)
def test_takes_what_is_certain(field, text, value):
    assert posted(field, text, year=2025) == value


@pytest.mark.parametrize(
    ("field", "text", "words"),
    [
        (ONE, "赵试", "没有“赵试”这一项，可以写：赵试一"),
        (ONE, "赵试一、周离任", "没有"),
        (SEVERAL, "赵试一、孙同名", "2 个同名"),
        (forms.BooleanField(), "部分", "看不出是还是否"),
        (forms.DateField(), "上旬", "不是日期"),
    ],
)
def test_asks_what_is_not(field, text, words):
    with pytest.raises(Refused, match=words):
        posted(field, text, year=2025)


def test_offers_each_word_once():
    assert offered_by(ONE) == ["赵试一", "阿依古丽·买买提", "周离任"]
    assert offered_by(SEVERAL) == ["赵试一", "阿依古丽·买买提", "孙同名"]
    assert offered_by(forms.DecimalField(max_value=Decimal(3))) == []
    assert several_in("赵一、李二;王三\n周四") == ["赵一", "李二", "王三", "周四"]
