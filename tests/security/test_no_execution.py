"""Nothing that a user gives is ever executed: looked for in the source, and tried."""

from __future__ import annotations

import ast
import datetime as dt
import re
import time
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
import yaml
from papermill.translators import PythonTranslator

import evaluation
from evaluation.cli import main
from evaluation.criteria import ExpressionError, parse
from evaluation.run.tidy import injected_source

PACKAGE = Path(evaluation.__file__).parent

# What makes code of data, by the last parts of its name.
EXECUTING = frozenset(
    {
        "eval",
        "exec",
        "compile",
        "__import__",
        "os.system",
        "os.popen",
        "os.execv",
        "os.execve",
        "os.spawnl",
        "pty.spawn",
        "importlib.import_module",
        "runpy.run_path",
        "runpy.run_module",
        "pickle.load",
        "pickle.loads",
        "cloudpickle.load",
        "cloudpickle.loads",
        "dill.load",
        "joblib.load",
        "marshal.load",
        "marshal.loads",
        "shelve.open",
        "pd.read_pickle",
        "pd.read_hdf",
        "pd.eval",
        "pd.read_html",
        "pd.read_xml",
        "torch.load",
        "yaml.load",
        "yaml.unsafe_load",
        "yaml.full_load",
        "yaml.load_all",
        "subprocess.getoutput",
        "subprocess.getstatusoutput",
        "asyncio.create_subprocess_shell",
        "shutil.unpack_archive",
        "archive.extractall",
        "zipfile.extractall",
        "tarfile.open",
        "smf.ols",
        "smf.glm",
        "patsy.dmatrix",
        "patsy.dmatrices",
        "sm.formula",
        "tempfile.mktemp",
    }
)
# Methods that make code of text whatever they are called on.
METHODS = frozenset({"from_formula", "extractall", "read_pickle", "to_pickle"})
# What must not be imported at all: parsers that open what a file names, and formats that are code.
IMPORTS = frozenset(
    {"pickle", "cloudpickle", "dill", "shelve", "marshal", "lxml", "xml", "patsy", "formulaic"}
)

# Where one of these is right, and why.
ALLOWED = {
    "templates/impact_values.py: xml": "escapes text, and parses none",
    "kernels/preload.py: importlib.import_module": "loads modules by names of its own",
}


def called(node: ast.AST) -> str:
    """Return the dotted name of what a call calls, empty where it has none."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.insert(0, node.attr)
        node = node.value
    return ".".join([node.id, *parts]) if isinstance(node, ast.Name) else ""


@cache
def trees() -> dict[str, ast.Module]:
    """Return the syntax tree of each module."""
    return {
        path.relative_to(PACKAGE).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted(PACKAGE.rglob("*.py"))
    }


def faults_of(tree: ast.Module) -> Iterator[str]:
    """Yield what of a module could make code of data."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (a.name.partition(".")[0] for a in node.names if _is_forbidden(a.name))
        elif isinstance(node, ast.ImportFrom) and _is_forbidden(node.module or ""):
            yield str(node.module).partition(".")[0]
        elif isinstance(node, ast.Call):
            yield from _faults_of_call(node)


def _is_forbidden(module: str) -> bool:
    return module.partition(".")[0] in IMPORTS


def _faults_of_call(node: ast.Call) -> Iterator[str]:
    name = called(node.func)
    keywords = {item.arg: item.value for item in node.keywords}
    if name in EXECUTING or (isinstance(node.func, ast.Attribute) and node.func.attr in METHODS):
        yield name or str(getattr(node.func, "attr", ""))
    if isinstance(node.func, ast.Attribute) and node.func.attr in ("query", "eval"):
        yield f".{node.func.attr}"
    for key in ("shell", "allow_pickle"):
        value = keywords.get(key)
        if value is not None and not (isinstance(value, ast.Constant) and value.value is False):
            yield f"{key}="
    if name.endswith("Environment") and "autoescape" not in keywords and "jinja" in name:
        yield "jinja2 without autoescape"


def test_no_module_makes_code_of_data() -> None:
    found = {f"{name}: {fault}" for name, tree in trees().items() for fault in faults_of(tree)}

    assert found - ALLOWED.keys() == set()
    assert ALLOWED.keys() - found == set(), "no longer needed"


@pytest.mark.parametrize(
    "source",
    [
        "eval(text)",
        "exec(open(path).read())",
        "import pickle",
        "from cloudpickle import loads",
        "yaml.load(text, Loader=yaml.Loader)",
        "subprocess.run(text, shell=True)",
        "np.load(path, allow_pickle=True)",
        "frame.query(text)",
        "OLS.from_formula(text, frame)",
        "from lxml import etree",
        "os.system(text)",
        "jinja2.Environment()",
    ],
)
def test_what_is_looked_for_is_found(source: str) -> None:
    assert list(faults_of(ast.parse(source))) != []


