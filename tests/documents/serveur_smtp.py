"""Un vrai serveur de courriel, local : il garde ce qu'il reçoit, refuse, exige TLS ou un mot de passe, ou coupe."""

from __future__ import annotations

import contextlib
import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from recours.procedure.tenue import ReglageCourriel, Securite

SECRET = "s3cret-de-test"


@dataclass
class Boite:
    """Ce que le serveur a reçu. `coupe` : il ferme la liaison au milieu du message ; `refuse` : ces destinataires."""

    recus: list[Envelope] = field(default_factory=list)
    refuse: tuple[str, ...] = ()
    coupe: bool = False
    coupe_tot: bool = False

    @property
    def messages(self) -> list[EmailMessage]:
        lus = [message_from_bytes(bytes(e.content or b""), policy=default) for e in self.recus]
        return [m for m in lus if isinstance(m, EmailMessage)]

    async def handle_MAIL(
        self, serveur: SMTP, session: Session, enveloppe: Envelope, adresse: str, options: list[str]
    ) -> str:
        if self.coupe_tot and serveur.transport:
            serveur.transport.abort()
        enveloppe.mail_from = adresse
        return "250 OK"

    async def handle_RCPT(
        self, serveur: SMTP, session: Session, enveloppe: Envelope, adresse: str, options: list[str]
    ) -> str:
        if adresse in self.refuse:
            return "550 No such user here"
        enveloppe.rcpt_tos.append(adresse)
        return "250 OK"

    async def handle_DATA(self, serveur: SMTP, session: Session, enveloppe: Envelope) -> str:
        self.recus.append(enveloppe)
        if self.coupe and serveur.transport:
            serveur.transport.abort()  # reçu, mais sa réponse ne viendra jamais
        return "250 OK"


def _identifier(serveur: SMTP, session: Session, enveloppe: Envelope, moyen: str, donnees: Any) -> AuthResult:
    return AuthResult(success=donnees.password == SECRET.encode(), handled=False)


@contextlib.contextmanager
def serveur(
    securite: Securite = Securite.AUCUNE, identifie: bool = False
) -> Iterator[tuple[Boite, ReglageCourriel, trustme.CA]]:
    """(boîte, réglage qui y mène, autorité qui a signé son certificat)."""
    boite, autorite = Boite(), trustme.CA()
    contexte = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    autorite.issue_cert("localhost").configure_cert(contexte)
    options: dict[str, Any] = {"auth_require_tls": securite is not Securite.AUCUNE}
    if securite is Securite.TLS:
        options |= {"ssl_context": contexte, "auth_require_tls": False}  # chiffré d'emblée
    if securite is Securite.STARTTLS:
        options |= {"tls_context": contexte, "require_starttls": True}
    if identifie:
        options |= {"authenticator": _identifier, "auth_required": True}
    with socket.socket() as prise:  # aiosmtpd veut connaître son port d'avance
        prise.bind(("localhost", 0))
        port = prise.getsockname()[1]
    controleur = Controller(boite, hostname="localhost", port=port, **options)
    controleur.start()
    try:
        yield boite, ReglageCourriel(
            actif=True, serveur="localhost", port=port, securite=securite, expediteur="recours@cp.exemple.fr",
            reponse_a="qualite@cp.exemple.fr",
            identifiant="recours" if identifie and securite is not Securite.AUCUNE else None,
        ), autorite  # fmt: skip
    finally:
        controleur.stop(no_assert=True)
