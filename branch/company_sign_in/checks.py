"""System checks about the sign-in of the company."""

from importlib.util import find_spec
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import Error, register
from django.core.checks import Warning as CheckWarning

from .configured import PACKAGES


@register()
def company_sign_in_is_whole(app_configs=None, **kwargs):
    """What the settings ask for is set whole, and the packages that it needs are installed."""
    company = settings.COMPANY_SIGN_IN
    found = [
        Error(
            f"公司账号登录：{fault}",
            hint="改正 .env 里的设置后重新启动，见 docs/deploy.md 的“公司账号登录”；不用就把它们都去掉。",
            id="branch.E002",
        )
        for fault in company.faults
    ]
    found += [
        Error(
            f"设置了{provider.name}登录，但没有装它要用的组件 {PACKAGES[provider.kind]}。",
            hint="运行 script/bootstrap --with sso 后重新启动。",
            id="branch.E003",
        )
        for provider in company.providers
        if provider.kind in PACKAGES and find_spec(PACKAGES[provider.kind]) is None
    ]
    host = urlsplit(settings.SITE_URL).hostname
    if company.web and host in {name.strip("[]") for name in settings.LOOPBACK_HOSTS}:
        found.append(
            CheckWarning(
                f"公司账号登录以后要回到 {settings.SITE_URL}，别人的电脑和手机打不开。",
                hint="在 .env 里把 SITE_URL 设成大家访问本系统的网址，并在公司的登录服务里登记。",
                id="branch.W002",
            )
        )
    return found
