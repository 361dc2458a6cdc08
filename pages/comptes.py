"""Comptes : qui peut entrer dans le registre, et comment chacun reçoit son accès."""

from recours.ihm import comptes_vue
from recours.ihm.composants import entete
from recours.ihm.session import exiger_session

exiger_session()
entete("Comptes", "Qui peut entrer. Chacun reçoit un lien à usage unique et choisit seul son mot de passe.")
comptes_vue.afficher()
