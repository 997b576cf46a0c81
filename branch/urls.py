"""Signing in, members, groups, posts, and the administrator's organisations and accounts."""

from django.urls import path

from .accounts import forgotten_views, opening_views, role_views, second_factor_views
from .accounts import views as accounts_views
from .admonitions import views as admonitions_views
from .away import views as away_views
from .disclosure import views as disclosure_views
from .dues import views as dues_views
from .members import views as members_views
from .office_terms import views as office_terms_views
from .organisations import views as organisations_views
from .roster import views as roster_views
from .rules import views as rules_views
from .standard_terms import views as standard_terms_views
from .transfers import views as transfers_views

app_name = "branch"

urlpatterns = [
    path("accounts/login/", accounts_views.SignInView.as_view(), name="sign_in"),
    path("accounts/logout/", accounts_views.sign_out, name="sign_out"),
    path("accounts/session/", accounts_views.session_state, name="session_state"),
    path("accounts/own/", accounts_views.own_account, name="own_account"),
    path("accounts/devices/end/", accounts_views.devices_end, name="devices_end"),
    path("accounts/devices/<int:pk>/end/", accounts_views.device_end, name="device_end"),
    path("accounts/password/", accounts_views.password_change, name="password_change"),
    path("workspace/", accounts_views.workspace_switch, name="workspace_switch"),
    path("setup/", organisations_views.set_up, name="set_up"),
    path("members/", members_views.member_list, name="member_list"),
    path("members/new/", members_views.member_create, name="member_create"),
    path("members/import/", roster_views.member_import, name="member_import"),
    path("members/template/", roster_views.member_template, name="member_template"),
    path("members/<int:pk>/", members_views.member_detail, name="member_detail"),
    path("members/<int:pk>/edit/", members_views.member_update, name="member_update"),
    path("members/<int:pk>/status/", members_views.member_status, name="member_status"),
    path("members/<int:pk>/extend/", members_views.member_extend, name="member_extend"),
    path("members/<int:pk>/correct/", members_views.member_correct, name="member_correct"),
    path("groups/", organisations_views.group_list, name="group_list"),
    path("groups/new/", organisations_views.group_create, name="group_create"),
    path("groups/<int:pk>/", organisations_views.group_detail, name="group_detail"),
    path("groups/<int:pk>/edit/", organisations_views.group_update, name="group_update"),
    path("groups/<int:pk>/members/", organisations_views.group_members, name="group_members"),
    path("groups/<int:pk>/dissolve/", organisations_views.group_dissolve, name="group_dissolve"),
    path("posts/", members_views.post_list, name="post_list"),
    path("posts/new/", members_views.post_create, name="post_create"),
    path("posts/<int:pk>/", members_views.post_detail, name="post_detail"),
    path("posts/<int:pk>/edit/", members_views.post_update, name="post_update"),
    path("posts/<int:pk>/end/", members_views.post_end, name="post_end"),
    path("posts/<int:pk>/role/", role_views.post_role, name="post_role"),
    path("posts/<int:pk>/role/end/", role_views.post_role_end, name="post_role_end"),
    path("office-terms/", office_terms_views.office_term_list, name="office_term_list"),
    path("office-terms/new/", office_terms_views.office_term_create, name="office_term_create"),
    path("office-terms/<int:pk>/", office_terms_views.office_term_detail, name="office_term_detail"),
    path("office-terms/<int:pk>/edit/", office_terms_views.office_term_update, name="office_term_update"),
    path("office-terms/<int:pk>/move/", office_terms_views.office_term_move, name="office_term_move"),
    path("transfers/", transfers_views.transfer_list, name="transfer_list"),
    path("transfers/new/", transfers_views.transfer_create, name="transfer_create"),
    path("transfers/in/", transfers_views.transfer_in, name="transfer_in"),
    path("transfers/<int:pk>/", transfers_views.transfer_detail, name="transfer_detail"),
    path("transfers/<int:pk>/edit/", transfers_views.transfer_update, name="transfer_update"),
    path("transfers/<int:pk>/receive/", transfers_views.transfer_receive, name="transfer_receive"),
    path("away/", away_views.away_list, name="away_list"),
    path("away/new/", away_views.away_create, name="away_create"),
    path("away/<int:pk>/", away_views.away_detail, name="away_detail"),
    path("away/<int:pk>/edit/", away_views.away_update, name="away_update"),
    path("away/<int:pk>/report/", away_views.away_report, name="away_report"),
    path("admonitions/", admonitions_views.admonition_list, name="admonition_list"),
    path("admonitions/new/", admonitions_views.admonition_create, name="admonition_create"),
    path("admonitions/<int:pk>/", admonitions_views.admonition_detail, name="admonition_detail"),
    path("admonitions/<int:pk>/edit/", admonitions_views.admonition_update, name="admonition_update"),
    path("structure/", members_views.structure, name="structure"),
    path("openness/", disclosure_views.openness, name="openness"),
    path("openness/new/", disclosure_views.disclosure_create, name="disclosure_create"),
    path("openness/<int:pk>/", disclosure_views.disclosure_detail, name="disclosure_detail"),
    path("openness/<int:pk>/edit/", disclosure_views.disclosure_update, name="disclosure_update"),
    path("dues/", dues_views.dues_list, name="dues_list"),
    path("dues/new/", dues_views.dues_create, name="dues_create"),
    path("dues/<int:pk>/", dues_views.dues_detail, name="dues_detail"),
    path("dues/<int:pk>/edit/", dues_views.dues_update, name="dues_update"),
    path("organisations/", organisations_views.organisation_list, name="organisation_list"),
    path("organisations/new/", organisations_views.organisation_create, name="organisation_create"),
    path("organisations/<int:pk>/", organisations_views.organisation_detail, name="organisation_detail"),
    path("organisations/<int:pk>/edit/", organisations_views.organisation_update, name="organisation_update"),
    path("accounts/", accounts_views.account_list, name="account_list"),
    path("accounts/new/", accounts_views.account_create, name="account_create"),
    path("accounts/open/", opening_views.accounts_open, name="accounts_open"),
    path("accounts/<int:pk>/", accounts_views.account_detail, name="account_detail"),
    path("accounts/<int:pk>/edit/", accounts_views.account_update, name="account_update"),
    path("accounts/<int:pk>/password/", accounts_views.account_password, name="account_password"),
    path("accounts/login/code/", second_factor_views.sign_in_code, name="sign_in_code"),
    path("accounts/forgotten/", forgotten_views.forgotten_password, name="forgotten_password"),
    path("accounts/forgotten/<uid>/<token>/", forgotten_views.new_password, name="new_password"),
    path("accounts/second/", second_factor_views.second_factor_page, name="second_factor"),
    path("accounts/<int:pk>/second-off/", second_factor_views.account_second_off, name="account_second_off"),
    path("accounts/addresses/unpause/", accounts_views.address_unpause, name="address_unpause"),
    path("accounts/<int:pk>/unpause/", accounts_views.account_unpause, name="account_unpause"),
    path("accounts/<int:pk>/roles/new/", role_views.role_create, name="role_create"),
    path("accounts/changes/", role_views.role_changes, name="role_changes"),
    path("rules/exemptions/", rules_views.rule_exemption_list, name="rule_exemption_list"),
    path("rules/exemptions/new/", rules_views.rule_exemption_create, name="rule_exemption_create"),
    path("rules/exemptions/<int:pk>/", rules_views.rule_exemption_detail, name="rule_exemption_detail"),
    path("rules/exemptions/<int:pk>/edit/", rules_views.rule_exemption_update, name="rule_exemption_update"),
    path("terms/", standard_terms_views.term_list, name="term_list"),
    path("terms/new/", standard_terms_views.term_create, name="term_create"),
    path("terms/<int:pk>/", standard_terms_views.term_detail, name="term_detail"),
    path("terms/<int:pk>/edit/", standard_terms_views.term_update, name="term_update"),
    path("roles/", role_views.role_list, name="role_list"),
    path("roles/confirm/", role_views.roles_confirm, name="roles_confirm"),
    path("roles/<int:pk>/confirm/", role_views.role_confirm, name="role_confirm"),
    path("roles/<int:pk>/decline/", role_views.role_decline, name="role_decline"),
    path("roles/<int:pk>/end/", role_views.role_end, name="role_end"),
]
