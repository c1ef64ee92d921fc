"""The product's addresses with those of requests and of the search box, wherever the map of addresses stands."""

from django.urls import include, path

from reuse import urls
from reuse.accounts import views

urlpatterns = [
    *urls.urlpatterns,
    path("", include("beneficiaries.urls")),
    path("search/", views.home, name="search"),
]
