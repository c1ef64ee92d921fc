"""The product's addresses, with those of the API of requests wherever the map of the API stands."""

from django.urls import include, path

from beneficiaries import api
from reuse import urls

urlpatterns = [path("api/v1/", include(api.urlpatterns)), *urls.urlpatterns]
