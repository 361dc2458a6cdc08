"""Les conventions des chiffres, en mots : imprimées avec eux, pour que chacun puisse les refaire."""

from __future__ import annotations

from datetime import date

from recours.procedure.cadre import LIBELLES_DELAIS, Cadre

_CONVENTIONS: tuple[tuple[str, str], ...] = (
    ("Période", "Du premier au dernier jour dits, compris. En cours, elle s'arrête au jour indiqué, et se compare au "
     "même jour de l'année précédente."),
    ("Recours reçu", "Compté à la date où l'organisme l'a reçu, par qui que ce soit, et non à celle de "
     "l'enregistrement."),
    ("Recours répondu", "Sa réponse est partie dans la période."),
    ("Recours terminé", "La fin du traitement a été notifiée à l'émetteur, ou le recours a été retiré ou déclaré "
     "irrecevable. La clôture qualité peut venir plus tard, une fois les actions soldées."),
    ("Recours ouvert", "Reçu ce jour-là ou avant, et pas encore terminé ce jour-là."),
    ("Recours décidé", "Sa décision est approuvée ; ou, faute d'approbation valable, la réponse est partie. Un recours "
     "irrecevable ou retiré n'est pas décidé."),
    ("Jour de l'arrêté", "Ce qui est daté d'après ce jour ne compte pas : ni accusé, ni réponse, ni décision, ni fin."),
    ("Nature", "Celle d'aujourd'hui : un recours requalifié compte dans sa nouvelle nature. Un recours qui n'était pas "
     "encore qualifié au jour de l'arrêté compte « À qualifier »."),
    ("Doublons", "Exclus de tous les comptes ; ils restent dans la feuille Dossiers, marqués comme tels."),
    ("n sur N", "Réclamations et appels seulement, sauf mention : insatisfactions, autorités et justice ne s'y mêlent "
     "jamais. Un ensemble vide se dit « n.d. ». Aucun pourcentage sous 30 dossiers, sauf dans la liste de tous les "
     "indicateurs, où il suit le compte ; sous 5, « effectif faible »."),
    ("Délai tenu", "Fait au plus tard le jour de l'échéance, suspensions et prolongations comprises ; les réponses "
     "rendues après prolongation sont comptées à part. Le délai est celui qui était en vigueur à la réception. Un "
     "délai qui court encore n'est ni tenu ni dépassé : il n'est pas compté."),
    ("Rattachement d'un délai", "Un délai se compte l'année où la chose a été faite ou, si elle ne l'est pas encore, "
     "l'année de son échéance. Les accusés de réception se comptent sur les recours reçus dans la période."),
    ("Accusé de réception", "Dû pour un recours écrit. Une réponse envoyée avant l'échéance de l'accusé en tient "
     "lieu."),
    ("Approbation indépendante prouvée", "Par une personne qui n'a pas pris part à l'inspection en cause, sans écart, "
     "sur la décision telle qu'elle est, et au plus tard le jour de la réponse. Tout autre cas est nommé."),
    ("Jours", "Les jours ouvrés vont du lundi au vendredi, hors jours fériés ; le jour de départ ne compte pas."),
)  # fmt: skip


def definitions(cadre: Cadre, jour: date) -> tuple[tuple[str, str], ...]:
    """Les conventions, puis les délais en vigueur ce jour-là avec ce qu'ils valent."""
    calendrier = ("Jours fériés", f"Ceux de l'organisme\u00a0: {cadre.region}, d'après ses paramètres.")
    return (*((nom, _typographier(texte)) for nom, texte in _CONVENTIONS), calendrier, *_delais(cadre, jour))


def _delais(cadre: Cadre, jour: date) -> list[tuple[str, str]]:
    lus = []
    for code, libelle in LIBELLES_DELAIS.items():
        delai = cadre.delai(code, jour)
        lus.append((f"Délai : {libelle}", f"{delai.valeur} {delai.unite} · {delai.statut_delai}"))
    return [(_typographier(nom), texte) for nom, texte in lus]


def _typographier(texte: str) -> str:
    """Une espace insécable avant la ponctuation double et à l'intérieur des guillemets."""
    for signe in (";", ":", "?", "!", "»"):
        texte = texte.replace(f" {signe}", f"\u00a0{signe}")
    return texte.replace("« ", "«\u00a0")


# Ce qui s'imprime au pied de toute page de chiffres.
EN_BREF = _typographier(
    "Doublons exclus. Reçu : à la date de réception ; terminé : fin notifiée à l'émetteur. Parts sur les réclamations "
    "et appels seulement ; un ensemble vide se dit « n.d. » ; sous 5, un pourcentage est d'effectif faible. Jours "
    "ouvrés du lundi au vendredi, hors jours fériés ; suspensions déduites des délais."
)
