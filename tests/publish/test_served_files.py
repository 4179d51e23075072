"""The stylesheet and the scripts as the portal serves them: smaller than they are written, and the same every time."""

import re

import pytest

from helpdesk.publish.served import served
from helpdesk.resources import data_folder

STATIC = data_folder("theme") / "static"
WRITTEN = sorted([*STATIC.glob("*.js"), *STATIC.glob("*.css")], key=lambda file: file.name)
TEMPLATE = re.compile(r"`[^`]*`")


@pytest.mark.parametrize("file", WRITTEN, ids=lambda file: file.name)
def test_what_is_served_is_smaller_and_keeps_every_string_and_template(file):
    small, written = served(file).decode(), file.read_text()
    assert len(small) < len(written)
    code = re.sub(r"(?:^|\s)// .*$", "", written, flags=re.MULTILINE)
    spoken = [found for found in TEMPLATE.findall(code) if "\n" not in found]
    assert [each for each in spoken if each not in small] == []
    assert re.search(r"^\s*//|/\*", re.sub(r'"[^"]*"|`[^`]*`', "", small), re.MULTILINE) is None


@pytest.mark.parametrize("file", sorted(STATIC.glob("*.js")), ids=lambda file: file.name)
def test_no_script_has_a_template_within_a_template_whose_blanks_would_get_lost(file):
    assert [found for found in TEMPLATE.findall(file.read_text()) if found.count("${") > found.count("}")] == []


def test_pictures_are_served_as_they_are():
    assert served(STATIC / "card.png") == (STATIC / "card.png").read_bytes()
