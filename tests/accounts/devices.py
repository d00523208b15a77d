"""What people hold in their hand: an application of codes, a passkey. Built from the standards, for tests."""

import json
import secrets
import time

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2.cose import ES256
from fido2.utils import sha256, websafe_decode, websafe_encode
from fido2.webauthn import (
    Aaguid,
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

ORIGIN = "https://testserver"
SECRET = "JBSWY3DPEHPK3PXP"
FLAGS = AuthenticatorData.FLAG


def code_shown(secret: str = SECRET, *, steps: int = 0) -> str:
    """The six digits that an application shows now, or `steps` times 30 s later."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def with_codes(user, *, recovery: bool = True):
    """Give a person an application that knows SECRET, and recovery codes."""
    Authenticator.objects.filter(user=user).delete()
    Authenticator.objects.create(user=user, type="totp", data={"secret": SECRET})
    if recovery:
        data = {"seed": secrets.token_hex(40), "used_mask": 0}
        Authenticator.objects.create(user=user, type="recovery_codes", data=data)
    return user


def recovery_codes_of(user) -> list[str]:
    return Authenticator.objects.get(user=user, type="recovery_codes").wrap().get_unused_codes()


class Passkey:
    """One key pair in a device that always checks its owner (finger, face or code)."""

    def __init__(self):
        self.private = ec.generate_private_key(ec.SECP256R1())
        self.id = secrets.token_bytes(16)
        self.user_handle = b""
        self.count = 0

    def create(self, options: dict, *, checks_owner: bool = True) -> str:
        """Answer « créer la clé »; returns what the page would post."""
        public = options["publicKey"]
        self.user_handle = websafe_decode(public["user"]["id"])
        flags = FLAGS.UP | FLAGS.AT | (FLAGS.UV if checks_owner else 0)
        key = AttestedCredentialData.create(
            Aaguid.NONE, self.id, ES256.from_cryptography_key(self.private.public_key())
        )
        data = AuthenticatorData.create(sha256(public["rp"]["id"].encode()), flags, self.count, key)
        answer = {
            "clientDataJSON": websafe_encode(self._client_data("webauthn.create", public["challenge"])),
            "attestationObject": websafe_encode(AttestationObject.create("none", data, {})),
        }
        return self._posted(answer)

    def get(self, options: dict, *, origin: str = ORIGIN) -> str:
        """Answer « présenter la clé »; returns what the page would post."""
        public = options["publicKey"]
        self.count += 1
        client_data = self._client_data("webauthn.get", public["challenge"], origin)
        data = AuthenticatorData.create(sha256(public["rpId"].encode()), FLAGS.UP | FLAGS.UV, self.count)
        signature = self.private.sign(data + sha256(client_data), ec.ECDSA(SHA256()))
        answer = {
            "clientDataJSON": websafe_encode(client_data),
            "authenticatorData": websafe_encode(data),
            "signature": websafe_encode(signature),
            "userHandle": websafe_encode(self.user_handle),
        }
        return self._posted(answer)

    def _client_data(self, kind: str, challenge: str, origin: str = ORIGIN) -> bytes:
        return CollectedClientData.create(type=kind, challenge=challenge, origin=origin)

    def _posted(self, response: dict) -> str:
        name = websafe_encode(self.id)
        return json.dumps(
            {
                "id": name,
                "rawId": name,
                "type": "public-key",
                "response": response,
                "clientExtensionResults": {},
            }
        )
