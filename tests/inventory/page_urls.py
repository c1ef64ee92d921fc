"""The installation's addresses with the workshop's, for the tests of its pages."""

from django.urls import include, path

from inventory.views.search import search
from reuse import urls

urlpatterns = [
    path("search/", search, name="search"),
    path("", include("inventory.urls")),
    *urls.urlpatterns,
]
handler400, handler403, handler404 = urls.handler400, urls.handler403, urls.handler404
