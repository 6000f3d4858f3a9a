"""Notebooks are executed in real kernels; what went wrong is told truthfully."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest

from evaluation.errors import InvalidInput
from evaluation.run.executor import execute
from evaluation.run.failures import (
    CellFailed,
    KernelDied,
    MemoryExceeded,
    NotebookFailed,
    NotebookTimedOut,
)
from evaluation.run.limits import Limits
from evaluation.run.manager import kernel_settings
from evaluation.run.stop import Stop
from tests.run.clocks import over_in_cell

MakeNotebook = Callable[..., Path]
GIVEN = {"project": "feno", "results": "/srv/secret"}


def output_of(path: Path, number: int) -> str:
    cell = nbformat.read(path, as_version=4).cells[number - 1]
    return "".join(output.get("text", "") for output in cell.outputs)


def test_a_notebook_runs_with_its_parameters_and_tells_how_far_it_is(
    make_notebook: MakeNotebook, tmp_path: Path
) -> None:
    names = "'OMP_NUM_THREADS', 'OPENBLAS_NUM_THREADS', 'PYTHONHASHSEED'"
    code = f"import os\nprint(project, results, *(os.environ[n] for n in ({names})))"
    cells: list[tuple[int, int]] = []
    held: list[float] = []
    output = tmp_path / "out.ipynb"
    peak = execute(
        make_notebook(code),
        output,
        GIVEN,
        on_cell=lambda cell, of: cells.append((cell, of)),
        on_memory=held.append,
        hidden=("results",),
    )
    assert output_of(output, 4) == "feno /srv/secret 1 1 0\n"
    assert cells == [(1, 4), (2, 4), (3, 4), (4, 4)]
    assert peak is not None
    assert peak >= round(max(held), 1) > 10  # the peak is recorded to a tenth
    assert "/srv" not in output.read_text().replace("feno /srv/secret 1 1 0", "")


def test_two_executions_leave_the_same_bytes(make_notebook: MakeNotebook, tmp_path: Path) -> None:
    notebook = make_notebook("print(hash('text'))")
    texts = []
    for name in ("one {a}.ipynb", "two.ipynb"):
        execute(notebook, tmp_path / name, GIVEN, hidden=("results",))
        texts.append((tmp_path / name).read_text())
    assert texts[0] == texts[1]


def test_a_failing_cell_is_named_and_the_notebook_kept(
    make_notebook: MakeNotebook, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "out.ipynb"
    code = "raise ValueError('no number: \\'Ann Other\\'')"
    with pytest.raises(CellFailed) as caught:
        execute(make_notebook("1", code, "2"), output, GIVEN)
    assert str(caught.value) == "Cell 5 of 6 failed with ValueError: no number: …"
    assert caught.value.cell == 5
    saved = nbformat.read(output, as_version=4)
    assert saved.cells[4].outputs[0].ename == "ValueError"
    assert [cell.metadata.papermill.status for cell in saved.cells[3:]] == [
        "completed",
        "failed",
        "pending",
    ]
    assert capfd.readouterr() == ("", "")


def test_a_killed_kernel_is_not_called_completed(
    make_notebook: MakeNotebook, tmp_path: Path
) -> None:
    output = tmp_path / "out.ipynb"
    with pytest.raises(KernelDied, match=r"died in cell 4 of 5: it was killed by SIGKILL \(often"):
        execute(make_notebook("import os; os.kill(os.getpid(), 9)", "2"), output, GIVEN)
    saved = nbformat.read(output, as_version=4)
    assert [cell.metadata.papermill.status for cell in saved.cells[3:]] == ["failed", "pending"]


def test_a_notebook_that_exits_early_is_no_success(
    make_notebook: MakeNotebook, tmp_path: Path
) -> None:
    code = "import sys; sys.exit(0)"
    with pytest.raises(CellFailed, match="ended by itself before cell 5 of 5"):
        execute(make_notebook(code, "2"), tmp_path / "out.ipynb", GIVEN)


NOTE = """\
import os, subprocess, sys, time
helper = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
with open(results, "w") as stream:
    stream.write(f"{os.getpid()} {helper.pid}")
