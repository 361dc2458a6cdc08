"""La fiche vierge que l'on remet au client qui la demande (P13) : une page A4, à imprimer ou à envoyer."""

from __future__ import annotations

from html import escape

from recours.procedure.reglages import Organisme

# Ce qu'il faut pour traiter un recours, dit du côté de celui qui le forme.
_RUBRIQUES: tuple[tuple[str, int], ...] = (
    ("Nom, organisme", 1),
    ("Comment vous joindre (téléphone, courriel, adresse)", 2),
    ("Inspection ou rapport concerné (numéro, adresse, date)", 2),
    ("Ce que vous nous reprochez, ou ce que vous contestez", 8),
    ("Ce que vous demandez", 3),
    ("Pièces jointes", 1),
)
_STYLE = """
@page { size: A4; margin: 15mm 18mm }
body { font: 11pt/1.4 system-ui, sans-serif; color: #1b1f24; max-width: 174mm; margin: auto }
h1 { font-size: 17pt; color: #1f4e79; margin: 0 0 2mm }
h2 { font-size: 10.5pt; margin: 4mm 0 1mm }
.cadre { border: 1px solid #8a94a0; border-radius: 2mm }
.signature { display: flex; gap: 6mm } .signature div { flex: 1 }
footer { margin-top: 6mm; font-size: 9pt; color: #4a5568 }
"""


def rendre(organisme: Organisme | None) -> bytes:
    """La fiche, en une page HTML qui se suffit : elle s'ouvre, s'imprime et s'enregistre en PDF partout."""
    nom = escape(organisme.nom) if organisme else ""
    adresse = escape(", ".join(filter(None, (organisme.adresse, organisme.courriel)))) if organisme else ""
    cadres = "".join(
        f'<h2>{titre}</h2><div class="cadre" style="height:{7 * lignes}mm"></div>' for titre, lignes in _RUBRIQUES
    )
    a_qui = f"à {nom}{', ' + adresse if adresse else ''}" if nom else "à l'organisme d'inspection"
    page = f"""<!doctype html>
<html lang="fr"><head><meta charset="utf-8"><title>Fiche de réclamation</title><style>{_STYLE}</style></head>
<body><h1>Fiche de réclamation</h1>
<p>Vous pouvez signifier votre mécontentement ou contester un résultat au moyen de cette fiche. Remettez-la ou
envoyez-la {a_qui}. Nous en accusons réception et nous vous répondons ; la décision est examinée par une
personne qui n'a pris aucune part à l'inspection.</p>
{cadres}
<div class="signature"><div><h2>Date</h2><div class="cadre" style="height:9mm"></div></div>
<div><h2>Signature</h2><div class="cadre" style="height:16mm"></div></div></div>
<footer>Les renseignements de cette fiche servent à traiter votre recours et à améliorer nos prestations.
Vous pouvez demander à les consulter et à les faire corriger.
La description de notre procédure vous est remise sur demande.</footer>
</body></html>"""
    return page.encode()
