from __future__ import annotations

import re

from tests.serving import PROJECT


def test_every_test_that_the_threat_model_names_is_there() -> None:
    text = (PROJECT / "docs" / "threat_model.md").read_text()
    named = set(re.findall(r"`((?:[a-z_]+\.)?test_[a-z_]+)`", text))

    assert len(named) > 20
    assert not [name for name in named if not (PROJECT / "tests" / f"{name.replace('.', '/')}.py").exists()]


def test_every_topic_here_is_in_the_threat_model() -> None:
    text = (PROJECT / "docs" / "threat_model.md").read_text()
    topics = {path.stem for path in (PROJECT / "tests" / "security").glob("test_*.py")} - {"test_threat_model"}

    assert not [topic for topic in topics if f"`security.{topic}`" not in text]
