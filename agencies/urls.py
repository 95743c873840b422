"""Accounts (log in and out, the password, the second factor, the language), one-time links, the list of people."""

from django.urls import path

from agencies.deputies import views as deputies
from agencies.inviting import views as inviting
from agencies.links import views as links
from agencies.people import views
from agencies.roster import views as roster
from agencies.sessions import views as sessions
from agencies.sign_on import views as sign_on

app_name = "agencies"
urlpatterns = [
    path("account/login/", views.login, name="login"),
    path("account/logout/", views.logout, name="logout"),
    path("account/password/", views.password_change, name="password-change"),
    path("account/forgotten/", links.forgotten, name="forgotten"),
    path("account/link/<str:token>/", links.link, name="link"),
    path("account/second-factor/", views.second_factor, name="second-factor"),
    path("account/second-factor/verify/", views.second_factor_verify, name="second-factor-verify"),
    path("account/single/", sign_on.sign_on, name="sign-on"),
    path("account/single/back/", sign_on.sign_on_back, name="sign-on-back"),
    path("account/sessions/", sessions.sessions, name="sessions"),
    path("account/sessions/end/", sessions.sessions_end, name="sessions-end"),
    path("account/sessions/<str:handle>/end/", sessions.session_end, name="session-end"),
    path("account/kept/", views.kept_form, name="kept"),
    path("account/", views.profile, name="profile"),
    path("people/", roster.people, name="people"),
    path("people/new/", roster.person_new, name="person-new"),
    path("people/deputies/", deputies.deputies, name="deputies"),
    path("people/deputies/<int:pk>/end/", deputies.deputy_end, name="deputy-end"),
    path("people/invite/", inviting.invite, name="invite"),
    path("people/<int:pk>/", roster.person, name="person"),
    path("people/<int:pk>/edit/", roster.person_edit, name="person-edit"),
    path("people/<int:pk>/roles/", roster.role_new, name="role-new"),
    path("people/<int:pk>/roles/<int:role>/", roster.role_edit, name="role-edit"),
    path("people/<int:pk>/invite/", roster.person_invite, name="person-invite"),
    path("people/<int:pk>/leave/", roster.person_leave, name="person-leave"),
    path("people/<int:pk>/return/", roster.person_return, name="person-return"),
    path("people/<int:pk>/second-factor/", roster.person_factor, name="person-factor"),
]
