"""The frame's own addresses, a home, and one page for each way of failing."""

from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpResponse
from django.urls import include, path

from reuse.web import views
from tests.web import gallery


def home(request):
    return HttpResponse("home")


def broken(request):
    raise RuntimeError("broken on purpose")


def denied(request):
    raise PermissionDenied("Another workshop holds this device.")


def unreadable(request):
    raise BadRequest("unreadable")


urlpatterns = [
    path("", home, name="home"),
    path("search/", home, name="search"),
    path("gallery/", gallery.gallery),
    path("job/", gallery.finished),
    path("broken/", broken),
    path("denied/", denied),
    path("unreadable/", unreadable),
    path("throttled/", views.too_many_requests),
    path("", include("reuse.web.urls")),
    path("accounts/", include("allauth.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
]
handler400 = "reuse.web.views.bad_request"
handler403 = "reuse.web.views.permission_denied"
handler404 = "reuse.web.views.page_not_found"
handler500 = "reuse.web.views.server_error"
