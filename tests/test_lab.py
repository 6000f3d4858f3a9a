"""Work by hand: which notebook is opened, a copy for a project, and JupyterLab's settings."""

import json
import re
import threading
from pathlib import Path

import nbformat
import pytest
import yaml
from IPython.core.interactiveshell import InteractiveShell
from jupyter_client.kernelspec import KernelSpecManager

from evaluation import lab
from evaluation.cli import main
from evaluation.errors import Finding, InvalidInput
from evaluation.present.blocks import Block
from evaluation.run import notebook_findings
from evaluation.run.executor import execute
from evaluation.saving import IS_HELD
from evaluation.study import study
from evaluation.workspace import open_workspace
from tests.tiny_hub import write_tiny_hub

REPOSITORY = Path(__file__).parents[1]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_tiny_hub(tmp_path / "hub", "falls", "feno")


def parameters_of(path: Path) -> str:
    cells = nbformat.read(path, as_version=4).cells
    return next(cell.source for cell in cells if "parameters" in cell.metadata.get("tags", ()))


def test_the_workspaces_own_notebook_is_opened_where_it_has_one(root):
    (root / "notebooks").mkdir()
    (root / "notebooks" / "project.ipynb").write_text("{}", encoding="utf-8")
    assert lab.notebook_to_open(root) == root / "notebooks" / "project.ipynb"


def test_a_workspace_without_notebooks_gets_a_scratch_copy_for_its_first_project(root):
    path = lab.notebook_to_open(root)
    assert path == root / "reports" / "lab" / "falls.ipynb"
    assert parameters_of(path).startswith('project = "falls"')


def test_a_project_without_a_notebook_of_its_own_gets_a_scratch_copy_once(root):
    path = lab.notebook_to_open(root, "feno")
    assert parameters_of(path).startswith('project = "feno"')
    path.write_text("mine", encoding="utf-8")
    assert lab.notebook_to_open(root, "feno").read_text(encoding="utf-8") == "mine"
    assert open_workspace(root).project("feno").own_notebook is None


def test_a_projects_own_notebook_is_opened(root):
    made = lab.copy_notebook(root, "feno")
    assert lab.notebook_to_open(root, "feno") == made


def test_a_notebook_that_is_named_and_missing_is_not_replaced_by_a_scratch_copy(root):
    lab.copy_notebook(root, "feno").unlink()
    with pytest.raises(InvalidInput, match=r"does not exist.*evaluation copy-notebook"):
        lab.notebook_to_open(root, "feno")
    assert not (root / "reports").exists()


def test_a_project_that_is_not_there_is_refused_with_the_nearest(root):
    with pytest.raises(InvalidInput, match=r"no project 'fals'.*Did you mean 'falls'"):
        lab.notebook_to_open(root, "fals")


@pytest.mark.slow
@pytest.mark.parametrize("name", ["project", "hub"])
def test_a_notebook_runs_as_it_is_from_any_folder_and_writes_nothing(
    root, tmp_path, monkeypatch, name
):
    (root / "notebooks").mkdir()
    before = sorted(root.rglob("*"))
    monkeypatch.setenv("EVALUATION_WORKSPACE", str(root))
    for folder in (root / "notebooks", tmp_path):
        monkeypatch.chdir(folder)
        output = tmp_path / "executed.ipynb"
        execute(REPOSITORY / "notebooks" / f"{name}.ipynb", output, {})
        assert "Nothing was saved" in output.read_text(encoding="utf-8")
    assert sorted(root.rglob("*")) == before


def test_jupyter_shows_an_error_of_the_input_as_sentences_and_no_traceback():
    finding = Finding("The column is missing.", "Add it.", file="kpi.csv")
    shell = InteractiveShell.instance()
    shown = []
    shell._showtraceback = lambda *given: shown.extend(given[2])
    try:
        raise InvalidInput("The input has 1 fault.", "Correct it.", [finding])
    except InvalidInput:
        shell.showtraceback()
    finally:
        InteractiveShell.clear_instance()
    assert shown == [
        "kpi.csv: The column is missing. Add it.",
        "The input has 1 fault. Correct it.",
    ]


def test_a_hub_without_projects_says_so(tmp_path):
    (tmp_path / "hub" / "data").mkdir(parents=True)
    with pytest.raises(InvalidInput, match="no project yet"):
        lab.notebook_to_open(write_tiny_hub(tmp_path / "hub"))


