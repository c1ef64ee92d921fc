"""The map of addresses: each app brings its own list."""

from django.urls import include, path

from inventory.views import search
from reuse.accounts import views as accounts_views

urlpatterns = [
    path("", accounts_views.home, name="home"),
    path("search/", search.search, name="search"),
    path("", include("reuse.accounts.urls")),
    path("", include("reuse.web.urls")),
    path("", include("reuse.jobs.urls")),
    path("", include("reuse.lists.urls")),
    path("", include("reuse.directory.urls")),
    path("", include("reuse.documents.urls")),
    path("", include("donors.urls")),  # before the batches of inventory: “new” is no reference
    path("", include("inventory.urls")),
    path("", include("beneficiaries.urls")),
    path("", include("reuse.reports.urls")),
    path("api/v1/", include("reuse.api.urls")),
    path("accounts/", include("allauth.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
]

handler400 = "reuse.web.views.bad_request"
handler403 = "reuse.web.views.permission_denied"
handler404 = "reuse.web.views.page_not_found"
handler500 = "reuse.web.views.server_error"
