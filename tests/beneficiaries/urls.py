"""The product's addresses with those of requests and of the search box, wherever the map of addresses stands."""

from django.urls import include, path

from beneficiaries import api
from reuse import urls
from reuse.accounts import views

urlpatterns = [
    path("", include("beneficiaries.urls")),
    path("api/v1/", include(api.urlpatterns)),
    path("search/", views.home, name="search"),
    *urls.urlpatterns,
]