@pytest.mark.parametrize(
    ("settings", "line"),
    [
        (
            "tables: {kpi: kpi.csv}\n# end\n",
            "notebook: falls.ipynb\ntables: {kpi: kpi.csv}\n# end\n",
        ),
        ("# end", "# end\nnotebook: falls.ipynb\n"),
    ],
)
def test_a_copy_is_named_in_the_projects_file_and_all_else_stays(root, settings, line):
    file = root / "data" / "projects" / "falls" / "project.yml"
    before = file.read_text(encoding="utf-8")
    file.write_text(before + settings, encoding="utf-8")
    path = lab.copy_notebook(root, "falls")
    assert file.read_text(encoding="utf-8") == before + line
    assert path == root / "data" / "projects" / "falls" / "falls.ipynb"
    assert open_workspace(root).project("falls").own_notebook == path.resolve()
    assert notebook_findings(root) == []


@pytest.mark.skipif(not IS_HELD, reason="folders have no locks here")
def test_two_copies_at_once_are_named_once(root, monkeypatch):
    plain, others = lab._copy, []
    refusals = []

    def late() -> None:
        try:
            lab.copy_notebook(root, "falls")
        except InvalidInput as error:
            refusals.append(str(error))

    def while_the_first_is_at_it(root: Path, slug: str) -> bytes:
        if not others:
            others.append(threading.Thread(target=late))
            others[0].start()
            others[0].join(1)  # it waits; were it not to, it would name its copy now
        return plain(root, slug)

    monkeypatch.setattr(lab, "_copy", while_the_first_is_at_it)
    lab.copy_notebook(root, "falls")
    others[0].join()
    settings = (root / "data" / "projects" / "falls" / "project.yml").read_text(encoding="utf-8")
    assert settings.count("notebook: falls.ipynb") == 1
    assert len(refusals) == 1
    assert "has a notebook already" in refusals[0]


def test_a_copy_is_named_with_the_line_ends_of_the_file(root):
    file = root / "data" / "projects" / "falls" / "project.yml"
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    before = file.read_bytes()
    lab.copy_notebook(root, "falls")
    assert file.read_bytes() == before + b"notebook: falls.ipynb\r\n"


def test_a_file_in_which_the_key_cannot_be_added_is_left_as_it_is(root):
    file = root / "data" / "projects" / "falls" / "project.yml"
    written = json.dumps(yaml.safe_load(file.read_text(encoding="utf-8")), default=str)
    written = re.sub(r'"(\d{4}-\d\d-\d\d)"', r"\1", written)
    file.write_text(written, encoding="utf-8")
    with pytest.raises(InvalidInput, match="cannot be added; nothing was written"):
        lab.copy_notebook(root, "falls")
    assert file.read_text(encoding="utf-8") == written
    assert not (file.parent / "falls.ipynb").exists()


def test_a_notebook_that_is_named_and_missing_is_made_where_it_is_named(root):
    made = lab.copy_notebook(root, "falls")
    file = root / "data" / "projects" / "falls" / "project.yml"
    settings = file.read_text(encoding="utf-8").replace("falls.ipynb", "mine.ipynb")
    file.write_text(settings, encoding="utf-8")
    assert lab.copy_notebook(root, "falls") == made.with_name("mine.ipynb")
    assert file.read_text(encoding="utf-8") == settings


@pytest.mark.parametrize("written", ["../../../../mine.ipynb", "nowhere/mine.ipynb"])
def test_no_notebook_is_made_outside_the_workspace_or_in_no_folder(root, written):
    file = root / "data" / "projects" / "falls" / "project.yml"
    file.write_text(f"{file.read_text(encoding='utf-8')}notebook: {written}\n", encoding="utf-8")
    with pytest.raises(InvalidInput, match="cannot be made where"):
        lab.copy_notebook(root, "falls")
    assert list(root.parent.rglob("*.ipynb")) == []


def test_a_copy_holds_no_outputs(root):
    cells = nbformat.read(lab.copy_notebook(root, "falls"), as_version=4).cells
    assert all(not cell.outputs for cell in cells if cell.cell_type == "code")


