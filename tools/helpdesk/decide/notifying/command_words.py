"""What is answered to commands, in the language of whoever gave them. Answers are made, and kept in the ledger, in
English; `{}` in a text here stands for what was put into it. What is not known stays English.
"""

import re
from collections.abc import Mapping
from functools import lru_cache

from helpdesk.model.timeline import Json

LANGUAGES = ("de", "fr", "es")
_WORDS: dict[str, tuple[str, str, str]] = {
    "there is no command {}": ("den Befehl {} gibt es nicht", "la commande {} n'existe pas", "no hay ninguna orden {}"),
    "did you mean {}": ("meinten Sie {}", "vouliez-vous dire {}", "¿quería decir {}"),
    "{} is for staff": ("{} ist für Mitarbeitende", "{} est réservé à l'équipe", "{} es para el personal"),
    "whoever asked can say {}": (
        "wer angefragt hat, kann sagen: {}",
        "qui a demandé peut dire {}",
        "quien lo pidió puede decir {}",
    ),
    "only the first {} commands of a message are carried out": (
        "nur die ersten {} Befehle einer Nachricht werden ausgeführt",
        "seules les {} premières commandes d'un message sont exécutées",
        "solo se ejecutan las primeras {} órdenes de un mensaje",
    ),
    "say the rest in another one": (
        "sagen Sie den Rest in einer weiteren",
        "dites le reste dans un autre",
        "diga el resto en otro",
    ),
    "the message was changed after it was sent, so nobody can be held to it": (
        "die Nachricht wurde nach dem Senden geändert, sie bindet also niemanden",
        "le message a été modifié après l'envoi, il n'engage donc personne",
        "el mensaje se cambió después de enviarse, así que no obliga a nadie",
    ),
    "say it in a new one": ("sagen Sie es in einer neuen", "dites-le dans un nouveau", "dígalo en uno nuevo"),
    "the ticket's file cannot be read": (
        "die Datei des Tickets ist nicht lesbar",
        "le fichier du ticket est illisible",
        "el archivo del ticket no se puede leer",
    ),
    "it has to be mended first": (
        "erst ist sie zu richten",
        "il faut d'abord le réparer",
        "primero hay que arreglarlo",
    ),
    "send it from where your own server vouches for you, or use the command line": (
        "senden Sie es von dort, wo Ihr eigener Server für Sie bürgt, oder nehmen Sie die Befehlszeile",
        "envoyez-le d'où votre propre serveur se porte garant, ou prenez la ligne de commande",
        "envíelo desde donde su propio servidor responda por usted, o use la línea de órdenes",
    ),
    "nothing proves who wrote it": (
        "nichts beweist, wer es schrieb",
        "rien ne prouve qui l'a écrit",
        "nada prueba quién lo escribió",
    ),
    "answer the desk's last mail, at its own address": (
        "antworten Sie auf die letzte Mail des Helpdesks, an deren eigene Adresse",
        "répondez au dernier message du helpdesk, à son adresse propre",
        "responda al último mensaje del helpdesk, a su propia dirección",
    ),
    "{} is not for you to change: {}": (
        "{} dürfen Sie nicht ändern: {}",
        "{} : vous ne pouvez pas le changer : {}",
        "{}: usted no puede cambiarlo: {}",
    ),
    "ask one of them": ("fragen Sie eine dieser Personen", "demandez à l'un d'eux", "pregunte a uno de ellos"),
    "it is {} already": ("es ist schon {}", "il est déjà {}", "ya está {}"),
    "it cannot be resolved from {}": (
        "von {} aus lässt es sich nicht lösen",
        "depuis {} il ne peut pas être résolu",
        "desde {} no se puede resolver",
    ),
    "only {} may close it": ("nur {} darf es schließen", "seul {} peut le fermer", "solo {} puede cerrarlo"),
    "it closes by itself in its time": (
        "es schließt zu seiner Zeit von selbst",
        "il se ferme de lui-même en son temps",
        "se cierra solo a su tiempo",
    ),
    "/resolve <what was done> comes first": (
        "/resolve <was getan wurde> kommt zuerst",
        "/resolve <ce qui a été fait> vient d'abord",
        "/resolve <lo que se hizo> va primero",
    ),
    "from {} it cannot be closed": (
        "von {} aus lässt es sich nicht schließen",
        "depuis {} il ne peut pas être fermé",
        "desde {} no se puede cerrar",
    ),
    "it is not resolved yet, and open work is for staff to end": (
        "es ist noch nicht gelöst, und offene Arbeit beenden Mitarbeitende",
        "il n'est pas encore résolu, et c'est à l'équipe de finir un travail ouvert",
        "aún no está resuelto, y el trabajo abierto lo termina el personal",
    ),
    "who works on it reads your words": (
        "wer daran arbeitet, liest Ihre Worte",
        "qui y travaille lit vos mots",
        "quien trabaja en ello lee sus palabras",
    ),
    "it is {}, which is not over": (
        "es ist {} und nicht zu Ende",
        "il est {}, donc pas fini",
        "está {}, que no es el final",
    ),
    "write what is new": ("schreiben Sie, was neu ist", "écrivez ce qui est nouveau", "escriba qué hay de nuevo"),
    "from {} nothing leads back": (
        "von {} führt nichts zurück",
        "depuis {} rien ne ramène",
        "desde {} nada lleva de vuelta",
    ),
    "it was closed too long ago": (
        "es ist zu lange geschlossen",
        "il est fermé depuis trop longtemps",
        "se cerró hace demasiado tiempo",
    ),
    "write what is wrong, and it becomes a new ticket": (
        "schreiben Sie, was nicht stimmt, und es wird ein neues Ticket",
        "écrivez ce qui ne va pas, et cela devient un nouveau ticket",
        "escriba qué falla, y será un ticket nuevo",
    ),
    "only {} may reopen it": (
        "nur {} darf es wieder öffnen",
        "seul {} peut le rouvrir",
        "solo {} puede reabrirlo",
    ),
    "write what is wrong instead": (
        "schreiben Sie stattdessen, was nicht stimmt",
        "écrivez plutôt ce qui ne va pas",
        "escriba en cambio qué falla",
    ),
    "that is the requester's to say": (
        "das sagt, wer angefragt hat",
        "c'est à qui a demandé de le dire",
        "eso lo dice quien lo pidió",
    ),
    "/close ends it without them": (
        "/close beendet es ohne",
        "/close le termine sans eux",
        "/close lo termina sin ellos",
    ),
    "it is not resolved yet": ("es ist noch nicht gelöst", "il n'est pas encore résolu", "aún no está resuelto"),
    "it has not ended yet": ("es ist noch nicht zu Ende", "il n'est pas encore fini", "aún no ha terminado"),
    "rate it when it is resolved": (
        "bewerten Sie es, wenn es gelöst ist",
        "notez-le quand il est résolu",
        "valórelo cuando esté resuelto",
    ),
    "/rate wants a number from {} (bad) to {} (very good)": (
        "/rate will eine Zahl von {} (schlecht) bis {} (sehr gut)",
        "/rate veut un nombre de {} (mauvais) à {} (très bon)",
        "/rate quiere un número de {} (malo) a {} (muy bueno)",
    ),
    "such as {}": ("etwa {}", "par exemple {}", "por ejemplo {}"),
    "/resolve wants to know what was done": (
        "/resolve will wissen, was getan wurde",
        "/resolve veut savoir ce qui a été fait",
        "/resolve quiere saber qué se hizo",
    ),
    "unknown {}: {}": ("unbekannt ({}): {}", "inconnu ({}) : {}", "desconocido ({}): {}"),
    "nobody here is called {}": ("hier heißt niemand {}", "personne ici ne s'appelle {}", "aquí nadie se llama {}"),
    "no reference of a ticket: {}": (
        "kein Aktenzeichen eines Tickets: {}",
        "pas une référence de ticket : {}",
        "no es referencia de un ticket: {}",
    ),
    "there is no {}": ("es gibt kein {}", "il n'y a pas de {}", "no hay ningún {}"),
    "look at the number again": (
        "sehen Sie noch einmal auf die Nummer",
        "vérifiez le numéro",
        "vuelva a mirar el número",
    ),
    "nobody has it": ("niemand hat es", "personne ne l'a", "no lo tiene nadie"),
    "it is with {} and not with {}": (
        "es liegt bei {} und nicht bei {}",
        "il est chez {} et non chez {}",
        "lo tiene {} y no {}",
    ),
    "it is with {} now": ("es liegt jetzt bei {}", "il est maintenant chez {}", "ahora lo tiene {}"),
    "it is {} now: {}": ("es ist jetzt {}: {}", "il est maintenant {} : {}", "ahora es {}: {}"),
    "it is {}": ("es ist {}", "il est {}", "está {}"),
    "/reopen brings it back first": (
        "/reopen holt es erst zurück",
        "/reopen le ramène d'abord",
        "/reopen lo trae de vuelta primero",
    ),
    "{} is the new ticket": ("{} ist das neue Ticket", "{} est le nouveau ticket", "{} es el ticket nuevo"),
    "from {} it does not go to {}": ("von {} geht es nicht nach {}", "de {} il ne va pas à {}", "de {} no pasa a {}"),
    "it is {} and cannot wait from there": (
        "es ist {} und kann von dort aus nicht warten",
        "il est {} et ne peut pas attendre de là",
        "está {} y desde ahí no puede esperar",
    ),
    "no date: {}": ("kein Datum: {}", "pas une date : {}", "no es una fecha: {}"),
    "{} is not ahead": ("{} liegt nicht vor uns", "{} n'est pas à venir", "{} no está por venir"),
    "name a day that comes": ("nennen Sie einen kommenden Tag", "nommez un jour à venir", "diga un día por venir"),
    "that is more than a year": ("das ist mehr als ein Jahr", "c'est plus d'un an", "es más de un año"),
    "name a time within one": (
        "nennen Sie eine Zeit darin",
        "nommez un moment plus proche",
        "diga un momento más cercano",
    ),
    "it needs nobody's approval": (
        "es braucht niemandes Freigabe",
        "il n'a besoin de l'accord de personne",
        "no necesita la aprobación de nadie",
    ),
    "{} is not asked; outstanding: {}": (
        "{} ist nicht gefragt; es fehlen: {}",
        "{} n'est pas sollicité ; restent : {}",
        "a {} no se le pregunta; faltan: {}",
    ),
    "others are asked first": (
        "andere werden zuerst gefragt",
        "d'autres sont sollicités d'abord",
        "antes se pregunta a otros",
    ),
    "the ticket is finished": ("das Ticket ist zu Ende", "le ticket est terminé", "el ticket ha terminado"),
    "{} has refused it already": ("{} hat es schon abgelehnt", "{} l'a déjà refusé", "{} ya lo ha rechazado"),
}


