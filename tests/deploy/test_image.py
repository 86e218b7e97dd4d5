"""The image and its compose file: what matters is held though no engine runs here."""

from __future__ import annotations

import fnmatch
import json
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

from news.settings import Settings, tables
from scheduler.cli import app
from tests.conftest import free_ports
from tests.scheduler.live import Running
from tests.scheduler.portals import Portal

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"


def instructions() -> list[tuple[str, str]]:
    """Each instruction of the Dockerfile with its arguments, lines that go on joined."""
    text = re.sub(r"^\s*#.*\n", "", (DEPLOY / "Dockerfile").read_text(encoding="utf-8"), flags=re.MULTILINE)
    text = re.sub(r"\s*\\\n\s*", " ", text)
    found = [(line.partition(" ")[0], line.partition(" ")[2]) for line in text.splitlines() if line.strip()]
    known = {
        "FROM",
        "WORKDIR",
        "COPY",
        "RUN",
        "ENV",
        "VOLUME",
        "EXPOSE",
        "USER",
        "STOPSIGNAL",
        "HEALTHCHECK",
        "ENTRYPOINT",
        "CMD",
    }
    assert {name for name, _ in found} <= known
    return found


def all_of(name: str) -> list[str]:
    return [arguments for each, arguments in instructions() if each == name]


def compose() -> dict[str, Any]:
    """The compose file, of which every line is a key, a key with a value, or an item of a list."""
    root: dict[str, Any] = {}
    stack: list[tuple[int, Any]] = [(-1, root)]
    lines = [
        line
        for line in (DEPLOY / "compose.yaml").read_text(encoding="utf-8").splitlines()
        if line.strip() and line.strip()[0] != "#"
    ]
    for number, line in enumerate(lines):
        indent, text = len(line) - len(line.lstrip()), line.strip()
        while stack[-1][0] >= indent:
            stack.pop()
        held = stack[-1][1]
        if text.startswith("- "):
            held.append(text[2:].strip("\"'"))
            continue
        key, colon, value = text.partition(":")
        assert colon, line
        assert key not in held, f"{key} stands there twice"
        if value:
            held[key] = value.strip().strip("\"'")
            continue
        following = lines[number + 1].strip() if number + 1 < len(lines) else ""
        held[key] = [] if following.startswith("- ") else {}
        stack.append((indent, held[key]))
    return root


def test_its_base_is_pinned_and_new_enough() -> None:
    bases = [arguments.split()[0] for arguments in all_of("FROM")]
    assert len(set(bases)) == 1
    assert re.fullmatch(r"python:3\.1[1-9]\.\d+-slim-[a-z]+(@sha256:[0-9a-f]{64})?", bases[0])


def test_nobody_in_it_is_root_and_nothing_of_the_program_is_its_users() -> None:
    steps = instructions()
    last = max(index for index, (name, _) in enumerate(steps) if name == "FROM")
    users = [(index, user) for index, (name, user) in enumerate(steps) if name == "USER"]
    assert [user for _, user in users] == ["10001:10001"]
    assert users[0][0] > max(index for index, (name, _) in enumerate(steps) if name in {"RUN", "COPY"}) > last
    assert "--chown" not in " ".join(arguments for _, arguments in steps)
    assert all_of("VOLUME") == ['["/var/lib/loa"]']


def test_everything_is_installed_by_hash_or_by_version() -> None:
    for command in all_of("RUN"):
        for step in command.split("&&"):
            words = shlex.split(step)
            if "pip" in words:
                assert {"--require-hashes", "--no-index"} & set(words), step
            if words[:2] == ["apt-get", "install"]:
                packages = [word for word in words[2:] if not word.startswith("-")]
                assert packages
                assert all("=" in package for package in packages), step


def test_what_it_copies_is_there_and_goes_into_the_build() -> None:
    kept = [line[1:] for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines() if line.startswith("!")]
    for arguments in all_of("COPY"):
        if arguments.startswith("--from"):
            continue
        for name in arguments.split()[:-1]:
            assert (ROOT / name).exists(), name
            assert any(fnmatch.fnmatch(name, pattern) for pattern in kept), name
    assert "loa.toml" not in kept
    assert not {"data", "public", ".git"} & set(kept)


def test_its_settings_and_its_command_are_loas() -> None:
    known = {"LOA_CONFIG", *(f"LOA_{name}".upper() for name in Settings.model_fields)}
    known |= {f"LOA_{table}_{name}".upper() for table, model in tables().items() for name in model.model_fields}
    named = {word.partition("=")[0] for word in " ".join(all_of("ENV")).split() if word.startswith("LOA_")}
    assert named
    assert named <= known
    entry, command = (json.loads(all_of(name)[0]) for name in ("ENTRYPOINT", "CMD"))
    assert entry == ["tini", "--", "loa"]
    assert command[0] in {each.name or getattr(each.callback, "__name__", "") for each in app.registered_commands}


def test_its_health_check_tells_a_service_that_lives_from_one_that_does_not(tmp_path: Path) -> None:
    (check,) = all_of("HEALTHCHECK")
    words = json.loads(check[check.index("CMD ") + 4 :])
    assert words[:2] == ["python", "-c"]
    assert all_of("EXPOSE") == ["8080"]

    def healthy(port: int) -> bool:
        code = words[2].replace(":8080/", f":{port}/")
        assert code != words[2]
        return subprocess.run([sys.executable, "-c", code], capture_output=True, check=False, timeout=30).returncode == 0

    service = Running(tmp_path)
    with Portal("a") as portal:
        service.configure(portal)
        try:
            service.start()
            assert healthy(service.port)
        finally:
            service.stop()
    assert not healthy(free_ports(1))


def test_compose_gives_it_no_more_than_it_needs() -> None:
    file = compose()
    (service,) = file["services"].values()
    assert service["user"] == all_of("USER")[0]
    assert service["read_only"] == "true"
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert not {"privileged", "cap_add", "network_mode", "pid", "devices"} & service.keys()
    assert all(port.startswith("127.0.0.1:") for port in service["ports"])
    assert {"mem_limit", "pids_limit", "restart"} <= service.keys()
    assert service["logging"]["options"].keys() == {"max-size", "max-file"}
    assert int(service["stop_grace_period"].removesuffix("s")) >= 20


def test_compose_names_files_and_volumes_that_there_are() -> None:
    file = compose()
    (service,) = file["services"].values()
    context = DEPLOY / service["build"]["context"]
    assert (context / service["build"]["dockerfile"]).samefile(DEPLOY / "Dockerfile")
    environment = dict(word.split("=", 1) for word in " ".join(all_of("ENV")).split())
    mounts = [volume.split(":") for volume in service["volumes"]]
    assert {mount[0] for mount in mounts if "/" not in mount[0]} == file["volumes"].keys()
    config = next(mount for mount in mounts if environment["LOA_CONFIG"].startswith(f"{mount[1]}/"))
    assert config[2] == "ro"
    data = next(mount for mount in mounts if environment["LOA_DATA_DIR"].startswith(f"{mount[1]}/"))
    assert len(data) == 2  # for reading and writing
