"""The door's addresses. Those whose names begin with `account_`, `mfa_` or `usersessions_` are known to allauth."""

from django.urls import path

from komek.doors.desk.account import joining, security, views

urlpatterns = [
    path("sign-in/", views.sign_in, name="account_login"),
    path("sign-in/second-factor/", views.second_factor, name="mfa_authenticate"),
    path("sign-in/closed/", views.inactive, name="account_inactive"),
    path("sign-out/", views.sign_out, name="account_logout"),
    path("unlock/", views.unlock, name="unlock"),
    path("exit/", views.leave, name="quick_exit"),
    path("recover/", views.recover, name="recover"),
    path("invitation/<slug:token>/", joining.invitation, name="invitation"),
    path("account/", views.overview, name="account"),
    path("account/confirm/", security.confirm, name="account_reauthenticate"),
    path("account/password/", security.change_password, name="account_change_password"),
    path("account/sheet/", security.new_sheet, name="recovery_sheet"),
    path("account/second-factor/", security.factors, name="mfa_index"),
    path("account/second-factor/app/", security.add_app, name="mfa_activate_totp"),
    path("account/second-factor/app/remove/", security.remove_app, name="mfa_deactivate_totp"),
    path("account/second-factor/passkey/", security.add_passkey, name="mfa_add_webauthn"),
    path("account/second-factor/passkey/<int:pk>/remove/", security.remove_passkey, name="mfa_remove_webauthn"),
    path("account/second-factor/codes/", security.codes, name="mfa_view_recovery_codes"),
    path("account/second-factor/codes/new/", security.new_codes, name="mfa_generate_recovery_codes"),
    path("account/sessions/", security.sessions, name="usersessions_list"),
    path("account/sessions/end/", security.sign_out_everywhere, name="sign_out_everywhere"),
]
