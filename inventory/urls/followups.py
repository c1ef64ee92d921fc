"""Addresses of what became of a batch: for its donor, and for whoever holds a link."""

from django.urls import path

from inventory.views import followups

urlpatterns = [
    path("donations/<str:ref>/follow-up/", followups.follow_up, name="follow-up"),
    path("donations/<str:ref>/follow-up/<uuid:public_id>/revoke/", followups.revoke, name="follow-up-revoke"),
    path("follow-up/<str:key>/", followups.followed, name="followed"),
    path("follow-up/<str:key>/<uuid:public_id>/", followups.followed_document, name="followed-document"),
]