def test_a_second_copy_is_refused_and_nothing_is_overwritten(root):
    path = lab.copy_notebook(root, "falls")
    with pytest.raises(InvalidInput, match=r"has a notebook already: falls\.ipynb"):
        lab.copy_notebook(root, "falls")
    path.with_name("feno.ipynb").write_text("mine", encoding="utf-8")
    other = root / "data" / "projects" / "feno" / "feno.ipynb"
    other.write_text("mine", encoding="utf-8")
    with pytest.raises(InvalidInput, match=r"feno\.ipynb is there already; nothing was written"):
        lab.copy_notebook(root, "feno")
    assert other.read_text(encoding="utf-8") == "mine"


def test_jupyterlab_serves_one_folder_to_this_machine_only(root):
    notebook = root / "reports" / "lab" / "a b.ipynb"
    arguments = lab.lab_arguments(root, notebook, port=8890, browser=False)
    assert f"--ServerApp.root_dir={root}" in arguments
    assert "--ServerApp.ip=127.0.0.1" in arguments
    assert "--ServerApp.allow_remote_access=False" in arguments
    assert "--LabApp.default_url=/lab/tree/reports/lab/a%20b.ipynb" in arguments
    assert {"--ServerApp.port=8890", "--no-browser"} <= set(arguments)
    assert not any("token" in argument or "password" in argument for argument in arguments)


def test_kernels_find_the_workspace_from_any_folder(root):
    assert lab.lab_environment(root)["EVALUATION_WORKSPACE"] == str(root)


def test_the_kernel_is_that_of_this_environment_whatever_a_user_has(root, tmp_path, monkeypatch):
    other = tmp_path / "user" / "kernels" / "python3"
    other.mkdir(parents=True)
    spec = {"argv": ["elsewhere"], "display_name": "Other", "language": "python"}
    (other / "kernel.json").write_text(json.dumps(spec), encoding="utf-8")
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "user"))
    monkeypatch.setenv("JUPYTER_PREFER_ENV_PATH", "0")
    assert KernelSpecManager().get_kernel_spec("python3").argv == ["elsewhere"]
    for name, value in lab.lab_environment(root).items():
        monkeypatch.setenv(name, value)
    assert "ipykernel_launcher" in KernelSpecManager().get_kernel_spec("python3").argv


def test_without_jupyterlab_the_command_says_what_to_type(root, monkeypatch, capsys):
    monkeypatch.setattr(lab, "find_spec", {}.get)
    with pytest.raises(SystemExit) as left:
        main(["lab", "--workspace", str(root)])
    assert left.value.code == 2
    said = capsys.readouterr().err
    assert "JupyterLab is not installed in this environment." in said
    assert "pip install" in said
    assert not (root / "reports").exists()


def test_the_command_names_the_notebook_that_it_opens(root, monkeypatch, capsys):
    served = []
    monkeypatch.setattr(lab, "serve_lab", lambda *given: served.append(given[0]))
    with pytest.raises(SystemExit) as left:
        main(["lab", "feno", "--workspace", str(root), "--no-browser"])
    assert left.value.code == 0
    assert served == [root]
    assert capsys.readouterr().out.startswith("Opening reports/lab/feno.ipynb;")


def test_the_command_copies_a_notebook_and_prints_its_path(root, capsys):
    with pytest.raises(SystemExit):
        main(["copy-notebook", "falls", "--workspace", str(root)])
    assert capsys.readouterr().out == "data/projects/falls/falls.ipynb\n"
    content = json.loads((root / "data/projects/falls/falls.ipynb").read_text(encoding="utf-8"))
    assert content["metadata"]["kernelspec"]["name"] == "python3"


def test_the_section_of_the_page_that_teaches_it_runs_as_it_is_written(tmp_path, monkeypatch):
    page = (REPOSITORY / "docs" / "how-to" / "jupyterlab.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```text\n(.*?)```", page, re.S)
    cells = [block for block in blocks if "study." in block]
    assert len(cells) == 2
    shown: list[Block] = []
    monkeypatch.setattr(study, "display", lambda *made: shown.extend(made))
    opened = study.open_study("falls", workspace=str(REPOSITORY), results=str(tmp_path))
    names = {"study": opened}
    for cell in cells:
        exec(cell, names)
    table, figure = shown
    assert list(table.frame.columns) == ["Quarter", "Asked", "Seen", "Asked, %"]
    assert figure.label == "falls-own-more-people-were-asked-each-quarter"