"""


def test_a_notebook_that_takes_too_long_is_stopped_with_all_it_started(
    make_notebook: MakeNotebook, tmp_path: Path, is_gone: Callable[[int], bool]
) -> None:
    note = tmp_path / "note"
    with (
        over_in_cell(5) as seconds,
        pytest.raises(NotebookTimedOut, match="stopped in cell 5 of 5 after 1000 seconds"),
    ):
        execute(
            make_notebook(NOTE, "time.sleep(60)"),
            tmp_path / "out.ipynb",
            {"results": str(note)},
            limits=Limits(seconds=seconds),
        )
    assert all(is_gone(int(number)) for number in note.read_text().split())
    saved = nbformat.read(tmp_path / "out.ipynb", as_version=4)
    assert [cell.metadata.papermill.status for cell in saved.cells[3:]] == ["completed", "failed"]


@pytest.mark.parametrize("where", ["notebook", "helper"])
def test_a_notebook_that_holds_too_much_memory_is_stopped_and_what_it_reached_is_told(
    make_notebook: MakeNotebook, tmp_path: Path, is_gone: Callable[[int], bool], where: str
) -> None:
    note = tmp_path / "note"
    hold = "import time; held = bytearray(b'1') * 700_000_000; time.sleep(60)"
    code = hold if where == "notebook" else f"subprocess.run([sys.executable, '-c', {hold!r}])"
    with pytest.raises(MemoryExceeded) as caught:
        execute(
            make_notebook(NOTE, code),
            tmp_path / "out.ipynb",
            {"results": str(note)},
            limits=Limits(memory_mb=600),
        )
    found = re.fullmatch(
        r"The notebook was stopped in cell 5 of 5: it held (\d+) MiB of memory, "
        r"and may hold 600 MiB\.",
        str(caught.value),
    )
    assert found is not None
    assert int(found[1]) > 600
    assert caught.value.peak_memory_mb == pytest.approx(int(found[1]), abs=1)
    assert all(is_gone(int(number)) for number in note.read_text().split())


def test_a_notebook_is_stopped_from_outside_for_a_reason(
    make_notebook: MakeNotebook, tmp_path: Path, is_gone: Callable[[int], bool]
) -> None:
    note, stop = tmp_path / "note", Stop()

    def at(cell: int, _: int) -> None:
        if cell == 5:
            stop.now(NotebookFailed("It was stopped.", "Stopped"))
            stop.now(NotebookFailed("It was stopped again.", "Stopped"))

    with pytest.raises(NotebookFailed, match=r"It was stopped\."):
        execute(
            make_notebook(NOTE, "time.sleep(60)"),
            tmp_path / "out.ipynb",
            {"results": str(note)},
            stop=stop,
            on_cell=at,
        )
    assert all(is_gone(int(number)) for number in note.read_text().split())


def test_a_notebook_that_was_stopped_before_it_began_does_not_run(
    make_notebook: MakeNotebook, tmp_path: Path
) -> None:
    note, stop = tmp_path / "note", Stop()
    stop.now(NotebookFailed("It was stopped.", "Stopped"))
    with pytest.raises(NotebookFailed, match="It was stopped"):
        execute(make_notebook(NOTE), tmp_path / "o.ipynb", {"results": str(note)}, stop=stop)
    assert not note.exists()


def test_what_a_notebook_started_ends_with_it(
    make_notebook: MakeNotebook, tmp_path: Path, is_gone: Callable[[int], bool]
) -> None:
    note = tmp_path / "note"
    execute(make_notebook(NOTE), tmp_path / "out.ipynb", {"results": str(note)})
    assert all(is_gone(int(number)) for number in note.read_text().split())


def test_a_wrong_parameter_starts_nothing(make_notebook: MakeNotebook, tmp_path: Path) -> None:
    output = tmp_path / "out.ipynb"
    with pytest.raises(InvalidInput, match="Did you mean 'project'"):
        execute(make_notebook(), output, {"projet": "feno"})
    assert not output.exists()


def test_an_unknown_kernel_is_refused(make_notebook: MakeNotebook, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="no Jupyter kernel 'fortran'"):
        execute(make_notebook(), tmp_path / "out.ipynb", GIVEN, "fortran")


def test_a_kernel_that_cannot_begin_died_before_the_first_cell(
    make_notebook: MakeNotebook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "kernels" / "broken"
    broken.mkdir(parents=True)
    specification = '{"argv": ["false"], "display_name": "Broken", "language": "python"}'
    (broken / "kernel.json").write_text(specification)
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    with pytest.raises(KernelDied, match="died before the first cell: it ended with exit code 1"):
        execute(make_notebook(), tmp_path / "out.ipynb", GIVEN, "broken")


def test_a_defect_in_a_callback_is_not_blamed_on_the_kernel(
    make_notebook: MakeNotebook, tmp_path: Path
) -> None:
    def broken(cell: int, of: int) -> None:
        raise RuntimeError("a defect")

    with pytest.raises(RuntimeError, match="a defect"):
        execute(make_notebook(), tmp_path / "out.ipynb", GIVEN, on_cell=broken)


def test_a_notebook_is_not_executed_inside_another(
    make_notebook: MakeNotebook, tmp_path: Path
) -> None:
    async def inside() -> None:
        execute(make_notebook(), tmp_path / "out.ipynb", GIVEN)

    with pytest.raises(InvalidInput, match="inside another"):
        asyncio.run(inside())


def test_windows_keeps_the_ordinary_transport(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.platform", "win32")
    settings = kernel_settings(tmp_path)
    assert "transport" not in settings["KernelManager"]
