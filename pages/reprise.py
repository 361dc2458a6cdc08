"""Reprise : le registre tenu jusqu'ici, repris d'un fichier ; rien n'est écrit avant la confirmation."""

from recours.ihm import reprise_vue
from recours.ihm.composants import entete
from recours.ihm.session import exiger_session

exiger_session()
entete("Reprise", "Le registre tenu jusqu'ici dans Excel : lu, montré ligne à ligne, puis importé d'un bloc.")
reprise_vue.afficher()
