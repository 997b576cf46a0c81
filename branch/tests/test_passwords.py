"""What a password must be like: weak ones by the dozen, good ones, lengths by role and profile, and what signing in finds."""

from datetime import timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from branch.accounts import guessing, passwords
from branch.accounts.models import User
from branch.accounts.password_profiles import PROFILES, read_profile
from branch.accounts.passwords import HARD_ENOUGH, faults_of, words_around
from core.testing import page

PASSWORD = "zhibu-test-pass"  # as core.testing.make_user sets it
SIGN_IN, CHANGE = reverse("branch:sign_in"), reverse("branch:password_change")
HOME = reverse("overview:home")

# Of the secretary 赵试一 of 甲项目党支部 under 试验公司党委, with login zhaoshiyi.
WEAK = """
zhibujishi2026 dangzhibu123456 woaini1314520 qwer1234asdf1234 1qaz2wsx3edc4rfv qwertyuiop123 asdfghjkl;123 password1234
Passw0rd2026! P@ssw0rd1234 admin@12345678 iloveyou1314 abcd1234abcd1234 1234567890abc aaaaaaaaaaaa1 1q2w3e4r5t6y
zhaoshiyi1990 zhaoshiyi19900101 ZhaoShiYi@2026 shiyizhao1990 zsy19900101zsy zhaoshiyi-zhaoshiyi jiaxiangmu2025! jiaxiangmudangzhibu
shiyangongsi2026 syGongsi@123456 alpha-2026-alpha 13800000001zsy qianshier2026 zhoushiwu@1988 wangwei19850607 lijianguo1978
woaizhongguo1949 gongchandang1921 weirenminfuwu123 buwangchuxin2026 sanhuiyike2026 xuexiqiangguo1 dangyuan888888 Shuji@20261126
guanliyuan01 zhangsanlisi123 mima123456789 wodemima2026 beijing2008beijing zhibu.dangyuan.2026 dangwei2026!!! huawei@123456
13912345678zhou wojiushiwo123 huanyingni2026 hongsejiyin1921 zhongguomeng1949 zaq12wsxcde3 mnbvcxz12345
qazwsxedcrfv 5201314520love Summer2026!! liuyifei0825 nihaonihao123 jinandangzhibu 甲项目党支部2026 woaini-woaini-1314
""".split()
GOOD = """
chang-jiang-2025 huangshan-yinghuo-lanhu Tq7#mZp2!xKd correct-horse-battery qiutiandediyibeinaicha kX9vLm2Qr7Wd
hufanshuyuexi-73 maoyan-liugang-x8 lvcha.jiabing.4you sanwenyu-tizi-42 m4tchb0x-violet-tram chuanghu97keting
秋天的第一杯奶茶真好喝 yusan-cidai-gangqin shafa.luobo.dengta7 vB3!wLq9@kTz
""".split()


@pytest.fixture
def secretary(cast):
    User.objects.filter(pk=cast.secretary.pk).update(username="zhaoshiyi")
    return User.objects.get(pk=cast.secretary.pk)


@pytest.mark.parametrize("password", WEAK)
def test_refuses_what_is_tried_first(password, secretary):
    assert len(password) >= 10
    assert any("太容易猜" in fault or "位" in fault for fault in faults_of(password, secretary))
    assert guessing.difficulty(password, words_around(secretary)) < HARD_ENOUGH


@pytest.mark.parametrize("password", GOOD)
def test_takes_what_is_hard_to_guess(password, secretary):
    assert not any("太容易猜" in fault for fault in faults_of(password, secretary))


def test_most_of_them_passed_the_rules_before(secretary):
    """The negative control: Django's own validators take more than half of the weak ones."""
    from django.contrib.auth import password_validation as django_rules

    own = [
        django_rules.UserAttributeSimilarityValidator(),
        django_rules.MinimumLengthValidator(min_length=10),
        django_rules.CommonPasswordValidator(),
        django_rules.NumericPasswordValidator(),
    ]

    def passes(password) -> bool:
        try:
            for rule in own:
                rule.validate(password, secretary)
        except django_rules.ValidationError:
            return False
        return True

    assert sum(passes(password) for password in WEAK) > len(WEAK) / 2


def test_a_name_counts_only_where_the_person_is_near(cast, secretary):
    outsider = User.objects.get(pk=cast.outsider.pk)
    assert "zhoushiwu" in words_around(secretary)
    assert "zhoushiwu" not in words_around(outsider)
    assert "13800000001" not in words_around(outsider)


@pytest.mark.parametrize(
    ("profile", "role", "second", "length"),
    [
        ("default", "member", False, 10),
        ("default", "secretary", False, 12),
        ("default", "committee", False, 12),
        ("default", "administrator", False, 12),
        ("default", "secretary", True, 10),
        ("default", "superior", False, 10),
        ("strict", "member", False, 15),
        ("strict", "secretary", False, 15),
        ("strict", "member", True, 8),
        ("等保", "member", False, 8),
        ("等保", "secretary", False, 8),
    ],
)
def test_asks_for_as_many_characters_as_role_and_profile_say(profile, role, second, length, cast, settings):
    settings.PASSWORD_PROFILE = profile
    account = getattr(cast, role)
    account.second_factor_since = timezone.now() if second else None
    hard = "Tq7#mZp2!xKd9vWc4L"
    assert faults_of(hard[:length], account) == []
    assert f"密码至少 {length} 位，现在是 {length - 1} 位。" in faults_of(hard[: length - 1], account)[0]


