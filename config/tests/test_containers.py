"""`deploy/compose.yaml` and `deploy/Dockerfile` say nothing that the repository does not have: no engine builds them here."""

import re
import shlex
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.core.management import get_commands

from core.database_url import read_database_url
from core.storage_url import read_storage_url
from core.version import VERSION
from deploy import healthy

ROOT = Path(settings.BASE_DIR)
COMPOSE = yaml.safe_load((ROOT / "deploy/compose.yaml").read_text(encoding="utf-8"))
SERVICES = COMPOSE["services"]
OWN = {name: one for name, one in SERVICES.items() if one["image"].startswith("zhibu")}
DOCKERFILE = (ROOT / "deploy/Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
STEPS = [line.split(maxsplit=1) for line in DOCKERFILE.splitlines() if line and not line.startswith("#")]
# What the images of others read.
OF_OTHERS = {"POSTGRES_PASSWORD", "STORE_KEY", "STORE_SECRET"}
# Files of the settings and of the programs that read the environment.
READERS = [
    *(ROOT / "config").glob("*.py"),
    *(ROOT / "config/settings").glob("*.py"),
    *(ROOT / "core").glob("*.py"),
    *(ROOT / "branch").glob("[!tm]*/*.py"),
    ROOT / "script/server",
]
READ = {name for path in READERS for name in re.findall(r"\b[A-Z][A-Z_]{3,}\b", path.read_text("utf-8"))}


def named_in(path: str) -> set[str]:
    """The variables of an example, also those that are commented out."""
    return set(re.findall(r"^#?([A-Z][A-Z_]+)=", (ROOT / path).read_text(encoding="utf-8"), re.MULTILINE))


def steps(kind: str) -> list[str]:
    return [rest for name, rest in STEPS if name == kind]


def test_the_parts_are_there():
    assert set(SERVICES) == {"web", "worker", "bucket", "database", "store"}
    assert {one["image"] for one in OWN.values()} == {f"zhibu-jishi:{VERSION}"}
    # The engine that every change is tested on: Debian 12's.
    assert SERVICES["database"]["image"] == "postgres:15"
    assert steps("FROM") == ["debian:12-slim"]
    assert all(re.fullmatch(r"[\w./-]+:[\d.]+", one["image"]) for one in SERVICES.values())


@pytest.mark.parametrize("name", SERVICES)
def test_nothing_runs_with_more_rights_than_it_needs(name):
    service = SERVICES[name]
    assert "no-new-privileges:true" in service["security_opt"]
    assert not {"privileged", "cap_add", "network_mode", "pid", "devices"} & service.keys()
    assert all(port.startswith("127.0.0.1:") for port in service.get("ports", ()))
    if name in OWN:
        assert service["read_only"]
        assert service["cap_drop"] == ["ALL"]


def test_the_image_is_run_by_an_account_of_its_own():
    kinds = [kind for kind, _ in STEPS]
    (user,) = steps("USER")
    assert (
        f"useradd --system --uid 10001 --home-dir /srv/zhibu --shell /usr/sbin/nologin {user}"
        in steps("RUN")[0]
    )
    assert kinds.index("USER") < kinds.index("CMD")
    assert "RUN" not in kinds[kinds.index("USER") :]


@pytest.mark.parametrize("name", SERVICES)
def test_whether_it_is_well_is_asked(name):
    service = SERVICES[name]
    if name == "web":
        (told,) = steps("HEALTHCHECK")
        command = yaml.safe_load(told.partition("CMD ")[2])
        assert command[1:] == ["deploy/healthy.py", "web"]
    elif name != "bucket":
        assert service["healthcheck"]["test"][0] == "CMD"
    for other, how in service.get("depends_on", {}).items():
        is_once = how["condition"] == "service_completed_successfully"
        assert is_once == (other == "bucket")


def test_every_command_is_there():
    (first,) = (yaml.safe_load(command) for command in steps("CMD"))
    for command in (first, *(one["command"] for one in OWN.values() if "command" in one)):
        program = (ROOT / command[0]).read_text(encoding="utf-8")
        if command[0] == "script/manage":
            assert command[1] in get_commands()
        else:
            assert all(option in program for option in command[1:])
    run = [shlex.split(part) for line in steps("RUN") for part in line.split("&&")]
    bootstrap = next(part for part in run if part[0] == "script/bootstrap")
    assert bootstrap[1:] == ["--with", "s3"]
    assert (ROOT / "requirements-s3.txt").exists()


def test_every_volume_is_one_that_is_kept():
    used = {volume.split(":")[0] for one in SERVICES.values() for volume in one.get("volumes", ())}
    assert used == set(COMPOSE["volumes"])
    (environment,) = steps("ENV")[1:]
    places = dict(part.split("=") for part in environment.split())
    assert f"data:{places['DATA_DIR']}" in OWN["web"]["volumes"]
    assert f"seals:{places['DATA_DIR']}-seals" in OWN["worker"]["volumes"]
    assert set(places) <= READ | {"XDG_CACHE_HOME"}


def test_every_variable_is_read():
    asked = set(re.findall(r"\$\{(\w+)", (ROOT / "deploy/compose.yaml").read_text(encoding="utf-8")))
    told = named_in("deploy/compose.env.example")
    assert asked == OF_OTHERS <= told
    assert told - OF_OTHERS <= named_in(".env.example") <= READ
    assert set(OWN["web"]["environment"]) <= READ


def test_the_addresses_are_ones_that_the_settings_understand():
    environment = {
        name: re.sub(r"\$\{\w+:\?\}", "0af3", value) for name, value in OWN["web"]["environment"].items()
    }
    database = read_database_url(environment["DATABASE_URL"])
    assert (database["HOST"], database["NAME"], database["USER"]) == ("database", "zhibu", "zhibu")
    store = read_storage_url(environment["STORAGE_URL"])["OPTIONS"]
    assert (store["endpoint_url"], store["bucket_name"]) == ("http://store:8333", "zhibu")
    assert ":8333/healthz" in SERVICES["store"]["healthcheck"]["test"][-1]


@pytest.mark.django_db
@pytest.mark.parametrize("part", ["web", "worker"])
def test_asks_the_site_as_it_answers(live_server, part, capsys):
    """The worker has never been seen here: that alone is not well."""
    assert healthy.main(part, live_server.url.removeprefix("http://"), seconds=90) == (part == "worker")
    assert "never seen" in capsys.readouterr().out


def test_a_site_that_does_not_answer_is_not_well():
    assert healthy.main("web", "127.0.0.1:1") == 1


def test_no_secret_of_this_machine_gets_into_the_image():
    left_out = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    assert {".git", ".env", "**/.env", "**/*.env", "var", "var-seals", ".venv"} <= set(left_out)
