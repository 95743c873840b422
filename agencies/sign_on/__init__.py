"""Single sign-on by OpenID Connect, beside local accounts: who is known to the province comes in as that person."""
