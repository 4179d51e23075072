"""A second set of sentences for the detection of secrets, written before anybody looked at the patterns again: other
vendors' keys, other ways to say a password in four languages, and what only looks like one. Made up by a seed.
"""

import random
from base64 import b64encode
from collections.abc import Callable, Iterator
from string import ascii_letters, ascii_lowercase, ascii_uppercase, digits

from labelled_text import Labelled

_ALNUM = ascii_letters + digits
_HEX = digits + "abcdef"
_URL = _ALNUM + "-_"


def _draw(rng: random.Random, alphabet: str, length: int) -> str:
    return "".join(rng.choice(alphabet) for _ in range(length))


def _luhn(rng: random.Random, begin: str, length: int) -> str:
    body = begin + _draw(rng, digits, length - len(begin) - 1)
    total = sum(sum(divmod(int(d) * 2, 10)) if place % 2 == 0 else int(d) for place, d in enumerate(reversed(body)))
    return body + str(-total % 10)


def _iban(rng: random.Random, country: str, bank: str, length: int) -> str:
    body = bank + _draw(rng, digits, length - 4 - len(bank))
    rest = int("".join(str(int(sign, 36)) for sign in body + country + "00")) % 97
    return f"{country}{98 - rest:02d}{body}"


def _apart(number: str, sign: str = " ", sizes: tuple[int, ...] = (4,)) -> str:
    found, at, turn = [], 0, 0
    while at < len(number):
        size = sizes[min(turn, len(sizes) - 1)]
        found.append(number[at : at + size])
        at, turn = at + size, turn + 1
    return sign.join(found)


def _base64(rng: random.Random, size: int) -> str:
    return b64encode(bytes(rng.randrange(256) for _ in range(size))).decode()


