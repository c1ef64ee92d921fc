"""The map of addresses, with those these pages need whether or not it has them."""

from django.urls import include, path

from reuse import urls
from reuse.accounts.views import home

urlpatterns = [
    *urls.urlpatterns,
    path("", include("reuse.jobs.urls")),
    path("api/v1/", include("reuse.jobs.api")),
    path("search/", home, name="search"),
]
