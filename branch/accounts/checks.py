"""System checks about accounts."""

from django.conf import settings
from django.core.checks import Error, Tags, register


@register(Tags.security, Tags.database)
def demo_accounts_stay_local(app_configs=None, databases=None, **kwargs):
    """Demo accounts have a known password: refuse to serve them beyond loopback addresses."""
    if not databases:
        return []
    hosts = [*settings.ALLOWED_HOSTS, settings.BIND.rsplit(":", 1)[0]]
    beyond = [host for host in hosts if host not in settings.LOOPBACK_HOSTS]
    if not beyond:
        return []
    from django.db import DatabaseError

    from .models import User

    try:
        has_demo = User.objects.filter(is_demo=True, is_active=True).exists()
    except DatabaseError:
        return []
    if not has_demo:
        return []
    return [
        Error(
            f"演示账号只能在本机地址使用，但 ALLOWED_HOSTS 或 BIND 含有 {'、'.join(dict.fromkeys(beyond))}。",
            hint="停用演示账号，或用空的 DATA_DIR 以 script/server --empty 重新开始。",
            id="branch.E001",
        )
    ]