def test_programs_are_started_without_a_shell_and_only_where_they_are_known() -> None:
    """Only these rooms start a program: pandoc, Quarto, git, and kernels of Jupyter."""
    starting = {
        name
        for name, tree in trees().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and called(node.func).startswith("subprocess.")
        if called(node.func) not in ("subprocess.TimeoutExpired",)
    }

    assert starting <= {
        "provenance/revision.py",
        "publish/pandoc.py",
        "publish/quarto.py",
        "cluster/engine.py",
    }


def test_no_theme_runs_a_word_as_code() -> None:
    theme = PACKAGE.parent / "reports" / "theme"
    files = [*theme.glob("*.typ"), *theme.glob("*.lua"), *theme.glob("*.js")]

    assert len(files) > 5
    for path in files:
        text = path.read_text(encoding="utf-8")
        found = re.findall(r"\b(eval|loadstring|dofile|os\.execute|io\.popen|innerHTML)\b", text)
        assert (path.name, found) == (path.name, [])


PLANTED = "__import__('pathlib').Path('{mark}').touch()"


@pytest.mark.parametrize(
    "text",
    [
        PLANTED,
        "eval('1')",
        "age.__class__",
        "age = {x}",
        "lambda: 1",
        "age; import os",
        "`id`",
        "$(id)",
        "f'{age}'",
        "@age",
    ],
)
def test_a_criterion_is_never_run(text: str, tmp_path: Path) -> None:
    mark = tmp_path / "mark"

    with pytest.raises(ExpressionError):
        parse(text.replace("{mark}", str(mark)))

    assert not mark.exists()


@pytest.mark.parametrize(
    "text",
    [
        "(" * 10_000 + "age > 1" + ")" * 10_000,
        "not " * 1_900 + "age",
        "-" * 1_900 + "1 > 0",
        "age > " + "9" * 1_900,
        "age > 1 and " * 150 + "age > 1",
        "days(" * 300,
        "age > 1e" + "9" * 400,
        '"' + "x" * 1_990,
        "a" * 100_000,
    ],
    ids=lambda text: f"{text[:12]}, {len(text)}",
)
def test_a_criterion_without_end_is_a_sentence_at_once(text: str) -> None:
    began = time.process_time()  # what others do on this machine does not count

    with suppress(ExpressionError):
        parse(text)

    assert time.process_time() - began < 2


@pytest.mark.parametrize(
    "value", [f"x'; {PLANTED}; '", f'x"\n{PLANTED}\n"', "\\", "'''", "{project}", "x\n%run y"]
)
def test_a_parameter_of_a_notebook_stays_a_text(value: str, tmp_path: Path) -> None:
    """papermill and the tidied notebook write parameters as Python, each as one literal."""
    mark = tmp_path / "mark"
    given = {"project": value.replace("{mark}", str(mark)), "years": [value], "named": {"a": value}}

    for source in (injected_source(given), PythonTranslator.codify(given)):
        body = ast.parse(source).body
        assert all(isinstance(statement, ast.Assign) for statement in body)
        read = {
            statement.targets[0].id: ast.literal_eval(statement.value)
            for statement in body
            if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name)
        }
        assert read == given
    assert not mark.exists()


def test_no_column_name_is_a_formula(tmp_path: Path) -> None:
    """Covariates and outcomes are names of columns and nothing more."""
    mark = tmp_path / "mark"
    name = PLANTED.replace("{mark}", str(mark))
    months = pd.date_range("2020-01-01", periods=48, freq="MS")
    values = pd.Series(range(48)) % 5 + 10.0
    frame = pd.DataFrame({"date": months, name: values, f"I({name})": values * 0.5 + months.month})
    frame.to_csv(tmp_path / "series.csv", index=False)
    spec = {
        "data": "series.csv",
        "time": "date",
        "frequency": "monthly",
        "outcome": name,
        "covariates": [f"I({name})"],
        "interruptions": [{"name": "start", "date": dt.date(2022, 1, 1), "level": True}],
        "methods": ["ols"],
    }
    (tmp_path / "spec.yml").write_text(yaml.safe_dump(spec), encoding="utf-8")

    with pytest.raises(SystemExit) as left:
        main(["its", str(tmp_path / "spec.yml"), "--json"])

    assert left.value.code == 0
    assert not mark.exists()
