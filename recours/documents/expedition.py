"""Envoyer un message par le serveur de l'organisme (SMTP) ; un échec se dit en français, avec ce qu'en dit le serveur.

Le mot de passe ne vient jamais du registre : variable d'environnement, ou fichier `.streamlit/secrets.toml`.
"""

from __future__ import annotations

import contextlib
import os
import smtplib
import socket
import ssl
import tomllib
from collections.abc import Iterator, Sequence
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from pathlib import Path

from recours.documents.courriel import composer
from recours.procedure.tenue import ReglageCourriel, Securite, est_adresse

VARIABLE = "RECOURS_SMTP_MOT_DE_PASSE"
SECRETS = Path(__file__).resolve().parents[2] / ".streamlit" / "secrets.toml"
OU_EST_LE_SECRET = f"la variable {VARIABLE}, ou « mot_de_passe » sous [courriel] dans .streamlit/secrets.toml"
DELAI = 15.0  # secondes, pour chaque échange avec le serveur
_ATTENTE = f"en {DELAI:.0f} secondes"


class EnvoiRefuse(Exception):
    """Le message n'est pas parti ; le texte se montre tel quel. `incertain` : on ne sait pas s'il est parti."""

    def __init__(self, phrase: str, incertain: bool = False) -> None:
        super().__init__(phrase)
        self.incertain = incertain


def mot_de_passe() -> str:
    """Celui du serveur de courriel ; vide s'il n'est dit nulle part. Lève EnvoiRefuse si le fichier ne se lit pas."""
    if secret := os.environ.get(VARIABLE):
        return secret
    try:
        lu = tomllib.loads(SECRETS.read_text("utf-8")).get("courriel", {})
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as erreur:
        raise EnvoiRefuse("Le fichier .streamlit/secrets.toml ne se lit pas : corrigez-le.") from erreur
    return str(lu.get("mot_de_passe", "")) if isinstance(lu, dict) else ""


def preparer(
    reglage: ReglageCourriel, a: str, objet: str, corps: str, instant: datetime,
    pieces: Sequence[tuple[str, bytes]] = (), automatique: bool = False,
) -> EmailMessage:  # fmt: skip
    """Le message, prêt à partir. Lève EnvoiRefuse si l'adresse n'en est pas une, et une seule."""
    destinataire = a.strip()
    if not est_adresse(destinataire):
        raise EnvoiRefuse(f"« {destinataire[:80]} » n'est pas une adresse de courriel : corrigez-la.")
    expediteur = reglage.expediteur or ""
    message = composer(destinataire, objet, corps, pieces, expediteur)
    del message["From"], message["To"]
    message["From"], message["To"] = expediteur, destinataire
    if reglage.reponse_a:
        message["Reply-To"] = reglage.reponse_a
    message["Date"] = format_datetime(instant)
    message["Message-ID"] = make_msgid(domain=expediteur.rpartition("@")[2])
    if automatique:
        message["Auto-Submitted"] = "auto-generated"  # une absence du bureau n'y répond pas
    return message


def envoyer(reglage: ReglageCourriel, message: EmailMessage) -> None:
    """Remet le message au serveur. Lève EnvoiRefuse."""
    secret = mot_de_passe() if reglage.identifiant else ""
    if reglage.identifiant and not secret:
        raise EnvoiRefuse(f"Le mot de passe du serveur de courriel manque : donnez-le par {OU_EST_LE_SECRET}.")
    octets = message.as_bytes()
    with _en_francais(reglage):
        serveur = _ouvrir(reglage)
    try:
        with _en_francais(reglage):
            if reglage.identifiant:
                serveur.login(reglage.identifiant, secret)
            serveur.ehlo_or_helo_if_needed()
            _attendre(serveur.mail(str(message["From"])), f"l'expéditeur {message['From']}")
            _attendre(serveur.rcpt(str(message["To"])), f"le destinataire {message['To']}")
        _remettre(serveur, octets)
    finally:
        with contextlib.suppress(smtplib.SMTPException, OSError):
            serveur.quit()


