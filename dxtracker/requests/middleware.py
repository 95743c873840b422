"""Language by a person's own choice, a session that ends when nobody is there, what comes before a page opens."""

import logging
import time
from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render, resolve_url
from django.utils import translation
from django.utils.translation import gettext as _
from django_htmx.http import reswap, retarget
from django_htmx.middleware import HtmxDetails

from agencies.databases.reading import live
from agencies.models import User
from agencies.pages.counted import Counted
from agencies.pages.pace import TooOften
from agencies.people.forms import LoginForm
from agencies.people.second_factor import NONE, PENDING, STEP, first_step, is_required_of, step_of
from agencies.people.views import single_sign_on
from agencies.rights.access import NothingYet, can_somewhere, grants
from agencies.rights.roles import Permission
from agencies.sessions import kept
from agencies.sessions.queries import BEGAN, note_beginning
from agencies.sessions.store import person_of
from agencies.versions.writing import written_by
from dxtracker.refusals import collided
from dxtracker.requests.collisions import has_collided
from dxtracker.requests.layer import Layer
from dxtracker.requests.leading import page_behind, query_of

log = logging.getLogger("dxtracker.requests")
SEEN_COOKIE = "seen"
SEEN_SALT = "dxtracker.seen"
BROWSER_KEEPS = "DX-Kept"  # says that a script keeps what it sends until it is saved
REWRITE_AFTER_SECONDS = 60
IDLE = Counted(
    "You were logged out after %(n)s minute without activity.",
    "You were logged out after %(n)s minutes without activity.",
)


class Language(Layer):
    """Activates the person's own language, else the cookie's, else Vietnamese.

    Accept-Language is never asked: an English browser on a Vietnamese desk must not change the words.
    """

    def __call__(self, request: HttpRequest) -> HttpResponse:
        code = chosen_language(request)
        request.LANGUAGE_CODE = code
        with translation.override(code):
            response = self.get_response(request)
            if hasattr(response, "render") and not getattr(response, "is_rendered", True):
                response.render()
        response.headers.setdefault("Content-Language", code)
        return response


def chosen_language(request: HttpRequest) -> str:
    known = dict(settings.LANGUAGES)
    for code in (
        getattr(request.user, "language", None),
        request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME),
    ):
        if code in known:
            return str(code)
    return str(settings.LANGUAGE_CODE)


class KeepTyped(Layer):
    """What comes after its session is not lost: the login page carries a form, and shows it after the login.

    A script is led there too, whatever it asked for. What the browser keeps by itself (the month's rows) is left to it.
    """

    def __call__(self, request: HttpRequest) -> HttpResponse:
        is_post = request.method == "POST"
        if is_post and request.user.is_authenticated:
            forget_sent(request)
        response = self.get_response(request)
        if request.user.is_authenticated or not leads_to_login(response):
            return response
        keeps = BROWSER_KEEPS in request.headers
        if is_post and not keeps and (typed := kept.posted(request)):
            ended = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
            return _carrying(request, typed.begun_by(person_of(ended)))
        return _led_to_login(request, keeps=keeps) if getattr(request, "htmx", None) else response


def _carrying(request: HttpRequest, typed: kept.Kept) -> HttpResponse:
    """The login page with what was typed in it; to a script as the whole of its page, which it puts in place."""
    shown = {"form": LoginForm(request), "next": typed.path, "kept": kept.sealed(typed), **single_sign_on()}
    if not getattr(request, "htmx", None):
        return render(request, "agencies/login.html", shown, status=401)
    page = render(request, "agencies/login.html", shown)
    page["HX-Push-Url"] = resolve_url(settings.LOGIN_URL)
    return retarget(reswap(page, "innerHTML"), "body")


def _led_to_login(request: HttpRequest, *, keeps: bool) -> HttpResponse:
    if keeps:
        messages.info(request, _("Your session has ended. What you typed is kept on this computer: log in again."))
    back = cast(HtmxDetails, request.htmx).current_url_abs_path or resolve_url(settings.LOGIN_REDIRECT_URL)  # type: ignore[attr-defined]
    return HttpResponse(status=401, headers={"HX-Redirect": redirect_to_login(back).url})


def leads_to_login(response: HttpResponse) -> bool:
    return response.headers.get("Location", "").partition("?")[0] == resolve_url(settings.LOGIN_URL)


def forget_sent(request: HttpRequest) -> None:
    """What waited and has now been sent waits no longer."""
    waiting = kept.waiting(request.session)
    if waiting and waiting.path == request.get_full_path():
        del request.session[kept.IN_SESSION]


class LeadOn(Layer):
    """Who opens the address of a form's answer (from a bookmark, after logging in again) is led to the page behind."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 405 and request.method in {"GET", "HEAD"}:
            return HttpResponseRedirect(page_behind(request.path) + query_of(request))
        return response


class IdleTimeout(Layer):
    """Ends a session after DX_IDLE_MINUTES without a request.

    The last visit is a signed cookie bound to the session, rewritten at most once a minute, so that reading
    pages writes nothing to the database. Without the cookie the time of login counts.
    """

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and idle_seconds(request) > settings.DX_IDLE_MINUTES * 60:
            return farewell(request)
        response = self.get_response(request)
        if request.user.is_authenticated:
            mark_seen(request, response)
        return response


def remember_login(sender: object, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Receiver of user_logged_in: the moment from which a session counts as idle, and whether a code is due."""
    request.session[BEGAN] = int(time.time())
    note_beginning(request, user)
    request.session[STEP] = first_step(user)


