"""What is open to everybody is answered without knowing who asks, so that any cache between may keep it."""

from django.http import HttpRequest, HttpResponse

from dxtracker.requests.layer import Layer

OPEN = "/open/"


class Public(Layer):
    """Below /open/ no cookie is read and none is set; the answer differs by nobody's."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(OPEN):
            return self.get_response(request)
        request.META.pop("HTTP_COOKIE", None)
        response = self.get_response(request)
        response.cookies.clear()
        vary = [name.strip() for name in response.get("Vary", "").split(",")]
        kept = [name for name in vary if name and name.lower() != "cookie"]
        response.headers["Vary"] = ", ".join(kept)
        if not kept:
            del response.headers["Vary"]
        return response
