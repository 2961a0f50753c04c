"""What `make run`, `up`, `down` and `demo` do: servers, preparation, then web, workers and beat as children.

python -m config.supervisor run|up|down|demo|with-servers COMMAND...
"""

import contextlib
import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from config.embedded import Postgres, Valkey, die_with_parent

ROOT = Path(__file__).resolve().parent.parent
VAR = Path(os.environ.get("DESK_VAR") or ROOT / "var").absolute()
PORT = os.environ.get("PORT", "8000")
BIND = os.environ.get("DESK_BIND", "127.0.0.1")
EMBEDDED = not os.environ.get("DATABASE_URL")
BACKOFF = 10.0
ADOPTED = 2.0  # seconds between looks at a server that is no child of ours


def say(text: str) -> None:
    print(f"[desk] {text}", flush=True)


@contextlib.contextmanager
def only_one() -> Iterator[None]:
    """One supervisor an installation: a lock on a file of VAR that the system releases when it dies."""
    VAR.mkdir(parents=True, exist_ok=True)
    with open(VAR / "supervisor.lock", "w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            sys.exit(
                f"[desk] this installation is running already (its state lies in {VAR}).\n"
                "       Stop it with Ctrl-C, or give this one a folder of its own: DESK_VAR=/some/folder PORT=8001 make run"
            )
        yield


def check_port() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((BIND, int(PORT)))
        except (OSError, ValueError):
            sys.exit(f"[desk] port {PORT} is taken or not allowed. Choose another one: PORT=8001 make run")


def start_servers(*, detached: bool = False) -> list[Postgres | Valkey]:
    """The embedded servers that no URL replaces; their addresses go to VAR/servers for `manage.py`."""
    servers: list[Postgres | Valkey] = []
    database, broker = "", os.environ.get("REDIS_URL", "")
    if EMBEDDED:
        postgres = Postgres(VAR / "pg").start(detached=detached)
        create_database(postgres, "desk")
        database = postgres.url()
        servers.append(postgres)
    if not broker:
        valkey = Valkey(VAR / "valkey").start(detached=detached)
        broker = valkey.url
        servers.append(valkey)
        if not EMBEDDED:
            os.environ["REDIS_URL"] = broker
    partial = VAR / f"servers.{os.getpid()}"
    partial.write_text(f"{database}\n{broker}\n")
    partial.replace(VAR / "servers")
    return servers


def create_database(postgres: Postgres, name: str) -> None:
    import psycopg

    with psycopg.connect(postgres.url("postgres"), autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,)).fetchone():
            connection.execute(f'CREATE DATABASE "{name}"')


def steps(*names: str) -> None:
    """Some of the steps of `config.prepare`, in a process of their own."""
    if subprocess.run([sys.executable, "-m", "config.prepare", *names], cwd=ROOT).returncode:
        sys.exit("[desk] the desk could not be prepared; see above.")


def prepare() -> None:
    """Everything between empty servers and a desk that can open: idempotent."""
    from config import messages

    messages.compile_all()
    steps("check", "migrate", "static", "seed", *(["demo"] if EMBEDDED or os.environ.get("DESK_DEMO") == "1" else []))


@dataclass
class Child:
    """One process of the desk; started again when it dies, slower each time it dies at once."""

    name: str
    command: Sequence[str]
    process: subprocess.Popen | None = None
    started: float = 0.0
    wait: float = 0.5
    due: float = 0.0

    def start(self) -> None:
        self.started = time.time()
        self.process = subprocess.Popen(
            self.command, cwd=ROOT, start_new_session=True, preexec_fn=die_with_parent(os.getpid(), signal.SIGTERM)
        )

    def tend(self) -> None:
        if self.process is None or self.process.poll() is None:
            return
        if not self.due:
            self.wait = 0.5 if time.time() - self.started > 30 else min(self.wait * 2, BACKOFF)
            self.due = time.time() + self.wait
            say(f"{self.name} ended ({self.process.returncode}); starting it again")
            self.stop()  # what it left behind holds the port and runs tasks that nobody waits for
        if time.time() >= self.due:
            self.due = 0.0
            self.stop(signal.SIGKILL)
            self.start()

    def stop(self, signum: int = signal.SIGTERM) -> None:
        """Tell it to end, and it tells its own; once it is dead, or to kill: all that it started."""
        if self.process is None:
            return
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if signum == signal.SIGTERM and self.process.poll() is None:
                self.process.terminate()
            else:
                os.killpg(self.process.pid, signum)


