"""A file that is no photo, or a part of one, or made to hurt, gets one clear refusal and nothing else."""

import random
import struct
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from threading import Lock
from time import sleep

import pytest
from PIL import Image

from service.media.imaging import CleanPhoto, NotAPhoto, PhotoRefused, clean

KINDS = ["JPEG", "PNG", "WEBP", "HEIF"]


def _noise(width: int = 160, height: int = 120) -> Image.Image:
    return Image.merge("RGB", [Image.effect_noise((width, height), 90) for _ in range(3)])


def _bytes(kind: str, image: Image.Image | None = None, **options) -> bytes:
    target = BytesIO()
    (image or _noise()).save(target, kind, **options)
    return target.getvalue()


@pytest.mark.parametrize("kind", ["TIFF", "GIF", "BMP", "ICO", "PPM", "TGA", "PDF", "JPEG2000", "AVIF"])
def test_another_kind_of_picture_is_refused(kind):
    with pytest.raises(NotAPhoto, match="JPG、PNG、WebP 或 HEIC"):
        clean(BytesIO(_bytes(kind)))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"just a text",
        b"<!doctype html><script>alert(1)</script>",
        b'<svg xmlns="http://www.w3.org/2000/svg"/>',
        b"GIF89a" + struct.pack("<HH", 65535, 65535) + bytes(34),
    ],
)
def test_what_is_no_picture_is_refused(data):
    with pytest.raises(NotAPhoto, match="JPG、PNG、WebP 或 HEIC"):
        clean(BytesIO(data))


@pytest.mark.parametrize("part", [0.02, 0.3, 0.6, 0.95])
@pytest.mark.parametrize("kind", KINDS)
def test_a_photo_that_did_not_arrive_whole_is_refused(kind, part):
    whole = _bytes(kind)

    with pytest.raises(NotAPhoto, match="没有传完"):
        clean(BytesIO(whole[: max(20, int(len(whole) * part))]))


@pytest.mark.parametrize("part", [0.3, 0.6, 0.95])
def test_a_tiled_heic_that_did_not_arrive_whole_is_refused(part):
    tiled = _bytes("HEIF", _noise(512, 512), tile_size=128)
    clean(BytesIO(tiled))

    with pytest.raises(NotAPhoto, match="没有传完"):
        clean(BytesIO(tiled[: int(len(tiled) * part)]))


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_phone_appends_to_a_photo_does_no_harm(kind):
    film = bytes(64) + b"\xff\xda\x00\x02" * 500

    assert clean(BytesIO(_bytes(kind) + film)).width == 160


@pytest.mark.parametrize("hidden", [b"", b"\xff\x01\xff"])
def test_a_jpeg_with_thousands_of_scans_is_refused(hidden):
    progressive = _bytes("JPEG", Image.new("L", (160, 120), 128), progressive=True)
    last_scan = progressive[progressive.rfind(b"\xff\xda") : -2]
    assert clean(BytesIO(progressive)).width == 160

    with pytest.raises(NotAPhoto):
        clean(BytesIO(progressive[:-2] + hidden + last_scan * 3000 + b"\xff\xd9"))


def test_a_heic_whose_header_lies_about_its_size_is_refused():
    honest = _bytes("HEIF", Image.new("RGB", (1024, 1024), "blue"))
    lying = honest.replace(struct.pack(">II", 1024, 1024), struct.pack(">II", 64, 64))
    assert lying != honest

    with pytest.raises(NotAPhoto):
        clean(BytesIO(lying))


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("kind", KINDS)
def test_a_damaged_photo_is_cleaned_or_refused_and_nothing_else(kind):
    chance, whole = random.Random(20260501), _bytes(kind, _noise(48, 40))
    for _ in range(150):
        damaged = bytearray(whole)
        for _ in range(chance.randint(1, 6)):
            damaged[chance.randrange(min(len(damaged), 600))] = chance.randrange(256)
        try:
            assert isinstance(clean(BytesIO(damaged)), CleanPhoto)
        except PhotoRefused as refusal:
            assert refusal.detail


def test_no_more_than_two_photos_are_decoded_at_once(monkeypatch):
    lock, open_now, counts, truly_open = Lock(), [], [], Image.open

    def _slow_open(*arguments, **options):
        with lock:
            open_now.append(1)
            counts.append(len(open_now))
        sleep(0.05)
        with lock:
            open_now.pop()
        return truly_open(*arguments, **options)

    photo = _bytes("JPEG")
    monkeypatch.setattr(Image, "open", _slow_open)
    with ThreadPoolExecutor(6) as threads:
        list(threads.map(lambda _: clean(BytesIO(photo)), range(6)))

    assert max(counts) == 2
