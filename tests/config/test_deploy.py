"""The container files, as far as they can be tried without an engine."""

import re
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
DOCKERFILE = (ROOT / "Dockerfile").read_text()


def test_all_parts_are_there_with_health_checks_and_volumes() -> None:
    services = COMPOSE["services"]
    assert set(services) == {"web", "worker", "jobs", "beat", "postgres", "valkey", "migrate"}
    assert all("healthcheck" in s for name, s in services.items() if name != "migrate")
    for name in ("web", "worker", "jobs", "beat"):
        assert services[name]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"
    used = {v.split(":")[0] for s in services.values() for v in s.get("volumes", [])}
    assert used == set(COMPOSE["volumes"])
    assert int(re.search(r"postgres:(\d+)", services["postgres"]["image"]).group(1)) >= 17


def test_no_secret_has_a_default() -> None:
    text = (ROOT / "docker-compose.yml").read_text()
    for name in ("POSTGRES_PASSWORD", "DESK_SECRET_KEY", "DESK_KEYS", "DESK_ALLOWED_HOSTS"):
        uses = re.findall(r"\$\{" + name + r"([^}]*)\}", text)
        assert uses and all(u.startswith(":?") for u in uses), name


def test_every_setting_of_the_compose_file_is_read() -> None:
    settings = (ROOT / "config" / "settings.py").read_text()
    for name in COMPOSE["services"]["web"]["environment"]:
        assert f'"{name}"' in settings, name


def test_the_image_has_two_stages_and_an_ordinary_user() -> None:
    stages = re.findall(r"^FROM (\S+)", DOCKERFILE, re.M)
    assert len(stages) == 2 and all(s.startswith("python:3") for s in stages)
    last = DOCKERFILE.split("FROM")[-1]
    assert re.search(r"^USER desk$", last, re.M) and "--require-hashes" in DOCKERFILE and "HEALTHCHECK" in last
    for path in re.findall(r"^COPY (?!--from)(\S+)", DOCKERFILE, re.M):
        assert (ROOT / path).exists()
