"""Tells core which navigation entries this app has."""

from branch.access import grants_of
from core import navigation

navigation.register(
    navigation.NavEntry(10, "工作台", "overview:home", "layout-dashboard", lambda _user: True)
)
navigation.register(
    navigation.NavEntry(
        80, "监督", "overview:oversight", "eye", lambda user: bool(grants_of(user).superior_ids)
    )
)
navigation.register(
    navigation.NavEntry(
        95,
        "数据安全",
        "overview:data_safety",
        "shield-check",
        lambda user: grants_of(user).is_top_administrator,
    )
)
