"""What the documents say is so: files and settings they name exist, every code and call stands in docs/api.md."""

import ast
import os
import re
import shutil
import subprocess
import threading

import pytest
from werkzeug.serving import make_server

from service import PACKAGES
from service.core import errors
from service.courtyard.models import DayState, DecisionState, Reason
from service.courtyard.models.logs import ItemKind, LogState
from service.development.stages import Stage
from service.feedback.timers import Event
from service.feedback.workflow import Outcome, State, Verb
from service.mediation.catalogue import DisputeType
from service.mediation.catalogue import Outcome as MediationOutcome
from service.membership.models.records import ServiceKind
from service.membership.models.registration import RegistrationState
from service.notifications.actions import delivering
from service.organization.models import Role
from service.party.models import Office
from service.town import year
from service.volunteering.models import Trade
from service.wishes.kinds import PostKind
from service.wishes.workflow import WishState
from tests.house.sources import LADDER, ROOT, Source, of_service

PAGES = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "STYLE.md", "CHANGELOG.md")]
PAGES += sorted((ROOT / "docs").rglob("*.md"))
NAMED = re.compile(r"`([\w.-]+(?:/[\w.*-]+)*/?)`|\]\(([\w./-]+)(?:#[\w-]+)?\)")
SUFFIXES = (".py", ".md", ".txt", ".toml", ".csv", ".yml")
FOLDERS = tuple(f"{path.name}/" for path in ROOT.iterdir() if path.is_dir())
MADE_BY_RUNNING = (".venv/", "data/")
ROW = re.compile(r"^\| `([a-z_]+)` \| ([\d, ]+) \|", re.MULTILINE)
CALL = re.compile(r"`(GET|POST|PUT|DELETE) (/[^`?\s]*)")
SETTING = re.compile(r"`([A-Z][A-Z_]{3,})(?:=[^`]*)?`")
READERS = ("config.py", "gunicorn.conf.py", "script/server", "script/test", "script/environment",
           "tests/conftest.py", "tests/browser/conftest.py", "bench/ground.py")


def _text(name):
    return (ROOT / name).read_text("utf-8")


def _paths_in(page):
    """Paths a page names, as `code` (below the checkout, or the end of a path in it) or as a link."""
    for code, link in NAMED.findall(page.read_text("utf-8")):
        if link:
            yield (page.parent / link).resolve().relative_to(ROOT).as_posix()
        elif code.endswith(SUFFIXES) or code.startswith(FOLDERS):
            yield code


def _is_there(path):
    return f"{path}/".startswith(MADE_BY_RUNNING) or any(ROOT.glob(path)) or any(
        any(folder.glob(f"**/{path}")) for folder in (ROOT / "service", ROOT / "docs"))


def _problems(trees):
    """Name of each class of refusal → its status, classes of classes too."""
    known = {name: kind.status for name, kind in vars(errors).items()
             if isinstance(kind, type) and issubclass(kind, errors.Problem)}
    classes = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    for _ in range(3):
        for node in classes:
            bases = [ast.unparse(base).split(".")[-1] for base in node.bases]
            for base in known.keys() & set(bases):
                known.setdefault(node.name, known[base])
    return known


def _named_codes(node):
    """(code, status or None) that the body of a class sets."""
    for line in node.body:
        names = [name.id for target in getattr(line, "targets", []) for name in ast.walk(target)
                 if isinstance(name, ast.Name)]
        if "code" in names:
            values = line.value.elts if isinstance(line.value, ast.Tuple) else [line.value]
            said = dict(zip(names, values, strict=True))
            yield said["code"].value, said["status"].value if "status" in said else None


def _last_name(called):
    """`Gone` of both `Gone(…)` and `errors.Gone(…)`."""
    return getattr(called, "attr", getattr(called, "id", None))


def _codes(sources):
    """code → statuses, of every refusal the service can utter."""
    trees, found = [source.tree for source in sources], {}
    statuses = _problems(trees)
    for node in (node for tree in trees for node in ast.walk(tree)):
        if isinstance(node, ast.ClassDef) and node.name in statuses:
            for code, status in _named_codes(node):
                found.setdefault(code, set()).add(status or statuses[node.name])
        if isinstance(node, ast.Call) and (name := _last_name(node.func)) in statuses:
            for keyword in node.keywords:
                if keyword.arg == "code" and isinstance(keyword.value, ast.Constant):
                    found.setdefault(keyword.value.value, set()).add(statuses[name])
    return found


def _api():
    """docs/api.md, and the pages of the packages beside it."""
    pages = [ROOT / "docs/api.md", *sorted((ROOT / "docs/api").glob("*.md"))]
    return "".join(page.read_text("utf-8") for page in pages)


def _documented_codes():
    return {code: {int(part) for part in said.split(",")} for code, said in ROW.findall(_api())}


def _calls(app):
    """`METHOD /path` of every call below /api/v1, its parameters as `<>`."""
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/api/v1"):
            path = re.sub(r"<any\((.*?)\):\w+>", r"<\1>", rule.rule.removeprefix("/api/v1"))
            names = re.search(r"<(\w+(?:, \w+)+)>", path)
            for name in names[1].split(", ") if names else [""]:
                shown = path.replace(names[0], name) if names else path
                for method in rule.methods - {"HEAD", "OPTIONS"}:
                    yield f"{method} {_nameless(shown)}"