# Keys by their makers' own formats, in the sentences that people paste them with.
_KEYS: dict[str, tuple[Callable[[random.Random], str], tuple[str, ...]]] = {
    "key gitlab": (
        lambda r: "glpat-" + _draw(r, _URL, 20),
        ("git clone fails with {} as the token", "the PAT {} ran out"),
    ),
    "key gitlab runner": (lambda r: "glrt-" + _draw(r, _URL, 20), ("gitlab-runner register --token {}",)),
    "key stripe": (lambda r: "rk_live_" + _draw(r, _ALNUM, 24), ("the webshop uses {} since Monday",)),
    "key stripe hook": (lambda r: "whsec_" + _draw(r, _ALNUM, 32), ("Signing secret from the console: {}",)),
    "key sendgrid": (
        lambda r: f"SG.{_draw(r, _URL, 22)}.{_draw(r, _URL, 43)}",
        ("mail relay answers 401, I have put in {}",),
    ),
    "key mailgun": (lambda r: "key-" + _draw(r, _HEX, 32), ("curl -s --user 'api:{}' ...",)),
    "key npm": (lambda r: "npm_" + _draw(r, _ALNUM, 36), ("//registry/:_authToken={}",)),
    "key pypi": (lambda r: "pypi-AgEIcHlwaS5vcmc" + _draw(r, _URL, 80), ("twine upload -u __token__ -p {}",)),
    "key digitalocean": (lambda r: "dop_v1_" + _draw(r, _HEX, 64), ("doctl auth init asks, I pasted {}",)),
    "key vault": (lambda r: "hvs." + _draw(r, _URL, 90), ("VAULT token {} is denied",)),
    "key terraform": (
        lambda r: f"{_draw(r, _ALNUM, 14)}.atlasv1.{_draw(r, _URL, 64)}",
        ("terraform login wrote {} into my home",),
    ),
    "key google": (lambda r: "AIza" + _draw(r, _URL, 35), ("maps do not load, see ?key={}&v=3",)),
    "key google client": (lambda r: "GOCSPX-" + _draw(r, _URL, 28), ("client_secret is {}",)),
    "key google token": (lambda r: "ya29." + _draw(r, _URL, 120), ("the header says Bearer {}",)),
    "key aws": (lambda r: "ASIA" + _draw(r, ascii_uppercase + "234567", 16), ("export AWS_ACCESS_KEY_ID={}",)),
    "key aws secret": (
        lambda r: _draw(r, _ALNUM + "/+", 40),
        ("aws_secret_access_key = {}", "AWS_SECRET_ACCESS_KEY={}"),
    ),
    "key azure storage": (
        lambda r: _base64(r, 64),
        ("DefaultEndpointsProtocol=https;AccountName=files;AccountKey={};EndpointSuffix=core.windows.net",),
    ),
    "key azure client": (
        lambda r: f"{_draw(r, _ALNUM, 3)}8Q~{_draw(r, _URL, 34)}",
        ("app registration, secret value {} (expires in May)",),
    ),
    "key azure sas": (
        lambda r: _draw(r, _ALNUM, 43) + "%3D",
        ("https://files.blob.core.windows.net/in/a.csv?sv=2022-11-02&sp=r&sig={}",),
    ),
    "key telegram": (lambda r: _draw(r, "123456789", 10) + ":AA" + _draw(r, _URL, 33), ("our bot {} is silent",)),
    "key discord": (
        lambda r: f"M{_draw(r, _ALNUM, 23)}.{_draw(r, _URL, 6)}.{_draw(r, _URL, 38)}",
        ("bot token {} leaked, what now?",),
    ),
    "key shopify": (lambda r: "shpat_" + _draw(r, _HEX, 32), ("X-Shopify-Access-Token: {}",)),
    "key square": (lambda r: "sq0csp-" + _draw(r, _URL, 43), ("till secret {}",)),
    "key linear": (lambda r: "lin_api_" + _draw(r, _ALNUM, 40), ("sync with {} stopped",)),
    "key notion": (lambda r: "ntn_" + _draw(r, _ALNUM, 46), ("the integration {} lost access",)),
    "key openai": (
        lambda r: "sk-proj-" + _draw(r, _URL, 74),
        ("OPENAI_API_KEY={} python bot.py gives 429",),
    ),
    "key anthropic": (lambda r: "sk-ant-api03-" + _draw(r, _URL, 93) + "AA", ("x-api-key: {}",)),
    "key huggingface": (lambda r: "hf_" + _draw(r, ascii_letters, 34), ("hub login with {} fails",)),
    "key databricks": (lambda r: "dapi" + _draw(r, _HEX, 32), ("databricks configure --token, then {}",)),
    "key new relic": (lambda r: "NRAK-" + _draw(r, ascii_uppercase + digits, 27), ("agent with {} says 403",)),
    "key grafana": (lambda r: f"glsa_{_draw(r, _ALNUM, 32)}_{_draw(r, _HEX, 8)}", ("dashboard script uses {}",)),
    "key dynatrace": (
        lambda r: f"dt0c01.{_draw(r, ascii_uppercase + '234567', 24)}.{_draw(r, ascii_uppercase + '234567', 64)}",
        ("Api-Token {}",),
    ),
    "key atlassian": (
        lambda r: "ATATT3xFfGF0" + _draw(r, _URL, 170) + "=" + _draw(r, "0123456789ABCDEF", 8),
        ("jira -u me -p {}",),
    ),
    "key age": (
        lambda r: "AGE-SECRET-KEY-1" + _draw(r, "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L", 58),
        ("# created today\n{}",),
    ),
    "key postman": (lambda r: f"PMAK-{_draw(r, _HEX, 24)}-{_draw(r, _HEX, 34)}", ("newman run with {}",)),
    "key figma": (lambda r: "figd_" + _draw(r, _URL, 40), ("plugin wants a token, {} is refused",)),
    "key tailscale": (
        lambda r: f"tskey-auth-{_draw(r, _ALNUM, 12)}-{_draw(r, _ALNUM, 32)}",
        ("tailscale up --authkey={}",),
    ),
    "key slack hook": (
        lambda r: (
            f"T{_draw(r, ascii_uppercase + digits, 8)}/B{_draw(r, ascii_uppercase + digits, 10)}/{_draw(r, _ALNUM, 24)}"
        ),
        ("posts to https://hooks.slack.com/services/{} arrive twice",),
    ),
    "key slack app": (
        lambda r: f"xapp-1-A{_draw(r, ascii_uppercase + digits, 10)}-{_draw(r, digits, 13)}-{_draw(r, _HEX, 64)}",
        ("socket mode: {}",),
    ),
    "key wireguard": (lambda r: _base64(r, 32), ("[Interface]\nPrivateKey = {}\nAddress = 10.0.0.2/32",)),
    "key docker": (lambda r: "dckr_pat_" + _draw(r, _URL, 27), ("docker login -u ops -p {}",)),
    "key doppler": (lambda r: "dp.pt." + _draw(r, _ALNUM, 43), ("doppler configure set token {}",)),
    "key planetscale": (lambda r: "pscale_pw_" + _draw(r, _URL, 43), ("db password is {}",)),
    "key sentry": (
        lambda r: "sntrys_" + _draw(r, _ALNUM, 80) + "_" + _draw(r, _URL, 43),
        ("sentry-cli --auth-token {}",),
    ),
    "key otp": (
        lambda r: _draw(r, ascii_uppercase + "234567", 32),
        ("otpauth://totp/Desk:jo?secret={}&issuer=Desk", "The TOTP secret is {}"),
    ),
    "key bitlocker": (
        lambda r: "-".join(f"{11 * r.randrange(10_000, 65_535):06d}" for _ in range(8)),
        ("BitLocker asks for the recovery key, is it {}?", "Wiederherstellungsschlüssel {}"),
    ),
    "key bearer": (
        lambda r: _draw(r, _ALNUM, 40),
        ("Authorization: Bearer {}", "curl -H 'X-Api-Key: {}' https://api.example.org"),
    ),
    "key generic": (
        lambda r: _draw(r, _ALNUM, 32),
        (
            "API key: {}",
            "api_token={}",
            "client secret = {}",
            "der API-Schlüssel ist {}",
            "la clé API est {}",
            "la clave API es {}",
        ),
    ),
    "url password": (
        lambda r: _draw(r, ascii_lowercase, 6) + _draw(r, digits, 3) + "!x",
        (
            "amqp://guest:{}@mq.example.org:5672/",
            "ftp://scan:{}@10.0.0.5/inbox",
            "mongodb+srv://app:{}@cluster0.example.net/x",
            "redis://:{}@cache.example.org:6379/0",
            "smb://EXAMPLE;jo:{}@fs01/share",
        ),
    ),
    "command password": (
        lambda r: _draw(r, ascii_letters, 6) + _draw(r, digits, 3) + "#",
        (
            "mysql -u root -p{} shop",
            "sshpass -p '{}' ssh admin@sw01",
            "net use Z: \\\\fs01\\share {} /user:EXAMPLE\\jo",
            "curl -u jo:{} https://intranet.example.org",
            "machine host.example.org login jo password {}",
            "Server=sql01;Database=erp;User Id=app;Password={};",
            '<add key="DbPassword" value="{}" />',
            '"password": "{}"',
            "DB_PASS={}",
            "spring.datasource.password={}",
            "snmp-server community {} RW",
        ),
    ),
}

