"""The demo shows everything that Decider can say: each verdict, each standing, each state, on any later day."""

import datetime
from collections import Counter

import pytest

from decider.demo.actions import load_demo
from decider.demo.story import Story
from decider.domain.lifecycle import State
from decider.domain.recommendation import Standing
from decider.domain.walk import Verdict
from decider.estimates.actions import assess_task
from decider.evidence.in_force import in_force
from decider.evidence.offers import Choices, offers
from decider.evidence.stored import stored_reading
from decider.models import Comment, Decision, Event, Evidence, Project, Review, Task, Team

# Later days have later prices and retired models; the figures move, what the demo shows does not.
DAYS = (datetime.date(2026, 11, 24), datetime.date(2029, 1, 1))


def test_there_are_three_projects_with_eight_tasks_of_many_kinds(demo: Team) -> None:
    assert Project.objects.filter(team=demo).count() == 3
    tasks = Task.objects.filter(project__team=demo)
    assert len(tasks) == 8
    assert {task.answers["kind"] for task in tasks} >= {
        "classification",
        "extraction",
        "style_writing",
        "summarisation",
        "question_answering",
        "code",
    }


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_all_verdicts_and_standings_are_there(
    story: Story, price_book: None, without_charts: None, day: datetime.date
) -> None:
    team = load_demo(story=story, day=day, sign_in=False).team
    assessments = [assess_task(task, day=day) for task in Task.objects.filter(project__team=team)]
    said = Counter(assessment.recommendation.verdict for assessment in assessments)
    assert set(said) == set(Verdict)
    assert {assessment.recommendation.standing for assessment in assessments} == set(Standing)
    assert not any(assessment.missing for assessment in assessments)


def test_decisions_are_in_every_state_with_their_reasons_and_reviews(demo: Team) -> None:
    decisions = Decision.objects.filter(task__project__team=demo)
    assert {decision.state for decision in decisions} == set(State)
    assert Comment.objects.filter(decision__in=decisions).count() >= 10
    verdicts = set(Review.objects.filter(decision__in=decisions).values_list("verdict", flat=True))
    assert verdicts == set(Review.Verdict)
    for decision in decisions:
        assert decision.rationale
        assert decision.alternatives_rejected
        assert decision.revisit_on

    submitted = decisions.exclude(state=State.DRAFT)
    overriding = [one for one in submitted if not one.snapshot_data()["decision"]["follows_recommendation"]]
    assert len(overriding) == 1
    assert overriding[0].override_reason
    assert overriding[0].choice != overriding[0].snapshot_data()["assessment"]["recommendation"]["verdict"]


def test_decisions_are_of_the_day_that_was_asked_for(demo: Team, today: datetime.date) -> None:
    submitted = Decision.objects.filter(task__project__team=demo).exclude(state=State.DRAFT)
    for decision in submitted:
        assert decision.submitted_at is not None
        assert decision.submitted_at.date() == today
        assert decision.snapshot_data()["day"] == today.isoformat()


def test_every_deed_is_in_the_event_log(demo: Team) -> None:
    decisions = Decision.objects.filter(task__project__team=demo)
    told = Counter(Event.objects.filter(team=demo, subject_type="decision").values_list("verb", flat=True))
    assert told["create"] + told["revise"] == len(decisions)
    assert told["submit"] == len(decisions.exclude(state=State.DRAFT))
    assert told["supersede"] == len(decisions.filter(state=State.SUPERSEDED))
    assert told["comment"] == Comment.objects.filter(decision__in=decisions).count()
    for event in Event.objects.filter(team=demo, subject_type="decision", verb="create"):
        verdict, _, _ = event.data["recommended"].partition(":")
        assert verdict in set(Verdict)


def test_one_task_has_a_log_whose_facts_are_offered_and_not_applied(demo: Team) -> None:
    log = Evidence.objects.get(task__project__team=demo)
    assert (log.state, log.format) == ("ready", "litellm-jsonl")
    assert log.reading["rejected"] == []
    assert 1000 < log.reading["usage"]["calls"] < 2500
    assert in_force(log.task) == {}
    found = offers(log.task, log, stored_reading(log), Choices())
    assert "volume.calls_per_month" in {offer.path for offer in found.facts}
