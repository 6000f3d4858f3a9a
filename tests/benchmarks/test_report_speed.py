"""The benchmark of the report publishes a hub, again, and its peer."""

import pytest

from tests.benchmarks import report_speed


@pytest.mark.slow
def test_a_hub_is_published_in_its_stages_and_by_the_peer(tmp_path, capsys):
    report_speed.finished_hub(tmp_path, 1)
    laps = report_speed.published(tmp_path)
    assert [name for name, _ in laps] == [
        "chapters from notebooks",
        "text, numbered and referenced",
        "HTML, PDF and Word, inspected",
        "a page and a summary of each project",
        "workbook",
    ]
    names = {path.suffix for path in (tmp_path / "reports" / "output").glob("annual-report.*")}
    assert names == {".html", ".pdf", ".docx", ".xlsx"}
    assert report_speed.by_nbconvert(tmp_path) > 0
    report_speed._show("title", laps)
    assert "the report in three formats" in capsys.readouterr().out
