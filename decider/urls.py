"""Every address of the site: one include per capability, names without a namespace."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("decider.pages.urls")),
    path("", include("decider.teams.urls")),
    path("", include("decider.projects.urls")),
    path("", include("decider.profiles.urls")),
    path("", include("decider.evidence.urls")),
    path("", include("decider.estimates.urls")),
    path("", include("decider.scenarios.urls")),
    path("", include("decider.decisions.urls")),
    path("", include("decider.reviews.urls")),
    path("", include("decider.exports.urls")),
    path("", include("decider.pricing.urls")),
    path("", include("decider.policies.urls")),
    path("", include("decider.cases.urls")),
    path("admin/", admin.site.urls),
]