_CARDS = (
    ("53", 16, (4,), " ", "my Mastercard {} was refused"),
    ("4", 16, (4,), " ", "Zahlung mit Karte {} geht nicht durch"),
    ("4", 16, (4,), "-", "carte {} refusée au terminal"),
    ("37", 15, (4, 6, 5), " ", "Amex {} exp 04/27"),
    ("6011", 16, (4,), " ", "tarjeta {} rechazada"),
    ("52", 16, (16,), " ", "PAN={} in the log"),
    ("4", 16, (4,), "\u00a0", "Karte: {} CVV 123"),
    ("4", 16, (4,), ".", "card no. {} please refund"),
    ("4", 16, (4,), "  ", "number {} two blanks"),
)
_IBANS = (
    ("DE", "", 22, (4,), "Bitte auf {} überweisen"),
    ("FR", "", 27, (4,), "le virement vers {} est revenu"),
    ("ES", "", 24, (4,), "mi cuenta {} no aparece"),
    ("NL", "INGB", 18, (4,), "salary goes to {} from May"),
    ("GB", "BARC", 22, (4,), "pay into {} please"),
    ("CH", "", 21, (4,), "Konto {} in SAP falsch"),
    ("PL", "", 28, (28,), "konto {}"),
    ("BE", "", 16, (4,), "IBAN:{}"),
    ("AT", "", 20, (20,), "neue IBAN {}."),
)

