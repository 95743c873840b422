import json
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from django.conf import settings
from django.core.management import CommandError, call_command

from tools import catalogue


@pytest.fixture
def small_project(tmp_path, settings):
    """A project of one module and one template, with its own empty catalogue."""
    (tmp_path / "templates").mkdir()
    (tmp_path / "page.py").write_text('from x import gettext as _\n_("Agency")\npgettext("month", "May")\n')
    (tmp_path / "templates" / "page.html").write_text(
        '{% load i18n %}\n    <p>\n  {% translate "Year" %}</p>\n'
        "{% blocktranslate trimmed with n=total %}\n  {{ n }} agencies\n{% endblocktranslate %}"
    )
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_page.py").write_text('_("Only a test")\n')
    settings.BASE_DIR = tmp_path
    settings.LOCALE_PATHS = [tmp_path / "locale"]
    return tmp_path


def learn(folder: Path, **pairs: str) -> Path:
    path = folder / "pairs.json"
    path.write_text(json.dumps(pairs))
    return path


ALL = {"Agency": "Cơ quan", "Year": "Năm", "May": "Tháng 5", "%(n)s agencies": "%(n)s cơ quan"}


def test_the_catalogue_is_complete():
    wanted = catalogue.extract(settings.BASE_DIR)
    assert catalogue.problems(catalogue.load(catalogue.catalogue_path()), wanted) == []


def test_messages_come_from_python_and_templates_and_never_from_tests(small_project):
    assert catalogue.extract(small_project) == {
        (None, "Agency"),
        ("month", "May"),
        (None, "Year"),
        (None, "%(n)s agencies"),
    }


def test_learning_fills_the_catalogue_and_compiles_it(small_project, capsys):
    call_command("messages", learn=[learn(small_project, **ALL)])
    assert "4 messages, 0 to mend" in capsys.readouterr().out
    assert catalogue.catalogue_path().with_suffix(".mo").exists()
    call_command("messages", check=True)


def test_a_second_run_writes_the_same_bytes(small_project):
    call_command("messages", learn=[learn(small_project, **ALL)])
    before = catalogue.catalogue_path().read_bytes()
    call_command("messages")
    assert catalogue.catalogue_path().read_bytes() == before


def test_the_check_names_what_is_missing_and_writes_nothing(small_project):
    with pytest.raises(CommandError, match="missing: 'Agency'"):
        call_command("messages", check=True)
    assert not catalogue.catalogue_path().exists()


def test_a_message_no_longer_used_is_reported_and_then_dropped(small_project):
    call_command("messages", learn=[learn(small_project, **ALL)])
    (small_project / "page.py").unlink()
    with pytest.raises(CommandError, match="unused: 'Agency'"):
        call_command("messages", check=True)
    call_command("messages")
    assert "Agency" not in catalogue.catalogue_path().read_text()


@pytest.mark.parametrize(
    ("flags", "text", "problem"),
    [
        ([], "cơ quan", "placeholders differ"),
        (["fuzzy"], "%(n)s cơ quan", "fuzzy"),
        ([], "", "missing"),
    ],
)
def test_a_bad_translation_is_reported(flags, text, problem):
    catalog = Catalog(locale="vi")
    catalog.add("%(n)s agencies", text, flags=flags)
    (line,) = catalogue.problems(catalog, {(None, "%(n)s agencies")})
    assert line.startswith(problem)


def test_a_message_with_a_plural_is_kept_with_both_and_translated_once(small_project):
    one, many = "at most %(n)d letter", "at most %(n)d letters"
    (small_project / "page.py").write_text(f'ngettext_lazy("{one}", "{many}", "n")\n')
    wanted = {(None, (one, many))}
    assert wanted <= catalogue.extract(small_project)
    call_command("messages", learn=[learn(small_project, Year="Năm", **{"%(n)s agencies": "%(n)s cơ quan"})])
    with pytest.raises(CommandError, match=r"missing: ..at most"):
        call_command("messages", check=True)
    call_command("messages", learn=[learn(small_project, **{one: "tối đa %(n)d ký tự"})])
    call_command("messages", check=True)
    assert catalogue.load(catalogue.catalogue_path()).get((one, many)).string == ("tối đa %(n)d ký tự",)


def test_compiling_alone_leaves_the_catalogue_as_it_is(small_project):
    call_command("messages", learn=[learn(small_project, **ALL)])
    path = catalogue.catalogue_path()
    path.with_suffix(".mo").unlink()
    before = path.read_bytes()
    call_command("messages", compile=True)
    assert path.with_suffix(".mo").exists()
    assert path.read_bytes() == before
