import pytest

from evaluation.errors import InvalidInput
from evaluation.present.saving import write_whole


def test_a_file_is_replaced_whole(tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"old")
    write_whole(path, b"new")
    assert path.read_bytes() == b"new"
    assert [item.name for item in tmp_path.iterdir()] == ["a.xlsx"]


def test_what_cannot_be_written_leaves_nothing_behind(tmp_path):
    path = tmp_path / "a.xlsx"
    path.mkdir()
    with pytest.raises(InvalidInput, match=r"a\.xlsx cannot be written"):
        write_whole(path, b"new")
    assert [item.name for item in tmp_path.iterdir()] == ["a.xlsx"]
