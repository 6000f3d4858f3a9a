"""The command `python -m evaluation.demonstration`."""

import pytest

from evaluation.demonstration import __main__ as command
from evaluation.demonstration.hub_year.every import hub_year_tables
from evaluation.errors import EXIT_DONE, EXIT_INVALID_INPUT


def test_all_tables_are_written_below_the_chosen_folder_and_named(tmp_path, capsys):
    assert command.main(["--to", str(tmp_path)]) == EXIT_DONE
    printed = capsys.readouterr().out.splitlines()
    written = [path for path in (tmp_path / "data").rglob("*") if path.is_file()]
    assert sorted(printed) == sorted(str(path) for path in written)
    of_projects = [path for path in written if path.is_relative_to(tmp_path / "data" / "projects")]
    assert len(of_projects) == 9
    assert {path.stem for path in written} - {path.stem for path in of_projects} == set(
        hub_year_tables()
    )


def test_without_a_folder_the_repository_is_written_to(tmp_path, monkeypatch):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "hub.yml").touch()
    monkeypatch.setattr(command, "REPOSITORY", tmp_path)
    assert command.main([]) == EXIT_DONE
    assert (tmp_path / "data" / "projects" / "plgf" / "kpi.csv").is_file()


def test_an_installed_package_without_its_repository_asks_for_a_folder(
    tmp_path, monkeypatch, capsys
):
    monkeypatch.setattr(command, "REPOSITORY", tmp_path)
    assert command.main([]) == EXIT_INVALID_INPUT
    assert "--to DIR" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_an_unknown_option_is_refused(capsys):
    with pytest.raises(SystemExit):
        command.main(["--elsewhere"])
    assert "--elsewhere" in capsys.readouterr().err


def test_records_of_pre_specification_are_written_beside_the_projects_that_are_there(
    tmp_path, capsys
):
    project = command.REPOSITORY / "data" / "projects" / "falls" / "project.yml"
    there = tmp_path / "data" / "projects" / "falls"
    there.mkdir(parents=True)
    (there / "project.yml").write_bytes(project.read_bytes())
    assert command.main(["--to", str(tmp_path)]) == EXIT_DONE
    record = there / "prespecification.yml"
    assert str(record) in capsys.readouterr().out.splitlines()
    assert record.read_bytes() == project.with_name(record.name).read_bytes()
