"""The addresses of exports."""

from django.urls import path

from regulars.web.access import Permission
from regulars.web.exports import views
from regulars.web.navigation import Entry

app_name = "exports"
NAVIGATION = (Entry("Exports", "exports:list", Permission.EXPORT, "export", 50),)
urlpatterns = [
    path("", views.listed, name="list"),
    path("new", views.new, name="new"),
    path("preview", views.preview, name="preview"),
    path("run/<int:number>", views.run, name="run"),
    path("run/<int:number>/files/<str:name>", views.file, name="file"),
]
