"""Images are public and unchanging; nothing else in the store is."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client


@pytest.fixture
def stored() -> str:
    return default_storage.save("images/crane.width-400.webp", ContentFile(b"webp"))


@pytest.mark.django_db
def test_a_rendition_is_served_for_a_year_and_cannot_act(client: Client, stored: str) -> None:
    response = client.get(f"/media/{stored}")

    assert response.status_code == 200
    assert response.getvalue() == b"webp"
    assert response.headers["Content-Type"] == "image/webp"
    assert "immutable" in response.headers["Cache-Control"]
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name",
    [
        "documents/secret.pdf",
        "original_images/portrait.jpg",
        "images/../documents/secret.pdf",
        "images/%2e%2e/documents/secret.pdf",
        "images/missing.webp",
        "images//../documents/secret.pdf",
        "./documents/secret.pdf",
        "/etc/passwd",
    ],
)
def test_nothing_else_is_served(client: Client, name: str) -> None:
    default_storage.save("documents/secret.pdf", ContentFile(b"%PDF"))
    default_storage.save("original_images/portrait.jpg", ContentFile(b"jpg"))

    assert client.get(f"/media/{name}").status_code == 404
