"""Addresses of the sanitization report of a batch."""

from django.urls import path

from inventory.views import sanitization

urlpatterns = [
    path("donations/<str:ref>/sanitization/", sanitization.report, name="sanitization"),
    path("donations/<str:ref>/sanitization/finalise/", sanitization.finalise, name="donation-certificate"),
    path("donations/<str:ref>/sanitization/table/", sanitization.table, name="sanitization-table"),
]
