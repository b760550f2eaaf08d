"""Addresses of the pages that belong to no task."""

from django.urls import path

from decider.pages import views

urlpatterns = [
    path("", views.home, name="home"),
    path("method/", views.method, name="method"),
    path("health/", views.health, name="health"),
]
