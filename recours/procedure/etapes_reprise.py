"""La table, fin : reprendre un registre antérieur, et défaire cette reprise."""

from recours.procedure.etape import RQ, TOUTES, Etape, Garde, Genre
from recours.procedure.saisies_reprise import (
    DossierRepris,
    RepriseAnnulee,
    RepriseConsignee,
    RepriseDefaite,
    etapes_connues,
)

# fmt: off
REPRISE: tuple[Etape, ...] = (
    Etape("reprendre_dossier", "Reprendre un dossier d'un ancien registre", "Reprendre", "Dossier repris",
          DossierRepris, Genre.OUVERTURE, RQ, exige=(Garde.DATES, Garde.PERSONNES_CONNUES, Garde.HISTOIRE,
                                           Garde.CHAMPS_DECLARES),
          vaut=lambda x: etapes_connues(x.nature, x.__dict__) if x is not None else (),
          phrase="Une ligne d'un registre tenu avant celui-ci.", source=("C02",)),
    Etape("annuler_reprise", "Annuler la reprise", "Annuler la reprise", "Reprise annulée", RepriseAnnulee,
          Genre.AJOUT, RQ, TOUTES, "Le dossier venait d'un fichier importé par erreur.", unique=False, sur_clos=True,
          si=lambda d, c: d.est_repris and "annuler_reprise" not in d.actifs, source=("C02",)),
    Etape("consigner_reprise", "Reprendre un ancien registre", "Importer", "Registre repris", RepriseConsignee,
          Genre.REGLAGE, RQ, unique=False, source=("C02",)),
    Etape("defaire_reprise", "Défaire la reprise d'un registre", "Annuler cette reprise", "Reprise défaite",
          RepriseDefaite, Genre.REGLAGE, RQ, unique=False, source=("C02",)),
)
# fmt: on
