"""The addresses of signing in, joining and settings."""

from django.urls import path

from regulars.web.access import Permission
from regulars.web.accounts import administration, views, workspace_views
from regulars.web.navigation import Entry

app_name = "accounts"
NAVIGATION = (Entry("Settings", "accounts:myself", Permission.VIEW, "settings", 90, under="/settings/"),)
urlpatterns = [
    path("sign-in", views.sign_in, name="sign-in"),
    path("sign-out", views.sign_out, name="sign-out"),
    path("theme", views.theme, name="theme"),
    path("join/<str:token>", views.join, name="join"),
    path("settings/", views.settings, name="settings"),
    path("settings/myself", views.myself, name="myself"),
    path("settings/people", administration.people, name="people"),
    path("settings/people/<int:number>/role", administration.role, name="role"),
    path("settings/people/<int:number>/active", administration.active, name="active"),
    path("settings/people/<int:number>/password", administration.new_password, name="new-password"),
    path("settings/links/<int:number>/withdraw", administration.withdraw, name="withdraw"),
    path("settings/tokens", administration.tokens, name="tokens"),
    path("settings/tokens/<int:number>/revoke", administration.revoke, name="revoke"),
    path("settings/audit", administration.audit_log, name="audit"),
    path("settings/words", workspace_views.words, name="words"),
    path("settings/words/forget", workspace_views.forget_word, name="forget-word"),
    path("settings/keeping", workspace_views.keeping, name="keeping"),
]
