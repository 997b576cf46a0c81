"""System checks about outgoing mail."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import Warning as CheckWarning
from django.core.checks import register


@register()
def mail_is_whole(app_configs=None, **kwargs):
    """Mail set up by half is never sent: say what is missing. Not set up at all is no fault."""
    found = [
        CheckWarning(
            f"邮件提醒没有设置完整，不会发送：{fault}",
            hint="改正 .env 里的邮件设置后重新启动；不用邮件就把它们都去掉。",
            id="core.W001",
        )
        for fault in settings.MAIL.faults
    ]
    host = urlsplit(settings.SITE_URL).hostname
    if settings.MAIL.is_ready and host in {name.strip("[]") for name in settings.LOOPBACK_HOSTS}:
        found.append(
            CheckWarning(
                f"邮件里的链接会写成 {settings.SITE_URL}，别人的电脑和手机打不开。",
                hint="在 .env 里把 SITE_URL 设成大家访问本系统的网址。",
                id="core.W002",
            )
        )
    return found
