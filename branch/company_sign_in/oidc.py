"""OpenID Connect: the authorization code flow with PKCE, and the ID token held against issuer, audience, time and nonce.

OpenID Connect Core 1.0 (3.1), Discovery 1.0, RFC 7636 (PKCE), RFC 9207 (`iss` beside the code).
"""

import base64
import hashlib
import secrets
from typing import Any
from urllib.parse import quote, urlencode

from .configured import Provider
from .fetching import check_address, fetch, host_of
from .pending import Pending
from .refusing import NotTrusted, Unreachable

# Signed with the provider's private key alone: what is signed with our own secret, or not at all, anybody could make.
ALGORITHMS = [f"{family}{bits}" for family in ("RS", "PS", "ES") for bits in ("256", "384", "512")] + [
    "EdDSA"
]
LEEWAY = 60  # seconds by which the two clocks may differ
NEEDED = ["iss", "aud", "exp", "iat", "sub"]


def leave_for(provider: Provider, pending: Pending, back: str) -> str:
    """The address where the person signs in. Raises Unreachable."""
    there = check_address(_discover(provider)["authorization_endpoint"], _hosts(provider))
    digest = hashlib.sha256(pending.verifier.encode()).digest()
    asked = {
        "response_type": "code",
        "client_id": provider["OIDC_CLIENT_ID"],
        "redirect_uri": back,
        "scope": provider["OIDC_SCOPE"],
        "state": pending.state,
        "nonce": pending.nonce,
        "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
    }
    return f"{there}{'&' if '?' in there else '?'}{urlencode(asked)}"


def person_of(provider: Provider, pending: Pending, back: str, code: str, issuer: str) -> str:
    """The identifier of who signed in, after the code was exchanged. Raises NotTrusted, Unreachable."""
    if issuer and issuer != provider["OIDC_ISSUER"]:
        raise NotTrusted("这次登录来自别的登录服务，没有采用。请从本系统的登录页重新开始。")
    known = _discover(provider)
    answer = fetch(
        known["token_endpoint"], hosts=_hosts(provider), **_exchange(provider, known, pending, back, code)
    )
    token = answer.get("id_token")
    if not isinstance(token, str):
        raise Unreachable("公司的登录服务没有说明是谁登录的，请联系系统管理员核对设置（scope 须含 openid）。")
    claims = _checked(provider, token, fetch(known["jwks_uri"], hosts=_hosts(provider)))
    if not secrets.compare_digest(str(claims.get("nonce", "")).encode(), pending.nonce.encode()):
        raise NotTrusted("这次登录的凭证不是为这次登录签发的，没有采用。请重新登录。")
    subject = claims.get(provider["OIDC_CLAIM"])
    if not isinstance(subject, str) or not subject.strip():
        raise Unreachable(f"公司的登录服务没有给出“{provider['OIDC_CLAIM']}”，请联系系统管理员核对设置。")
    return subject


def _hosts(provider: Provider) -> set[str]:
    named = provider["OIDC_HOSTS"].replace("，", ",").split(",")
    return {host_of(provider["OIDC_ISSUER"]), *(name.strip().lower() for name in named if name.strip())}


def _discover(provider: Provider) -> dict[str, Any]:
    issuer = provider["OIDC_ISSUER"]
    known = fetch(f"{issuer.rstrip('/')}/.well-known/openid-configuration", hosts=_hosts(provider))
    if known.get("issuer") != issuer:
        raise NotTrusted(
            "公司的登录服务自称的名字和设置的不一样，没有登录。请联系系统管理员核对 OIDC_ISSUER。"
        )
    if not all(
        isinstance(known.get(name), str) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")
    ):
        raise Unreachable("公司的登录服务没有给出登录地址，请联系系统管理员核对设置。")
    return known


def _exchange(
    provider: Provider, known: dict[str, Any], pending: Pending, back: str, code: str
) -> dict[str, Any]:
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": back,
        "client_id": provider["OIDC_CLIENT_ID"],
        "code_verifier": pending.verifier,
    }
    client, secret = provider["OIDC_CLIENT_ID"], provider["OIDC_CLIENT_SECRET"]
    ways = known.get("token_endpoint_auth_methods_supported")
    if isinstance(ways, list) and ways and "client_secret_basic" not in ways:
        return {"form": form | {"client_secret": secret}}
    told = base64.b64encode(f"{quote(client, safe='')}:{quote(secret, safe='')}".encode()).decode()
    return {"form": form, "headers": {"Authorization": f"Basic {told}"}}


def _checked(provider: Provider, token: str, keys: dict[str, Any]) -> dict[str, Any]:
    """The claims of a token that this provider signed for us a moment ago."""
    import jwt

    client = provider["OIDC_CLIENT_ID"]
    try:
        listed = keys.get("keys")
        public = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
        key = _key_of(jwt.get_unverified_header(token).get("kid"), jwt.PyJWKSet(public).keys)
        claims: dict[str, Any] = jwt.decode(
            token,
            key,
            algorithms=ALGORITHMS,
            audience=client,
            issuer=provider["OIDC_ISSUER"],
            leeway=LEEWAY,
            options={"require": NEEDED},
        )
    except jwt.InvalidAudienceError as error:
        raise NotTrusted("这次登录是签发给别的系统的，没有采用。请从本系统的登录页重新开始。") from error
    except jwt.InvalidIssuerError as error:
        raise NotTrusted("这次登录不是本单位的登录服务签发的，没有采用。请联系系统管理员。") from error
    except jwt.ExpiredSignatureError as error:
        raise NotTrusted(
            "这次登录的凭证已经过期。请重新登录；总是这样，请系统管理员核对两边服务器的时间。"
        ) from error
    except jwt.PyJWTError as error:
        raise NotTrusted(
            "这次登录的凭证没有通过核对，没有采用。请重新登录；总是这样，请联系系统管理员。"
        ) from error
    is_shared = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if claims.get("azp", None if is_shared else client) != client:
        raise NotTrusted("这次登录是签发给别的系统的，没有采用。请从本系统的登录页重新开始。")
    return claims


def _key_of(kid: str | None, keys: list[Any]) -> Any:
    named = [one for one in keys if kid is None or one.key_id == kid]
    if len(named) != 1:
        raise NotTrusted(
            "这次登录的凭证用了登录服务没有公布的钥匙，没有采用。请重新登录；总是这样，请联系系统管理员。"
        )
    return named[0].key
