"""Addresses of the files of lists, and of the views kept of them under a name."""

from django.urls import path

from reuse.lists import views

app_name = "lists"
urlpatterns = [
    path("lists/", views.index, name="index"),
    path("lists/<str:list_name>/file/", views.export, name="file"),
    path("views/<str:list_name>/", views.save, name="view-save"),
    path("views/<uuid:public_id>/change/", views.change, name="view-change"),
    path("views/<uuid:public_id>/first/", views.begin_with, name="view-first"),
    path("views/<uuid:public_id>/delete/", views.delete, name="view-delete"),
]
