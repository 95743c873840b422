"""What templates say: `translate` is quicker than Django's and says the same."""

import pytest
from django.template import Context, Engine, Template
from django.utils import translation

TAGS = [
    '{% translate "Cause" %}',
    "{% translate 'Cause' %}",
    '{% trans "Cause" %}',
    '{% translate "100% <b>of</b> & all" %}',
    '{% translate "Cause" as word %}[{{ word }}]{{ word|upper }}',
    '{% translate "Cause" noop %}',
    '{% translate "Cause" context "nobody says so" %}',
    '{% translate "Cause"|lower %}',
    "{% translate name %}",
    "{% translate unknown %}",
    '{% translate "" as word %}{{ word|length|yesno }}',
]


@pytest.mark.parametrize("tag", TAGS)
def test_it_says_in_every_language_what_django_says(tag):
    ours = Template("{% load i18n %}" + tag)
    djangos = Engine(libraries={"i18n": "django.templatetags.i18n"}).from_string("{% load i18n %}" + tag)
    for code in ("vi", "en", "vi"):
        with translation.override(code):
            values = Context({"name": "Cause <1>"}), Context({"name": "Cause <1>"})
            assert ours.render(values[0]) == djangos.render(values[1])
    with translation.override(None):
        assert ours.render(Context()) == djangos.render(Context())


def test_a_fixed_text_is_looked_up_once_for_each_language(monkeypatch):
    page = Template('{% load i18n %}{% translate "Cause" %}')
    for code, word in (("vi", "Nguyên nhân"), ("en", "Cause")):
        with translation.override(code):
            assert page.render(Context()) == word
    monkeypatch.setattr(translation, "gettext", None)
    with translation.override("vi"):
        assert page.render(Context()) == "Nguyên nhân"
