from django.urls import path

from decider.cases import views

urlpatterns = [
    path("cases/", views.case_list, name="case_list"),
    path("cases/<slug:slug>/", views.case, name="case"),
]
