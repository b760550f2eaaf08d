"""A form comes out as questions: help, unit and error stand with the field, and are read aloud with it."""

import re

from django import forms


class VolumeForm(forms.Form):
    calls = forms.DecimalField(label="How many calls a month?", help_text="Retries left out.", max_value=10)
    rate = forms.DecimalField(label="What does an hour cost?", required=False)
    name = forms.CharField(label="Name", required=False)
    kind = forms.ChoiceField(label="What kind?", choices=[("a", "One"), ("b", "Two")], widget=forms.RadioSelect)
    sure = forms.BooleanField(label="I am sure", required=False)
    hidden = forms.IntegerField(widget=forms.HiddenInput)

    calls.unit = "calls a month"  # type: ignore[attr-defined]
    rate.unit = "$ an hour"  # type: ignore[attr-defined]

    def clean(self) -> None:
        self.add_error(None, "The two do not fit together.")


def control(html: str, name: str) -> str:
    found = re.search(rf'<(?:input|textarea|select)[^>]*name="{name}"[^>]*>', html)
    assert found, f"no control {name}"
    return found[0]


def described_by(html: str, name: str) -> list[str]:
    found = re.search(r'aria-describedby="([^"]*)"', control(html, name))
    assert found
    return found[1].split()


def test_help_error_and_unit_are_read_with_the_control_and_exist() -> None:
    html = str(VolumeForm({"calls": "11", "kind": "a", "hidden": "1"}))

    ids = described_by(html, "calls")
    assert ids == ["id_calls_helptext", "id_calls_error", "id_calls_unit"]
    for one in ids:
        assert html.count(f'id="{one}"') == 1
    assert 'aria-invalid="true"' in control(html, "calls")


def test_a_field_without_help_or_error_points_to_its_unit_alone() -> None:
    html = str(VolumeForm())
    assert described_by(html, "rate") == ["id_rate_unit"]
    assert '<span class="visually-hidden" id="id_rate_unit">dollars an hour</span>' in html


def test_a_field_without_a_unit_has_no_box_for_one() -> None:
    html = str(VolumeForm()["name"].as_field_group())
    assert "field-unit" not in html
    assert '<label for="id_name">Name</label>' in re.sub(r"\s+</label>", "</label>", html)


def test_what_was_typed_is_kept() -> None:
    html = str(VolumeForm({"calls": "eleven & more", "kind": "b", "hidden": "1"}))
    assert 'value="eleven &amp; more"' in control(html, "calls")
    assert re.search(r'value="b"[^>]* checked', html)


def test_choices_have_their_question_as_a_legend() -> None:
    html = str(VolumeForm()["kind"].as_field_group())
    assert re.search(r"<fieldset.*<legend>What kind\?.*</legend>.*type=\"radio\"", html, re.DOTALL)


def test_the_error_summary_leads_to_each_field_and_says_all_else() -> None:
    html = str(VolumeForm({"calls": "11"}))
    summary = html[: html.index('class="field')]

    assert 'href="#id_calls">How many calls a month? Ensure' in summary
    assert 'href="#id_kind_field">What kind? This field is required.' in summary
    assert "The two do not fit together." in summary
    # A hidden field has no place to lead to.
    assert summary.count("This field is required.") == 2
    for target in re.findall(r'href="#([^"]+)"', summary):
        assert f'id="{target}"' in html


def test_a_form_that_is_fine_has_no_error_summary() -> None:
    assert "error-summary" not in str(VolumeForm())


def test_a_question_cannot_smuggle_in_markup() -> None:
    form = VolumeForm({"calls": "x"})
    form.fields["calls"].label = "<b>calls</b>"
    form.fields["calls"].help_text = "<i>help</i>"
    form.fields["calls"].unit = "<u>unit</u>"  # type: ignore[attr-defined]
    html = str(form)
    assert not any(tag in html for tag in ("<b>", "<i>", "<u>"))
