"""No picture, however large or hostile, may take more than 512 MB or five seconds of a processor."""

import multiprocessing
import resource
import sys
import time
import zlib
from io import BytesIO
from pathlib import Path
from struct import pack

import pytest
from PIL import Image

from service.media import imaging

COLLECTED = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "photos"
MEGABYTES, SECONDS = 512, 5.0


def _cost(path: str) -> tuple[str, float, int]:
    """Clean one file in this process: outcome, its seconds of the processor, its largest resident size in MB."""
    started = time.process_time()
    try:
        with open(path, "rb") as file:
            imaging.clean(file)
        outcome = "cleaned"
    except Exception as error:
        outcome = type(error).__name__
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return outcome, time.process_time() - started, peak // (1024 * 1024 if sys.platform == "darwin" else 1024)


@pytest.fixture(scope="module")
def measured():
    """Measures each file in its own process, forked from one that has only imported `service.media`."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["service.media.imaging"])
    with context.Pool(1, maxtasksperchild=1) as pool:
        yield lambda path: pool.apply_async(_cost, (str(path),)).get(timeout=60)


def _collected(kind: str) -> list:
    files = sorted((COLLECTED / kind).glob("*")) if COLLECTED.is_dir() else []
    missing = pytest.mark.skip(reason="the collection of real photos is not beside this repository")
    return [pytest.param(file, id=file.name) for file in files] or [pytest.param(None, marks=missing)]


def _within_limits(seconds: float, megabytes: int) -> bool:
    return 1 < megabytes < MEGABYTES and seconds < SECONDS


@pytest.mark.parametrize("file", _collected("good"))
def test_a_real_photo_is_cleaned(measured, file):
    outcome, seconds, megabytes = measured(file)

    assert outcome == ("NotAPhoto" if file.suffix == ".tiff" else "cleaned")
    assert _within_limits(seconds, megabytes), (seconds, megabytes)


@pytest.mark.parametrize("file", _collected("bad"))
def test_a_bad_file_is_cleaned_or_refused(measured, file):
    outcome, seconds, megabytes = measured(file)

    assert outcome in {"cleaned", "NotAPhoto", "TooBig", "TooManyPixels"}
    assert _within_limits(seconds, megabytes), (seconds, megabytes)


def _chunk(kind: bytes, body: bytes) -> bytes:
    return pack(">I", len(body)) + kind + body + pack(">I", zlib.crc32(kind + body))


def _largest_png() -> bytes:
    """52 million pixels with transparency, packed row by row so that this test does not hold them itself."""
    packer, row = zlib.compressobj(1), b"\0" + bytes(range(256)) * (7168 * 4 // 256)
    body = b"".join(packer.compress(row) for _ in range(7168)) + packer.flush()
    header = b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", pack(">IIBBBBB", 7168, 7168, 8, 6, 0, 0, 0))
    return header + _chunk(b"IDAT", body) + _chunk(b"IEND", b"")


def _largest(kind: str, size: tuple[int, int], **options) -> bytes:
    target = BytesIO()
    Image.linear_gradient("L").resize(size).convert("RGB").save(target, kind, **options)
    return target.getvalue()


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(_largest_png, id="png-with-transparency"),
        pytest.param(lambda: _largest("JPEG", (8192, 6144)), id="jpeg"),
        pytest.param(
            lambda: _largest("JPEG", (8192, 6144), progressive=True, subsampling=0), id="progressive-jpeg"
        ),
        pytest.param(lambda: _largest("WEBP", (5120, 4096), method=0), id="webp"),
    ],
)
def test_the_largest_allowed_picture_fits_into_a_small_server(measured, tmp_path, make):
    (tmp_path / "largest").write_bytes(make())

    outcome, seconds, megabytes = measured(tmp_path / "largest")

    assert outcome == "cleaned"
    assert _within_limits(seconds, megabytes), (seconds, megabytes)
