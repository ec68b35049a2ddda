"""What a mini-program code (小程序码) may carry, for the real platform and its stand-ins alike."""

import re

SCENE = re.compile(r"[0-9A-Za-z!#$&'()*+,/:;=?@._~-]{1,32}")
WIDTHS = range(280, 1281)
VERSIONS = {"formal": "release", "trial": "trial", "developer": "develop"}
"""What a message calls the states of the mini-program, and what a code calls them."""


def check_code(scene: str, width: int) -> None:
    """Raises ValueError for a scene over 32 characters or with others than the platform takes, or a wrong width.

    Source: getwxacodeunlimit, 获取不限制的小程序码.
    """
    if not SCENE.fullmatch(scene):
        raise ValueError("a scene has 1 to 32 digits, letters and !#$&'()*+,/:;=?@-._~")
    if width not in WIDTHS:
        raise ValueError("a mini-program code is 280 to 1280 pixels wide")
