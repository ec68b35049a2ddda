"""A stranger's file becomes a small, plain JPEG here, so that no other code meets what was uploaded."""

import re
from dataclasses import dataclass
from io import BytesIO
from threading import BoundedSemaphore
from typing import BinaryIO

import pillow_heif
from PIL import ExifTags, Image, ImageCms

MAXIMUM_BYTES = 10 * 1024 * 1024
# "50 megapixel" phones really write 8192 x 6144 = 50.33 million, so a mega here is 2 to the 20th.
MAXIMUM_PIXELS = 50 * 1024 * 1024
# What the decoders of WebP, print colours and rich HEIC need per pixel, 16 bytes and more, allows only this.
MAXIMUM_PIXELS_OF_DEAR_KINDS = 20 * 1024 * 1024
MAXIMUM_SIDE = 65_500
LONGEST_SIDE = 2560
THUMBNAIL_SIDE = 320
JPEG_QUALITY = 85

# Cameras write one to ten scans; a hostile progressive JPEG repeats thousands, and each costs a full pass.
_MAXIMUM_SCANS = 32
_BAND_PIXELS = 2 * 1024 * 1024
_FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")  # Pillow takes MPO as a kind of JPEG
_WHITE = (255, 255, 255)
_BEGINS_LIKE_A_PHOTO = re.compile(rb"\xff\xd8\xff|\x89PNG|RIFF....WEBP|....ftyp(hei|mif|msf)", re.DOTALL)
_JPEG_MARKER = re.compile(rb"\xff+([^\x00\x01\xd0-\xd7\xff])")
_START_OF_SCAN, _END_OF_IMAGE = 0xDA, 0xD9
_BROKEN = "照片不完整或已损坏，可能没有传完，请重新选择或重新拍一张再上传。"
_TURNS = {
    2: (Image.Transpose.FLIP_LEFT_RIGHT,),
    3: (Image.Transpose.ROTATE_180,),
    4: (Image.Transpose.FLIP_TOP_BOTTOM,),
    5: (Image.Transpose.TRANSPOSE,),
    6: (Image.Transpose.ROTATE_270,),
    7: (Image.Transpose.TRANSVERSE,),
    8: (Image.Transpose.ROTATE_90,),
}

Image.MAX_IMAGE_PIXELS = MAXIMUM_PIXELS
pillow_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False)

# A decoded 50-megapixel picture takes 200 to 400 MB; two at once is what a small server can hold.
_decoding = BoundedSemaphore(2)


class PhotoRefused(Exception):
    """A picture that is not taken; `detail` is the Chinese sentence for the person who sent it."""

    detail = "这张照片没有收下，请换一张再试。"

    def __init__(self, detail: str | None = None) -> None:
        self.detail = detail or self.detail
        super().__init__(self.detail)


class NotAPhoto(PhotoRefused):
    """The file is no JPEG, PNG, WebP or HEIC, or it is one that cannot be decoded to its end."""

    detail = "这个文件不是可用的照片，请上传 JPG、PNG、WebP 或 HEIC 格式的照片。"


class TooBig(PhotoRefused):
    """The file has more than `MAXIMUM_BYTES` bytes."""

    detail = "照片文件超过 10 MB，请压缩后再上传。"


class TooManyPixels(PhotoRefused):
    """The header claims more pixels than `clean` may decode."""

    detail = "照片尺寸过大（最多 5000 万像素），请调低相机分辨率或缩小后再上传。"


@dataclass(frozen=True, slots=True)
class CleanPhoto:
    """Two sRGB JPEGs without any metadata; `width` and `height` are those of `jpeg`, in pixels."""

    jpeg: bytes
    thumbnail: bytes
    width: int
    height: int


def clean(stream: BinaryIO) -> CleanPhoto:
    """Decode one uploaded photo and encode it anew, upright and at most 2560 pixels long.

    Takes JPEG (with MPO), PNG, WebP and HEIC up to 10 MB and 50 megapixels (20 for the kinds that are dear to
    decode, see `MAXIMUM_PIXELS_OF_DEAR_KINDS`); of several frames the first.
    Raises NotAPhoto, TooBig or TooManyPixels, and nothing else that comes from the file's content.
    """
    data = stream.read(MAXIMUM_BYTES + 1)
    if len(data) > MAXIMUM_BYTES:
        raise TooBig
    with _decoding:
        return _cleaned(data)


def _cleaned(data: bytes) -> CleanPhoto:
    try:
        with _opened(data) as image:
            photo = _upright(image)
        photo.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
        photo = _in_srgb(photo, image.info.get("icc_profile"))
        small = photo.copy()
        small.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE), Image.Resampling.LANCZOS)
        return CleanPhoto(_encoded(photo), _encoded(small), photo.width, photo.height)
    except PhotoRefused:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise TooManyPixels from error
    # Fuzzed files make the decoders raise nearly anything (struct.error, TypeError, ZeroDivisionError,
    # MemoryError ...), and every one of these means the same to the sender.
    except Exception as error:
        raise NotAPhoto(_BROKEN) from error


