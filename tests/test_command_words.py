"""What commands print is read by people: Vietnamese unless the language is another, with a singular."""

import ast
from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.utils.translation import override

from tests.test_house import house

TRANSLATED = {"_", "gettext", "ngettext", "Counted"}
PRINTS = {"write", "CommandError"}
# Whoever develops reads these, and nobody at a province: they are beside the house.
BESIDE = ("tools/", "benchmarks/")


def called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def bare_words(node: ast.AST) -> Iterator[str]:
    """Sentences below `node` that no translation goes through."""
    if isinstance(node, ast.Call) and called(node) in TRANSLATED:
        return
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        if any(word.isalpha() for word in node.value.split()):
            yield node.value
    elif isinstance(node, ast.Dict):
        for value in node.values:  # its keys are names
            yield from bare_words(value)
    elif not isinstance(node, ast.Subscript | ast.Compare):  # a name of an option, a value that is asked for
        for child in ast.iter_child_nodes(node):
            yield from bare_words(child)


def untranslated(text: str) -> list[str]:
    calls = (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call) and called(node) in PRINTS)
    return [words for call in calls for given in call.args for words in bare_words(given)]


def test_what_a_command_prints_is_translated():
    files = [(path, text) for path, text in house("*/management/commands/*.py") if not path.startswith(BESIDE)]
    assert len(files) > 10
    assert [(path, words) for path, text in files for words in untranslated(text)] == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('self.stdout.write(f"{code}: {n} rows written")', [" rows written"]),
        ('raise CommandError("no such thing")', ["no such thing"]),
        ('self.stdout.write(_("done %(n)s") % {"n": options["done"]})', []),
        ('self.stdout.write(f"{plan.code} {ROWS.of(n)}")', []),
    ],
)
def test_untranslated_words_are_seen(text, found):
    assert untranslated(text) == found


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "words"),
    [("vi", "Đã xóa 0 dòng công việc nền, 0 tệp"), ("en", "0 rows of background work deleted, 0 prepared files")],
)
def test_a_command_speaks_the_language_that_is_set(language, words, capsys):
    with override(language):
        call_command("forget_work")
    assert capsys.readouterr().out.startswith(words)