_SAID = {
    "password en": (
        "my password is {}",
        "the password was changed to {} yesterday",
        "I log in with {} as the password",
        "user jdoe / pass {}",
        "credentials: jdoe / {}",
        "The temp password you gave me ({}) does not work",
        "Login: jdoe\nPassword:\n{}",
        "pwd={}",
        "it keeps rejecting {}, which is my password",
        "password -> {}",
        "The Wi-Fi key is {}",
        "the new passphrase reads: {}",
        "I tried the passcode {} three times",
        "set the admin pw to {} please",
        "Username is jo and password is {}.",
        "my windows password ({}) expired",
        "the old one was {} and the new password is the same with a 1",
        "Password = '{}'",
        "PW {}",
        "my pass: {}",
    ),
    "password de": (
        "Mein Passwort lautet {}",
        "das Kennwort wurde auf {} gesetzt",
        "PW: {}",
        "Zugangsdaten: m.meier / {}",
        "ich melde mich mit dem Passwort {} an",
        "Kennwort ist jetzt {}",
        "WLAN-Schlüssel: {}",
        "Das Initialpasswort war „{}“",
        "ich habe {} als Kennwort genommen",
        "Benutzer meier, Kennwort {}",
        "Passwort für den Drucker ist {}",
        "das neue Passwort heißt {}",
    ),
    "password fr": (
        "mon mot de passe est {}",
        "mdp : {}",
        "le mot de passe provisoire {} ne marche pas",
        "j'ai mis {} comme mot de passe",
        "clé wifi : {}",
        "mes identifiants : jdupont / {}",
        "Le mot de passe actuel est « {} »",
        "identifiant jdupont, mot de passe {}",
        "MDP={}",
        "le mot de passe a été changé en {}",
    ),
    "password es": (
        "mi contraseña es {}",
        "contraseña: {}",
        "usuario: jperez contraseña {}",
        "clave del wifi: {}",
        "puse {} como contraseña",
        "me dieron la contraseña temporal {} y no entra",
        "mi clave es {}",
        "La nueva contraseña es «{}»",
        "credenciales: jperez / {}",
        "cambié la contraseña a {}",
    ),
    "pin": (
        "the PIN is {}",
        "die PIN lautet {}",
        "code PIN : {}",
        "el PIN es {}",
        "SIM PIN {}",
        "my door code is {}",
        "PUK: {}",
    ),
}
_PLAIN = (
    "sonnenblume",
    "Maus1234",
    "liverpool",
    "Qwertz!7",
    "Azerty99",
    "tr0ub4dor&3",
    "Hund&Katze5",
    "Verano2024",
    "correct-horse-battery",
)

