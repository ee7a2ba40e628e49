"""The addresses of scoring."""

from django.urls import path

from regulars.web.access import Permission
from regulars.web.navigation import Entry
from regulars.web.scoring import views

app_name = "scoring"
NAVIGATION = (Entry("Scoring", "scoring:page", Permission.VIEW, "scoring", 60),)
urlpatterns = [
    path("", views.page, name="page"),
    path("save", views.save, name="save"),
    path("validation", views.validation, name="validation"),
]
