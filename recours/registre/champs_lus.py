"""Un dossier, ou les réglages, mis à plat : chaque champ avec son titre et sa valeur en mots, pour les comparer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from recours.procedure.cadre import LIBELLES_DELAIS, LIBELLES_OPTIONS, Cadre
from recours.procedure.calendrier import date_courte
from recours.procedure.champs import Forme, champs_de
from recours.procedure.champs_organisme import lue as lire_un_champ
from recours.procedure.dossier import Dossier
from recours.procedure.elements import Action
from recours.procedure.etape import Genre
from recours.procedure.etapes import ETAPES
from recours.procedure.reglages import CodeListe, CodeOption, Organisme
from recours.procedure.repli import modeles_des_donnees
from recours.registre.detail import details
from recours.registre.lisible import NOMS_DES_LISTES, champ_de, dire_ecart, dire_valeur_de_champ, lisible, titre_de

ETAPE_FAITE = "faite"
# Ce qui entre au dossier sans y devenir une donnée : l'entrée elle-même se lit.
_ENTREES = ("noter_echange", "noter_suite", "joindre")


@dataclass(frozen=True, slots=True)
class Lu:
    """Un champ et sa valeur en mots. `donnee` : son nom, si c'est une donnée ; une case vide vaut une case à non."""

    titre: str
    valeur: str
    donnee: str = ""
    est_case: bool = False


def lire_dossier(dossier: Dossier | None, cadre: Cadre) -> dict[str, Lu]:
    """Tout ce que dit le dossier, repère → champ ; rien s'il n'est pas ouvert."""
    if dossier is None:
        return {}
    return {
        "statut": Lu("Statut", str(dossier.statut)),
        "nature": Lu("Nature", str(dossier.nature)),
        **dict(_donnees(dossier, cadre)),
        **dict(_champs_de_l_organisme(dossier, cadre)),
        **dict(_circonstances(dossier, cadre)),
        **{cle: lu for action in dossier.actions for cle, lu in _action(action, cadre)},
        **dict(_entrees(dossier, cadre)),
        **dict(_etapes(dossier)),
    }


def _donnees(dossier: Dossier, cadre: Cadre) -> Iterator[tuple[str, Lu]]:
    for nom in modeles_des_donnees():
        champ = champ_de(nom)
        if nom in dossier.valeurs and champ.forme is not Forme.CACHE:
            valeur = lisible(dossier.valeurs[nom], cadre, champ.forme)
            yield f"donnée {nom}", Lu(titre_de(nom), valeur, nom, champ.forme is Forme.CASE)


def _champs_de_l_organisme(dossier: Dossier, cadre: Cadre) -> Iterator[tuple[str, Lu]]:
    for code, valeur in dossier.champs.items():
        champ = cadre.champs.get(code)
        if champ is not None:
            yield f"champ {code}", Lu(champ.titre_champ, dire_valeur_de_champ(lire_un_champ(champ, valeur)))


def _circonstances(dossier: Dossier, cadre: Cadre) -> Iterator[tuple[str, Lu]]:
    impliquees = ", ".join(lisible(i, cadre) for i in dossier.implications)
    yield "impliquées", Lu("Personnes impliquées", "aucune inspection" if dossier.aucune_inspection else impliquees)
    for rang, periode in enumerate(dossier.suspensions, 1):
        fin = f" au {date_courte(periode.fin)}" if periode.fin else ""
        valeur = (
            f"depuis le {date_courte(periode.debut)}{fin} ({periode.motif})"
            if not fin
            else (f"du {date_courte(periode.debut)}{fin} ({periode.motif})")
        )
        yield f"suspension {rang}", Lu("Délai suspendu", valeur)
    if dossier.nouvelle_echeance:
        yield "prolongation", Lu("Réponse promise pour le", date_courte(dossier.nouvelle_echeance))
    for beneficiaire, motif in dossier.derogations.items():
        yield f"dérogation {beneficiaire}", Lu(f"Dérogation pour {cadre.nom(beneficiaire)}", motif)
    for numero, lien in dossier.liens:
        yield f"lien {numero} {lien}", Lu("Dossier lié", f"{numero} ({lien.lower()})")
    for ecart in dossier.ecarts:
        yield f"écart {ecart.version}", Lu("Écart", f"{dire_ecart(ecart.gardes)} : {ecart.motif}")
    if dossier.approbation_tombee:
        yield "tombée", Lu("Approbation tombée", dossier.approbation_tombee)
    if dossier.reouvertures:
        yield "réouvertures", Lu("Réouvertures", str(dossier.reouvertures))


