"""Addresses of transfers, of the check on arrival, of statements and of stocktakes."""

from django.urls import path

from inventory.views import arrivals, statements, stocktake_list, stocktakes, transfer_list, transfers

_STATEMENT = "statements/<uuid:refurbisher>/<uuid:receiver>/<str:month>/"

urlpatterns = [
    path("transfers/", transfer_list.transfer_list, name="transfer-list"),
    path("transfers/<str:ref>/", transfers.transfer_detail, name="transfer-detail"),
    path("transfers/<str:ref>/unlist/", transfers.unlist, name="transfer-unlist"),
    path("transfers/<str:ref>/cancel/", transfers.cancel, name="transfer-cancel"),
    path("transfers/<str:ref>/send/", transfers.send, name="transfer-send"),
    path("transfers/<str:ref>/call-back/", transfers.call_back, name="transfer-call-back"),
    path("transfers/<str:ref>/close/", transfers.close, name="transfer-close"),
    path("transfers/<str:ref>/check/", arrivals.arrival_check, name="arrival-check"),
    path("transfers/<str:ref>/check/open/", arrivals.open_check, name="arrival-check-open"),
    path("transfers/<str:ref>/check/verdict/", arrivals.verdict, name="arrival-verdict"),
    path("transfers/<str:ref>/check/decide/", arrivals.decide, name="arrival-decide"),
    path("transfers/<str:ref>/check/photos/<str:code>/", arrivals.photo, name="arrival-photo"),
    path("statements/", statements.statement_list, name="statement-list"),
    path(_STATEMENT, statements.statement_detail, name="statement-detail"),
    path(f"{_STATEMENT}table/", statements.statement_table, name="statement-table"),
    path(f"{_STATEMENT}issue/", statements.issue, name="statement-issue"),
    path(f"{_STATEMENT}agree/", statements.agree, name="statement-agree"),
    path("stocktakes/", stocktake_list.stocktake_list, name="stocktake-list"),
    path("stocktakes/open/", stocktake_list.stocktake_open, name="stocktake-open"),
    path("stocktakes/<str:ref>/", stocktakes.stocktake_detail, name="stocktake-detail"),
    path("stocktakes/<str:ref>/decide/", stocktakes.decide, name="stocktake-decide"),
    path("stocktakes/<str:ref>/take-back/", stocktakes.take_back, name="stocktake-take-back"),
    path("stocktakes/<str:ref>/close/", stocktakes.close, name="stocktake-close"),
    path("stocktakes/<str:ref>/cancel/", stocktakes.cancel, name="stocktake-cancel"),
]
