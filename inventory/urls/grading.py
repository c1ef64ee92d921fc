"""Addresses of the category rules, and of a device's category."""

from django.urls import path

from inventory.views import category, grading

urlpatterns = [
    path("category-rules/", grading.rules_list, name="category-rules"),
    path("category-rules/import/", grading.rules_import, name="category-rules-import"),
    path("category-rules/marks/", grading.marks_import, name="category-marks-import"),
    path("category-rules/stock/", grading.stock_categorise, name="category-stock"),
    path("category-rules/<slug:version>/", grading.rules_detail, name="category-rules-version"),
    path("category-rules/<slug:version>/rules.json", grading.rules_export, name="category-rules-export"),
    path("category-rules/<slug:version>/publish/", grading.rules_publish, name="category-rules-publish"),
    path("category-rules/<slug:version>/simulation/", grading.simulation, name="category-simulation"),
    path("d/<str:code>/category/", category.categorise, name="device-categorise"),
    path("d/<str:code>/category/chosen/", category.choose, name="device-category"),
    path("d/<str:code>/category/processor/", category.choose_processor, name="device-processor"),
]
