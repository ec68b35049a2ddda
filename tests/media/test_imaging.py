"""Whatever picture arrives, what is kept is upright, small, on white and without a word about its maker."""

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image, ImageCms, PngImagePlugin

from service.media import imaging
from service.media.imaging import NotAPhoto, TooBig, TooManyPixels, clean

COLOURS = {"red": (255, 0, 0), "green": (0, 255, 0), "blue": (0, 0, 255), "yellow": (255, 255, 0)}
UPRIGHT = ("red", "green", "blue", "yellow")
# How a camera lays an upright scene down for each EXIF orientation (Exif 2.32, 4.6.4, tag 0112).
LAID_DOWN = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def _corners(width: int = 96, height: int = 64) -> Image.Image:
    scene = Image.new("RGB", (2, 2))
    scene.putdata([COLOURS[name] for name in UPRIGHT])
    return scene.resize((width, height), Image.Resampling.NEAREST)


def _file(image: Image.Image, kind: str, **options) -> BytesIO:
    target = BytesIO()
    image.save(target, kind, **options)
    return BytesIO(target.getvalue())


def _name(pixel: tuple[int, int, int]) -> str:
    return min(COLOURS, key=lambda name: sum(abs(a - b) for a, b in zip(COLOURS[name], pixel, strict=True)))


def _seen(jpeg: bytes) -> tuple[str, ...]:
    image = Image.open(BytesIO(jpeg))
    right, bottom = image.width - 5, image.height - 5
    return tuple(_name(image.getpixel(at)) for at in ((4, 4), (right, 4), (4, bottom), (right, bottom)))


def _pixel(jpeg: bytes) -> tuple[int, int, int]:
    image = Image.open(BytesIO(jpeg))
    return image.getpixel((image.width // 2, image.height // 2))


def _near(pixel: tuple[int, int, int], wanted: tuple[int, int, int]) -> bool:
    return max(abs(a - b) for a, b in zip(pixel, wanted, strict=True)) <= 6


def _exif(orientation: int) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "MAKER-OF-PHONES"
    exif.get_ifd(0x8825).update({1: "N", 2: (29.0, 51.0, 30.0), 3: "E", 4: (107.0, 4.0, 10.0)})
    return exif


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _png_header(width: int, height: int, depth: int = 8, colour: int = 2) -> bytes:
    size = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", size)


def _claiming(data: bytes, old: tuple[int, int], new: tuple[int, int], form: str) -> BytesIO:
    assert data.count(struct.pack(form, *old)) == 1
    return BytesIO(data.replace(struct.pack(form, *old), struct.pack(form, *new)))


def _laid_down(orientation: int) -> Image.Image:
    return _corners().transpose(LAID_DOWN[orientation]) if orientation in LAID_DOWN else _corners()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_is_turned_upright(kind, orientation):
    photo = clean(_file(_laid_down(orientation), kind, exif=_exif(orientation)))

    assert (_seen(photo.jpeg), photo.width, photo.height) == (UPRIGHT, 96, 64)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_rotation_of_a_heic_counts_once(orientation):
    scene = _laid_down(orientation)
    scene.info["exif"] = _exif(orientation).tobytes()  # pillow_heif then states it in the container as well

    photo = clean(_file(scene, "HEIF"))

    assert (_seen(photo.jpeg), photo.width, photo.height) == (UPRIGHT, 96, 64)


def test_a_heic_that_speaks_of_rotation_in_its_exif_only_is_upright_already():
    assert _seen(clean(_file(_corners(), "HEIF", exif=_exif(6))).jpeg) == UPRIGHT


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_no_metadata_survives(kind):
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    source = _file(_corners(), kind, exif=_exif(1), xmp=b"<x:xmpmeta>MAKER</x:xmpmeta>", icc_profile=profile)

    photo = clean(source)

    for kept in (photo.jpeg, photo.thumbnail):
        assert not {"exif", "xmp", "icc_profile", "comment", "mp"} & Image.open(BytesIO(kept)).info.keys()
        assert b"MAKER" not in kept and b"Exif" not in kept


def test_texts_and_comments_in_the_file_are_gone():
    words = PngImagePlugin.PngInfo()
    words.add_text("Comment", "HOME-ADDRESS")
    words.add_itxt("Author", "HOME-ADDRESS", zip=True)
    sources = [_file(_corners(), "PNG", pnginfo=words), _file(_corners(), "JPEG", comment=b"HOME-ADDRESS")]

    assert all(b"HOME-ADDRESS" not in clean(source).jpeg for source in sources)


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "HEIF"])
@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_what_is_transparent_becomes_white(kind, mode):
    nothing = Image.new("RGBA", (64, 64), (0, 0, 0, 0)).convert(mode)

    assert _near(_pixel(clean(_file(nothing, kind)).jpeg), (255, 255, 255))


def test_a_transparent_palette_colour_becomes_white():
    nothing = Image.new("P", (64, 64), 0)
    nothing.putpalette([0, 0, 0, 255, 0, 0])

    assert _near(_pixel(clean(_file(nothing, "PNG", transparency=0)).jpeg), (255, 255, 255))


