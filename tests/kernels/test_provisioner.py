"""Warm kernels are fresh processes like any other, and end like any other."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from importlib.metadata import entry_points
from pathlib import Path
from textwrap import dedent
from typing import Any

import psutil
import pytest
from jupyter_client.manager import AsyncKernelManager
from traitlets import Type
from traitlets.config import Config

from evaluation.kernels import nursery
from evaluation.kernels.client import PromptClient
from evaluation.kernels.nursery import (
    KERNELS_VARIABLE,
    ForkedKernel,
    fork_kernel,
    warm_kernels_possible,
)
from evaluation.kernels.provisioner import PROVISIONER_NAME, WarmProvisioner, launcher_arguments
from evaluation.run.runtime import make_runtime_folder, remove_runtime_folder

PATIENCE = 60
needs_fork = pytest.mark.skipif(not warm_kernels_possible(), reason="this system cannot fork")


class Manager(AsyncKernelManager):
    client_factory = Type(PromptClient)


@pytest.fixture
def runtime() -> Iterator[Path]:
    folder = make_runtime_folder()
    yield folder
    remove_runtime_folder(folder)


@asynccontextmanager
async def kernel(runtime: Path, **options: Any) -> AsyncIterator[tuple[Manager, PromptClient]]:
    """Start a kernel of this environment by the warm provisioner, and end it."""
    settings = {
        "connection_file": str(runtime / "kernel.json"),
        "transport": "ipc",
        "ip": str(runtime / "socket"),
    }
    manager = Manager(kernel_name="python3", config=Config({"KernelManager": settings}))
    assert manager.kernel_spec is not None
    manager.kernel_spec.metadata["kernel_provisioner"] = {"provisioner_name": PROVISIONER_NAME}
    await manager.start_kernel(**options)
    client = manager.client()
    client.start_channels()
    try:
        await client.wait_for_ready(PATIENCE)
        yield manager, client
    finally:
        client.stop_channels()
        if await manager.is_alive():
            await manager.shutdown_kernel(now=True)
        await manager.cleanup_resources()


async def printed(client: PromptClient, code: str) -> str:
    """Return what a piece of code prints."""
    said: list[str] = []

    def listen(message: dict[str, Any]) -> None:
        if message["msg_type"] == "stream":
            said.append(message["content"]["text"])

    reply = await client.execute_interactive(code, output_hook=listen, timeout=PATIENCE)
    assert reply["content"]["status"] == "ok", reply["content"]
    return "".join(said)


def say(runtime: Path, code: str, **options: Any) -> str:
    async def act() -> str:
        async with kernel(runtime, **options) as (_, client):
            return await printed(client, dedent(code))

    return asyncio.run(act())


def test_any_jupyter_program_can_find_it_by_its_name() -> None:
    (found,) = entry_points(group="jupyter_client.kernel_provisioners", name=PROVISIONER_NAME)
    assert found.load() is WarmProvisioner


@needs_fork
def test_a_warm_kernel_has_everything_loaded_and_nothing_of_its_caller(runtime: Path) -> None:
    code = """
        import os, sys
        loaded = [name in sys.modules for name in ("statsmodels.api", "evaluation.study")]
        print(loaded, os.getppid() != os.getsid(0) == os.getpid(), "pytest" in sys.modules)
        print(os.environ["MARK"], len(os.environ), os.getcwd() == "/", sys.argv[1:] == [])
    """
    text = say(runtime, code, env={"MARK": "mine"}, cwd="/")
    first, second = text.splitlines()
    assert first == "[True, True] True False"
    assert second.startswith("mine")
    assert second.split()[2] == "True"


@needs_fork
def test_each_warm_kernel_is_a_process_of_its_own_with_chance_of_its_own(runtime: Path) -> None:
    code = "import os, random, numpy; print(os.getpid(), random.random(), numpy.random.rand())"
    first, second = (say(runtime, code).split() for _ in range(2))
    assert all(one != other for one, other in zip(first, second, strict=True))


@needs_fork
def test_what_one_warm_kernel_changes_no_other_sees(runtime: Path) -> None:
    change = "import pandas, sys; pandas.marked = True; sys.path.append('/mine'); print('done')"
    look = "import pandas, sys; print(hasattr(pandas, 'marked'), '/mine' in sys.path)"
    assert say(runtime, change) == "done\n"
    assert say(runtime, look) == "False False\n"


@needs_fork
def test_a_warm_kernel_sees_the_same_search_path_as_a_cold_one(
    runtime: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = "import sys; print([entry for entry in sys.path if entry])"
    warm = say(runtime, code)
    monkeypatch.setenv(KERNELS_VARIABLE, "ordinary")
    assert say(runtime, code) == warm


@needs_fork
def test_a_warm_kernel_draws_and_uses_helpers_like_a_cold_one(runtime: Path) -> None:
    code = """
        import matplotlib.pyplot as plt
        from concurrent.futures import ProcessPoolExecutor
        from multiprocessing import get_context
        print(plt.get_backend(), plt.figure().number)
        with ProcessPoolExecutor(1, mp_context=get_context("fork")) as pool:
            print(pool.submit(pow, 2, 3).result())
    """
    lines = say(runtime, code).splitlines()
    assert lines[0].endswith("inline 1")
    assert lines[-1] == "8"


@needs_fork
def test_a_warm_kernel_is_interrupted_and_goes_on(runtime: Path) -> None:
    async def act() -> tuple[str, str]:
        async with kernel(runtime) as (manager, client):
            begun = asyncio.Event()

            def listen(message: dict[str, Any]) -> None:
                if message["msg_type"] == "stream":
                    begun.set()

            code = "import time; print('begun', flush=True); time.sleep(60)"
            waiting = asyncio.create_task(
                client.execute_interactive(code, output_hook=listen, timeout=PATIENCE)
            )
            await asyncio.wait_for(begun.wait(), PATIENCE)
            await manager.interrupt_kernel()
            reply = await waiting
            return reply["content"]["ename"], await printed(client, "print('still here')")

    assert asyncio.run(act()) == ("KeyboardInterrupt", "still here\n")


@needs_fork
@pytest.mark.parametrize(
    ("code", "status"), [("os.kill(os.getpid(), 9)", -9), ("os._exit(3)", 3), ("os.abort()", -6)]
)
def test_how_a_warm_kernel_ended_is_known(runtime: Path, code: str, status: int) -> None:
    async def act() -> int | None:
        async with kernel(runtime) as (manager, client):
            assert manager.provisioner is not None
            client.execute(f"import os; {code}")
            while await manager.provisioner.poll() is None:
                await asyncio.sleep(0.02)
            return await manager.provisioner.wait()

    assert asyncio.run(act()) == status


@needs_fork
def test_a_warm_kernel_shuts_down_when_it_is_asked_to(runtime: Path) -> None:
    async def act() -> bool:
        async with kernel(runtime) as (manager, _):
            await manager.shutdown_kernel()
            return await manager.is_alive()

    assert asyncio.run(act()) is False


ORPHAN = """\
import os, sys, time
from pathlib import Path
from evaluation.kernels.nursery import fork_kernel
kernel = fork_kernel(["-f", sys.argv[1]], dict(os.environ), Path.cwd(), silent=True)
print(kernel.pid, flush=True)
time.sleep(60)
"""


@needs_fork
def test_a_warm_kernel_ends_when_the_process_that_asked_for_it_is_killed(
    runtime: Path, is_gone: Callable[[int], bool]
) -> None:
    command = [sys.executable, "-c", ORPHAN, str(runtime / "kernel.json")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        number = int(process.stdout.readline())
        server = psutil.Process(number).ppid()
        process.kill()
        process.wait()
        assert is_gone(number)
        assert is_gone(server)


SCRIPT = """\
import os, sys
from pathlib import Path
from evaluation.kernels.nursery import fork_kernel
print("once")
kernel = fork_kernel(["--version"], dict(os.environ), Path.cwd(), silent=True)
print(kernel.wait(60))
"""


@needs_fork
def test_a_script_without_a_guard_is_not_run_again_by_its_kernels(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(SCRIPT)
    done = subprocess.run(
        [sys.executable, str(script)], capture_output=True, text=True, check=True, timeout=PATIENCE
    )
    assert done.stdout == "once\n0\n"


@needs_fork
def test_a_forked_kernel_has_the_face_of_popen(is_gone: Callable[[int], bool]) -> None:
    for end in (
        ForkedKernel.kill,
        ForkedKernel.terminate,
        lambda kernel: kernel.send_signal(signal.SIGKILL),
    ):
        kernel = fork_kernel(
            ["-f", "/nowhere/kernel.json"], dict(os.environ), Path.cwd(), silent=True
        )
        end(kernel)
        assert kernel.wait(PATIENCE) is not None
        kernel.send_signal(signal.SIGKILL)
        assert is_gone(kernel.pid)
    sleeping = fork_kernel(["--version"], dict(os.environ), Path.cwd(), silent=True)
    assert sleeping.wait(PATIENCE) == 0


def test_other_kernels_are_started_as_usual(runtime: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert launcher_arguments(["/usr/bin/python9", "-m", "ipykernel_launcher", "-f", "x"]) is None
    monkeypatch.setenv(KERNELS_VARIABLE, "ordinary")
    assert not warm_kernels_possible()
    code = "import sys; print('statsmodels' in sys.modules)"
    assert say(runtime, code) == "False\n"


def test_a_server_that_does_not_answer_is_gone_without(
    runtime: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise EOFError

    monkeypatch.setattr("evaluation.kernels.provisioner.fork_kernel", refuse)
    assert say(runtime, "import sys; print('statsmodels' in sys.modules)") == "False\n"


def test_without_fork_kernels_are_ordinary(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(KERNELS_VARIABLE, raising=False)
    monkeypatch.setattr(nursery.multiprocessing, "get_all_start_methods", lambda: ["spawn"])
    assert not warm_kernels_possible()
    monkeypatch.undo()
    monkeypatch.setattr("sys.platform", "win32")
    assert not warm_kernels_possible()


def test_a_kernel_that_dies_before_it_answers_is_told_at_once(runtime: Path) -> None:
    async def act() -> None:
        manager = Manager(kernel_name="python3")
        assert manager.kernel_spec is not None
        manager.kernel_spec.argv = [sys.executable, "-c", "import sys; sys.exit(1)"]
        await manager.start_kernel()
        client = manager.client()
        client.start_channels()
        try:
            await client.wait_for_ready(PATIENCE)
        finally:
            client.stop_channels()
            await manager.cleanup_resources()

    began = time.monotonic()
    with pytest.raises(RuntimeError, match="Kernel died before replying"):
        asyncio.run(act())
    assert time.monotonic() - began < PATIENCE
