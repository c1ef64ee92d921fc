"""Addresses of the directory: anyone reads it, those who look after it change it."""

from django.urls import include, path

from reuse.directory import import_views, views

app_name = "directory"

entry_paths = [
    path("", views.entry_page, name="entry"),
    path("edit/", views.edit, name="entry-edit"),
    path("verify/", views.verify, name="entry-verify"),
    path("close/", views.close, name="entry-close"),
    path("referents/", views.referent, name="referent"),
    path("referents/<int:pk>/drop/", views.drop_referent, name="referent-drop"),
]
urlpatterns = [
    path("directory/", views.index, name="index"),
    path("directory/desk/", views.desk, name="desk"),
    path("directory/gather/", views.gather, name="gather"),
    path("directory/contacts/", views.contacts, name="contacts"),
    path("directory/new/", views.edit, name="entry-new"),
    path("directory/export/<str:name>", views.export, name="export"),
    path("directory/import/", import_views.drop, name="import"),
    path("directory/import/<uuid:public_id>/", import_views.preview, name="import-draft"),
    path("directory/import/<uuid:public_id>/take/", import_views.take, name="import-take"),
    path("directory/guides/", views.guides, name="guides"),
    path("directory/guides/new/", views.guide_edit, name="guide-new"),
    path("directory/guides/<int:pk>/", views.guide_edit, name="guide"),
    path("directory/guides/<int:pk>/check/", views.guide_check, name="guide-check"),
    path("directory/<uuid:public_id>/", include(entry_paths)),
]