def seen_at(request: HttpRequest) -> int | None:
    """Moment of the last visit in Unix seconds, or None without a cookie that belongs to this session."""
    try:
        return int(signing.loads(request.COOKIES[SEEN_COOKIE], salt=salt_of(request)))
    except (KeyError, ValueError, signing.BadSignature):
        return None


def idle_seconds(request: HttpRequest) -> float:
    """Seconds since the last visit or the login, whichever is later."""
    return time.time() - max(seen_at(request) or 0, request.session.get(BEGAN, 0))


def salt_of(request: HttpRequest) -> str:
    return f"{SEEN_SALT}.{request.session.session_key}"


def mark_seen(request: HttpRequest, response: HttpResponse) -> None:
    seen = seen_at(request)
    if seen is not None and 0 <= time.time() - seen < REWRITE_AFTER_SECONDS:
        return
    response.set_cookie(
        SEEN_COOKIE,
        signing.dumps(int(time.time()), salt=salt_of(request)),
        max_age=settings.DX_IDLE_MINUTES * 60,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def farewell(request: HttpRequest) -> HttpResponse:
    """Logs out and sends the person to the login page in the way the caller can follow."""
    logout(request)
    if request.GET.get("format") == "json":
        return JsonResponse({"error": "session_expired"}, status=401)
    messages.info(
        request,
        IDLE.of(settings.DX_IDLE_MINUTES),
    )
    is_read = request.method in {"GET", "HEAD"}
    path = request.get_full_path()
    response = redirect_to_login(path) if is_read else HttpResponseRedirect(resolve_url(settings.LOGIN_URL))
    response.delete_cookie(SEEN_COOKIE, samesite="Lax")
    return response


class Reading(Layer):
    """A page may turn to what was kept of a closed month; the request ends on the living database.

    What is written meanwhile is written by the person who asks.
    """

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with live(), written_by(lambda: cast(User, request.user)):
            return self.get_response(request)


class NothingYetPage(Layer):
    """Where no year is planned or no month has begun, a page says what comes first; machines get their 404."""

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, NothingYet) or request.GET.get("format"):
            return None
        user = cast(User, request.user)
        said = {
            "administers": can_somewhere(user, Permission.ADMINISTER),
            "compares": not grants(user),
            "is_planned": exception.is_planned,
        }
        return render(request, "setup/nothing_yet.html", said, status=404)


class TooOftenPage(Layer):
    """Who has had all turns of a minute is told when to go on."""

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, TooOften):
            return None
        response = render(request, "429.html", {"seconds": exception.seconds}, status=429)
        response["Retry-After"] = str(exception.seconds)
        return response


class CollidedPage(Layer):
    """Where two wrote the same at the same moment, the second is told that nothing of it was written.

    Actions say so themselves where people meet; what they leave to the database is refused too, and told as an error:
    it may be a fault of ours as well.
    """

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not has_collided(exception):
            return None
        log.error("two wrote the same at once, or we wrote what may not be", exc_info=exception)
        return collided(request)


class OwnPassword(Layer):
    """Who was given a password by somebody else chooses another before anything else opens."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if getattr(request.user, "must_change_password", False):
            first = [resolve_url("agencies:password-change"), resolve_url("agencies:logout")]
            if request.path not in [*first, resolve_url("agencies:second-factor-verify")]:
                return HttpResponseRedirect(first[0])
        return self.get_response(request)


class SecondFactor(Layer):
    """Who has a second factor gives its code before anything else opens; administrators without one set it up."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        allowed = [resolve_url(f"agencies:{name}") for name in allowed_pages(request)]
        if allowed and request.path not in allowed:
            return lead_to(request, allowed[0])
        return self.get_response(request)


def allowed_pages(request: HttpRequest) -> tuple[str, ...]:
    """The pages of accounts that are open, the one to be led to first; none of them when everything is."""
    if not request.user.is_authenticated:
        return ()
    step = step_of(request)
    if step == PENDING:
        return ("second-factor-verify", "logout")
    if step == NONE and is_required_of(request.user):
        return ("second-factor", "logout", "password-change", "profile")
    return ()


def lead_to(request: HttpRequest, url: str) -> HttpResponse:
    """Sends the person to `url` in the way the caller can follow, with the way back to a page that was asked for.

    What was typed waits behind it.
    """
    if request.GET.get("format") == "json":
        return JsonResponse({"error": "second_factor_needed"}, status=403)
    if request.method == "POST" and (typed := kept.posted(request)):
        kept.put(request.session, typed)
        url = redirect_to_login(resolve_url("agencies:kept"), url).url
    if getattr(request, "htmx", None):
        response = HttpResponse(status=403)
        response["HX-Redirect"] = url
        return response
    if request.method in {"GET", "HEAD"}:
        return redirect_to_login(request.get_full_path(), url)
    return HttpResponseRedirect(url)
