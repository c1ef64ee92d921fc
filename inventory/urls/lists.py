"""Addresses of the views of a list kept under a name."""

from django.urls import path

from inventory.views import saved_views

urlpatterns = [
    path("views/<str:list_name>/", saved_views.save, name="view-save"),
    path("views/<uuid:public_id>/change/", saved_views.change, name="view-change"),
    path("views/<uuid:public_id>/delete/", saved_views.delete, name="view-delete"),
]
