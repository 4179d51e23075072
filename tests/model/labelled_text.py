"""Sentences as people write them to a desk, each with what in it is a secret: made up by a seed, and nobody's.

`SECRETS` must be found; `LOOK_ALIKES` hold what looks like one and must stay readable. The keys are of the kinds' own
formats (prefix, alphabet, length, check digits), drawn at random, so that no scanner takes this file for a leak.
"""

import random
from collections.abc import Callable, Iterator
from string import ascii_letters, ascii_lowercase, ascii_uppercase, digits

import msgspec

_ALNUM = ascii_letters + digits
_URL = _ALNUM + "-_"


class Labelled(msgspec.Struct, frozen=True):
    """`text` with its `secret` ("" in a look-alike), of a `kind` by which figures are told apart."""

    kind: str
    text: str
    secret: str = ""


def _draw(rng: random.Random, alphabet: str, length: int) -> str:
    return "".join(rng.choice(alphabet) for _ in range(length))


def _luhn(rng: random.Random, begin: str, length: int) -> str:
    body = begin + _draw(rng, digits, length - len(begin) - 1)
    total = sum(sum(divmod(int(d) * 2, 10)) if place % 2 == 0 else int(d) for place, d in enumerate(reversed(body)))
    return body + str(-total % 10)


def _grouped(number: str, sign: str) -> str:
    return sign.join(number[at : at + 4] for at in range(0, len(number), 4))


def _iban(rng: random.Random, country: str, length: int) -> str:
    body = _draw(rng, digits, length - 4)
    rest = int("".join(str(int(sign, 36)) for sign in body + country + "00")) % 97
    return f"{country}{98 - rest:02d}{body}"


def _password(rng: random.Random) -> str:
    word = rng.choice(["Sommer", "Winter", "Flieder", "tiger", "Hallo", "blue", "Soleil", "perro", "Zug", "Kaffee"])
    return word + rng.choice(["2024", "!23", "#7", "99$", "_x1", "1!"])


def _pem(rng: random.Random, name: str) -> str:
    body = "\n".join(_draw(rng, _ALNUM + "+/", 64) for _ in range(6))
    return f"-----BEGIN {name}-----\n{body}\n-----END {name}-----"


def _jwt(rng: random.Random) -> str:
    return ".".join(("eyJ" + _draw(rng, _URL, 30), "eyJ" + _draw(rng, _URL, 80), _draw(rng, _URL, 43)))


