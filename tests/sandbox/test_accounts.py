"""Sign-in as strict as Spotify's: redirect URIs, codes, PKCE, secrets, refresh tokens and how they die."""

import base64
import hashlib
from typing import Any
from urllib.parse import urlencode

import httpx2
import pytest

from tests.sandbox.asking import Asker, agree, error_of
from tests.sandbox_server import DEMO_CLIENT, DEMO_SECRET, SandboxServer

CALLBACK = "http://127.0.0.1:8000/accounts/complete/spotify/"
VERIFIER = "a-verifier-of-at-least-forty-three-characters-is-needed"
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
BASIC = (DEMO_CLIENT, DEMO_SECRET)
SIX_MONTHS = 182 * 86_400
INSECURE, INVALID = "INVALID_CLIENT: Insecure redirect URI", "INVALID_CLIENT: Invalid redirect URI"


def address(**changes: Any) -> str:
    asked = {
        "client_id": DEMO_CLIENT,
        "response_type": "code",
        "redirect_uri": CALLBACK,
        "scope": "user-top-read playlist-modify-private",
        "state": "kept",
        **changes,
    }
    return "/authorize?" + urlencode({name: value for name, value in asked.items() if value is not None})


def with_pkce(**changes: Any) -> str:
    return address(code_challenge=CHALLENGE, code_challenge_method="S256", **changes)


def code_of(sandbox: SandboxServer, url: str, listener: str = "mara") -> str:
    return agree(sandbox, url, listener)["code"]


def exchange(sandbox: SandboxServer, code: str, auth: Any = None, **more: Any) -> httpx2.Response:
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK, **more}
    if auth is None:
        form = {"client_id": DEMO_CLIENT, "code_verifier": VERIFIER, **form}
    return sandbox.http.post("/api/token", data=form, auth=auth)


def refresh(sandbox: SandboxServer, token: str, auth: Any = None) -> httpx2.Response:
    form = {"grant_type": "refresh_token", "refresh_token": token}
    return sandbox.http.post("/api/token", data=form if auth else {**form, "client_id": DEMO_CLIENT}, auth=auth)


def refusal(answer: httpx2.Response) -> tuple[str, str]:
    """The token endpoint's flat error."""
    assert answer.status_code == 400
    body = answer.json()
    assert body.keys() == {"error", "error_description"}
    return body["error"], body["error_description"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"client_id": "nobody"}, "INVALID_CLIENT: Invalid client"),
        ({"redirect_uri": "http://localhost:8000/accounts/complete/spotify/"}, INSECURE),
        ({"redirect_uri": "http://example.org/accounts/complete/spotify/"}, INSECURE),
        ({"redirect_uri": "https://example.org/accounts/complete/spotify/"}, INVALID),
        ({"redirect_uri": CALLBACK.rstrip("/")}, INVALID),
        ({"redirect_uri": CALLBACK + "?more=1"}, INVALID),
        ({"redirect_uri": "http://127.0.0.1:8000/elsewhere/"}, INVALID),
        ({"redirect_uri": None}, INSECURE),
        ({"client_id": None}, "INVALID_CLIENT: Invalid client"),
        ({"redirect_uri": "https://localhost/accounts/complete/spotify/"}, INSECURE),
        ({"redirect_uri": "http://127.0.0.2:8000/accounts/complete/spotify/"}, INSECURE),
        ({"redirect_uri": CALLBACK.replace("127.0.0.1:8000", "127.0.0.1:80@x.org")}, INSECURE),
        ({"redirect_uri": CALLBACK.replace("127.0.0.1", "me:pw@127.0.0.1")}, INVALID),
        ({"redirect_uri": CALLBACK.replace("http", "HTTP")}, INVALID),
        ({"redirect_uri": CALLBACK.replace("http", "https")}, INVALID),
        ({"redirect_uri": CALLBACK.replace("8000", "")}, INVALID),
        ({"redirect_uri": CALLBACK.replace("8000", "abc")}, INVALID),
        ({"redirect_uri": CALLBACK.replace("8000", "65536")}, INVALID),
        ({"redirect_uri": CALLBACK + "?"}, INVALID),
        ({"redirect_uri": CALLBACK + "\n"}, INVALID),
        ({"redirect_uri": CALLBACK.replace("accounts", "acc\tounts")}, INVALID),
    ],
)
def test_an_address_that_is_not_registered_gets_plain_text_and_no_way_back(
    sandbox: SandboxServer, changes: dict[str, Any], words: str
) -> None:
    answer = sandbox.http.get(address(**changes))
    assert (answer.status_code, answer.text) == (400, words)
    assert answer.headers["content-type"].startswith("text/plain")


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]"])
@pytest.mark.parametrize("port", ["", ":1234", ":8000", ":65535"])
def test_a_loopback_literal_registered_without_port_may_have_any(sandbox: SandboxServer, host: str, port: str) -> None:
    uri = f"http://{host}{port}/accounts/complete/spotify/"
    assert sandbox.http.get(address(redirect_uri=uri)).status_code == 200


