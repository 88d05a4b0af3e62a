"""Prints the realm for one variant: realm.py VARIANT"""

import json
import os
import sys
from pathlib import Path

VARIANT = sys.argv[1]
LAB = json.loads(Path(os.environ["LAB_CLIENTS"]).read_text())
SPECIAL = {
    "default": {},
    "pkce": {"pkce.code.challenge.method": "S256"},
    "es256": {"id.token.signed.response.alg": "ES256", "user.info.response.signature.alg": "ES256"},
}
IN_ALL = {name: "true" for name in ("id.token.claim", "access.token.claim", "userinfo.token.claim")}


def account(id, name, groups):
    return {
        "id": id,
        "username": name,
        "enabled": True,
        "email": f"{name}@example.com",
        "emailVerified": True,
        "firstName": name.capitalize(),
        "lastName": "Example",
        "groups": groups,
        "credentials": [{"type": "password", "value": LAB["password"], "temporary": False}],
    }


def client(client):
    return {
        "clientId": client["id"],
        "secret": client["secret"],
        "clientAuthenticatorType": "client-secret",
        "publicClient": False,
        "standardFlowEnabled": True,
        "redirectUris": [client["redirect_uri"]],
        "attributes": {"post.logout.redirect.uris": LAB["post_logout_redirect_uri"], **SPECIAL[VARIANT]},
        "protocolMappers": [
            {
                "name": "groups",
                "protocol": "openid-connect",
                "protocolMapper": "oidc-group-membership-mapper",
                "config": {"claim.name": "groups", "full.path": "false", **IN_ALL},
            }
        ],
    }


realm = {
    "realm": "cloud",
    "enabled": True,
    "sslRequired": "none",
    "groups": [{"name": "admins"}, {"name": "staff"}],
    "users": [
        account("198ccac8-3534-4909-ac68-123eab770396", "alice", ["/admins", "/staff"]),
        account("7d0c2a5e-9d43-4f0b-8a53-3a3d5f0a6f11", "bob", ["/staff"]),
    ],
    "clients": [client(each) for each in LAB["clients"]],
}
json.dump(realm, sys.stdout, indent=1)
