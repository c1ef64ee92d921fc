"""Pages about organisations, people and their accounts."""

from django.urls import include, path

from reuse.accounts import joining_views, letter_views, organisation_views, setup_views, views

app_name = "accounts"

of_one_organisation = [
    path("", organisation_views.organisation, name="organisation-page"),
    path("invitations/<uuid:pk>/resend/", organisation_views.resend, name="invitation-resend"),
    path("invitations/<uuid:pk>/revoke/", organisation_views.revoke, name="invitation-revoke"),
    path("people/<int:pk>/", organisation_views.colleague, name="colleague"),
    path("people/<int:pk>/leave/", organisation_views.leave, name="colleague-leave"),
    path("sites/add/", organisation_views.site, name="site-add"),
    path("sites/<uuid:pk>/", organisation_views.site, name="site"),
    path("sites/<uuid:pk>/close/", organisation_views.close_site, name="site-close"),
]

urlpatterns = [
    path("setup/", setup_views.setup, name="setup"),
    path("register/", joining_views.register, name="register"),
    path("register/sent/", joining_views.register_sent, name="register-sent"),
    path("register/<str:key>/", joining_views.register_confirm, name="register-confirm"),
    path("invitations/<str:key>/", joining_views.invitation, name="invitation"),
    path("organisation/", organisation_views.own, name="organisation"),
    path("organisations/", organisation_views.organisations, name="organisations"),
    path("organisations/<uuid:public_id>/", include(of_one_organisation)),
    path("requests-to-join/<uuid:pk>/", organisation_views.answer, name="registration-answer"),
    path("people/", views.people, name="people"),
    path("people/<int:pk>/end/", views.end_membership, name="membership-end"),
    path("account/", views.account, name="account"),
    path("account/pin/", views.pin, name="pin"),
    path("account/letters/<slug:kind>/", letter_views.choose, name="letter-choose"),
    path("letters/stop/<str:token>/", letter_views.stop, name="letter-stop"),
    path("account/acting/", views.choose_acting, name="choose-acting"),
    path("account/tokens/<int:pk>/withdraw/", views.withdraw_token, name="token-withdraw"),
]
