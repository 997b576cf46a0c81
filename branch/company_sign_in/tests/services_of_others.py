"""Local stand-ins for the company's services: an OpenID Connect provider, 企业微信 and 钉钉 on one port of this machine.

They answer as the specifications and the services' own documents say, check what they are asked, and lie where a test tells
them to (`lies`: claims of the next token, or what to answer at a path).
"""

import base64
import hashlib
import json
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "zhibu", "s3cret/+ 值"
AGENT, CORPORATION = "1000002", "ww-corp"
KEYS = [rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2)]


class Services:
    """What the stand-ins know: who is signed in there (`person`), the codes they gave, what they were asked for."""

    def __init__(self, address: str):
        self.address = address
        self.person: str | None = "zhou-1"
        self.lies: dict[str, Any] = {}
        self.asked: list[str] = []
        self.codes: dict[str, dict[str, str]] = {}
        self.tokens_given = 0

    def environment(self, *kinds: str, **more: str) -> dict[str, str]:
        """The variables that set these services."""
        api = f"{self.address}/ding"
        every = {
            "OIDC": {"OIDC_ISSUER": self.address, "OIDC_CLIENT_ID": CLIENT, "OIDC_CLIENT_SECRET": SECRET},
            "WECOM": {
                "WECOM_CORP_ID": CORPORATION,
                "WECOM_AGENT_ID": AGENT,
                "WECOM_SECRET": SECRET,
                "WECOM_LOGIN_URL": f"{self.address}/wecom/login",
                "WECOM_APP_LOGIN_URL": f"{self.address}/wecom/in-app",
                "WECOM_API_URL": f"{self.address}/wecom",
            },
            "DINGTALK": {
                "DINGTALK_CORP_ID": "ding-corp",
                "DINGTALK_CLIENT_ID": CLIENT,
                "DINGTALK_CLIENT_SECRET": SECRET,
                "DINGTALK_LOGIN_URL": f"{api}/login",
                "DINGTALK_API_URL": api,
                "DINGTALK_OAPI_URL": api,
            },
        }
        return {name: value for kind in kinds for name, value in every[kind].items()} | more

    # ---- what the browser is led to ----

    def sign_in(self, path: str, query: dict[str, str]) -> str:
        """Where the browser goes on to from a page of sign-in: back, with a code or without."""
        assert query["redirect_uri"].startswith("http")
        assert len(query["state"]) >= 32
        back = {"state": query["state"]}
        if self.person is None:
            back |= {"error": "access_denied"} if path == "/authorize" else {}
        else:
            code = secrets.token_urlsafe(12)
            self.codes[code] = query | {"person": self.person}
            back["authCode" if path.startswith("/ding") else "code"] = code
        if path == "/authorize":
            back["iss"] = self.lies.get("answer_iss", self.address)
        return f"{query['redirect_uri']}?{urlencode(back)}"

    # ---- what the server is asked for ----

    def discovery(self, *_: Any) -> dict[str, Any]:
        known = {
            "issuer": self.address,
            "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token",
            "jwks_uri": f"{self.address}/jwks",
        }
        return known | self.lies.get("discovery", {})

    def keys(self, *_: Any) -> dict[str, Any]:
        public = jwt.algorithms.RSAAlgorithm.to_jwk(KEYS[0].public_key(), as_dict=True)
        return {"keys": [public | {"kid": "first", "use": "sig"}]}

    def token(self, form: dict[str, str], headers: Any) -> dict[str, Any] | int:
        """The ID token for a code, once, for who proves to be the client and the one who asked."""
        given = base64.b64decode(headers.get("Authorization", "Basic ")[6:]).decode()
        client, secret = map(unquote, given.partition(":")[::2])
        code = self.codes.pop(form["code"], None)
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if not code or (client or form["client_id"], secret or form.get("client_secret")) != (CLIENT, SECRET):
            return 400
        if (code["code_challenge"], code["redirect_uri"]) != (challenge, form["redirect_uri"]):
            return 400
        now = int(time.time())
        claims = {"iss": self.address, "aud": CLIENT, "sub": code["person"], "nonce": code["nonce"]}
        claims |= {"iat": now, "exp": now + 300, "employee": f"工号{code['person']}"} | self.lies.get(
            "claims", {}
        )
        claims = {name: value for name, value in claims.items() if value is not None}
        key, algorithm = self.lies.get("signed_with", (KEYS[0], "RS256"))
        return {
            "id_token": jwt.encode(claims, key, algorithm, headers={"kid": self.lies.get("kid", "first")})
        }

    def wecom_token(self, query: dict[str, str], _headers: Any) -> dict[str, Any]:
        if (query["corpid"], query["corpsecret"]) != (CORPORATION, SECRET):
            return {"errcode": 40001, "errmsg": "invalid credential"}
        self.tokens_given += 1
        return {"errcode": 0, "access_token": f"token-{self.tokens_given}", "expires_in": 7200}

    def wecom_person(self, query: dict[str, str], _headers: Any) -> dict[str, Any]:
        if query["access_token"] != f"token-{self.tokens_given}" or self.lies.pop("old_token", False):
            return {"errcode": 42001, "errmsg": "access_token expired"}
        code = self.codes.pop(query["code"], None)
        if code is None:
            return {"errcode": 40029, "errmsg": "invalid code"}
        if code["person"] == "outsider":
            return {"errcode": 0, "openid": "o-1"}
        return {"errcode": 0, "errmsg": "ok", "userid": code["person"]}

    def ding_user_token(self, body: dict[str, str], _headers: Any) -> dict[str, Any] | int:
        code = self.codes.pop(body["code"], None)
        if not code or (body["clientId"], body["clientSecret"]) != (CLIENT, SECRET):
            return 400
        return {"accessToken": f"of {code['person']}", "expireIn": 7200}

    def ding_me(self, _body: dict[str, str], headers: Any) -> dict[str, Any]:
        person = headers["x-acs-dingtalk-access-token"].removeprefix("of ")
        return {"nick": "周", "unionId": f"union {person}"}

    def ding_app_token(self, body: dict[str, str], _headers: Any) -> dict[str, Any]:
        assert (body["appKey"], body["appSecret"]) == (CLIENT, SECRET)
        return {"accessToken": "app token", "expireIn": 7200}

    def ding_person(self, body: dict[str, str], _headers: Any) -> dict[str, Any]:
        assert body["access_token"] == "app token"
        person = body["unionid"].removeprefix("union ")
        if person == "outsider":
            return {"errcode": 60121, "errmsg": "找不到该用户"}
        return {"errcode": 0, "result": {"contact_type": self.lies.get("contact_type", 0), "userid": person}}