@pytest.mark.parametrize(
    ("password", "missing"),
    [
        ("gangbichajiyusan", "大写字母、数字、符号"),
        ("Gangbichajiyusan", "数字、符号"),
        ("gangbi7chajiyusan", "大写字母、符号"),
    ],
)
def test_dengbao_asks_for_three_classes(password, missing, cast, settings):
    assert faults_of(password, cast.member) == []
    settings.PASSWORD_PROFILE = "等保"
    assert f"现在没有{missing}" in faults_of(password, cast.member)[0]
    assert faults_of("Gangbi7chajiyusan", cast.member) == []


def test_says_that_digits_alone_are_not_enough(cast):
    assert faults_of("58291047360", cast.member) == ["密码不能全是数字，请加上字母。"]


def test_the_new_one_is_another(cast, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cast.member.set_password("yusan-cidai-gangqin")
    assert faults_of("yusan-cidai-gangqin", cast.member) == ["新密码和现在的密码一样，请换一个。"]


def test_a_long_password_is_looked_at_quickly(cast):
    """Its first 64 characters decide."""
    assert guessing.difficulty("zhibu" * 3000) == guessing.difficulty("zhibu" * 13) < HARD_ENOUGH * 2
    assert faults_of("yusan-cidai-" * 3000, cast.member) == []


@pytest.mark.parametrize(
    ("given", "profile"),
    [({}, "default"), ({"PASSWORD_PROFILE": "dengbao"}, "等保"), ({"PASSWORD_PROFILE": "strict"}, "strict")],
)
def test_reads_the_profile(given, profile):
    assert read_profile(given) == profile


def test_refuses_an_unknown_profile():
    with pytest.raises(ImproperlyConfigured, match="“weak”"):
        read_profile({"PASSWORD_PROFILE": "weak"})


def sign_in(username, password=PASSWORD):
    client = Client()
    client.post(SIGN_IN, {"username": username, "password": password})
    return client


SHORT = "lvcha7bing"


@pytest.mark.parametrize(("role", "asked"), [("member", False), ("secretary", True)])
def test_signing_in_finds_a_password_too_short_for_the_role(role, asked, cast):
    account = getattr(cast, role)
    account.set_password(SHORT)
    account.save(update_fields=["password"])
    client = sign_in(role, SHORT)
    answer = client.get(HOME)
    assert (answer.status_code == 302) is asked
    if asked:
        assert answer.url == CHANGE
        assert "位数不够" in client.get(CHANGE).content.decode()
        data = {"old_password": SHORT, "new_password1": "yusan7cidai", "new_password2": "yusan7cidai"}
        refused = page(client.post(CHANGE, data)).errors
        assert (
            "密码至少 12 位，现在是 11 位。您的角色能看到或管理受限内容；开启第二验证以后 10 位就够。"
            in refused
        )
        data |= dict.fromkeys(("new_password1", "new_password2"), "yusan7cidai8gangqin")
        assert client.post(CHANGE, data).url == HOME
        assert client.get(HOME).status_code == 200


def test_a_demo_account_keeps_the_password_that_everybody_is_told(cast, settings):
    settings.PASSWORD_PROFILE = "strict"
    cast.secretary.set_password(SHORT)
    cast.secretary.is_demo = True
    cast.secretary.save()
    assert sign_in("secretary", SHORT).get(HOME).status_code == 200


@pytest.mark.parametrize(("days", "asked"), [(89, False), (91, True)])
def test_dengbao_asks_for_a_new_one_after_ninety_days(days, asked, cast, settings):
    settings.PASSWORD_PROFILE = "等保"
    User.objects.filter(pk=cast.member.pk).update(password_changed_at=timezone.now() - timedelta(days=days))
    client = sign_in("member")
    assert (client.get(HOME).status_code == 302) is asked
    assert not asked or "用得太久" in client.get(CHANGE).content.decode()


def test_dengbao_pauses_after_five(settings):
    assert passwords.profile().most_failures == 8
    settings.PASSWORD_PROFILE = "等保"
    assert (PROFILES["等保"].most_failures, PROFILES["等保"].pause) == (5, timedelta(minutes=30))
    from branch.accounts.signing_in import own_limit

    assert own_limit("pair").wait_after(5) == timedelta(minutes=30)


def test_pages_say_the_rules(cast, client_of, settings):
    settings.PASSWORD_PROFILE = "等保"
    words = client_of(cast.secretary).get(CHANGE).content.decode()
    assert "至少 8 位" in words
    assert "至少 3 种" in words
    assert "每 90 天须换一次" in words