def _ouvrir(reglage: ReglageCourriel) -> smtplib.SMTP:
    hote, contexte = reglage.serveur or "", ssl.create_default_context()
    if reglage.securite is Securite.TLS:
        return smtplib.SMTP_SSL(hote, reglage.port, timeout=DELAI, context=contexte)
    serveur = smtplib.SMTP(hote, reglage.port, timeout=DELAI)
    if reglage.securite is Securite.STARTTLS:
        try:
            serveur.starttls(context=contexte)
        except BaseException:
            serveur.close()
            raise
    return serveur


def _attendre(reponse: tuple[int, bytes], quoi: str) -> None:
    if not 200 <= reponse[0] < 300:
        raise EnvoiRefuse(f"Le serveur de courriel refuse {quoi}. {_dit(*reponse)}")


def _remettre(serveur: smtplib.SMTP, octets: bytes) -> None:
    """Le contenu. Une coupure à cet instant laisse dans le doute : le serveur l'a peut-être accepté."""
    try:
        reponse = serveur.data(octets)
    except smtplib.SMTPDataError as erreur:
        dit = _dit(erreur.smtp_code, erreur.smtp_error)
        raise EnvoiRefuse(f"Le serveur de courriel refuse le message. {dit}") from erreur
    except (smtplib.SMTPException, OSError) as erreur:
        phrase = "La liaison avec le serveur de courriel s'est coupée pendant l'envoi : le message est peut-être parti."
        raise EnvoiRefuse(phrase, incertain=True) from erreur
    _attendre(reponse, "le message")


@contextlib.contextmanager
def _en_francais(reglage: ReglageCourriel) -> Iterator[None]:
    """Ce qui échoue avant l'envoi, en une phrase : rien n'est parti."""
    ou = f"« {reglage.serveur} », port {reglage.port}"
    try:
        yield
    except smtplib.SMTPAuthenticationError as erreur:
        dit = _dit(erreur.smtp_code, erreur.smtp_error)
        raise EnvoiRefuse(f"Le serveur de courriel refuse l'identifiant ou le mot de passe. {dit}") from erreur
    except smtplib.SMTPNotSupportedError as erreur:
        phrase = f"Le serveur {ou} ne propose pas STARTTLS, ou n'admet pas d'identifiant : revoyez la sécurité choisie."
        raise EnvoiRefuse(phrase) from erreur
    except ssl.SSLCertVerificationError as erreur:
        phrase = f"Le certificat du serveur {ou} n'est pas reconnu : la liaison protégée est refusée."
        raise EnvoiRefuse(phrase) from erreur
    except ssl.SSLError as erreur:
        phrase = f"Le serveur {ou} n'établit pas de liaison protégée (TLS) : revoyez la sécurité et le port choisis."
        raise EnvoiRefuse(phrase) from erreur
    except smtplib.SMTPServerDisconnected as erreur:
        if isinstance(erreur.__context__, TimeoutError):  # smtplib dit de même une attente passée et une coupure
            raise EnvoiRefuse(f"Le serveur {ou} n'a pas répondu {_ATTENTE}. Réessayez plus tard.") from erreur
        raise EnvoiRefuse(f"Le serveur {ou} a coupé la liaison. Réessayez plus tard.") from erreur
    except smtplib.SMTPResponseException as erreur:
        raise EnvoiRefuse(f"Le serveur de courriel refuse. {_dit(erreur.smtp_code, erreur.smtp_error)}") from erreur
    except smtplib.SMTPException as erreur:
        raise EnvoiRefuse(f"L'échange avec le serveur {ou} a échoué. Réessayez plus tard.") from erreur
    except socket.gaierror as erreur:
        raise EnvoiRefuse(f"Le serveur « {reglage.serveur} » est introuvable : vérifiez son nom.") from erreur
    except TimeoutError as erreur:
        raise EnvoiRefuse(f"Le serveur {ou} n'a pas répondu {_ATTENTE}. Réessayez plus tard.") from erreur
    except OSError as erreur:
        phrase = f"Le serveur {ou} ne se laisse pas joindre : vérifiez qu'il est en marche, et le port."
        raise EnvoiRefuse(phrase) from erreur


def _dit(code: int, texte: bytes | str) -> str:
    """Les mots du serveur, sur une ligne, bornés."""
    lu = texte.decode("utf-8", "replace") if isinstance(texte, bytes) else texte
    propre = "".join(c if c.isprintable() else " " for c in " ".join(lu.split()))[:200]
    return f"Sa réponse : « {code} {propre} »."
