"""Pages about people and their accounts."""

from django.urls import path

from reuse.accounts import setup_views, views

app_name = "accounts"
urlpatterns = [
    path("setup/", setup_views.setup, name="setup"),
    path("people/", views.people, name="people"),
    path("people/<int:pk>/end/", views.end_membership, name="membership-end"),
    path("account/", views.account, name="account"),
    path("account/pin/", views.pin, name="pin"),
    path("account/acting/", views.choose_acting, name="choose-acting"),
    path("account/tokens/<int:pk>/withdraw/", views.withdraw_token, name="token-withdraw"),
]