_INNOCENT = {
    "prose en": (
        "I forgot my password and cannot log in",
        "my password is not accepted",
        "the password is wrong, it says",
        "password: required field is empty",
        "My password expired yesterday, please reset",
        "password reset link does not arrive",
        "password must contain twelve characters",
        "the password field is greyed out",
        "is the password case sensitive?",
        "password manager crashes on start",
        "my key is stuck on the keyboard",
        "the key to office 4711 is lost",
        "token has expired, sign in again",
        "Username and password are both correct",
        "I use the same password everywhere",
        "password is the same as in Windows",
        "secret santa list is missing",
        "PIN pad at door 12 is broken",
        "pin 3 of the connector is bent",
        "the pass is at reception, pass it on",
        "Password: ********",
        "password: <your password>",
        "password=${DB_PASSWORD}",
        "the password prompt appears again and again",
        "my password was reset by Tom on Friday",
        "my password is too short",
        "password change failed with error 0x8007052D",
        "the key combination Ctrl+Alt+Del does nothing",
        "authentication token manipulation error",
    ),
    "prose de": (
        "Passwort vergessen",
        "mein Passwort ist abgelaufen",
        "das Kennwort wird nicht angenommen",
        "Passwort zurücksetzen bitte",
        "das Passwort ist falsch",
        "Kennwort: siehe Zettel",
        "Der Schlüssel für Raum 214 fehlt",
        "das Passwort stimmt nicht mehr",
        "Passwort ändern geht nicht",
        "die PIN wird dreimal abgefragt",
        "Passwort lautet anders als gestern",
    ),
    "prose fr": (
        "mot de passe oublié",
        "le mot de passe est expiré",
        "mon mot de passe ne marche plus",
        "la clé du bureau 12 est perdue",
        "mot de passe : champ obligatoire",
        "le mot de passe est refusé",
        "changer le mot de passe est impossible",
    ),
    "prose es": (
        "olvidé mi contraseña",
        "la contraseña ha caducado",
        "contraseña incorrecta",
        "la clave del problema es la red",
        "mi contraseña es rechazada",
        "cambiar la contraseña no funciona",
        "la contraseña es correcta pero no entra",
    ),
}


def unseen_secrets(seed: int = 23) -> Iterator[Labelled]:
    """The secrets: every key in every sentence of its kind, cards, accounts, and passwords as people say them."""
    rng = random.Random(seed)
    for kind, (make, sentences) in _KEYS.items():
        for sentence in sentences:
            key = make(rng)
            yield Labelled(kind, sentence.format(key), key)
    for begin, length, sizes, sign, sentence in _CARDS:
        card = _apart(_luhn(rng, begin, length), sign, sizes)
        yield Labelled("card", sentence.format(card), card)
    for country, bank, length, sizes, sentence in _IBANS:
        account = _apart(_iban(rng, country, bank, length), " ", sizes)
        yield Labelled("account", sentence.format(account), account)
    for kind, sentences in _SAID.items():
        for sentence in sentences:
            word = _draw(rng, digits, 4) if kind == "pin" else rng.choice(_PLAIN)
            yield Labelled(kind, sentence.format(word), word)


def unseen_look_alikes(seed: int = 29) -> Iterator[Labelled]:
    """What must stay readable: what a desk works with all day."""
    rng = random.Random(seed)
    for kind, sentences in _INNOCENT.items():
        for sentence in sentences:
            yield Labelled(kind, sentence)
    for kind, text in _numbers(rng):
        yield Labelled(kind, text)


