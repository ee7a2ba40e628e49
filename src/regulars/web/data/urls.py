"""The addresses of data, refreshes and the welcome."""

from django.urls import path

from regulars.web.access import Permission
from regulars.web.data import imports, views, welcome
from regulars.web.navigation import Entry

app_name = "data"
NAVIGATION = (Entry("Data", "data:page", Permission.VIEW, "data", 70),)
urlpatterns = [
    path("", views.page, name="page"),
    path("runs/<int:number>", views.run, name="run"),
    path("runs/<int:number>/take-back", imports.take_back, name="take-back"),
    path("update", views.update, name="update"),
    path("refresh", views.refresh, name="refresh"),
    path("schedule", views.schedule, name="schedule"),
    path("upload", imports.upload, name="upload"),
    path("labels", imports.labels, name="labels"),
    path("labels/compared", views.compared, name="compared"),
    path("labels/remove", imports.remove_labels, name="remove-labels"),
    path("check/<int:number>", imports.check_again, name="check"),
    path("import/<int:number>", imports.confirm, name="import"),
    path("discard/<int:number>", imports.discard, name="discard"),
    path("made-up-shop", imports.made_up_shop, name="made-up-shop"),
    path("welcome", welcome.begin, name="welcome"),
    path("welcome/<str:step>", welcome.step, name="welcome-step"),
]