PAGES = ("/authorize", "/wecom/login", "/wecom/in-app", "/ding/login")
ANSWERS = {
    "/.well-known/openid-configuration": Services.discovery,
    "/jwks": Services.keys,
    "/token": Services.token,
    "/wecom/cgi-bin/gettoken": Services.wecom_token,
    "/wecom/cgi-bin/auth/getuserinfo": Services.wecom_person,
    "/ding/v1.0/oauth2/userAccessToken": Services.ding_user_token,
    "/ding/v1.0/contact/users/me": Services.ding_me,
    "/ding/v1.0/oauth2/accessToken": Services.ding_app_token,
    "/ding/topapi/user/getbyunionid": Services.ding_person,
}


class _Handler(BaseHTTPRequestHandler):
    services: Services

    def do_GET(self) -> None:
        """A page of sign-in, which leads back at once, or an answer to the server."""
        parts = urlsplit(self.path)
        query = dict(parse_qsl(parts.query))
        self.services.asked.append(parts.path)
        if parts.path in PAGES:
            self.send_response(302)
            self.send_header("Location", self.services.sign_in(parts.path, query))
            self.end_headers()
            return
        length = int(self.headers.get("Content-Length") or 0)
        sent = self.rfile.read(length).decode()
        if length:
            is_json = self.headers["Content-Type"] == "application/json"
            query |= json.loads(sent) if is_json else dict(parse_qsl(sent))
        answer = ANSWERS[parts.path](self.services, query, self.headers)
        answer = self.services.lies.get(parts.path, answer)
        self._say(answer)

    do_POST = do_GET  # noqa: N815  # as http.server calls it

    def _say(self, answer: dict[str, Any] | int | bytes) -> None:
        body = (
            answer
            if isinstance(answer, bytes)
            else json.dumps(answer if isinstance(answer, dict) else {}).encode()
        )
        self.send_response(answer if isinstance(answer, int) else 200)
        if isinstance(answer, int) and 300 <= answer < 400:
            self.send_header("Location", f"{self.services.address}/elsewhere")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextmanager
def running() -> Iterator[Services]:
    """The stand-ins, on a free port of this machine as long as the block runs."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    services = Services(f"http://127.0.0.1:{server.server_port}")
    server.RequestHandlerClass = type("Handler", (_Handler,), {"services": services})
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield services
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
