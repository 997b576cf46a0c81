"""Signing in, members, groups, posts, and the administrator's organisations and accounts."""

from django.urls import path

from .views import sign_in

app_name = "branch"

urlpatterns = [
    path("accounts/login/", sign_in.SignInView.as_view(), name="sign_in"),
    path("accounts/logout/", sign_in.sign_out, name="sign_out"),
    path("accounts/password/", sign_in.password_change, name="password_change"),
    path("workspace/", sign_in.workspace_switch, name="workspace_switch"),
]
