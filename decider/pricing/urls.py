"""Addresses of the price book."""

from django.urls import path

from decider.pricing import views

urlpatterns = [path("prices/", views.price_list, name="price_list")]
