"""Addresses of the first hour: setting a scanner, the exercise; and the photo a camera takes."""

from django.urls import path

from inventory.views import camera, first_hour, practice

urlpatterns = [
    path("scan/photo/", camera.scan_photo, name="scan-photo"),
    path("scanner/", first_hour.scanner, name="scanner"),
    path("practice/", practice.exercise, name="practice"),
    path("practice/labels.pdf", practice.practice_labels, name="practice-labels"),
]
