"""Addresses of the opening stock: a sheet dropped, looked at, imported, undone."""

from django.urls import path

from inventory.views import stock_import, totals

urlpatterns = [
    path("stock/", stock_import.drop, name="stock-import"),
    path("stock/totals/", totals.totals, name="totals"),
    path("stock/totals/<int:number>/", totals.total, name="total"),
    path("stock/<uuid:public_id>/", stock_import.stock, name="stock"),
    path("stock/<uuid:public_id>/import/", stock_import.carry_out, name="stock-carry-out"),
    path("stock/<uuid:public_id>/undo/", stock_import.undo, name="stock-undo"),
    path("stock/<uuid:public_id>/corrections/", stock_import.corrections, name="stock-corrections"),
]
