"""The addresses of New segment."""

from django.urls import path

from regulars.web.builder import views

app_name = "builder"
urlpatterns = [
    path("new", views.new, name="new"),
    path("new/preview", views.preview, name="preview"),
    path("new/values", views.values, name="values"),
    path("edit/<path:name>", views.edit, name="edit"),
]
