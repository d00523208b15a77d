"""ProConnect: OpenID Connect as the State's agents know it, except that what it says of a person is a signed JWT."""

import secrets

import jwt
import requests
from allauth.account.utils import get_next_redirect_url
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import Http404
from django.urls import reverse
from django.utils.http import urlencode

PROVIDER = "proconnect"
ALGORITHMS = ["RS256", "ES256"]
ID_TOKEN = "proconnect_id_token"  # noqa: S105  the key, in the session, of what closes the session over there
KEPT = {"sub", "email", "email_verified", "given_name", "usual_name"}


class ProConnectAdapter(OpenIDConnectOAuth2Adapter):
    nonce: str | None = None

    def complete_login(self, request, app, token, **kwargs):
        raw = kwargs["response"].get("id_token", "")
        proof = self.read_signed(raw, app)
        said = self._fetch_user_info(token.token)
        if not self.nonce or proof.get("nonce") != self.nonce or proof["sub"] != said["sub"]:
            raise OAuth2Error("The answer is not the one to our question.")
        request.session[ID_TOKEN] = raw
        userinfo = {"email_verified": True, **{key: said[key] for key in KEPT & said.keys()}}
        return self.get_provider().sociallogin_from_response(request, {"userinfo": userinfo})

    def _fetch_user_info(self, access_token: str) -> dict:
        headers = {"Authorization": f"Bearer {access_token}"}
        with get_adapter().get_requests_session() as session:
            response = session.get(self.profile_url, headers=headers)
        response.raise_for_status()
        return self.read_signed(response.text, self.get_provider().app)

    def read_signed(self, token: str, app) -> dict:
        """The claims of a JWT that ProConnect signed for us, and that is still valid."""
        try:
            key = jwt.PyJWKClient(self.openid_config["jwks_uri"], timeout=5).get_signing_key_from_jwt(token)
            return jwt.decode(
                token,
                key,
                algorithms=ALGORITHMS,
                audience=app.client_id,
                issuer=self.openid_config["issuer"],
                options={"require": ["sub", "aud", "iss"]},
            )
        except jwt.PyJWTError as error:
            raise OAuth2Error("A token of ProConnect does not hold.") from error


class ProConnectCallback(OAuth2CallbackView):
    def _get_state(self, request, provider):
        state, answer = super()._get_state(request, provider)
        self.adapter.nonce = (state or {}).get("nonce")
        return state, answer


def adapter_for(request) -> ProConnectAdapter:
    """Where ProConnect is not configured, its addresses do not exist."""
    adapter = ProConnectAdapter(request, PROVIDER)
    try:
        adapter.get_provider()
    except SocialApp.DoesNotExist:
        raise Http404 from None
    return adapter


def leave_for(request):
    """Send the person to ProConnect, with a state and a nonce that the session remembers."""
    provider = adapter_for(request).get_provider()
    nonce = secrets.token_urlsafe(32)
    next_url = get_next_redirect_url(request)
    try:
        return provider.redirect(
            request, process="login", next_url=next_url, auth_params={"nonce": nonce}, nonce=nonce
        )
    except requests.RequestException as error:
        return render_authentication_error(request, provider, exception=error)


def come_back(request):
    """Exchange the code of the address for an identity, and sign the person in."""
    return ProConnectCallback.adapter_view(adapter_for(request))(request)


def farewell(request) -> str | None:
    """The address that closes the session at ProConnect too, for a person who came that way."""
    proof = request.session.get(ID_TOKEN)
    if not proof:
        return None
    try:
        end = adapter_for(request).openid_config["end_session_endpoint"]
    except (Http404, KeyError, requests.RequestException):
        return None  # signed out here at least
    back = request.build_absolute_uri(reverse("account_logout"))
    state = secrets.token_urlsafe(32)
    query = {"id_token_hint": proof, "state": state, "post_logout_redirect_uri": back}
    return f"{end}?{urlencode(query)}"