@pytest.mark.parametrize(("depth", "shade"), [(16, b"\xff\xff"), (8, b"\0")])
def test_a_grey_png_with_one_transparent_shade_is_taken(depth, shade):
    rows = zlib.compress((b"\0" + shade * 8) * 8)
    body = _chunk(b"tRNS", shade.rjust(2, b"\0")) + _chunk(b"IDAT", rows) + _chunk(b"IEND", b"")

    assert _near(_pixel(clean(BytesIO(_png_header(8, 8, depth, 0) + body)).jpeg), (255, 255, 255))


def test_a_16_bit_grey_keeps_its_shade():
    middle = Image.new("I;16", (64, 64), 0x8080)

    assert _near(_pixel(clean(_file(middle, "PNG")).jpeg), (128, 128, 128))


@pytest.mark.parametrize(
    ("kind", "options"),
    [("MPO", {}), ("PNG", {}), ("WEBP", {"lossless": True}), ("HEIF", {"quality": 90})],
)
def test_of_several_pictures_the_first_is_taken(kind, options):
    others = [Image.new("RGB", (96, 64), "white")] * 3

    photo = clean(_file(_corners(), kind, save_all=True, append_images=others, **options))

    assert _seen(photo.jpeg) == UPRIGHT


def test_colours_of_another_profile_become_srgb():
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = srgb.replace(b"rXYZ", b"____", 1).replace(b"gXYZ", b"rXYZ", 1).replace(b"____", b"gXYZ", 1)
    red_by_number = _file(Image.new("RGB", (64, 64), "red"), "JPEG", icc_profile=swapped)

    assert _name(_pixel(clean(red_by_number).jpeg)) == "green"


@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
def test_a_useless_profile_does_not_refuse_a_photo(mode):
    assert clean(_file(_corners().convert(mode), "JPEG", icc_profile=b"no profile at all" * 20)).width == 96


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data")
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("block", [b"garbage", b"MM\0*\xff\xff\xff\xff", b"II*\0\x08\0\0\0\xff\xff"])
def test_a_broken_exif_does_not_refuse_a_photo(kind, block):
    assert _seen(clean(_file(_corners(), kind, exif=b"Exif\0\0" + block)).jpeg) == UPRIGHT


@pytest.mark.parametrize(
    ("size", "wanted", "small"),
    [
        ((6000, 4500), (2560, 1920), (320, 240)),
        ((2700, 30), (2560, 28), (320, 4)),
        ((100, 80), (100, 80), (100, 80)),
    ],
)
@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_photo_is_shrunk_and_never_enlarged(kind, size, wanted, small):
    photo = clean(_file(_corners(*size), kind))

    assert (photo.width, photo.height) == Image.open(BytesIO(photo.jpeg)).size == wanted
    assert Image.open(BytesIO(photo.thumbnail)).size == small


def test_a_large_photo_keeps_all_its_parts():
    assert _seen(clean(_file(_corners(6007, 4001), "PNG")).jpeg) == UPRIGHT


def test_a_file_of_ten_megabytes_is_the_largest():
    photo = _file(_corners(), "JPEG").getvalue()
    largest = photo.ljust(10 * 1024 * 1024, b"\0")

    assert clean(BytesIO(largest)).width == 96
    with pytest.raises(TooBig, match="10 MB"):
        clean(BytesIO(largest + b"\0"))


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
@pytest.mark.parametrize("size", [(19000, 19000), (8000, 8000), (70000, 10), (2**31 - 1, 2**31 - 1)])
def test_too_many_pixels_are_refused_by_the_header(size):
    with pytest.raises(TooManyPixels, match="5000 万像素"):
        clean(BytesIO(_png_header(*size) + _chunk(b"IDAT", b"never read")))


def test_kinds_that_are_dear_to_decode_may_have_fewer_pixels():
    webp = _file(_corners(96, 64), "WEBP", lossless=True).getvalue()
    bits = struct.unpack("<I", webp[21:25])[0] & ~0xFFFFFFF | 4999 << 14 | 4999
    print_colours = _file(_corners().convert("CMYK"), "JPEG").getvalue()
    full_chroma = _file(_corners(), "HEIF", chroma=444).getvalue()
    see_through = _file(_corners().convert("RGBA"), "HEIF").getvalue()
    for claim in (
        BytesIO(webp[:21] + struct.pack("<I", bits) + webp[25:]),
        _claiming(print_colours, (64, 96), (5000, 5000), ">HH"),
        BytesIO(full_chroma.replace(struct.pack(">II", 96, 64), struct.pack(">II", 5000, 5000))),
        BytesIO(see_through.replace(struct.pack(">II", 96, 64), struct.pack(">II", 5000, 5000))),
    ):
        with pytest.raises(TooManyPixels, match="2000 万像素"):
            clean(claim)


def test_every_refusal_speaks_chinese_to_the_sender():
    for refusal in (imaging.PhotoRefused, NotAPhoto, TooBig, TooManyPixels):
        assert "照片" in refusal().detail and str(refusal()) == refusal().detail