_KEYS: dict[str, Callable[[random.Random], str]] = {
    "AWS key id": lambda r: r.choice(("AKIA", "ASIA")) + _draw(r, ascii_uppercase + "234567", 16),
    "AWS secret": lambda r: _draw(r, _ALNUM + "/+", 40),
    "GitHub": lambda r: r.choice(("ghp_", "gho_", "ghs_")) + _draw(r, _ALNUM, 36),
    "GitHub fine-grained": lambda r: "github_pat_" + _draw(r, _ALNUM, 22) + "_" + _draw(r, _ALNUM, 59),
    "GitLab": lambda r: "glpat-" + _draw(r, _URL, 20),
    "Slack": lambda r: f"xox{r.choice('bp')}-{_draw(r, digits, 12)}-{_draw(r, digits, 12)}-{_draw(r, _ALNUM, 24)}",
    "Slack webhook": lambda r: (
        "https://hooks.slack.com/services/T"
        + f"{_draw(r, ascii_uppercase + digits, 8)}/B{_draw(r, ascii_uppercase + digits, 10)}/{_draw(r, _ALNUM, 24)}"
    ),
    "Stripe": lambda r: r.choice(("sk_live_", "rk_live_", "sk_test_")) + _draw(r, _ALNUM, 24),
    "Stripe webhook": lambda r: "whsec_" + _draw(r, _ALNUM, 32),
    "Google key": lambda r: "AIza" + _draw(r, _URL[:-2], 35),
    "Google client": lambda r: "GOCSPX-" + _draw(r, _ALNUM, 28),
    "npm": lambda r: "npm_" + _draw(r, _ALNUM, 36),
    "PyPI": lambda r: "pypi-AgEIcHlwaS5vcmc" + _draw(r, _URL, 100),
    "SendGrid": lambda r: f"SG.{_draw(r, _ALNUM, 22)}.{_draw(r, _ALNUM, 43)}",
    "OpenAI": lambda r: "sk-proj-" + _draw(r, _ALNUM, 48),
    "JWT": _jwt,
    "PEM": lambda r: _pem(r, r.choice(("RSA PRIVATE KEY", "OPENSSH PRIVATE KEY", "PRIVATE KEY", "EC PRIVATE KEY"))),
    "PGP": lambda r: _pem(r, "PGP PRIVATE KEY BLOCK"),
}
_SAYING_KEY = {
    "AWS secret": ("aws_secret_access_key = {}", "AWS_SECRET_ACCESS_KEY={}", "secretAccessKey: {}"),
    "PEM": ("here is the key\n{}\nplease install it", "{}"),
    "PGP": ("mein Schlüssel\n{}",),
}
_KEY_SENTENCES = (
    "my token is {} and it stopped working",
    "Token: {}",
    "Der Schlüssel {} geht nicht mehr.",
    "Voici la clé : {}",
    "La clave es {}, gracias",
    "export API_KEY='{}'",
    "(see {})",
)
_PASSWORD_SENTENCES = (
    "Passwort: {}",
    "Mein Passwort ist {} und ich komme nicht rein.",
    "Das Kennwort lautet {}",
    "Das neue Passwort lautet: {}",
    "PW: {}",
    "Zugangsdaten: ana / Passwort={}",
    "Passwort war {}, seit heute geht es nicht",
    "password: {}",
    "My password is {}.",
    "the password for the router is {}",
    "pwd={}",
    "login ana, pass: {}",
    'password: "{}"',
    "passphrase is {}",
    "mot de passe : {}",
    "Mon mot de passe est {}",
    "mdp : {}",
    "Le mot de passe est : {}",
    "contraseña: {}",
    "Mi contraseña es {}",
    "La clave es: {}",
    "PASSWORD = {}",
    "Benutzer: ana\nPasswort:\n{}",
)
_URLS = (
    "postgres://ana:{}@db.example.org/desk",
    "https://ana:{}@git.example.org/x.git",
    "ftp://ana:{}@files.example.org",
)
_CARDS = ("4", "51", "55", "2221", "34", "37", "6011")
_ACCOUNTS = (("DE", 22), ("FR", 27), ("ES", 24), ("AT", 20), ("NL", 18), ("CH", 21))
_NUMBER_SENTENCES = ("My card {} was declined", "Karte: {}", "IBAN {}", "Mon numéro est {}.", "El número: {}", "{}")


def secrets(seed: int = 7) -> Iterator[Labelled]:
    """What must be found."""
    rng = random.Random(seed)
    for kind, make in _KEYS.items():
        for sentence in _SAYING_KEY.get(kind, _KEY_SENTENCES):
            secret = make(rng)
            yield Labelled(kind, sentence.format(secret), secret)
    for sentence in _PASSWORD_SENTENCES:
        for _ in range(3):
            secret = _password(rng)
            yield Labelled("password", sentence.format(secret), secret)
    for weak in ("hallo", "geheim", "letmein", "chocolat", "mariposa"):
        yield Labelled("weak password", f"Passwort: {weak}", weak)
    for sentence in _URLS:
        secret = _password(rng).replace("#", "x")
        yield Labelled("password in an address", sentence.format(secret), secret)
    for begin in _CARDS:
        length = 15 if begin in ("34", "37") else 16
        for sign in ("", " ", "-"):
            secret = _grouped(_luhn(rng, begin, length), sign)
            yield Labelled("card", rng.choice(_NUMBER_SENTENCES).format(secret), secret)
    for country, length in _ACCOUNTS:
        for sign in ("", " "):
            secret = _grouped(_iban(rng, country, length), sign)
            yield Labelled("account", rng.choice(_NUMBER_SENTENCES).format(secret), secret)
    for _ in range(6):
        secret = f"{rng.randint(100, 665)}-{rng.randint(10, 99)}-{rng.randint(1000, 9999)}"
        yield Labelled("SSN", rng.choice(("SSN {}", "my social security number is {}", "{}")).format(secret), secret)


