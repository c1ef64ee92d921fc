"""Addresses of the papers of a gift: signed by link, decided, valued by its donor, received."""

from django.urls import path

from inventory.views import deliberation_pack, gift_papers, signing

urlpatterns = [
    path("sign/<str:key>/", signing.signing, name="signing"),
    path("donations/<str:ref>/deliberation/text/", deliberation_pack.text, name="deliberation-text"),
    path("donations/<str:ref>/deliberation/annex/", deliberation_pack.annex, name="deliberation-annex"),
    path("donations/<str:ref>/value/", gift_papers.value, name="gift-value"),
    path("donations/<str:ref>/receipt/", gift_papers.receipt, name="gift-receipt"),
    path("donations/<str:ref>/receipt/<uuid:public_id>/void/", gift_papers.void, name="gift-receipt-void"),
    path("donations/<str:ref>/attestation/", gift_papers.attestation, name="gift-attestation"),
    path("donations/<str:ref>/lane/", gift_papers.lane, name="donation-lane"),
]
