"""A project to change."""

from __future__ import annotations

from pathlib import Path

import pytest

from project_copy import copy_project


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DIPGRAPH_CACHE", str(tmp_path / "cache"))
    return copy_project(tmp_path)
