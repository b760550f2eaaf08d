from django.urls import path

from decider.estimates import views

urlpatterns = [
    path("tasks/<int:task_id>/result/", views.result, name="result"),
    path("tasks/<int:task_id>/what-if/", views.what_if, name="what_if"),
]
