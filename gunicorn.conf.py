"""How gunicorn runs the service: `gunicorn -c gunicorn.conf.py wsgi:app`. Names: docs/deploy.md."""

import os
import signal
from pathlib import Path

HOST, PORT = os.environ.get("HOST") or "127.0.0.1", os.environ.get("PORT") or "8000"
DATA_DIR = Path(os.environ.get("DATA_DIR") or Path(__file__).parent / "data").resolve()

umask = 0o077  # nothing this makes is for anybody else on this machine
os.umask(umask)

wsgi_app = "wsgi:app"
bind = f"[{HOST}]:{PORT}" if ":" in HOST else f"{HOST}:{PORT}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY") or 2)
threads = int(os.environ.get("WEB_THREADS") or 4)
preload_app = True  # one import for all workers, and a broken setting stops the start instead of the workers
keepalive = 5
timeout = 60
graceful_timeout = 20
max_requests = 50_000
max_requests_jitter = 10_000
control_socket_disable = True
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # heartbeats must not wait for a disk
limit_request_line = 8190
forwarded_allow_ips = "127.0.0.1,::1"  # who the client was is settled by TRUSTED_PROXIES alone

# Must stand before the application is imported: prometheus_client looks for it then.
os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", str(DATA_DIR / "metrics"))
FIGURES = Path(os.environ["PROMETHEUS_MULTIPROC_DIR"])
FIGURES.mkdir(parents=True, exist_ok=True)


def on_starting(server):
    """Figures of processes that are gone belong to an earlier run."""
    for path in FIGURES.glob("*.db"):
        pid = path.stem.rpartition("_")[2]
        if pid.isdigit() and not Path("/proc", pid).exists():
            path.unlink(missing_ok=True)


def pre_fork(server, worker):
    """The parent holds no connection a child could inherit."""
    app = server.app.wsgi()
    app.extensions["jobs"].storage.close()
    _let_go(app, close=True)


def post_fork(server, worker):
    """A connection opened by the parent must never be used, nor closed, by a child."""
    _let_go(server.app.wsgi(), close=False)


def post_worker_init(worker):
    """Ctrl-C reaches every process of a terminal; a worker waits for the word of its master. Two signals at once would
    catch the threaded worker holding the lock of its own pool, and it would only end by force, 20 s later."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def child_exit(server, worker):
    """Live gauges of a dead worker do not count any more."""
    from prometheus_client import multiprocess
    multiprocess.mark_process_dead(worker.pid)


def _let_go(app, *, close):
    from service.core.database import db
    with app.app_context():
        db.engine.dispose(close=close)
