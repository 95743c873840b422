"""Addresses of programs: what they answer to people, who hold a session and no token, and of what they are."""

from machines.models import Token
from machines.tokens.actions import add_system, make_token

MACHINES = {
    "200 200 200 200 200 / 405": "machines:openapi",
    "302 200 200 200 200 / 405": "machines:docs",
    "401 401 401 401 401 / 405": """
        machines:api-provinces machines:api-plans machines:api-periods machines:api-agencies machines:api-indicators
        machines:api-items machines:api-standings machines:api-commitments machines:api-bottlenecks
        machines:api-conclusions machines:api-country machines:api-country-indicators
    """,
    "401 401 401 401 401 / 401 401 401 401 401": "machines:api-entries",
    "404 404 404 404 404 / 404 404 404 404 404": "machines:nothing",
    "302 200 200 200 200 / 302 422 422 422 422": "machines:tokens",
    "302 / 302 404 404 404 404": "machines:token-revoke",
    "302 404 200 403 404 / 302 404 422 403 404": "machines:systems",
    "302 404 404 403 404 / 302 404 404 403 404": "machines:system-agencies",
    "302 / 302 404 404 403 404": "machines:system-token machines:system-token-revoke machines:system-switch",
}


def of_machines(person, agency, administrator):
    """address → arguments: a token of that person, a system of that agency with its token."""
    make_token(person, name="Kho dữ liệu", reach="read", days=30, by=person)
    system = add_system(agency, name="Một cửa", by=administrator)
    make_token(system, name="Máy chủ", reach="write", days=30, by=administrator)
    own, its = Token.objects.get(user=person), Token.objects.get(user=system)
    return {
        "machines:token-revoke": [own.pk], "machines:system-token": [system.pk],
        "machines:system-switch": [system.pk], "machines:system-agencies": [system.pk],
        "machines:system-token-revoke": [its.pk], "machines:nothing": ["khong-co"],
    }  # fmt: skip
