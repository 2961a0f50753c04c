"""The tests' own cluster, one migrated template database cloned for each worker, and the helpers every test may use."""

import hashlib
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
VAR = Path(os.environ.get("DESK_VAR") or ROOT / "var").absolute() / "test"
STRICT = os.environ.get("DESK_STRICT") == "1"
SLOW = 5.0
TIMED = os.environ.get("DESK_TIMED") == "1"
os.environ.pop("DATABASE_URL", None)
os.environ.pop("REDIS_URL", None)


def need(condition: object, reason: str) -> None:
    """Skip the test where what it needs is missing; with DESK_STRICT=1 that is a failure."""
    if condition:
        return
    if STRICT:
        pytest.fail(f"DESK_STRICT=1: {reason}")
    pytest.skip(reason)


def _schema_stamp() -> str:
    """A hash of all that decides what the template database holds."""
    files = sorted(p for app in ("offices", "petitions", "caseflow", "oversight", "exchange", "config") for p in (ROOT / app).rglob("*.py")
                   if "migrations" in p.parts or p.name in {"seed.py", "topics.py"})  # fmt: skip
    files += sorted((ROOT / "petitions").glob("data/*"))
    digest = hashlib.sha256()
    for path in files:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _template(postgres) -> str:
    """Make the template once a schema: migrated and seeded in a process of its own."""
    import psycopg

    name = f"test_template_{_schema_stamp()}"
    with psycopg.connect(postgres.url("postgres"), autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(4711)")
        known = {row[0] for row in connection.execute("SELECT datname FROM pg_database").fetchall()}
        if name not in known:
            for old in known:
                if old.startswith("test_template_"):
                    connection.execute(f'DROP DATABASE IF EXISTS "{old}" WITH (FORCE)')
            building = f"{name}_building"
            connection.execute(f'DROP DATABASE IF EXISTS "{building}" WITH (FORCE)')
            connection.execute(f'CREATE DATABASE "{building}"')
            environment = {**os.environ, "DESK_TEST_DATABASE_URL": postgres.url(building), "DESK_TEMPLATE": "1"}
            code = (
                "import pytest, os; os.environ['DJANGO_SETTINGS_MODULE']='config.settings'; import django; django.setup();"
                "from django.core.management import call_command;"
                "call_command('migrate', verbosity=0, interactive=False); call_command('seed', verbosity=0)"
            )
            subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, check=True)
            connection.execute(f'ALTER DATABASE "{building}" RENAME TO "{name}"')
        connection.execute("SELECT pg_advisory_unlock(4711)")
    return name


def pytest_configure(config) -> None:
    """Start the tests' cluster in the main process; every worker clones a database of its own from the template."""
    import psycopg

    from config.embedded import Postgres

    postgres = Postgres(VAR / "pg", durable=False)
    if not hasattr(config, "workerinput"):
        VAR.mkdir(parents=True, exist_ok=True)
        postgres.start()
        config.desk_postgres = postgres
        _template(postgres)
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    name = f"test_{worker}_{os.getppid() if worker != 'main' else os.getpid()}"
    with psycopg.connect(postgres.url("postgres"), autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute("SELECT pg_advisory_lock(4712)")
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{_template(postgres)}"')
        connection.execute("SELECT pg_advisory_unlock(4712)")
    config.desk_database = (postgres, name)
    os.environ["DESK_TEST_DATABASE_URL"] = postgres.url(name)
    from django.conf import settings

    settings.DATABASES["default"].update(NAME=name, HOST=str(postgres.socket))


def pytest_unconfigure(config) -> None:
    import psycopg

    postgres, name = getattr(config, "desk_database", (None, ""))
    if postgres is None:
        return
    if postgres.answers():
        with psycopg.connect(postgres.url("postgres"), autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    if hasattr(config, "desk_postgres") and config.desk_postgres.process is not None:
        config.desk_postgres.stop()  # started by this run; a cluster that another run started stays


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker):
    """The worker's clone is the test database: nothing is created or migrated here."""
    yield


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_call(item):
    begun = time.process_time()
    yield
    item.processor_seconds = time.process_time() - begun


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    """Under `make check` a test over five seconds must be marked slow; elsewhere a slower processor fails nobody."""
    outcome = yield
    report = outcome.get_result()
    took = getattr(item, "processor_seconds", 0.0)
    if TIMED and report.when == "call" and report.passed and took > SLOW and not _may_be_slow(item):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} took {took:.1f} s of the processor: mark it slow or make it quicker"


def _may_be_slow(item) -> bool:
    return any(item.get_closest_marker(name) for name in ("slow", "browser", "realdata"))


FORBIDDEN = ("SET SESSION", "SET LOCAL", "SET TIME", "SET ROLE", "LISTEN", "DECLARE", "PREPARE", "CREATE TEMP")


@pytest.fixture(autouse=True)
def _poolers_work():
    """A transaction pooler stands between: no session state, session lock, temporary table or server-side cursor."""
    from django.db import connection

    def refuse(execute, sql, params, many, context):
        text = sql.lstrip().upper() if isinstance(sql, str) else ""
        assert not text.startswith(FORBIDDEN) and "PG_ADVISORY_LOCK(" not in text, f"a pooler forbids: {text[:60]}"
        return execute(sql, params, many, context)

    with connection.execute_wrapper(refuse):
        yield


@pytest.fixture(autouse=True)
def _pdf_later(request):
    """Setting a paper takes longer than the act that issues it, and fills a store: only tests with a store of their own do it at once."""
    if "files_root" in request.fixturenames:
        yield
        return
    from caseflow.services.papers import pdf_later

    with pdf_later():
        yield


@pytest.fixture
def cast(db):
    """The fixed cast, written into this test's transaction."""
    from tests.cast import make_cast

    return make_cast()


@pytest.fixture
def realdata() -> Path:
    folder = os.environ.get("DESK_REALDATA")
    need(folder and Path(folder, "messages.xlsx").exists(), "DESK_REALDATA names no folder with the real messages")
    return Path(str(folder))


def find_browser() -> str | None:
    import shutil

    return os.environ.get("DESK_BROWSER") or shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture
def files_root(settings, tmp_path):
    settings.FILES_ROOT = tmp_path / "files"
    settings.STORAGES = {**settings.STORAGES, "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path / "files"}}}  # fmt: skip
    return tmp_path / "files"