def _nameless(path):
    return re.sub(r"<[^>]+>", "<>", path)


def _commands(walk):
    """The commands of a walk, as one script."""
    return "\n".join(re.findall(r"```sh\n(.*?)```", walk, re.DOTALL))


def _walked(script, address):
    """What the script says when it is sent to this address instead of the usual one."""
    assert "API=http://127.0.0.1:8000/api/v1" in script
    done = subprocess.run(["sh", "-e"], input=script.replace("http://127.0.0.1:8000", address), capture_output=True,
                          text=True, timeout=60, check=False,
                          env=os.environ | {"NO_PROXY": "127.0.0.1", "PYTHONIOENCODING": "utf-8"})
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.splitlines()


@pytest.fixture
def address(app):
    """The service, listening for true requests while the test lasts."""
    server = make_server("127.0.0.1", 0, app)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_path_a_page_names_is_there(page):
    assert [path for path in _paths_in(page) if not _is_there(path)] == []


def test_every_alarm_is_named_in_the_guide():
    code = "".join(path.read_text("utf-8") for path in sorted((ROOT / "service").rglob("*.py")))
    alarms = set(re.findall(r'alarm(?:\(|=)"(\w+)"', code)) | set(delivering.ALARMS.values())

    assert {"timer_failed", "webhook_refused", "message_misuse"} <= alarms
    assert {name for name in alarms if f"`{name}`" not in _text("docs/deploy.md")} == set()


def test_the_readme_names_its_scripts_and_packages():
    readme = _text("README.md")

    assert {"script/server", "script/test"} <= set(re.findall(r"^script/\w+", readme, re.MULTILINE))
    assert [package for package in PACKAGES if f"`service/{package}`" not in readme] == []
    assert [step for step in LADDER if f"`{step}`" not in readme] == []


def test_a_path_that_is_gone_is_found():
    assert not _is_there("service/gone.py")
    assert not _is_there("gone.md")


@pytest.mark.skipif(not shutil.which("curl"), reason="the walk is by curl, which is not installed")
def test_the_walk_of_the_readme_goes_from_scan_to_rating(address):
    said = _walked(_commands(_text("README.md").partition("## The same by curl")[2].partition("\n## ")[0]), address)

    assert [line for line in said if line in ("王师傅", "contact_first", "claimed", "answered", "confirmed")] == [
        "王师傅", "contact_first", "claimed", "answered", "confirmed"]
    assert ' "code": "already_claimed",' in said and ' "outcome": "confirmed",' in said


@pytest.mark.skipif(not shutil.which("curl"), reason="the walk is by curl, which is not installed")
def test_the_second_walk_reaches_the_certificate_and_the_closed_ticket(town, address, tmp_path, monkeypatch):
    year.live()
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    text = _text("docs/walk.md")
    promised = [line for block in re.findall(r"```text\n(.*?)```", text, re.DOTALL) for line in block.splitlines()]
    said = _walked(_commands(text), address)

    assert len(said) == len(promised)
    assert [(mine, theirs) for mine, theirs in zip(said, promised, strict=True)
            if mine != theirs and not mine.startswith("500115001009-")] == []


def test_every_code_of_a_refusal_is_documented_with_its_status():
    assert _codes(of_service()) == _documented_codes()


def test_a_code_nobody_wrote_down_is_found():
    planted = [Source("service/feedback/policy.py", "class New(WrongMoment):\n    code, title = 'new_code', 'New'\n"),
               Source("service/feedback/actions.py", "def f():\n    raise errors.Gone('x', code='newer_code')\n"
                                                     "def g():\n    raise New(code='newest_code')\n")]

    assert _codes(planted) == {"new_code": {409}, "newer_code": {410}, "newest_code": {409}}


def test_every_call_is_documented_and_no_other(app):
    documented = {f"{method} {_nameless(path)}" for method, path in CALL.findall(_api())}

    assert set(_calls(app)) == documented


def test_every_setting_a_page_names_is_read_somewhere():
    read = {name for path in READERS for name in re.findall(r"[A-Z][A-Z_]{3,}", _text(path))}
    named = {name for page in PAGES if page.name in ("README.md", "CONTRIBUTING.md", "deploy.md")
             for name in SETTING.findall(page.read_text("utf-8"))}

    assert len(named) > 10
    assert named - read <= {"DEBUG", "WARNING", "ERROR", "MOVES", "TOKEN"}


KINDS = [State, Outcome, Verb, Role, Event, Office, RegistrationState, DayState, Reason, LogState, ItemKind,
         DecisionState, Stage, DisputeType, MediationOutcome, PostKind, WishState, Trade, ServiceKind]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_the_glossary_has_every_word_of_the_code(kind):
    assert [word.value for word in kind if f"`{word.value}`" not in _text("docs/glossary.md")] == []


@pytest.mark.parametrize("page", [page for page in PAGES if page.parent.name == "adr"], ids=lambda page: page.name)
def test_a_decision_is_short_and_says_context_decision_and_consequences(page):
    text = page.read_text("utf-8")

    assert len(text.splitlines()) <= 40
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == ["Context", "Decision", "Consequences"]
    assert re.match(rf"# {int(page.name[:4])}\. ", text)
