"""Canaille with a database and a configuration of its own: start.py PORT VARIANT"""

import json
import os
import subprocess
import sys
from pathlib import Path

PORT, VARIANT = sys.argv[1:3]
STATE = Path(os.environ["LAB_STATE"])
PROGRAM = Path(os.environ["LAB_HOME"]) / "venv/bin/canaille"
LAB = json.loads(Path(os.environ["LAB_CLIENTS"]).read_text())
os.environ["CANAILLE_CONFIG"] = str(STATE / "canaille.toml")
os.environ["PYTHONWARNINGS"] = "ignore"


def canaille(*arguments):
    return subprocess.run([PROGRAM, *arguments], cwd=STATE, check=True, stdout=subprocess.PIPE, text=True).stdout


def configuration(key):
    trusted = '["cloud.example.com", "chat.example.com"]' if VARIANT == "trusted" else "[]"
    members = ", ".join(f"{name} = {json.dumps(value)}" for name, value in key.items() if isinstance(value, str))
    return f"""
SECRET_KEY = "{os.urandom(16).hex()}"
SERVER_NAME = "127.0.0.1:{PORT}"
PREFERRED_URL_SCHEME = "http"

[CANAILLE]
DATABASE = "sql"

[CANAILLE_SQL]
DATABASE_URI = "sqlite:///{STATE}/canaille.sqlite"

[CANAILLE_OIDC]
DYNAMIC_CLIENT_REGISTRATION_OPEN = true
REQUIRE_NONCE = {"true" if VARIANT == "default" else "false"}
TRUSTED_DOMAINS = {trusted}
ACTIVE_JWKS = [{{ {members} }}]
"""


def account(name):
    details = {
        "--user-name": name,
        "--password": LAB["password"],
        "--given-name": name.capitalize(),
        "--family-name": "Example",
        "--formatted-name": f"{name.capitalize()} Example",
        "--display-name": name,
        "--emails": f"{name}@example.com",
    }
    return json.loads(canaille("create", "user", *(text for pair in details.items() for text in pair)))["id"]


key = json.loads(canaille("jwk", "create", "rsa", "--format", "json").strip().splitlines()[-1])
Path(os.environ["CANAILLE_CONFIG"]).write_text(configuration(key))
canaille("install")
alice, bob = account("alice"), account("bob")
canaille("create", "group", "--display-name", "admins", "--members", alice)
canaille("create", "group", "--display-name", "staff", "--members", alice, "--members", bob)
os.chdir(STATE)
os.execv(PROGRAM, ["canaille", "run", "--bind", f"127.0.0.1:{PORT}"])