def test_an_address_registered_with_a_port_needs_that_port(sandbox: SandboxServer) -> None:
    sandbox.client("own", ["http://127.0.0.1:9000/back"])
    refused = sandbox.http.get(address(client_id="own", redirect_uri="http://127.0.0.1:9001/back"))
    assert refused.text == INVALID
    assert sandbox.http.get(address(client_id="own", redirect_uri="http://127.0.0.1:9000/back")).status_code == 200


def test_the_page_names_the_app_what_it_asks_and_each_listener(sandbox: SandboxServer) -> None:
    page = sandbox.http.get(with_pkce()).text
    assert "DiscoverDaily" in page
    assert "See your top artists and tracks" in page
    assert "Create and change private playlists" in page
    for listener in sandbox.state()["listeners"]:
        assert f"Continue as {listener['name']}" in page


def test_the_page_remembers_who_agreed_before(sandbox: SandboxServer) -> None:
    assert "before" not in sandbox.http.get(with_pkce()).text
    exchange(sandbox, code_of(sandbox, with_pkce()))
    assert "agreed to all of this before" in sandbox.http.get(with_pkce()).text
    assert "agreed before, to 1 thing less" in sandbox.http.get(with_pkce(scope="user-top-read streaming")).text


def test_refusing_goes_back_with_access_denied_and_the_state(sandbox: SandboxServer) -> None:
    assert agree(sandbox, with_pkce(), "") == {"error": "access_denied", "state": "kept"}


@pytest.mark.parametrize("state", ["a&code=b#c d/é%", None])
def test_the_state_comes_back_as_it_was_given(sandbox: SandboxServer, state: str | None) -> None:
    asked = {} if state is None else {"state": state}
    told = agree(sandbox, with_pkce(state=state), "mara")
    assert {name: told[name] for name in told if name != "code"} == asked
    assert agree(sandbox, with_pkce(state=state), "") == {"error": "access_denied", **asked}


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_type": None}, "unsupported_response_type"),
        ({"scope": "user-read-minds"}, "invalid_scope"),
    ],
)
def test_what_cannot_be_asked_goes_back_with_an_error(
    sandbox: SandboxServer, changes: dict[str, Any], error: str
) -> None:
    answer = sandbox.http.get(address(**changes))
    assert answer.status_code == 302
    assert answer.headers["location"] == f"{CALLBACK}?error={error}&state=kept"


@pytest.mark.parametrize(
    ("challenge", "method", "words"),
    [
        (CHALLENGE, "plain", "code_challenge_method must be S256"),
        (CHALLENGE, None, "code_challenge_method must be S256"),
        (None, "S256", "code_challenge must be 43 characters of base64url"),
        (CHALLENGE + "=", "S256", "code_challenge must be 43 characters of base64url"),
    ],
)
def test_a_challenge_is_s256_and_whole_or_refused(
    sandbox: SandboxServer, challenge: str | None, method: str | None, words: str
) -> None:
    answer = sandbox.http.get(address(code_challenge=challenge, code_challenge_method=method))
    assert (answer.status_code, answer.text) == (400, words)


def test_a_code_gives_tokens_for_what_was_asked(sandbox: SandboxServer) -> None:
    answer = exchange(sandbox, code_of(sandbox, with_pkce()))
    assert answer.status_code == 200
    assert answer.json().keys() == {"access_token", "token_type", "expires_in", "refresh_token", "scope"}
    assert answer.json()["scope"] == "user-top-read playlist-modify-private"
    assert (answer.json()["token_type"], answer.json()["expires_in"]) == ("Bearer", 3600)


def test_a_listener_may_grant_other_scopes_than_were_asked(sandbox: SandboxServer) -> None:
    sandbox.listener("mara", scopes=["playlist-modify-private"])
    assert exchange(sandbox, code_of(sandbox, with_pkce())).json()["scope"] == "playlist-modify-private"


