"""Les saisies qui disent qui ouvre un dossier : le réserver, nommer des personnes, le soumettre à un approbateur."""

from typing import Annotated

from pydantic import Field

from recours.procedure.champs import Champ, Forme, Saisie, Texte
from recours.procedure.champs import Identifiant as Personne


class Reserve(Saisie):
    """Le dossier ne s'ouvre plus qu'au responsable qualité, au Dirigeant et aux personnes nommées."""

    acces: Annotated[
        tuple[Personne, ...],
        Field(max_length=30),
        Champ("Qui d'autre peut l'ouvrir ?", Forme.PERSONNES, donnee=False),
    ] = ()
    motif_reserve: Annotated[
        Texte, Champ("Pourquoi ?", Forme.TEXTE, donnee=False, exemple="une personne de l'organisme est mise en cause")
    ]


class Nommees(Saisie):
    """Les personnes nommées d'un dossier réservé, toutes : en ôter une lui referme le dossier."""

    acces: Annotated[
        tuple[Personne, ...],
        Field(max_length=30),
        Champ("Qui peut l'ouvrir, avec le responsable qualité et le Dirigeant ?", Forme.PERSONNES, donnee=False),
    ] = ()
    motif_acces: Annotated[Texte, Champ("Pourquoi ?", Forme.TEXTE, donnee=False)]


class LeveeDeLaReserve(Saisie):
    """Le dossier s'ouvre de nouveau comme les autres."""

    motif_levee_reserve: Annotated[Texte, Champ("Pourquoi ?", Forme.TEXTE, donnee=False)]


class Soumission(Saisie):
    """À qui la décision proposée est donnée à examiner (P04) ; le nom de l'émetteur n'est montré que s'il le faut."""

    soumis_a: Annotated[Personne, Champ("À qui ?", Forme.PERSONNE, donnee=False)]
    montrer_emetteur: Annotated[
        bool, Champ("Montrer le nom de l'émetteur : l'examen le demande", Forme.CASE, donnee=False)
    ] = False
