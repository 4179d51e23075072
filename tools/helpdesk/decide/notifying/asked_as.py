"""As what somebody is asked to approve, in the words of a notice."""

from helpdesk.model.rules.approvals import LEAD, REQUESTER_MANAGER, SERVICE_OWNER

_WORDS = {
    "en": {
        REQUESTER_MANAGER: "manager of whoever asks",
        SERVICE_OWNER: "owner of the service",
        LEAD: "lead of the team",
    },
    "de": {
        REQUESTER_MANAGER: "Vorgesetzte oder Vorgesetzter",
        SERVICE_OWNER: "verantwortlich für den Dienst",
        LEAD: "Leitung des Teams",
    },
    "fr": {
        REQUESTER_MANAGER: "responsable de la personne qui demande",
        SERVICE_OWNER: "responsable du service",
        LEAD: "responsable de l'équipe",
    },
    "es": {
        REQUESTER_MANAGER: "responsable de quien lo pide",
        SERVICE_OWNER: "responsable del servicio",
        LEAD: "responsable del equipo",
    },
}


def asked_as(who: str, language: str) -> str:
    """What rules call an approver, as people say it; the name of a person or a team stays as it is."""
    return _WORDS.get(language, _WORDS["en"]).get(who, who)
