"""What docker-compose.yml starts works: the same commands, as plain processes."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import urllib.request
from contextlib import ExitStack
from pathlib import Path

import pytest
import yaml
from newsroom import Daemon, Desk, Hook, Loop, Paper, Piece
from sqlalchemy import make_url

from monitor import __version__

ROOT = Path(__file__).parents[2]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
OURS = {name: s for name, s in SERVICES.items() if "build" in s}


def free_port():
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return door.getsockname()[1]


def in_profile(profile):
    return {n: s for n, s in OURS.items() if profile in s["profiles"]}


@pytest.fixture(scope="module")
def loop():
    runs = Loop()
    yield runs
    runs.close()


def start(service, desk, env, loop):
    """Start what a service starts, its probes on a port of this machine's own."""
    port = free_port()
    command = [re.sub(r"^0\.0\.0\.0:8701$", f"127.0.0.1:{port}", w) for w in service["command"]]  # fmt: skip
    process = subprocess.Popen(
        [sys.executable, "-m", "monitor", *command, "--config", str(desk.folder)],
        cwd=ROOT,
        env=os.environ | env,
        stderr=subprocess.PIPE,
        text=True,
    )
    return Daemon(process, loop), port


def health(service, port):
    """Run the check of a service's health, as its container would."""
    kind, *command = service["healthcheck"]["test"]
    assert kind == "CMD"
    assert command[0] == "python"
    script = command[2].replace(":8701/", f":{port}/")
    return subprocess.run([sys.executable, "-c", script], check=False).returncode


def test_the_processes_of_the_scale_profile_do_the_work_together(
    loop, tmp_path, new_postgresql
):
    hook, paper = Hook(loop, "/hook"), Paper(loop, "topology", "rss")
    url = new_postgresql()
    desk = Desk(tmp_path, loop, database=url)
    desk.settings["database"] = "env:DATABASE_URL"
    desk.settings["web"] = {"enabled": True, "port": free_port()}
    paper.publish(Piece.on("old", "fisheries", seed="old"))
    desk.read(paper.source)
    desk.hook("hook", hook)
    desk.watch("gsomia", any=["GSOMIA"], channels=["hook"])
    desk.write()
    env = {"DATABASE_URL": url}
    running = {}
    with ExitStack() as closing:
        for name, service in in_profile("scale").items():
            for number in range(service.get("deploy", {}).get("replicas", 1)):
                daemon, port = start(service, desk, env, loop)
                closing.callback(daemon.wait)
                closing.callback(daemon.process.kill)
                running[f"{name}{number}"] = (daemon, service, port)
        assert set(running) == {"scheduler0", "worker0", "worker1", "web0"}
        for daemon, _, _ in running.values():
            daemon.until("worker_started")
        loop.until(
            lambda: any(d.saw("page_read") for d, _, _ in running.values()), "a page"
        )
        piece = Piece.on("new", "GSOMIA", seed="new")
        paper.publish(piece)
        loop.until(lambda: piece.title in hook.titles("/hook"), "the alert")
        assert not running["web0"][0].saw("source_visited")
        for daemon, service, port in running.values():
            assert health(service, port) == 0, daemon.log[-3:]
        page = urllib.request.urlopen(
            f"http://127.0.0.1:{desk.settings['web']['port']}/"
        ).read()
        assert piece.title in page.decode()
        for daemon, _, _ in running.values():
            daemon.process.send_signal(signal.SIGTERM)
        assert [d.wait() for d, _, _ in running.values()] == [0] * 4


