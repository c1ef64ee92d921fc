"""The map of addresses: each app brings its own list."""

from django.urls import include, path

from reuse.accounts import views as accounts_views

urlpatterns = [
    path("", accounts_views.home, name="home"),
    path("", include("reuse.accounts.urls")),
    path("accounts/", include("allauth.urls")),
]
