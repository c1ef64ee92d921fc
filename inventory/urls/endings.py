"""Addresses of the end of life: pallets for recycling, waste in law, the register, a batch in kilograms."""

from django.urls import path

from inventory.views import endings, pallet_list, waste, waste_register

urlpatterns = [
    path("pallets/", pallet_list.pallet_list, name="pallet-list"),
    path("pallets/new/", pallet_list.pallet_new, name="pallet-new"),
    path("pallets/<str:code>/", endings.pallet_detail, name="pallet-detail"),
    path("pallets/<str:code>/loose/", endings.pallet_loose, name="pallet-loose"),
    path("pallets/<str:code>/close/", endings.pallet_close, name="pallet-close"),
    path("pallets/<str:code>/reopen/", endings.pallet_reopen, name="pallet-reopen"),
    path("pallets/<str:code>/collected/", endings.pallet_collect, name="pallet-collect"),
    path("pallets/<str:code>/certified/", endings.pallet_certify, name="pallet-certify"),
    path("pallets/<str:code>/certificate/", endings.pallet_certificate, name="pallet-certificate"),
    path("waste-register/", waste_register.waste_register, name="waste-register"),
    path("donations/<str:ref>/weights/", waste.weights, name="donation-weights"),
    path("donations/<str:ref>/weights/table/", waste.weights_table, name="donation-weights-table"),
    path("donations/<str:ref>/weights/scales/", waste.weigh_batch, name="donation-weigh"),
    path("d/<str:code>/waste/", waste.become_waste, name="become-waste"),
    path("d/<str:code>/waste/left/", waste.leave_waste, name="leave-waste"),
]
