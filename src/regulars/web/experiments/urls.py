"""The addresses of experiments."""

from django.urls import path

from regulars.web.access import Permission
from regulars.web.experiments import changes, views
from regulars.web.navigation import Entry

app_name = "experiments"
NAVIGATION = (Entry("Experiments", "experiments:list", Permission.VIEW, "experiments", 55),)
urlpatterns = [
    path("", views.listed, name="list"),
    path("new", changes.new, name="new"),
    path("start", changes.begin, name="start"),
    path("upload", changes.given, name="given"),
    path("<int:number>", views.detail, name="detail"),
    path("<int:number>/report", views.report, name="report"),
    path("<int:number>/stop", changes.stop, name="stop"),
    path("<int:number>/reached", changes.reached, name="reached"),
]
