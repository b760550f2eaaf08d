"""A page with the three charts and nothing else of the site, and the part of it that htmx swaps."""

import json

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from decider.charts.content import chart_contents
from tests.charts.conftest import SAMPLE

PART = """{% load charts %}<div id="charts">{% for content in contents %}{% chart content %}{% endfor %}</div>"""

PAGE = (
    """{% load static django_htmx %}<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="color-scheme" content="light dark">
  <title>Charts</title>
  <link rel="icon" href="data:,">
  <link rel="stylesheet" href="{% static 'css/tokens.css' %}">
  <link rel="stylesheet" href="{% static 'css/base.css' %}">
  <link rel="stylesheet" href="{% static 'css/shell.css' %}">
  <link rel="stylesheet" href="{% static 'css/components.css' %}">
  <meta name="htmx-config" content='{"allowEval":false,"includeIndicatorStyles":false,"historyCacheSize":0}'>
  {% htmx_script %}
  {% include "_components/chart_scripts.html" %}
</head>
<body>
  <main class="main page-width">
    <h1>Charts</h1>
    <h2>What the options cost and how fast they answer</h2>
    <button type="button" class="button" hx-get="/part/" hx-target="#charts" hx-swap="outerHTML">Swap</button>
    <button type="button" class="button" hx-get="/nothing/" hx-target="#charts">Clear</button>
    """
    + PART
    + """
  </main>
</body>
</html>"""
)


def _answer(template: str, request: HttpRequest) -> HttpResponse:
    assessment = json.loads(SAMPLE.read_text(encoding="utf-8"))
    labels = request.GET.getlist("label")
    for options in (assessment["options"], *(chart["options"] for chart in assessment["charts"].values())):
        for option, label in zip(options, labels, strict=False):
            option["label"] = label
    context = {"contents": chart_contents(assessment)}
    return HttpResponse(engines["django"].from_string(template).render(context, request))


@login_not_required
def page(request: HttpRequest) -> HttpResponse:
    return _answer(PAGE, request)


@login_not_required
def part(request: HttpRequest) -> HttpResponse:
    return _answer(PART, request)


@login_not_required
def nothing(request: HttpRequest) -> HttpResponse:
    return HttpResponse("<p>No charts.</p>")


urlpatterns = [path("", page), path("part/", part), path("nothing/", nothing)]
