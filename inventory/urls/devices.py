"""Addresses of devices. What a label holds, `D/CODE`, is answered by the public page of `beneficiaries`."""

from django.urls import path

from inventory.views import bulk, device_list, devices, evidence, media

urlpatterns = [
    path("devices/", device_list.device_list, name="device-list"),
    path("devices/move/", bulk.act_on_many, name="device-move-many"),
    path(
        "d/<str:code>/scanned/", devices.scanned, name="device-scanned"
    ),  # the public page leads here who may see it
    path("d/<str:code>/", devices.device_detail, name="device-detail"),
    path("d/<str:code>/move/", devices.move, name="device-move"),
    path("d/<str:code>/undo/", devices.undo, name="device-undo"),
    path("d/<str:code>/correct/", devices.correct, name="device-correct"),
    path("d/<str:code>/describe/", devices.describe, name="device-describe"),
    path("d/<str:code>/evidence/", evidence.attach, name="evidence-attach"),
    path("d/<str:code>/evidence/<uuid:public_id>/", evidence.open_original, name="evidence-original"),
    path("d/<str:code>/certificate/", evidence.certificate, name="erasure-certificate"),
    path("d/<str:code>/media/", media.add, name="medium-add"),
    path("d/<str:code>/media/none/", media.state_no_storage, name="no-storage"),
    path("d/<str:code>/media/reset/", media.reset_device, name="device-reset"),
    path("d/<str:code>/media/<uuid:public_id>/reset/", media.attest_reset, name="medium-reset"),
    path(
        "d/<str:code>/media/<uuid:public_id>/reset/confirmed/",
        media.confirm_reset,
        name="medium-reset-confirm",
    ),
    path(
        "d/<str:code>/media/<uuid:public_id>/reset/refused/", media.refuse_reset, name="medium-reset-refuse"
    ),
    path("d/<str:code>/media/<uuid:public_id>/removed/", media.remove, name="medium-removed"),
    path("d/<str:code>/media/<uuid:public_id>/destroyed/", media.destroy, name="medium-destroyed"),
]