def test_a_code_is_good_once_and_what_it_gave_stays_good(sandbox: SandboxServer) -> None:
    code = code_of(sandbox, with_pkce())
    first = exchange(sandbox, code).json()
    assert refusal(exchange(sandbox, code)) == ("invalid_grant", "Invalid authorization code")
    assert sandbox.http.get("/v1/me", headers={"Authorization": f"Bearer {first['access_token']}"}).status_code == 200
    assert refresh(sandbox, first["refresh_token"]).status_code == 200


def test_a_code_lives_for_minutes(sandbox: SandboxServer) -> None:
    code = code_of(sandbox, with_pkce())
    sandbox.advance(601)
    assert refusal(exchange(sandbox, code)) == ("invalid_grant", "Authorization code expired")


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({"redirect_uri": CALLBACK.replace("8000", "8001")}, ("invalid_grant", "Invalid redirect URI")),
        ({"code_verifier": "x" * 43}, ("invalid_grant", "code_verifier was incorrect")),
        ({"code_verifier": ""}, ("invalid_request", "code_verifier required")),
        ({"code": "made-up"}, ("invalid_grant", "Invalid authorization code")),
        ({"client_id": "nobody"}, ("invalid_client", "Invalid client")),
        ({"client_secret": "guessed"}, ("invalid_client", "Invalid client secret")),
    ],
)
def test_a_wrong_exchange_says_what_is_wrong_and_spends_nothing(
    sandbox: SandboxServer, changes: dict[str, str], refused: tuple[str, str]
) -> None:
    code = code_of(sandbox, with_pkce())
    assert refusal(exchange(sandbox, **{"code": code, **changes})) == refused
    assert exchange(sandbox, code).status_code == 200


def test_a_short_verifier_is_refused_even_where_it_fits(sandbox: SandboxServer) -> None:
    short = "too-short"
    challenge = base64.urlsafe_b64encode(hashlib.sha256(short.encode()).digest()).rstrip(b"=").decode()
    code = code_of(sandbox, address(code_challenge=challenge, code_challenge_method="S256"))
    assert refusal(exchange(sandbox, code, code_verifier=short))[0] == "invalid_grant"


def test_without_pkce_the_secret_is_needed(sandbox: SandboxServer) -> None:
    code = code_of(sandbox, address())
    assert refusal(exchange(sandbox, code)) == ("invalid_client", "Invalid client secret")
    assert refusal(exchange(sandbox, code, auth=(DEMO_CLIENT, "guessed"))) == (
        "invalid_client",
        "Invalid client secret",
    )
    assert exchange(sandbox, code, auth=BASIC).status_code == 200


def test_a_refresh_token_of_an_app_with_a_secret_needs_the_secret(sandbox: SandboxServer) -> None:
    token = exchange(sandbox, code_of(sandbox, address()), auth=BASIC).json()["refresh_token"]
    assert refusal(refresh(sandbox, token)) == ("invalid_client", "Invalid client secret")
    assert refresh(sandbox, token, auth=BASIC).status_code == 200


def test_a_code_of_one_app_is_nothing_to_another(sandbox: SandboxServer) -> None:
    sandbox.client("own", [CALLBACK])
    code = code_of(sandbox, with_pkce())
    assert refusal(exchange(sandbox, code, client_id="own")) == ("invalid_grant", "Invalid authorization code")


def test_refreshing_gives_no_new_refresh_token(sandbox: SandboxServer) -> None:
    answer = refresh(sandbox, sandbox.token("mara")["refresh_token"])
    assert answer.json().keys() == {"access_token", "token_type", "expires_in", "scope"}


def test_refreshing_does_not_lengthen_the_six_months(sandbox: SandboxServer) -> None:
    token = sandbox.token("mara")["refresh_token"]
    sandbox.advance(SIX_MONTHS - 60)
    assert refresh(sandbox, token).status_code == 200
    sandbox.advance(61)
    assert refusal(refresh(sandbox, token)) == ("invalid_grant", "Refresh token revoked")


def test_a_rotated_refresh_token_is_good_once(sandbox: SandboxServer) -> None:
    sandbox.settings(rotate_refresh_tokens=True)
    old = sandbox.token("mara")["refresh_token"]
    new = refresh(sandbox, old).json()["refresh_token"]
    assert refusal(refresh(sandbox, old)) == ("invalid_grant", "Refresh token revoked")
    assert refresh(sandbox, new).status_code == 200


def test_a_made_up_refresh_token_is_invalid(sandbox: SandboxServer) -> None:
    assert refusal(refresh(sandbox, "made-up")) == ("invalid_grant", "Invalid refresh token")


