"""What a reviewer, or anybody who writes, says about a decision."""

from django import forms

from decider.decisions.forms import LongText


class ReviewForm(forms.Form):
    """One text for both verdicts: needed to ask for changes, welcome with an approval."""

    text = LongText(
        label="What do you say?",
        help_text="Needed if you request changes. It is printed in the report.",
        required=False,
    )


class CommentForm(forms.Form):
    text = LongText(label="Comment", rows=3, error_messages={"required": "Write a comment first."})