def _numbers(rng: random.Random) -> Iterator[tuple[str, str]]:
    def draw(alphabet: str, length: int) -> str:
        return _draw(rng, alphabet, length)

    upper = ascii_uppercase + digits
    sha, uuid = draw(_HEX, 40), "-".join(draw(_HEX, size) for size in (8, 4, 4, 4, 12))
    yield "order", f"order 4500{draw(digits, 6)} has not come"
    yield "order", f"Bestellung 70-{draw(digits, 5)}-{draw(digits, 5)}"
    yield "order", f"pedido n.º 2024/{draw(digits, 6)}"
    yield "order", f"commande 408-{draw(digits, 7)}-{draw(digits, 7)}"
    yield "order", f"SAP document {draw(digits, 10)} in company code 1000"
    yield "parcel", f"UPS 1Z{draw(upper, 6)}{draw(digits, 10)}"
    yield "parcel", f"DHL 00340{draw(digits, 15)}"
    yield "parcel", f"tracking JJD{draw(digits, 18)}"
    yield "uuid", f"correlation id {uuid}"
    yield "uuid", f"{{{uuid.upper()}}} in the registry"
    yield "uuid", f"tenant: {uuid}"
    yield "sha", f"fixed in {sha[:10]}"
    yield "sha", f"commit {sha}"
    yield "sha", f"reverted {sha[:8]}..{sha[8:16]}"
    yield "hash", f"sha256:{draw(_HEX, 64)}"
    yield "hash", f"MD5 (setup.exe) = {draw(_HEX, 32)}"
    yield "hash", f"checksum {draw(_HEX, 64)} does not match"
    yield "hash", f"SHA256:{draw(_ALNUM, 43)} is the host's fingerprint"
    yield "public key", f"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI{draw(_ALNUM, 43)} jo@pc"
    yield "public key", f"[Peer]\nPublicKey = {_base64(rng, 32)}\nAllowedIPs = 0.0.0.0/0"
    yield "serial", f"SN: C02{draw(upper, 8)}"
    yield "serial", f"Serial number 5CG{draw(digits, 4)}{draw(upper, 3)}"
    yield "serial", f"Seriennummer {draw(upper, 12)}"
    yield "serial", f"numéro de série PF-{draw(upper, 6)}"
    yield "serial", f"IMEI {_luhn(rng, '35', 15)}"
    yield "serial", f"ICCID {_luhn(rng, '8949', 19)}"
    yield "serial", f"licence plate B-{draw(ascii_uppercase, 2)} {draw(digits, 4)}"
    yield "serial", f"MAC {':'.join(draw(_HEX, 2) for _ in range(6))}"
    yield "serial", f"EAN 40{draw(digits, 11)}"
    yield "serial", f"ISBN 978-3-16-{draw(digits, 6)}-0"
    yield "serial", f"service tag {draw(upper, 7)}"
    yield "cloud", f"arn:aws:iam::{draw(digits, 12)}:role/deploy"
    yield "cloud", f"instance i-0{draw(_HEX, 16)} is gone"
    yield "cloud", f"pod web-{draw(_HEX, 9)}-{draw(_HEX, 5)} restarts"
    yield "cloud", f"image app@sha256:{draw(_HEX, 64)}"
    yield "cloud", f"subscription {uuid} is over its quota"
    yield "error", "error code 0x80070005 in event 4625"
    yield "error", f"STOP: 0x{draw(_HEX, 8)} (0x{draw(_HEX, 16)}, 0x{draw(_HEX, 16)})"
    yield "error", "at com.example.auth.Token.parse(Token.java:42)"
    yield "error", "AADSTS50126: Error validating credentials due to invalid username or password."
    yield "error", "Error 1326: The user name or password is incorrect."
    yield "mail", f"Message-ID: <{draw(_ALNUM, 22)}.{draw(digits, 6)}@mail.example.org>"
    yield "mail", "see https://jo@git.example.org/repo.git"
    yield "link", f"https://example.org/share/{draw(_ALNUM, 10)}?utm_source=mail&id={draw(digits, 8)}"
    yield "link", f"https://teams.example.com/l/meetup-join/19%3ameeting_{draw(_ALNUM, 24)}"
    yield "link", f"https://video.example.com/j/{draw(digits, 11)}"
    yield "phone", f"call me on +49 30 {draw(digits, 4)} {draw(digits, 4)}"
    yield "phone", f"tél. 01 23 45 {draw(digits, 2)} {draw(digits, 2)}"
    yield "date", "2026-03-02T07:31:00.123456Z to 20260302073100"
    yield "date", f"timestamp 17{draw(digits, 11)}"
    yield "account", f"DE00 {draw(digits, 4)} {draw(digits, 4)} {draw(digits, 4)} {draw(digits, 4)} {draw(digits, 2)}"
    yield "account", f"customer number {draw(digits, 10)}, cost centre {draw(digits, 6)}"
    yield "code", 'if password == "": raise ValueError'
    yield "code", "def check_password(password: str) -> bool:"
    yield "code", "password_hash = hash_of(password)"
    yield "code", "token = request.headers.get('token')"
    yield "code", "SELECT password FROM users WHERE id = 7"
    yield "code", "docker run -p 8080:80 --name web nginx"
    yield "code", "ssh -p 2222 jo@host.example.org"
    yield "code", "mkdir -p /srv/data"
    yield "code", "curl -u jo https://intranet.example.org"
    yield "code", "cp -p secrets.example.yml /etc/app/"
    yield "code", "api_key: null"
    yield "code", "auth: basic"
