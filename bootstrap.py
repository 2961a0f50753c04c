"""Make the environment `.venv` from a lock, with nothing but Python and its standard library. Run by every make target.

python3 bootstrap.py run|dev        a second run with the same lock takes no time
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"


def say(text: str) -> None:
    print(f"[setup] {text}", flush=True)


def stop(text: str) -> None:
    sys.exit(f"[setup] {text}")


def make_venv() -> None:
    """A virtual environment with pip, or a plain word on what the machine lacks."""
    if PYTHON.exists() and subprocess.run([PYTHON, "-m", "pip", "--version"], capture_output=True).returncode == 0:
        return
    say("making .venv")
    shutil.rmtree(VENV, ignore_errors=True)
    made = subprocess.run([sys.executable, "-m", "venv", VENV], capture_output=True, text=True)
    if made.returncode and shutil.which("virtualenv"):
        made = subprocess.run(["virtualenv", "-q", "-p", sys.executable, VENV], capture_output=True, text=True)
    if made.returncode:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        stop(
            f"this Python cannot make a virtual environment (ensurepip is missing).\n"
            f"        Install the package python{version}-venv of your distribution, or virtualenv, and try again."
        )


def install(lock: Path) -> None:
    """Install exactly the lock: by uv where it runs, else by pip; hashes are checked either way."""
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check"]
    environment = {**os.environ, "VIRTUAL_ENV": str(VENV)}
    if subprocess.run([*pip, "install", "-q", "uv"], env=environment).returncode == 0:
        uv = [str(VENV / "bin" / "uv"), "pip", "sync", "-q", "--require-hashes", "--python", str(PYTHON), str(lock)]
        if subprocess.run(uv, env=environment).returncode == 0:
            subprocess.run([str(PYTHON), "-m", "ensurepip", "-q"], env=environment, capture_output=True)
            return
        say("uv could not install the lock; trying pip")
    if subprocess.run(
        [*pip, "install", "-q", "--require-hashes", "--no-deps", "-r", str(lock)], env=environment
    ).returncode:
        stop("the dependencies could not be installed: see the lines above (is a package index reachable?)")


def main(which: str) -> None:
    if sys.version_info < (3, 11):
        stop(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}. Set PYTHON=/path/to/a/newer/python.")
    lock = ROOT / "requirements" / f"{which}.lock"
    with open(ROOT / ".bootstrap.lock", "w") as guard:
        fcntl.flock(guard, fcntl.LOCK_EX)
        digest = hashlib.sha256(lock.read_bytes() + sys.version.encode()).hexdigest()
        stamps = {name: VENV / f".{name}.stamp" for name in ("run", "dev")}
        # the development lock holds the whole of the other
        done = [s for name, s in stamps.items() if s.exists() and (name == which or name == "dev")]
        if any(s.read_text() == digest for s in done) or (which == "run" and _dev_is_current(stamps["dev"])):
            return
        make_venv()
        say(f"installing requirements/{which}.lock")
        install(lock)
        for stamp in stamps.values():
            stamp.unlink(missing_ok=True)
        stamps[which].write_text(digest)


def _dev_is_current(stamp: Path) -> bool:
    lock = ROOT / "requirements" / "dev.lock"
    digest = hashlib.sha256(lock.read_bytes() + sys.version.encode()).hexdigest()
    return stamp.exists() and stamp.read_text() == digest


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "run")
