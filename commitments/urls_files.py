"""Addresses of signed files and of trusted certificates."""

from django.urls import path

from commitments.views import files, trust

urlpatterns = [
    path("commitments/<int:pk>/file/", files.file_keep, name="file-keep"),
    path("commitments/files/<int:pk>/", files.file, name="file"),
    path("commitments/files/<int:pk>/attest/", files.file_attest, name="file-attest"),
    path("commitments/files/<int:pk>/verify/", files.file_verify, name="file-verify"),
    path("trust/", trust.trust, name="trust"),
    path("trust/add/", trust.trust_add, name="trust-add"),
    path("trust/<int:pk>/retire/", trust.trust_retire, name="trust-retire"),
]
