"""What is refused before anything runs: addresses, certificates, a missing package."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import dask
import pytest

from evaluation.cli import main
from evaluation.cluster import cluster_engine, connection
from evaluation.cluster.connection import Connection
from evaluation.cluster.identity import differences, own_identity
from evaluation.errors import InvalidInput
from evaluation.run import run_projects
from evaluation.workspace import Workspace
from tests.cluster.meeting import settings, statuses
from tests.cluster.processes import ORDINARY, Processes


@pytest.mark.parametrize(
    "address", ["", "8786", "not an address", "http://localhost:8786", "tcp://:8786", "tcp://host"]
)
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(InvalidInput, match="is not the address of a scheduler"):
        Connection(address)


def test_a_scheduler_that_does_not_answer_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "CONNECT_SECONDS", 0.3)
    with pytest.raises(InvalidInput, match=r"No scheduler at 'localhost:1' answers within 0\.3 s"):
        Connection("localhost:1")


def test_certificates_are_those_of_the_settings_of_dask(tmp_path: Path) -> None:
    with (
        dask.config.set({"distributed.comm.tls.ca-file": None}),
        pytest.raises(InvalidInput, match="asks for certificates"),
    ):
        Connection("tls://localhost:1")
    missing = str(tmp_path / "none.pem")
    names = ("ca-file", "client.cert", "client.key")
    with (
        dask.config.set({f"distributed.comm.tls.{name}": missing for name in names}),
        pytest.raises(InvalidInput, match="certificates cannot be read: FileNotFoundError"),
    ):
        Connection("tls://localhost:1")


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("openssl") is None, reason="makes certificates with openssl")
def test_a_cluster_may_be_encrypted(
    processes: Processes, make_hub: Callable[..., Workspace], tmp_path: Path
) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
            *("-subj", "/CN=cluster", "-keyout", str(key), "-out", str(certificate)),
        ],
        check=True,
        capture_output=True,
    )
    files = {"ca-file": certificate}
    for role in ("client", "scheduler", "worker"):
        files |= {f"{role}.cert": certificate, f"{role}.key": key}
    names = {f"distributed.comm.tls.{name}": str(path) for name, path in files.items()}
    processes.settings = ORDINARY | {
        "DASK_" + name.upper().replace(".", "__").replace("-", "_"): value
        for name, value in names.items()
    }
    processes.protocol = "tls"
    assert processes.scheduler().startswith("tls://")
    processes.worker("one")
    with dask.config.set(names):
        summary = run_projects(make_hub("falls"), settings=settings(processes))
    assert statuses(summary.outcomes) == {"falls": "done"}


def test_without_dask_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with pytest.raises(InvalidInput, match=r"pip install '\.\[cluster\]'"):
        cluster_engine("localhost:8786")


def test_a_wrong_address_is_exit_code_2_and_runs_nothing(
    make_hub: Callable[..., Workspace], capsys: pytest.CaptureFixture[str]
) -> None:
    workspace = make_hub("falls")
    folder = workspace.project("falls").folder
    (folder / "kpi.csv").write_text("kpi,period,value\nfalls,2025-04,7\n")
    with pytest.raises(SystemExit) as left:
        main(["run", "--workspace", str(workspace.root), "--scheduler", "nowhere"])
    assert left.value.code == 2
    assert "'nowhere' is not the address of a scheduler" in capsys.readouterr().err
    assert not workspace.results.exists()


def test_differences_name_what_differs_without_digests() -> None:
    here = own_identity()
    assert differences(here, dict(here)) == []
    there = here | {"the source of evaluation": "other", "python": "3.9.1"}
    del there["pandas"]
    found = differences(here, there)
    assert f"python is 3.9.1 there and {here['python']} here" in found
    assert f"pandas is none there and {here['pandas']} here" in found
    assert "the source of evaluation differs" in found
    assert len(found) == 3
