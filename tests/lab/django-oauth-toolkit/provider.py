"""Django OAuth Toolkit in a Django project of one file: provider.py PORT VARIANT"""

import json
import os
import sys
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIServer, make_server

import django
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings

PORT, VARIANT = sys.argv[1:3]
with open(os.environ["LAB_CLIENTS"]) as file:
    LAB = json.load(file)
CLAIMS = ("name", "preferred_username", "email", "email_verified", "groups")


def signing_key():
    key = rsa.generate_private_key(65537, 2048)
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()


settings.configure(
    ALLOWED_HOSTS=["127.0.0.1"],
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": os.path.join(os.environ["LAB_STATE"], "database"),
            "OPTIONS": {
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;",
                "timeout": 20,
                "transaction_mode": "IMMEDIATE",
            },
        }
    },
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    INSTALLED_APPS=[
        "django.contrib.admin",
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "django.contrib.messages",
        "oauth2_provider",
    ],
    LOGIN_URL="/login/",
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
    ],
    OAUTH2_PROVIDER={
        "OIDC_ENABLED": True,
        "OIDC_RP_INITIATED_LOGOUT_ENABLED": True,
        "OIDC_RSA_PRIVATE_KEY": signing_key(),
        "OAUTH2_VALIDATOR_CLASS": f"{__name__}.Validator",
        "PKCE_REQUIRED": VARIANT != "nopkce",
        "SCOPES": {"openid": "OpenID Connect", "profile": "Profile", "email": "E-mail", "groups": "Groups"},
    },
    # Passwords and client secrets are hashed at every use; what a second each would buy is nothing to a lab.
    PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    ROOT_URLCONF=__name__,
    SECRET_KEY=os.urandom(16).hex(),
    STATIC_URL="/static/",
    TEMPLATES=[
        {
            "APP_DIRS": True,
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "OPTIONS": {
                "context_processors": [
                    "django.template.context_processors.request",
                    "django.contrib.auth.context_processors.auth",
                    "django.contrib.messages.context_processors.messages",
                ]
            },
        }
    ],
    USE_TZ=True,
)
django.setup()

# Models can be imported only now.
from django.contrib import admin  # noqa: E402
from django.contrib.auth.models import Group, User  # noqa: E402
from django.contrib.auth.views import LoginView  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.urls import include, path  # noqa: E402
from oauth2_provider.models import Application  # noqa: E402
from oauth2_provider.oauth2_validators import OAuth2Validator  # noqa: E402

urlpatterns = [
    path("login/", LoginView.as_view(template_name="admin/login.html")),
    path("admin/", admin.site.urls),
    path("o/", include("oauth2_provider.urls", namespace="oauth2_provider")),
]


class Validator(OAuth2Validator):
    oidc_claim_scope = {
        "sub": "openid",
        "name": "profile",
        "preferred_username": "profile",
        "email": "email",
        "email_verified": "email",
        "groups": "groups",
    }

    def get_additional_claims(self, request):
        user = request.user
        groups = sorted(group.name for group in user.groups.all())
        return dict(zip(CLAIMS, (user.get_full_name(), user.username, user.email, True, groups)))

    def get_id_token_dictionary(self, token, token_handler, request):
        claims, expires = super().get_id_token_dictionary(token, token_handler, request)
        if VARIANT == "userinfo":
            claims = {name: value for name, value in claims.items() if name not in CLAIMS}
        return claims, expires


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


def fill():
    call_command("migrate", verbosity=0)
    staff, admins = (Group.objects.create(name=name) for name in ("staff", "admins"))
    for name, groups in (("alice", (admins, staff)), ("bob", (staff,))):
        user = User.objects.create_user(
            name, f"{name}@example.com", LAB["password"], first_name=name.capitalize(), last_name="Example"
        )
        user.groups.set(groups)
    for client in LAB["clients"]:
        Application.objects.create(
            name=client["id"],
            client_id=client["id"],
            client_secret=client["secret"],
            client_type="confidential",
            authorization_grant_type="authorization-code",
            algorithm="RS256",
            redirect_uris=client["redirect_uri"],
            post_logout_redirect_uris=LAB["post_logout_redirect_uri"],
        )


if __name__ == "__main__":
    fill()
    make_server("127.0.0.1", int(PORT), get_wsgi_application(), Server).serve_forever()
