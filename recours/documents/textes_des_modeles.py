"""Les mots des modèles intégrés : une suite de blocs par document, avec les champs entre doubles accolades."""

from __future__ import annotations

from recours.documents.textes_de_la_fiche import FICHE, Bloc


def _t(texte: str, si: str = "") -> Bloc:
    return Bloc("texte", texte, si)


def _h(texte: str, si: str = "") -> Bloc:
    return Bloc("titre", texte, si)


def _l(champ: str, si: str = "") -> Bloc:
    return Bloc("liste", champ, si)


def _d(*lignes: tuple[str, str, str]) -> Bloc:
    return Bloc("donnees", lignes=lignes)


_BONJOUR = _t("Madame, Monsieur,")
_SALUT = _t("Nous vous prions d'agréer, Madame, Monsieur, nos salutations distinguées.")
_SUIVI = _t("Votre interlocuteur : {{ interlocuteur }}.", "interlocuteur")
_ANONYMAT = _t("{{ mention_anonymat }}", "mention_anonymat")
_DONNEES = Bloc("note", "{{ mention_donnees }}", "mention_donnees")
_VOIES = (_h("Ce que vous pouvez encore faire", "voies"), _l("voies"))
_PIECES = (
    Bloc("tableau", "pieces", "pieces", (("N°", "rang", "1.2"), ("Pièce", "nom", "8.1"), ("Date", "jour", "2.9"),
                                         ("Genre", "etape", "4"))),
    _t("Aucune pièce à ce jour.", "not pieces"),
)  # fmt: skip
# Le même numéro dit deux fois ne dit rien de plus.
_DISTINCTE = "prestation and prestation != rapport"
_INSPECTION = (
    ("Dossier", "{{ numero }}", ""), ("Inspection en cause", "{{ prestation }}", _DISTINCTE),
    ("Rapport", "{{ rapport }}", "rapport"),
)  # fmt: skip
_ATTESTE = (
    _h("Personnes impliquées dans l'inspection"),
    _l("impliquees"),
    _h("Je soussigné(e)"),
    _t("{{ approbateur }}", "approbateur"),
    _t("{{ attestation_texte }}"),
    _t("Je n'ai tenu aucun des rôles cités ci-dessus. Si j'apprends qu'un lien m'attache à cette affaire, je le dis "
       "aussitôt et je me retire."),
)  # fmt: skip

