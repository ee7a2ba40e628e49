"""The addresses of jobs."""

from django.urls import path

from regulars.web.jobs import views

app_name = "jobs"
urlpatterns = [
    path("<int:number>", views.watch, name="watch"),
    path("<int:number>/cancel", views.cancel, name="cancel"),
    path("<int:number>/again", views.again, name="again"),
    path("<int:number>/files/<str:name>", views.file, name="file"),
]
