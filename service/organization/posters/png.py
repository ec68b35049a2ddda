"""A poster as a picture to be sent on or printed by whoever has no other program."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw, ImageFont

from service.organization.posters.layout import CODE_SIDE, CODE_TOP, HEIGHT, WIDTH, Poster, lines, runs
from service.organization.posters.lettering import FONT

PIXELS_PER_MILLIMETRE = 300 / 25.4


def pixels(millimetres: float) -> int:
    """Whole pixels at 300 dots an inch."""
    return round(millimetres * PIXELS_PER_MILLIMETRE)


def drawn(poster: Poster) -> bytes:
    """The poster as a grey PNG, A6 at 300 dots an inch; every module is the same whole number of pixels."""
    image = Image.new("L", (pixels(WIDTH), pixels(HEIGHT)), 255)
    (_paste if poster.picture else _modules)(image, poster)
    draw = ImageDraw.Draw(image)
    for line in lines(poster):
        draw.text((pixels(line.left), pixels(line.baseline)), line.text, fill=0, anchor="ls",
                  font=ImageFont.truetype(FONT, line.size * PIXELS_PER_MILLIMETRE))
    out = io.BytesIO()
    image.save(out, "PNG", dpi=(300, 300))
    return out.getvalue()


def _modules(image: Image.Image, poster: Poster) -> None:
    side, dark = runs(poster.url)
    draw, step = ImageDraw.Draw(image), pixels(CODE_SIDE) // side
    left, top = (image.width - step * side) // 2, pixels(CODE_TOP)
    for column, row, length in dark:
        corner = (left + column * step, top + row * step)
        draw.rectangle((*corner, corner[0] + length * step - 1, corner[1] + step - 1), fill=0)


def _paste(image: Image.Image, poster: Poster) -> None:
    side = pixels(CODE_SIDE)
    with Image.open(io.BytesIO(poster.picture), formats=("PNG",)) as code:
        image.paste(code.convert("L").resize((side, side), Image.Resampling.LANCZOS),
                    ((image.width - side) // 2, pixels(CODE_TOP)))
