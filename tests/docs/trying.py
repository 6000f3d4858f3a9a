"""Examples tried: commands in this process, files written, Python sessions as doctests."""

from __future__ import annotations

import contextlib
import doctest
import io
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from evaluation.cli import main
from tests.docs.pages import REPOSITORY, Command, Example, Page, PythonSession, WrittenFile

DEMONSTRATION = ("data", "reports/parts", "reports/theme")
MASTERS = ("reports/annual-report.qmd", "reports/quarterly-report.qmd", "_quarto.yml")
ANYTHING = "..."
FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
LONGEST_SHOWN = 4000  # characters of output in a failure's message


class ExampleFailed(AssertionError):
    """An example does not do what its page says."""


def prepare(page: Page, folder: Path, after_run: Path | None = None) -> None:
    """Make the folder that a page starts in: empty, the demonstration hub, or one project of it.

    A page whose front matter says `run: true` starts from `after_run`, where that project was run.
    """
    if page.has_run and after_run is not None:
        shutil.copytree(after_run, folder, dirs_exist_ok=True)
    elif page.workspace:
        make_workspace(page.workspace, folder)


def make_workspace(name: str, folder: Path) -> Path:
    """Copy the demonstration hub, whole or with one project only, into a folder."""
    for part in DEMONSTRATION:
        shutil.copytree(REPOSITORY / part, folder / part, ignore=shutil.ignore_patterns("fonts"))
    for part in MASTERS:
        shutil.copy(REPOSITORY / part, folder / part)
    if name != "demonstration":
        _keep_one(folder / "data", name)
    return folder


def _keep_one(data: Path, slug: str) -> None:
    """Leave one project of the demonstration hub, and nothing that names another."""
    if not (data / "projects" / slug).is_dir():
        raise ExampleFailed(f"front matter: workspace '{slug}' is neither a hub nor a project")
    for project in (data / "projects").iterdir():
        if project.name != slug:
            shutil.rmtree(project)
    shutil.rmtree(data / "hub")
    (data / "medtech-mandate.yml").unlink()


def try_page(page: Page, folder: Path, after_run: Path | None = None) -> None:
    """Try every example of a page in its folder, in order.

    Raises
    ------
    ExampleFailed
        With the line of the first example that does something else than its page says.
    """
    prepare(page, folder, after_run)
    before = Path.cwd()
    names: dict[str, Any] = {"__name__": "__main__"}
    os.chdir(folder)
    try:
        for example in page.examples:
            try:
                _try(example, folder, names)
            except ExampleFailed as failed:
                raise ExampleFailed(f"{page.path.name}, line {example.line}: {failed}") from None
    finally:
        os.chdir(before)


def matches(expected: str, output: str) -> bool:
    """Return whether what is expected stands in the output; '...' is anything, blanks are one."""
    parts = [_one_blank(part) for part in expected.split(ANYTHING)]
    return re.search(".*".join(map(re.escape, parts)), _one_blank(output), re.S) is not None


def _one_blank(text: str) -> str:
    return " ".join(text.split())


def _try(example: Example, folder: Path, names: dict[str, Any]) -> None:
    if isinstance(example, WrittenFile):
        path = _inside(example.path, folder)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(example.text, encoding="utf-8")
    elif isinstance(example, PythonSession):
        _try_python(example, names)
    else:
        _try_command(example, folder)


def _try_command(command: Command, folder: Path) -> None:
    program, *arguments = command.words
    if program == "evaluation":
        code, output = run_evaluation(arguments)
    elif program in PROGRAMS:
        code, output = 0, PROGRAMS[program](arguments, folder)
    else:
        raise ExampleFailed(
            f"'{program}' is not tried here: {', '.join(('evaluation', *PROGRAMS))}"
        )
    if code != command.exit_code:
        raise ExampleFailed(
            f"exit code {code} instead of {command.exit_code}:\n{output[-LONGEST_SHOWN:]}"
        )
    if not matches(command.expected, output):
        raise ExampleFailed(
            f"the output has not\n{command.expected}\nbut is\n{output[-LONGEST_SHOWN:]}"
        )


def run_evaluation(arguments: list[str]) -> tuple[int, str]:
    """Return the exit code of a command of the console script, and all that it prints."""
    output = io.StringIO()
    with contextlib.redirect_stdout(output), contextlib.redirect_stderr(output):
        try:
            main(arguments)
        except SystemExit as leave:
            code = leave.code if isinstance(leave.code, int) else int(leave.code is not None)
    return code, output.getvalue()


def _try_python(session: PythonSession, names: dict[str, Any]) -> None:
    test = doctest.DocTestParser().get_doctest(session.text, names, "page", None, session.line)
    output = io.StringIO()
    runner = doctest.DocTestRunner(optionflags=FLAGS)
    runner.run(test, out=output.write, clear_globs=False)
    names.update(test.globs)
    if runner.failures:
        raise ExampleFailed(output.getvalue())


def _inside(name: str, folder: Path) -> Path:
    path = Path(name).resolve()
    if not path.is_relative_to(folder.resolve()):
        raise ExampleFailed(f"'{name}' is outside the page's folder")
    return path


def _change(arguments: list[str], folder: Path) -> str:
    os.chdir(_inside(arguments[0], folder))
    return ""


def _list(arguments: list[str], folder: Path) -> str:
    found = _inside(arguments[0] if arguments else ".", folder)
    if not found.exists():
        raise ExampleFailed(f"there is no '{arguments[0]}' to list")
    return (
        "\n".join(sorted(path.name for path in found.iterdir())) if found.is_dir() else str(found)
    )


def _show(arguments: list[str], folder: Path) -> str:
    return "".join(_inside(name, folder).read_text(encoding="utf-8") for name in arguments)


def _copy(arguments: list[str], folder: Path) -> str:
    *sources, target = [_inside(name, folder) for name in arguments if not name.startswith("-")]
    for source in sources:
        if source.is_dir():
            shutil.copytree(source, target / source.name if target.is_dir() else target)
        else:
            shutil.copy(source, target)
    return ""


def _make_folders(arguments: list[str], folder: Path) -> str:
    for name in arguments:
        if name != "-p":
            _inside(name, folder).mkdir(parents="-p" in arguments, exist_ok="-p" in arguments)
    return ""


PROGRAMS: dict[str, Callable[[list[str], Path], str]] = {
    "cat": _show,
    "cd": _change,
    "cp": _copy,
    "ls": _list,
    "mkdir": _make_folders,
}