def test_after_a_revocation_neither_token_is_good(sandbox: SandboxServer) -> None:
    mara, theo = Asker(sandbox, "mara"), Asker(sandbox, "theo")
    sandbox.revoke("mara")
    assert error_of(mara.get("/me")) == (401, "Invalid access token", None)
    assert refusal(refresh(sandbox, mara.token["refresh_token"])) == ("invalid_grant", "Refresh token revoked")
    assert theo.get("/me").status_code == 200


def test_client_credentials_are_for_no_listener(sandbox: SandboxServer) -> None:
    form = {"grant_type": "client_credentials"}
    answer = sandbox.http.post("/api/token", data=form, auth=BASIC)
    assert answer.json().keys() == {"access_token", "token_type", "expires_in"}
    headers = {"Authorization": f"Bearer {answer.json()['access_token']}"}
    assert sandbox.http.get("/v1/search?q=a&type=track", headers=headers).status_code == 200
    refused = sandbox.http.get("/v1/me", headers=headers)
    assert error_of(refused) == (401, "Valid user authentication required", None)
    assert refusal(sandbox.http.post("/api/token", data={**form, "client_id": DEMO_CLIENT}))[0] == "invalid_client"


def test_an_unknown_grant_type_is_refused(sandbox: SandboxServer) -> None:
    answer = sandbox.http.post("/api/token", data={"grant_type": "password"}, auth=BASIC)
    assert refusal(answer)[0] == "unsupported_grant_type"


@pytest.mark.parametrize("length", [42, 43, 128, 129])
def test_a_verifier_has_43_to_128_characters(sandbox: SandboxServer, length: int) -> None:
    verifier = "v" * length
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    code = code_of(sandbox, address(code_challenge=challenge, code_challenge_method="S256"))
    answer = exchange(sandbox, code, code_verifier=verifier)
    assert answer.status_code == (200 if 43 <= length <= 128 else 400)


def test_the_token_endpoint_takes_a_form_by_post_and_nothing_else(sandbox: SandboxServer) -> None:
    wish = {"grant_type": "client_credentials"}
    missing = ("unsupported_grant_type", "grant_type missing")
    assert sandbox.http.get("/api/token", auth=BASIC).status_code == 405
    assert refusal(sandbox.http.post("/api/token", json=wish, auth=BASIC)) == missing
    assert refusal(sandbox.http.post("/api/token", data=wish, files={"a": b"b"}, auth=BASIC)) == missing
    assert refusal(sandbox.http.post("/api/token", auth=BASIC)) == missing


@pytest.mark.parametrize("authorization", ["Basic !!!", "Bearer x", "Basic ZGVtby1jbGllbnQ="])
def test_an_authorization_that_names_no_app_is_not_passed_over(sandbox: SandboxServer, authorization: str) -> None:
    form = {"grant_type": "refresh_token", "refresh_token": sandbox.token("mara")["refresh_token"]}
    headers = {"Authorization": authorization}
    answer = sandbox.http.post("/api/token", data={**form, "client_id": DEMO_CLIENT}, headers=headers)
    assert refusal(answer)[0] == "invalid_client"


def test_two_apps_named_in_one_request_are_none(sandbox: SandboxServer) -> None:
    sandbox.client("own", [CALLBACK])
    form = {"grant_type": "refresh_token", "refresh_token": sandbox.token("mara", client_id="own")["refresh_token"]}
    assert (
        refusal(sandbox.http.post("/api/token", data={**form, "client_id": "own"}, auth=BASIC))[0] == "invalid_client"
    )
    assert refusal(sandbox.http.post("/api/token", data=form, auth=BASIC)) == ("invalid_grant", "Invalid refresh token")
    assert sandbox.http.post("/api/token", data={**form, "client_id": "own"}).status_code == 200


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/me"), ("GET", "/me/top/tracks"), ("GET", "/me/player/recently-played"), ("GET", "/me/playlists"),
        ("GET", "/me/player"), ("PUT", "/me/player/play"), ("POST", "/me/playlists"), ("GET", "/me/tracks"),
        ("GET", f"/me/library/contains?uris=spotify:track:{'0' * 22}"),
    ],
)  # fmt: skip
def test_an_apps_own_token_is_nobodys(sandbox: SandboxServer, method: str, path: str) -> None:
    token = sandbox.http.post("/api/token", data={"grant_type": "client_credentials"}, auth=BASIC).json()
    headers = {"Authorization": f"Bearer {token['access_token']}"}
    answer = sandbox.http.request(
        method, f"/v1{path}", headers=headers, json={"name": "a"} if method != "GET" else None
    )
    assert error_of(answer) == (401, "Valid user authentication required", None)
