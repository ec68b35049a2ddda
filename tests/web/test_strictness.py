"""What tests of pages look for on every page is found when it is there, and a sound page is left in peace."""

from tests.web.browsing import Page
from tests.web.strictness import flaws

GUARDED = {"Content-Type": "text/html", "Cache-Control": "private, no-store",
           "Content-Security-Policy": "default-src 'none'"}
SOUND = """<!doctype html><html lang="zh"><head><title>码上</title></head><body><h1>码上</h1>
<form method="post" action="/sent"><input type="hidden" name="_csrf" value="x"><label for="words">什么事</label>
<input id="words" name="words" maxlength="9"></form>
<time datetime="2026-03-05T12:00:00+08:00">3月5日</time></body></html>"""
BROKEN = """<!doctype html><html lang="zh"><head><title>x</title><link rel="stylesheet" href="//elsewhere/x.css">
<style>p {}</style></head><body onclick="x()"><h1>a</h1><h1>b</h1><h3>c</h3><p id="a" style="x">1</p><p id="a">2</p>
<script>1</script><img src="https://elsewhere/x.png" alt=""><label for="nothing">l</label><input name="q">
<form method="post" action="https://elsewhere/"></form><select aria-label="s" name="s"><option value="1">1</option>
<option value="1">2</option></select><input type="date" maxlength="3" aria-label="d" name="d"></b>
<time datetime="2026-01-01T00:00:00.123+08:00">x</time></body></html>"""
FOUND = {
    "id a twice", "2 h1", "link from elsewhere", "img from elsewhere", "form from elsewhere",
    "style or script inside, at style", "style or script inside, at body", "style or script inside, at p",
    "script inside", "nothing is labelled and not there", "q has no label",
    "a form that changes something is not guarded", "s offers something twice", "d cannot have a maxlength",
    "2026-01-01T00:00:00.123+08:00 is no moment of HTML", "h3 follows h1", "an open policy", "may be kept by others"}


def test_a_sound_page_is_left_in_peace():
    assert flaws(Page(200, "/", GUARDED, SOUND.encode())) == []


def test_every_flaw_is_found():
    page = Page(200, "/", {"Content-Type": "text/html", "Content-Security-Policy": "default-src 'unsafe-inline'"},
                BROKEN.encode())

    found = set(flaws(page))
    assert found >= FOUND
    assert any(" in line " in flaw for flaw in found - FOUND)  # what the reader of HTML says itself: a </b> too many