@pytest.mark.parametrize("name", OURS)
def test_every_service_of_ours_is_closed_and_bounded(name):
    service = OURS[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["user"] == "10001:10001"
    assert "no-new-privileges:true" in service["security_opt"]
    assert {"mem_limit", "cpus", "pids_limit"} <= set(service)
    writable = [v for v in service["volumes"] if not v.endswith(":ro")]
    assert writable == ["data:/data"]
    said = [each.rpartition(":")[0] for each in service.get("ports", ())]
    assert all(each.startswith("127.0.0.1:") for each in said)
    assert "healthcheck" in service or service["command"] == ["run"]  # the image's own


def test_every_service_belongs_to_a_profile():
    assert {p for s in SERVICES.values() for p in s["profiles"]} == {"single", "scale"}
    assert set(in_profile("single")) == {"monitor"}


@pytest.mark.parametrize("name", SERVICES)
def test_every_service_runs_as_somebody_else_and_within_bounds(name):
    service = SERVICES[name]
    assert service["user"] not in {"root", "0", "0:0"}
    assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"])
    assert {"mem_limit", "cpus", "pids_limit", "restart"} <= set(service)


def test_a_password_of_any_characters_will_do():
    """It is given beside the address, as libpq takes it, to every kind of connection."""
    given = OURS["worker"]["environment"]
    assert make_url(given["DATABASE_URL"]).password is None
    assert given["PGPASSWORD"] == "${POSTGRES_PASSWORD:-}"
    assert SERVICES["postgres"]["environment"]["POSTGRES_PASSWORD"] == given["PGPASSWORD"]  # fmt: skip


def test_the_image_is_the_one_of_this_version():
    assert {s["image"] for s in OURS.values()} == {f"news-monitor:{__version__}"}


def test_the_image_runs_as_nobody_special_and_checks_its_health():
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    assert "USER monitor" in lines
    assert any("--uid 10001" in line for line in lines)
    assert any(line.startswith("HEALTHCHECK") for line in lines)


def test_the_image_holds_what_is_locked_ready_to_run():
    said = (ROOT / "Dockerfile").read_text()
    for option in ("--constraint requirements.lock", "--verify-hashes"):
        assert option in said
    assert "--compile-bytecode" in said  # nobody can write it there later


def composers():
    """Give each way of calling compose that this machine has."""
    docker, alone = shutil.which("docker"), shutil.which("docker-compose")
    ways = [[docker, "compose"]] * bool(docker) + [[alone]] * bool(alone)
    return [
        way
        for way in ways
        if not subprocess.run(
            [*way, "version"], capture_output=True, check=False
        ).returncode
    ]


@pytest.mark.parametrize("profile", ["single", "scale"])
def test_docker_compose_understands_the_file(profile):
    ways = composers()
    if not ways:
        pytest.skip("neither docker compose nor docker-compose is installed")
    for way in ways:
        ran = subprocess.run(
            [*way, "--profile", profile, "config"],
            cwd=ROOT,
            env=os.environ | {"POSTGRES_PASSWORD": "a:b@c/$d"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert ran.returncode == 0, ran.stderr
        understood = yaml.safe_load(ran.stdout)["services"]
        for name, service in in_profile(profile).items():
            assert understood[name]["command"] == service["command"]
            assert understood[name]["read_only"] is True
            assert "postgres" in str(understood[name]["environment"])


UNITS = sorted((ROOT / "docs" / "systemd").glob("*.service"))


@pytest.mark.parametrize("unit", UNITS, ids=lambda u: u.name)
def test_every_unit_is_closed_and_names_commands_that_there_are(unit):
    lines = unit.read_text().splitlines()
    for said in (
        "DynamicUser=yes",
        "ProtectSystem=strict",
        "NoNewPrivileges=yes",
        "CapabilityBoundingSet=",
        "SystemCallFilter=@system-service",
    ):
        assert said in lines, said
    (start,) = [line for line in lines if line.startswith("ExecStart=")]
    command = re.search(r"bin/news-monitor (\w+)((?: --?\w+)*)", start)
    assert command is not None
    helped = subprocess.run(
        [sys.executable, "-m", "monitor", command[1], "--help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    for option in re.findall(r" (--[a-z-]+)", start):
        assert option in helped