def in_language(data: Mapping[str, Json], language: str) -> dict[str, Json]:
    """The data of an answer to commands with its sentences in a language."""
    lines = data.get("lines")
    if language not in LANGUAGES or not isinstance(lines, list | tuple):
        return dict(data)
    said: list[Json] = [
        {**line, "text": said_in(str(line.get("text", "")), language)} if isinstance(line, dict) else line
        for line in lines
    ]
    return {**data, "lines": said}


def said_in(text: str, language: str) -> str:
    """A sentence and its remedy, as `NotDone.words` joins them."""
    whole = _said(text, language)
    if whole is not None:
        return whole
    return "; ".join(_said(part, language) or part for part in text.split("; "))


def _said(text: str, language: str) -> str | None:
    bare = text.rstrip("?")
    for pattern, said in _patterns(language):
        found = pattern.fullmatch(bare)
        if found is not None:
            return said.format(*found.groups()) + text[len(bare) :]
    return None


@lru_cache(maxsize=len(LANGUAGES))
def _patterns(language: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Each text as a pattern, what says more in front: "it is {} now" before "it is {}". A slot holds no semicolon."""
    place = LANGUAGES.index(language)
    longest = sorted(_WORDS, key=lambda english: (-len(english.replace("{}", "")), english))
    made = (("([^;]{1,300}?)".join(map(re.escape, english.split("{}"))), _WORDS[english][place]) for english in longest)
    return tuple((re.compile(pattern), said) for pattern, said in made)
