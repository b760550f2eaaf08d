"""Rows of the price book: one listed model and GPU, and a model and a GPU that only a team has."""

import datetime

import factory
from factory.django import DjangoModelFactory

from decider.models import GpuPrice, ModelPrice, TeamGpuPrice, TeamModelPrice
from tests.factories.team import TeamFactory, UserFactory

CHECKED = datetime.date(2026, 11, 24)
SINCE = datetime.date(2026, 1, 1)


class ModelPriceFactory(DjangoModelFactory):
    class Meta:
        model = ModelPrice

    provider = "acme"
    name = "acme-1"
    label = "Acme 1"
    valid_from = SINCE
    input = 2
    output = 8
    source = "https://example.com/pricing"
    checked_on = CHECKED


class GpuPriceFactory(DjangoModelFactory):
    class Meta:
        model = GpuPrice

    gpu = "H100-80G"
    provider = "Acme"
    usd_per_hour = 4
    valid_from = SINCE
    source = "https://example.com/gpus"
    checked_on = CHECKED


class TeamModelPriceFactory(DjangoModelFactory):
    class Meta:
        model = TeamModelPrice

    team = factory.SubFactory(TeamFactory)
    by = factory.SubFactory(UserFactory)
    kind = "own"
    provider = "inhouse"
    name = "inhouse-1"
    label = "In-house 1"
    valid_from = SINCE
    input = 1
    output = 3
    source = "Contract 17"
    checked_on = CHECKED


class TeamGpuPriceFactory(DjangoModelFactory):
    class Meta:
        model = TeamGpuPrice

    team = factory.SubFactory(TeamFactory)
    by = factory.SubFactory(UserFactory)
    kind = "own"
    gpu = "H100-80G"
    provider = "Our cellar"
    usd_per_hour = 2
    valid_from = SINCE
    source = "Finance"
    checked_on = CHECKED