def children() -> list[Child]:
    python = sys.executable
    celery = [python, "-m", "celery", "-q", "-A", "config"]
    worker = [*celery, "worker", "--loglevel", "WARNING", "--without-gossip", "--without-mingle"]
    workers = os.environ.get("DESK_WEB_WORKERS", "2")
    return [
        Child("web", [python, "-m", "gunicorn", "config.wsgi", "--bind", f"{BIND}:{PORT}", "--workers", workers,
                      "--threads", "4", "--timeout", "90", "--graceful-timeout", "5", "--log-level", "warning"]),
        Child("worker", [*worker, "-c", "2"]),
        Child("jobs", [*worker, "-c", "1", "-Q", "jobs", "-n", "jobs@%h"]),
        Child("beat", [*celery, "beat", "--loglevel", "WARNING", "-s", str(VAR / "beat"), "--pidfile="]),
    ]  # fmt: skip


def demo_lines() -> str:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    from caseflow.demo.people import DEMO_PASSWORD, demo_users

    rows = [f"    {username:<12}{role}" for username, role in demo_users()]
    return (
        "\n".join([*rows, f"  password of all: {DEMO_PASSWORD}"])
        if rows
        else "  first administrator: .venv/bin/python manage.py setup"
    )


def run() -> None:
    check_port()
    if EMBEDDED:
        os.environ.setdefault("DESK_DEMO", "1")
    with only_one():
        stopping = []
        signal.signal(signal.SIGTERM, lambda *_: stopping.append(1))
        signal.signal(signal.SIGINT, lambda *_: stopping.append(1))
        say("starting the servers")
        servers = start_servers()
        family: list[Child] = []
        try:
            if not stopping:
                prepare()
            if not stopping:
                family = children()
                for child in family:
                    child.start()
                print(
                    f"\n  Petition Desk / 信访办理平台   http://{BIND}:{PORT}/\n  state in {VAR}\n{demo_lines()}\n"
                    "  Ctrl-C stops everything.\n",
                    flush=True,
                )
            tend(family, servers, stopping)
        finally:
            say("stopping")
            for child in family:
                child.stop()
            for child in family:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    if child.process:
                        child.process.wait(6)
                child.stop(signal.SIGKILL)
            for server in reversed(servers):
                server.stop()


def tend(family: list[Child], servers: list[Postgres | Valkey], stopping: list[int]) -> None:
    """Until told to stop: whatever died is started again, servers first."""
    look_at = dict.fromkeys(map(id, servers), 0.0)
    while not stopping:
        for server in servers:
            if time.time() >= look_at[id(server)]:
                look_at[id(server)] = time.time() + tend_server(server)
        for child in family:
            child.tend()
        time.sleep(0.5)


def tend_server(server: Postgres | Valkey) -> float:
    """Start a server again that ended; seconds until the next look at it. One that does not start ends nothing else.

    A server without a process of ours was there before us: the one of a supervisor that was killed is about to go.
    """
    ours = server.process is not None
    if server.process is not None and server.process.poll() is None:
        return 0.0
    if not ours and server.answers():
        return ADOPTED
    say(f"{type(server).__name__} ended; starting it again")
    try:
        server.start()
    except SystemExit as problem:
        say(f"{problem} Trying again in {BACKOFF:.0f} seconds.")
        return BACKOFF
    return 0.0


def up() -> None:
    start_servers(detached=True)
    prepare_light()
    say("servers are up; `.venv/bin/python manage.py ...` works. `make down` stops them.")


def prepare_light() -> None:
    from config import messages

    messages.compile_all()
    steps("migrate", "seed")


def down() -> None:
    with only_one():
        for server in (Valkey(VAR / "valkey"), Postgres(VAR / "pg")):
            if server.answers():
                server.stop()
    say("servers are down")


def demo() -> None:
    """Remake the embedded database with demo data; any other database is refused."""
    if not EMBEDDED:
        sys.exit("[desk] `make demo` remakes the embedded database only; DATABASE_URL is set, so nothing was touched.")
    import psycopg

    with only_one():
        servers = start_servers()
        postgres = servers[0]
        assert isinstance(postgres, Postgres)
        try:
            with psycopg.connect(postgres.url("postgres"), autocommit=True) as connection:
                connection.execute('DROP DATABASE IF EXISTS "desk" WITH (FORCE)')
            shutil.rmtree(VAR / "files", ignore_errors=True)
            create_database(postgres, "desk")
            prepare()
            say("the demo database is new; `make run` opens it")
        finally:
            for server in reversed(servers):
                server.stop()


def with_servers(command: Sequence[str]) -> int:
    """Run one command beside the embedded servers; those that ran already stay."""
    servers = start_servers()
    try:
        return subprocess.run(command, cwd=ROOT).returncode
    finally:
        for server in reversed(servers):
            if server.process is not None:
                server.stop()


def main(arguments: Sequence[str]) -> int:
    what = arguments[0] if arguments else "run"
    if what == "with-servers":
        return with_servers(arguments[1:])
    {"run": run, "up": up, "down": down, "demo": demo}[what]()
    return 0


if __name__ == "__main__":
    os.chdir(ROOT)
    sys.exit(main(sys.argv[1:]))
