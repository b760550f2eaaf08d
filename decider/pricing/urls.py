"""Addresses of the price book."""

from django.urls import path

from decider.pricing import team_views, views

urlpatterns = [
    path("prices/", views.price_list, name="price_list"),
    path("prices/<int:price_id>/", views.model_price, name="model_price"),
    path("prices/<int:price_id>/ours/", team_views.model_price_change, name="model_price_change"),
    path("prices/gpus/<int:gpu_price_id>/", views.gpu_price, name="gpu_price"),
    path("prices/gpus/<int:gpu_price_id>/ours/", team_views.gpu_price_change, name="gpu_price_change"),
    path("prices/ours/new/", team_views.team_model_new, name="team_model_new"),
    path("prices/ours/<int:team_price_id>/", views.team_model, name="team_model"),
    path("prices/ours/<int:team_price_id>/change/", team_views.team_model_change, name="team_model_change"),
    path("prices/ours/gpus/new/", team_views.team_gpu_new, name="team_gpu_new"),
    path("prices/ours/gpus/<int:team_gpu_price_id>/", views.team_gpu, name="team_gpu"),
    path("prices/ours/gpus/<int:team_gpu_price_id>/change/", team_views.team_gpu_change, name="team_gpu_change"),
]
