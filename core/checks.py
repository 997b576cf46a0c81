"""System checks about outgoing mail, the proxies in front, and where the keys of sealed boxes lie."""

import os
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import Error, register
from django.core.checks import Warning as CheckWarning

from . import seal_keys
from .client_address import has_unknown_proxy, notice_path
from .storage_url import read_storage_url


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


@register("proxy")
def proxies_are_counted(app_configs=None, **kwargs):
    """Warn of a proxy in front that PROXY_COUNT does not count: everyone seems to ask from one address.

    No error in daily use: it must not keep a backup or the reminders from running. `check --deploy` fails.
    """
    found = _uncounted_proxy()
    return [CheckWarning(*found, id="core.W003")] if found else []


@register("proxy", deploy=True)
def proxies_are_counted_where_deployed(app_configs=None, **kwargs):
    """The same, as an error."""
    found = _uncounted_proxy()
    return [Error(*found, id="core.E003")] if found else []


def _uncounted_proxy() -> tuple[str, str] | None:
    """What is wrong and how to mend it."""
    hint = "在 .env 里设 PROXY_COUNT（前面有几层反向代理，通常是 1）后重新启动。"
    if has_unknown_proxy():
        return (
            "访问经过了反向代理，但 PROXY_COUNT 是 0：所有人看上去都来自同一个地址，有人猜密码会连累别人。",
            f"{hint}确实没有代理时，删除 {notice_path()}。",
        )
    if settings.IS_HTTPS and not settings.PROXY_COUNT:
        return "SITE_URL 以 https 开头，前面应当有反向代理，但 PROXY_COUNT 是 0。", hint
    return None


@register()
def seals_lie_apart(app_configs=None, **kwargs):
    """Keys of sealed boxes can be written, and no copy of the data takes them along."""
    if settings.SEAL_URL:
        return _seals_beside_files()
    found, folder = [], settings.SEAL_DIR
    if folder.is_relative_to(settings.DATA_DIR):
        found.append(
            CheckWarning(
                f"封存钥匙目录 {folder} 在数据目录里：备份会带上钥匙，比较两份备份就可能认出谁投的票。",
                hint="在 .env 里把 SEAL_DIR 设到数据目录以外，不要备份它。",
                id="core.W020",
            )
        )
    known = next(place for place in (folder, *folder.parents) if place.exists())
    if not known.is_dir() or not os.access(known, os.W_OK | os.X_OK):
        found.append(
            CheckWarning(
                f"封存钥匙目录 {folder} 不能写入：无记名投票和征求意见收不下。",
                hint="改目录权限，或在 .env 里用 SEAL_DIR 另选一个数据目录以外的目录。",
                id="core.W021",
            )
        )
    return found


def _seals_beside_files():
    """Whoever copies the bucket of the files for a backup must not take the keys along."""
    ours, files = (
        read_storage_url(url)["OPTIONS"] if url else {} for url in (settings.SEAL_URL, settings.STORAGE_URL)
    )
    names = ("endpoint_url", "bucket_name", *(["location"] if settings.SEAL_URL.startswith("file:") else []))
    if any(ours.get(name) != files.get(name) for name in names):
        return []
    return [
        CheckWarning(
            "封存钥匙和附件在同一个存储桶或目录里：备份它会带上钥匙，比较两份备份就可能认出谁投的票。",
            hint="在 .env 里把 SEAL_URL 设到另一个存储桶，不要备份它。",
            id="core.W020",
        )
    ]


@register(deploy=True)
def seals_can_be_destroyed(app_configs=None, **kwargs):
    """The bucket of the keys answers, and keeps no versions of what was destroyed."""
    keys = seal_keys.place()
    if not isinstance(keys, seal_keys.Bucket):
        return []
    hint = "见 docs/deploy.md 的“几台服务器”。"
    try:
        has_versions = keys.has_versions()
    except OSError as error:
        return [CheckWarning(f"封存钥匙的存储桶（SEAL_URL）连不上：{error}", hint=hint, id="core.W021")]
    if not has_versions:
        return []
    told = "封存钥匙的存储桶开着版本控制：销毁了的钥匙还在旧版本里，和数据库的旧备份放在一起就能认票。"
    return [CheckWarning(told, hint=hint, id="core.W022")]


@register(deploy=True)
def shared_by_servers(app_configs=None, **kwargs):
    """Beside a database that several servers may share: what only this machine has. With one server it is right so."""
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        return []
    hint = "只有一台服务器时不用管；几台服务器一起用时，见 docs/deploy.md 的“几台服务器”。"
    found = []
    if not settings.STORAGE_URL:
        found.append(
            CheckWarning("附件放在这台服务器的磁盘上，别的服务器打不开。", hint=hint, id="core.W005")
        )
    if not os.environ.get("SECRET_KEY"):
        found.append(
            CheckWarning("密钥在这台服务器的磁盘上，换一台服务器就要重新登录。", hint=hint, id="core.W006")
        )
    if not settings.SEAL_URL:
        told = f"封存钥匙在这台服务器的目录 {settings.SEAL_DIR} 里，没有和别的服务器共用时，它们打不开票箱。"
        found.append(CheckWarning(told, hint=hint, id="core.W007"))
    return found
