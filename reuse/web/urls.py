"""Addresses of the pages anyone may read and of the theme switch."""

from django.urls import path

from reuse.web import views

app_name = "web"

urlpatterns = [
    path("theme/", views.set_theme, name="theme"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("personal-data/", views.personal_data, name="personal-data"),
    path("help/", views.help_page, name="help"),
]
