from django.urls import path

from decider.policies import views

urlpatterns = [
    path("policy/", views.policy, name="policy"),
    path("policy/change/", views.policy_change, name="policy_change"),
    path("policy/preview/", views.policy_preview, name="policy_preview"),
]
