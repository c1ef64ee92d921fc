"""Draws the documents of the workshop; importing it registers their renderers. Each module states its facts."""

from inventory.documents.erasure import BatchErasureCertificate, ErasureCertificate
from inventory.documents.reception import ReceptionSlip
from inventory.documents.recycling import RecyclingSlip
from inventory.documents.stocktake import StocktakeReceipt
from inventory.documents.transfer import RefurbisherStatement, TransferSlip
from inventory.documents.transport import TransportSlip

__all__ = [
    "BatchErasureCertificate",
    "ErasureCertificate",
    "ReceptionSlip",
    "RecyclingSlip",
    "RefurbisherStatement",
    "StocktakeReceipt",
    "TransferSlip",
    "TransportSlip",
]
