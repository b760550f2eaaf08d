"""What people say about a decision."""

import factory
from factory.django import DjangoModelFactory

from decider.models import Comment, Review
from tests.factories.decision import DecisionFactory
from tests.factories.team import UserFactory


class ReviewFactory(DjangoModelFactory[Review]):
    class Meta:
        model = Review

    decision = factory.SubFactory(DecisionFactory)
    reviewer = factory.SubFactory(UserFactory)
    verdict = Review.Verdict.APPROVED


class CommentFactory(DjangoModelFactory[Comment]):
    class Meta:
        model = Comment

    decision = factory.SubFactory(DecisionFactory)
    author = factory.SubFactory(UserFactory)
    text = "How sure are we of the volume?"
