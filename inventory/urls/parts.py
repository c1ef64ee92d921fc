"""Addresses of parts and accessories."""

from django.urls import path

from inventory.views import accessories, accessory_list, part_list, part_needs, parts

urlpatterns = [
    path("parts/", part_list.part_list, name="part-list"),
    path("parts/awaited/", part_needs.part_needs, name="part-needs"),
    path("parts/givers/", parts.part_givers, name="part-givers"),
    path("parts/<uuid:public_id>/", parts.part_detail, name="part-detail"),
    path("parts/<uuid:public_id>/fit/", parts.fit, name="part-fit"),
    path("parts/<uuid:public_id>/return/", parts.give_back, name="part-return"),
    path("parts/<uuid:public_id>/scrap/", parts.scrap, name="part-scrap"),
    path("parts/<uuid:public_id>/undo/", parts.undo, name="part-undo"),
    path("d/<str:code>/parts/harvest/", parts.harvest, name="device-harvest"),
    path("d/<str:code>/parts/fit/", parts.fit_here, name="device-fit"),
    path("d/<str:code>/parts/await/", parts.await_part, name="device-await-part"),
    path("d/<str:code>/parts/await/<uuid:public_id>/end/", parts.call_off, name="device-call-off-part"),
    path("d/<str:code>/accessories/attach/", accessories.attach, name="accessory-attach"),
    path("d/<str:code>/accessories/<uuid:public_id>/detach/", accessories.detach, name="accessory-detach"),
    path("accessories/", accessory_list.accessory_list, name="accessory-list"),
    path("accessories/entry/", accessories.entry, name="accessory-entry"),
    path("accessories/sheet/", accessories.accessory_sheet, name="accessory-sheet"),
    path("accessories/undo/<uuid:public_id>/", accessories.undo, name="accessory-undo"),
    path("accessories/<slug:kind>/", accessories.accessory_detail, name="accessory-detail"),
    path("accessories/<slug:kind>/move/", accessories.move, name="accessory-move"),
    path("accessories/<slug:kind>/count/", accessories.count, name="accessory-count"),
]