def _opened(data: bytes) -> Image.Image:
    """Read the header only, and refuse here whatever would be dear to decode."""
    try:
        image = Image.open(BytesIO(data), formats=_FORMATS)
    except Image.UnidentifiedImageError as error:
        raise NotAPhoto(_BROKEN if _BEGINS_LIKE_A_PHOTO.match(data) else None) from error
    _refuse_size(image)
    if image.format == "HEIF" and _is_cut_off(data):
        raise NotAPhoto(_BROKEN)
    if image.format in ("JPEG", "MPO"):
        if _has_too_many_scans(data):
            raise NotAPhoto(_BROKEN)
        shrink = max(1, max(image.size) / LONGEST_SIDE)
        image.draft(None, tuple(max(1, int(side / shrink)) for side in image.size))
    return image


def _refuse_size(image: Image.Image) -> None:
    pixels = image.width * image.height
    if pixels > MAXIMUM_PIXELS or max(image.size) > MAXIMUM_SIDE:
        raise TooManyPixels
    is_dear = image.format == "WEBP" or image.mode == "CMYK"
    if image.format == "HEIF":
        is_dear = image.info.get("chroma") in (422, 444) or image.mode == "RGBA"
    if is_dear and pixels > MAXIMUM_PIXELS_OF_DEAR_KINDS:
        raise TooManyPixels("这种格式的照片最多 2000 万像素，请缩小或另存为普通 JPG 后再上传。")


def _is_cut_off(data: bytes) -> bool:
    """Say whether a box of a HEIC ends behind the file: libheif would paint missing tiles black, silently.

    Boxes as in ISO/IEC 14496-12, 4.2; what is no known box is a maker's own trailer and is not judged.
    """
    position, has_pictures = 0, False
    while (kind := data[position + 4 : position + 8]) in (b"ftyp", b"meta", b"mdat", b"free", b"skip"):
        size = int.from_bytes(data[position : position + 4], "big")
        if size == 1:
            size = int.from_bytes(data[position + 8 : position + 16], "big")
        has_pictures |= kind == b"mdat"
        if size == 0:  # "up to the end of the file"
            break
        if size < 8 or position + size > len(data):
            return True
        position += size
    return not has_pictures


def _has_too_many_scans(data: bytes) -> bool:
    """Count the scans of the first picture; what a phone appends behind it (film, gain map) is not read."""
    position, scans = 2, 0
    while scans <= _MAXIMUM_SCANS:
        marker = _JPEG_MARKER.search(data, position)
        if marker is None or marker[1][0] == _END_OF_IMAGE:
            return False
        scans += marker[1][0] == _START_OF_SCAN
        position = marker.end() + int.from_bytes(data[marker.end() : marker.end() + 2], "big")
    return True


def _upright(image: Image.Image) -> Image.Image:
    """Decode, flatten on white and shrink by a whole factor, a band of rows at a time, then turn upright.

    In bands, because Pillow would otherwise hold a second full-size copy of a picture with transparency.
    """
    image.load()
    factor = max(1, max(image.size) // LONGEST_SIDE)
    rows = factor * max(1, _BAND_PIXELS // image.width // factor)
    photo = Image.new("RGB", (-(-image.width // factor), -(-image.height // factor)))
    for top in range(0, image.height, rows):
        band = image.crop((0, top, image.width, min(top + rows, image.height)))
        photo.paste(_flattened(band).reduce(factor), (0, top // factor))
    for turn in _TURNS.get(_orientation(image), ()):
        photo = photo.transpose(turn)
    return photo


def _flattened(band: Image.Image) -> Image.Image:
    if band.mode.startswith("I;16"):
        band = band.point(lambda value: value / 256).convert("L")
    if not band.has_transparency_data:
        return band.convert("RGB")
    band = band.convert("RGBA")
    white = Image.new("RGB", band.size, _WHITE)
    white.paste(band, mask=band.getchannel("A"))
    return white


def _orientation(image: Image.Image) -> int:
    """The EXIF orientation, 1 when there is none or the EXIF is broken.

    A HEIC states its rotation in the container and is decoded upright; its EXIF value must not count again
    (ISO/IEC 23008-12, 6.5.10).
    """
    if image.format == "HEIF":
        return 1
    try:
        return image.getexif().get(ExifTags.Base.Orientation, 1)
    except Exception:  # a picture that decodes is not refused for a broken EXIF block
        return 1


def _in_srgb(photo: Image.Image, profile: bytes | None) -> Image.Image:
    """Convert from the embedded profile (phones write Display P3); a useless profile is dropped."""
    if not profile:
        return photo
    try:
        return ImageCms.profileToProfile(
            photo, ImageCms.ImageCmsProfile(BytesIO(profile)), ImageCms.createProfile("sRGB")
        )
    except Exception:  # broken, or made for grey or print colours: the plain pixels are good enough
        return photo


def _encoded(photo: Image.Image) -> bytes:
    target = BytesIO()
    photo.save(target, "JPEG", quality=JPEG_QUALITY)
    return target.getvalue()
