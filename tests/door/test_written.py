"""Files are replaced as a whole or not at all."""

import os

import pytest

from course.door import written


def test_a_file_is_replaced_in_one_step(tmp_path, monkeypatch):
    path = tmp_path / "some.ipynb"
    path.write_text("before")
    path.chmod(0o640)

    def fails(self, target):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(written.Path, "replace", fails)
        with pytest.raises(OSError, match="No space"):
            written.write(path, "after")
    assert path.read_text() == "before"
    assert list(tmp_path.iterdir()) == [path]

    written.write(path, "after")
    assert path.read_text() == "after"
    assert os.name == "nt" or path.stat().st_mode & 0o777 == 0o640


@pytest.mark.skipif(os.name == "nt", reason="Windows knows no such mask")
def test_a_new_file_may_be_read_as_any_new_file(tmp_path):
    written.write(tmp_path / "ours", "some")
    (tmp_path / "any").touch()
    assert (tmp_path / "ours").stat().st_mode == (tmp_path / "any").stat().st_mode