def _action(action: Action, cadre: Cadre) -> Iterator[tuple[str, Lu]]:
    lus = {
        "": action.quoi,
        "responsable": cadre.nom(action.qui),
        "échéance": date_courte(action.pour),
        "état": action.etat,
        "réalisée le": date_courte(action.realisee_le) if action.realisee_le else "",
        "efficacité": str(action.efficacite or ""),
        "plan d'actions": action.plan,
        "raison de l'annulation": action.annulee,
    }
    for quoi, valeur in lus.items():
        titre = f"Action {action.numero}"
        yield f"{titre} {quoi}", Lu(f"{titre}, {quoi}" if quoi else titre, valeur)


def _etapes(dossier: Dossier) -> Iterator[tuple[str, Lu]]:
    for code in dossier.actifs:
        if ETAPES[code].genre is Genre.CHEMIN:
            yield f"étape {code}", Lu(f"Étape « {ETAPES[code].libelle} »", ETAPE_FAITE)


def _entrees(dossier: Dossier, cadre: Cadre) -> Iterator[tuple[str, Lu]]:
    for e in dossier.evenements:
        saisie = dossier.saisie_de(e)
        if e.etape in _ENTREES:
            telle_que_corrigee = replace(e, saisie=saisie)
            dit = " · ".join(f"{titre}\u00a0: {valeur}" for titre, valeur in details(telle_que_corrigee, cadre))
            yield f"entrée {e.version}", Lu(ETAPES[e.etape].fait, dit)
        else:
            for piece in saisie.pieces:
                genre = f" ({piece.genre.lower()})" if piece.genre else ""
                yield f"pièce {e.version} {piece.empreinte}", Lu("Pièce jointe", piece.nom + genre)


def lire_cadre(cadre: Cadre, noms: Cadre) -> dict[str, Lu]:
    """Tous les réglages ; `noms` dit comment s'appellent les personnes dans les titres."""
    return {cle: lu for lot in (_organisme, _personnes, _regles) for cle, lu in lot(cadre, noms)}


def _organisme(cadre: Cadre, noms: Cadre) -> Iterator[tuple[str, Lu]]:
    if cadre.organisme is not None:
        for nom, champ in champs_de(Organisme).items():
            if champ.forme not in (Forme.CACHE, Forme.PIECES):
                valeur = lisible(getattr(cadre.organisme, nom), cadre, champ.forme)
                yield f"organisme {nom}", Lu(f"Organisme, {champ.titre[:1].lower()}{champ.titre[1:]}", valeur)


def _personnes(cadre: Cadre, noms: Cadre) -> Iterator[tuple[str, Lu]]:
    for p in cadre.personnes.values():
        lus = {
            "nom": p.nom,
            "rôles": ", ".join(sorted(p.roles)),
            "courriel": p.courriel,
            "téléphone": p.telephone,
            "organisme": p.organisme,
            "active": lisible(p.active, cadre),
        }
        for quoi, valeur in lus.items():
            yield f"personne {p.identifiant} {quoi}", Lu(f"{noms.nom(p.identifiant)}, {quoi}", valeur)
    for rang, engagement in enumerate(cadre.engagements):
        valeur = f"du {date_courte(engagement.du)} au {date_courte(engagement.au)}"
        preuve = f" ({engagement.preuve_engagement})" if engagement.preuve_engagement else ""
        yield f"engagement {rang}", Lu(f"Engagement de {noms.nom(engagement.personne)}", valeur + preuve)


def _regles(cadre: Cadre, noms: Cadre) -> Iterator[tuple[str, Lu]]:
    for d in cadre.delais:  # à date égale, le dernier réglage l'emporte
        titre = f"Délai « {LIBELLES_DELAIS[d.code]} », reçus à compter du {date_courte(d.a_compter_du)}"
        yield f"délai {d.code} {d.a_compter_du}", Lu(titre, f"{d.valeur} {d.unite}, {d.statut_delai.lower()}")
    for option in CodeOption:
        titre = f"Règle « {LIBELLES_OPTIONS[option][0]} »"
        yield f"règle {option}", Lu(titre, "allumée" if cadre.option(option) else "éteinte")
    for ligne in cadre.activite.values():
        titre = " ".join(filter(None, (f"Activité {ligne.mois:%m/%Y}", ligne.domaine, ligne.agence)))
        comptes = (("inspections", ligne.inspections), ("rapports", ligne.rapports), ("clients", ligne.clients))
        yield titre, Lu(titre, ", ".join(f"{nombre} {nom}" for nom, nombre in comptes if nombre is not None))
    for champ in cadre.champs.values():
        valeurs = f" ({', '.join(champ.valeurs_champ)})" if champ.valeurs_champ else ""
        etat = "" if champ.actif else ", retiré"
        titre = f"Champ « {champ.titre_champ} »"
        yield f"champ {champ.code}", Lu(titre, f"{champ.forme_champ.lower()}{valeurs}{etat}")
    for liste in CodeListe:
        yield f"liste {liste}", Lu(f"Liste « {NOMS_DES_LISTES[liste]} »", ", ".join(cadre.liste(liste)))
