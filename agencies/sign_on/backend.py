"""What the provider says of somebody, proved, and the person it is of. Nobody is made, nothing of them is changed."""

from collections.abc import Mapping
from typing import Any

import jwt
import requests
from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest
from mozilla_django_oidc.auth import OIDCAuthenticationBackend

from agencies.models import User

CLAIMS = {"email": "email", "username": "preferred_username"}  # by what people are known → where it stands


class NobodyKnown(Exception):
    """The provider knows somebody whom we do not; `name` is by what they were looked for, as far as it was said."""

    def __init__(self, name: str = "") -> None:
        super().__init__(name)
        self.name = name


class Provider(OIDCAuthenticationBackend):
    """Exchanges a code for what the provider says, and proves it by the provider's keys."""

    def person(self, request: HttpRequest, *, nonce: str | None, code_verifier: str | None) -> User:
        """Who comes back with a code. Raises NobodyKnown for anybody else, whatever is wrong with it."""
        self.claims: Mapping[str, Any] = {}
        try:
            found = self.authenticate(request, nonce=nonce, code_verifier=code_verifier)
        except (
            jwt.PyJWTError,
            requests.RequestException,
            SuspiciousOperation,
            KeyError,
            TypeError,
            ValueError,
        ) as error:
            raise NobodyKnown(name_in(self.claims)) from error
        if found is None or not found.is_active or found.is_system:
            raise NobodyKnown(name_in(self.claims))
        return found

    def verify_token(self, token: str, **kwargs: Any) -> dict[str, Any]:
        """The claims of a token that was made for us: the library proves the signature, not for whom it is."""
        claims: dict[str, Any] = super().verify_token(token, **kwargs)
        meant = claims.get("aud")
        if self.OIDC_RP_CLIENT_ID not in (meant if isinstance(meant, list) else [meant]):
            raise SuspiciousOperation("the token is meant for somebody else")
        return claims

    def verify_claims(self, claims: Mapping[str, Any]) -> bool:
        """A name, and for an address of e-mail that the provider has proved it."""
        self.claims = claims
        return bool(name_in(claims)) and (settings.DX_OIDC_MATCH != "email" or claims.get("email_verified") is True)

    def filter_users_by_claims(self, claims: Mapping[str, Any]) -> list[User]:
        """The people of that name who may come in; two of one address are nobody."""
        name = name_in(claims)
        how = {"email__iexact": name} if settings.DX_OIDC_MATCH == "email" else {"username": name}
        return list(User.objects.filter(**how, is_active=True, is_system=False)[:2])


def name_in(claims: Mapping[str, Any]) -> str:
    """By what the person is looked for; empty where it is not said."""
    name = claims.get(CLAIMS[settings.DX_OIDC_MATCH])
    return name[:150] if isinstance(name, str) else ""