def look_alikes(seed: int = 11) -> Iterator[Labelled]:
    """What must stay as it is."""
    rng = random.Random(seed)
    hexes = digits + "abcdef"
    made: dict[str, Callable[[], str]] = {
        "order number": lambda: f"order {_draw(rng, digits, rng.choice((8, 10, 12)))} has not come",
        "long order number": lambda: f"Bestellung {_not_luhn(rng, 16)}",
        "serial": lambda: f"serial number {_draw(rng, ascii_uppercase + digits, 10)}, model T14",
        "grouped serial": lambda: "S/N " + "-".join(_draw(rng, ascii_uppercase + digits, 4) for _ in range(4)),
        "commit": lambda: f"since commit {_draw(rng, hexes, 40)} it fails",
        "sha256": lambda: f"sha256:{_draw(rng, hexes, 64)}",
        "md5": lambda: f"md5 {_draw(rng, hexes, 32)} image.iso",
        "uuid": lambda: (
            f"device {_draw(rng, hexes, 8)}-{_draw(rng, hexes, 4)}-4{_draw(rng, hexes, 3)}-a{_draw(rng, hexes, 3)}"
            f"-{_draw(rng, hexes, 12)}"
        ),
        "version": lambda: f"version {rng.randint(1, 20)}.{rng.randint(0, 99)}.{rng.randint(0, 9999)}-beta.2+build.77",
        "UPS tracking": lambda: f"tracking 1Z{_draw(rng, ascii_uppercase + digits, 16)}",
        "DHL tracking": lambda: f"DHL JJD{_not_luhn(rng, 18)}",
        "ticket": lambda: f"see HD-{_draw(rng, digits, 6)} and INC{_draw(rng, digits, 7)}",
        "phone": lambda: f"call me: +49 {_draw(rng, digits, 3)} {_draw(rng, digits, 7)}",
        "MAC": lambda: "port of " + ":".join(_draw(rng, hexes, 2) for _ in range(6)),
        "IPv6": lambda: "ping 2001:db8:" + ":".join(_draw(rng, hexes, 4) for _ in range(6)),
        "date": lambda: f"since 2026-0{rng.randint(1, 9)}-1{rng.randint(0, 9)} 08:{rng.randint(10, 59)}",
        "number with dashes": lambda: f"part {_draw(rng, digits, 3)}-{_draw(rng, digits, 4)}-{_draw(rng, digits, 2)}",
        "path": lambda: f"C:\\Users\\ana\\{_draw(rng, ascii_lowercase, 12)}\\x.log",
        "address": lambda: f"https://portal.example.org/t/{_draw(rng, _URL, 22)}?page=2",
        "public key": lambda: f"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5{_draw(rng, _ALNUM, 48)} ana@laptop",
        "certificate": lambda: _pem(rng, "CERTIFICATE"),
        "GTIN": lambda: f"article {_not_luhn(rng, 13)}",
    }
    for kind, make in made.items():
        for _ in range(6):
            yield Labelled(kind, make())
    for sentence in _TALK:
        yield Labelled("talk of passwords", sentence)


def _not_luhn(rng: random.Random, length: int) -> str:
    """Digits whose last is no Luhn check: one in ten of all numbers passes by chance, and no reader could tell."""
    right = _luhn(rng, rng.choice("12789"), length)
    return right[:-1] + str((int(right[-1]) + rng.randint(1, 9)) % 10)


_TALK = (
    "My password is expired.",
    "The password is wrong again",
    "Passwort: vergessen",
    "password: reset please",
    "Mein Passwort ist abgelaufen",
    "Passwort zurücksetzen",
    "Kennwort: wird nicht angenommen",
    "mot de passe : oublié",
    "Le mot de passe est incorrect",
    "Mi contraseña es incorrecta",
    "La contraseña: olvidada",
    "password manager is slow",
    "I forgot the password for my laptop",
    "Das Passwort ist mir nicht bekannt",
    "Please send a password reset link",
    "password policy: twelve characters",
    "pass: the salt",
    "the token is expired",
    "La clave es importante",
    "my PIN does not work",
    "PW vergessen",
)
SECRETS, LOOK_ALIKES = tuple(secrets()), tuple(look_alikes())
