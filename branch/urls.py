"""Signing in, members, groups, posts, and the administrator's organisations and accounts."""

from django.urls import path

from .views import accounts, groups, members, organisations, posts, set_up, sign_in, structure

app_name = "branch"

urlpatterns = [
    path("accounts/login/", sign_in.SignInView.as_view(), name="sign_in"),
    path("accounts/logout/", sign_in.sign_out, name="sign_out"),
    path("accounts/own/", sign_in.own_account, name="own_account"),
    path("accounts/password/", sign_in.password_change, name="password_change"),
    path("workspace/", sign_in.workspace_switch, name="workspace_switch"),
    path("setup/", set_up.set_up, name="set_up"),
    path("members/", members.member_list, name="member_list"),
    path("members/new/", members.member_create, name="member_create"),
    path("members/<int:pk>/", members.member_detail, name="member_detail"),
    path("members/<int:pk>/edit/", members.member_update, name="member_update"),
    path("members/<int:pk>/status/", members.member_status, name="member_status"),
    path("groups/", groups.group_list, name="group_list"),
    path("groups/new/", groups.group_create, name="group_create"),
    path("groups/<int:pk>/", groups.group_detail, name="group_detail"),
    path("groups/<int:pk>/edit/", groups.group_update, name="group_update"),
    path("groups/<int:pk>/dissolve/", groups.group_dissolve, name="group_dissolve"),
    path("posts/", posts.post_list, name="post_list"),
    path("posts/new/", posts.post_create, name="post_create"),
    path("posts/<int:pk>/", posts.post_detail, name="post_detail"),
    path("posts/<int:pk>/edit/", posts.post_update, name="post_update"),
    path("posts/<int:pk>/end/", posts.post_end, name="post_end"),
    path("structure/", structure.structure, name="structure"),
    path("organisations/", organisations.organisation_list, name="organisation_list"),
    path("organisations/new/", organisations.organisation_create, name="organisation_create"),
    path("organisations/<int:pk>/", organisations.organisation_detail, name="organisation_detail"),
    path("organisations/<int:pk>/edit/", organisations.organisation_update, name="organisation_update"),
    path("accounts/", accounts.account_list, name="account_list"),
    path("accounts/new/", accounts.account_create, name="account_create"),
    path("accounts/<int:pk>/", accounts.account_detail, name="account_detail"),
    path("accounts/<int:pk>/edit/", accounts.account_update, name="account_update"),
    path("accounts/<int:pk>/password/", accounts.account_password, name="account_password"),
    path("accounts/<int:pk>/roles/new/", accounts.role_create, name="role_create"),
    path("roles/<int:pk>/end/", accounts.role_end, name="role_end"),
]