CORPS: dict[str, tuple[Bloc, ...]] = {
    "accuse": (
        _BONJOUR,
        _t("Nous avons bien reçu votre {{ recours_dit }} le {{ recu_le }}, {{ canal }}. Il est enregistré sous le "
           "numéro {{ numero }}, à rappeler dans tout échange. {{ qualification }}"),
        _h("Ce que nous avons noté", "expose"),
        _t("{{ expose }}", "expose"),
        _h("Ce qui se passe maintenant"),
        _t("Selon notre procédure « {{ procedure }} », {{ deroulement }}"),
        _t("{{ delai }}", "delai"),
        _SUIVI,
        _t("{{ mention_impartialite }}", "mention_impartialite"),
        _t("La description de notre traitement des recours vous est remise sur simple demande."),
        _ANONYMAT,
        _DONNEES,
        _SALUT,
    ),
    "complements": (
        _BONJOUR,
        _t("Nous avons reçu votre {{ recours_dit }} le {{ recu_le }}. Pour l'examiner, il nous manque ce qui suit."),
        Bloc("encadre", "{{ precisions }}"),
        _t("Merci de nous l'adresser avant le {{ avant_le }}, en rappelant la référence {{ numero }}."),
        _t("{{ suspension }}"),
        _SUIVI,
        _DONNEES,
        _SALUT,
    ),
    "avancement": (
        _BONJOUR,
        _t("Votre {{ recours_dit }}, reçu le {{ recu_le }}, suit son cours. Il est aujourd'hui : "
           "{{ etat_du_dossier }}."),
        _t("{{ precisions }}", "precisions"),
        _h("Ce qui reste à faire de notre côté"),
        _l("reste_a_faire"),
        _t("{{ delai }}", "delai"),
        _SUIVI,
        _SALUT,
    ),
    "prolongation": (
        _BONJOUR,
        _t("Nous ne pourrons pas répondre à votre {{ recours_dit }}, reçu le {{ recu_le }}, dans le temps "
           "prévu. La raison :"),
        Bloc("encadre", "{{ precisions }}"),
        _t("Notre réponse vous parviendra au plus tard le {{ avant_le }}."),
        _t("Nous vous prions de nous excuser de cette attente."),
        _SUIVI,
        _SALUT,
    ),
    "irrecevabilite": (
        _BONJOUR,
        _t("Vous nous avez adressé, le {{ recu_le }}, une demande que nous avons lue avec attention. Nous ne "
           "pouvons pas "
           "l'examiner comme un recours, pour la raison suivante."),
        _t("Motif : {{ motif_irrecevabilite }}.", "motif_irrecevabilite"),
        Bloc("encadre", "{{ precisions }}"),
        *_VOIES,
        _DONNEES,
        _SALUT,
    ),
    "reponse": (
        _BONJOUR,
        _t("Voici notre réponse à votre recours, reçu le {{ recu_le }}."),
        _h("Les faits établis"),
        _t("{{ faits }}"),
        _h("Notre décision et ses raisons"),
        _t("{{ phrase_decision }}"),
        _t("{{ motivation }}"),
        _h("La suite donnée"),
        _t("{{ solution }}"),
        _t("{{ rapport_modifie }}", "rapport_modifie"),
        _t("Autres rapports concernés : {{ etendue }}", "etendue"),
        _t("Pour que cela ne se reproduise pas :", "actions"),
        _l("actions", "actions"),
        _h("Une décision examinée avec impartialité", "mention_examen"),
        _t("{{ mention_examen }}", "mention_examen"),
        *_VOIES,
        _t("{{ mention_fin }}", "mention_fin"),
        _ANONYMAT,
        _DONNEES,
        _SALUT,
    ),
    "reponse_autorite": (
        _BONJOUR,
        _t("Par votre courrier reçu le {{ recu_le }}, vous mettez en cause une de nos prestations. J'ai fait "
           "établir les "
           "circonstances dans lesquelles elle a été réalisée."),
        _h("Les circonstances de la prestation"),
        _t("{{ circonstances }}"),
        _h("La suite que nous donnons", "precisions"),
        _t("{{ precisions }}", "precisions"),
        _t("{{ mention_examen }}", "mention_examen"),
        _t("Nous tenons à votre disposition les éléments du dossier. Votre interlocuteur : {{ interlocuteur }}."),
        _t("{{ mention_fin }}", "mention_fin"),
        _SALUT,
    ),
    "fin": (
        _BONJOUR,
        _t("Nous avons répondu le {{ repondu_le }} à votre {{ recours_dit }}, reçu le {{ recu_le }}. Le traitement en "
           "est terminé à la date de cette lettre."),
        _h("Ce qui a été fait"),
        _t("{{ solution }}", "solution"),
        _t("{{ rapport_modifie }}", "rapport_modifie"),
        _t("{{ circonstances }}", "circonstances"),
        _t("{{ precisions }}", "precisions"),
        _l("actions", "actions"),
        *_VOIES,
        _DONNEES,
        _SALUT,
    ),
    "note_direction": (
        _t("La Direction est informée du dossier {{ numero }} : {{ nature }}."),
        _d(("Reçu ou connu le", "{{ recu_le }}", ""), ("Émetteur", "{{ emetteur }}", ""),
           ("Acte", "{{ acte }}", "acte"), ("Référence de l'émetteur", "{{ vos_references }}", "vos_references"),
           ("Prestation en cause", "{{ prestation }}", _DISTINCTE),
           ("Rapport", "{{ rapport }}", "rapport"), ("Ce qui est reproché", "{{ expose }}", "expose"),
           ("Ce qui est demandé", "{{ demande }}", "demande"), ("Montant", "{{ montant }}", "montant"),
           ("Suivi par", "{{ interlocuteur }}", "interlocuteur"), ("État", "{{ etat_du_dossier }}", "")),
        _h("Échéances"),
        _l("echeances"),
        _t("{{ precisions }}", "precisions"),
    ),
    "declaration": (
        _BONJOUR,
        _t("Nous portons à votre connaissance les faits suivants, au titre du contrat n° {{ police }}. Cette "
           "déclaration ne vaut reconnaissance d'aucune responsabilité."),
        _d(("Contrat", "{{ police }}", ""), ("Notre référence", "{{ numero }}", ""),
           ("Connu le", "{{ recu_le }}", ""), ("Réclamant", "{{ emetteur }}", ""),
           ("Acte", "{{ acte }}", "acte"), ("Prestation en cause", "{{ prestation }}", _DISTINCTE),
           ("Rapport", "{{ rapport }}", "rapport"),
           ("Faits rapportés", "{{ expose }}", "expose"), ("Demande", "{{ demande }}", "demande"),
           ("Montant demandé", "{{ montant }}", "montant"),
           ("Votre référence", "{{ reference_conseil }}", "reference_conseil")),
        _t("{{ precisions }}", "precisions"),
        _h("Pièces tenues à votre disposition"),
        *_PIECES,
        _t("Merci de nous accuser réception et de nous donner le numéro de dossier. Votre interlocuteur : "
           "{{ interlocuteur }}."),
        _SALUT,
    ),
    "bordereau": (
        _BONJOUR,
        _t("Nous vous transmettons le dossier {{ numero }} ({{ nature }}), avec les pièces énumérées ci-dessous."),
        _d(("Contrat", "{{ police }}", "police"), ("Votre référence", "{{ reference_conseil }}", "reference_conseil"),
           ("Connu le", "{{ recu_le }}", ""), ("Partie adverse", "{{ emetteur }}", ""),
           ("Acte", "{{ acte }}", "acte"), ("Montant demandé", "{{ montant }}", "montant"),
           ("Faits rapportés", "{{ expose }}", "expose")),
        _h("Bordereau des pièces"),
        *_PIECES,
        _t("Merci de nous confirmer la réception de ces pièces. Votre interlocuteur : {{ interlocuteur }}."),
        _SALUT,
    ),
    "attestation": (
        _d(*_INSPECTION),
        *_ATTESTE,
    ),
    "engagement": (
        _t("Pour examiner, à la demande de l'organisme {{ organisme }}, les décisions à rendre sur des recours de "
           "clients."),
        _h("Je soussigné(e)"),
        _t("{{ approbateur }}", "approbateur"),
        _h("Je m'engage"),
        _t("À garder confidentiel tout ce que j'apprends des dossiers, pendant et après cet engagement, et à n'en "
           "conserver aucune copie."),
        _t("À examiner chaque décision en toute impartialité, sans recevoir d'instruction sur le fond."),
        _t("À n'examiner aucun recours sur une inspection à laquelle j'ai pris part, et à refuser tout dossier où "
           "j'ai un "
           "intérêt, un lien avec l'émetteur ou avec une personne en cause."),
        _t("À signaler sans attendre tout fait nouveau qui toucherait à mon indépendance."),
        _t("Période déjà enregistrée : {{ engagement_dates }}.", "engagement_dates"),
    ),
    "rapport": (
        _d(*_INSPECTION, ("Nature", "{{ nature }}", ""), ("Reçu le", "{{ recu_le }}", ""),
           ("Investigation menée par", "{{ interlocuteur }}", "interlocuteur")),
        _h("Ce qui est reproché", "expose"),
        _t("{{ expose }}", "expose"),
        _h("Faits établis", "faits"),
        _t("{{ faits }}", "faits"),
        _h("Circonstances de la prestation", "circonstances"),
        _t("{{ circonstances }}", "circonstances"),
        _h("Cause", "cause"),
        _t("{{ cause }}", "cause"),
        _h("Étendue", "etendue"),
        _t("{{ etendue }}", "etendue"),
        _h("Solution", "solution"),
        _t("{{ solution }}", "solution"),
        _h("Actions", "actions"),
        _l("actions", "actions"),
        _h("Personnes impliquées dans l'inspection"),
        _l("impliquees"),
        _h("Déroulement"),
        Bloc("tableau", "chronologie", lignes=(("Jour", "jour", "2.9"), ("Étape", "quoi", "9.3"), ("Par", "qui", "4"))),
    ),
    "examen": (
        _t("Vous êtes appelé(e) à examiner la décision proposée, sans avoir pris part à l'inspection. Vous pouvez "
           "l'approuver, l'approuver avec des réserves, ou la renvoyer en disant pourquoi."),
        _d(*_INSPECTION, ("Nature", "{{ nature }}", ""), ("Reçu le", "{{ recu_le }}", ""),
           ("Émetteur", "{{ emetteur }}", ""), ("Examiné par", "{{ approbateur }}", "approbateur")),
        _h("Ce qui est reproché", "expose"),
        _t("{{ expose }}", "expose"),
        _t("Ce qui est demandé : {{ demande }}", "demande"),
        _h("Faits établis"),
        _t("{{ faits }}"),
        _h("Cause"),
        _t("{{ cause }}"),
        _h("Solution"),
        _t("{{ solution }}"),
        _h("Décision proposée et ses raisons"),
        _t("{{ decision }}"),
        _t("{{ motivation }}"),
        _t("Autres rapports concernés : {{ etendue }}", "etendue"),
        _h("Projet de réponse"),
        Bloc("paragraphes", "projet_reponse"),
        Bloc("page", "Attestation et avis"),
        _d(*_INSPECTION),
        *_ATTESTE,
        _h("Mon avis sur la décision proposée"),
        _t("☐ J'approuve"),
        _t("☐ J'approuve avec les réserves ci-dessous"),
        _t("☐ Je renvoie, pour les raisons ci-dessous"),
    ),
    "fiche": FICHE,
}  # fmt: skip
_SIGNE = (("Nom", "{{ approbateur }}"), ("Date", ""), ("Signature", ""))
SIGNATURES: dict[str, tuple[tuple[str, str], ...]] = {
    "attestation": _SIGNE,
    "engagement": (("Nom", "{{ approbateur }}"), ("Valable du", ""), ("au", ""), ("Date", ""), ("Signature", "")),
    "examen": (("Réserves ou raisons", ""), *_SIGNE),
    "rapport": (("Établi par", "{{ interlocuteur }}"), ("Date", ""), ("Signature", "")),
}
