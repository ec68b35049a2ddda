"""Pictures for tests of pages: small photos as a phone takes them, and files that are none."""

from __future__ import annotations

from io import BytesIO

from PIL import Image


def photo(name: str = "lamp.jpg", colour: str = "#456", size: tuple[int, int] = (64, 48)) -> tuple[BytesIO, str]:
    """A photo in one colour, as a form sends it."""
    file = BytesIO()
    Image.new("RGB", size, colour).save(file, "JPEG")
    file.seek(0)
    return file, name


def no_photo(name: str = "letter.jpg") -> tuple[BytesIO, str]:
    """A file that only says it is one."""
    return BytesIO(b"dear neighbours"), name
