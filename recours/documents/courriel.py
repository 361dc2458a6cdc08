"""Un brouillon de courriel (.eml) : il s'ouvre dans la messagerie de la personne, qui relit et envoie."""

from __future__ import annotations

import re
from collections.abc import Sequence
from email.message import EmailMessage
from email.policy import SMTP

_ADRESSE = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_POLITIQUE = SMTP.clone(cte_type="7bit")  # tout serveur le transmet tel quel, même sans 8BITMIME
_TYPES = {
    ".pdf": ("application", "pdf"),
    ".docx": ("application", "vnd.openxmlformats-officedocument.wordprocessingml.document"),
}


def adresse_dans(texte: str) -> str:
    """La première adresse de courriel que contient ce texte ; vide s'il n'y en a pas."""
    trouvee = _ADRESSE.search(texte)
    return trouvee[0] if trouvee else ""


def composer(a: str, objet: str, corps: str, pieces: Sequence[tuple[str, bytes]], de: str = "") -> EmailMessage:
    """Le message. Un destinataire ou un objet hostile ne peut y ajouter d'en-tête."""
    message = EmailMessage(policy=_POLITIQUE)
    if de and (expediteur := adresse_dans(de)):
        message["From"] = expediteur
    if destinataire := adresse_dans(a):
        message["To"] = destinataire
    message["Subject"] = " ".join(objet.split())[:200]
    message.set_content(corps)
    for nom, contenu in pieces:
        genre, sous = _TYPES.get(nom[nom.rfind(".") :].lower(), ("application", "octet-stream"))
        message.add_attachment(contenu, maintype=genre, subtype=sous, filename=nom)
    return message


def en_eml(a: str, objet: str, corps: str, pieces: Sequence[tuple[str, bytes]], de: str = "") -> bytes:
    """Le brouillon, que les messageries ouvrent prêt à modifier (`X-Unsent: 1`)."""
    message = composer(a, objet, corps, pieces, de)
    message["X-Unsent"] = "1"
    return message.as_bytes()
