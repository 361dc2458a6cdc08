"""Qui peut entrer : comptes, sessions, freins, liens à usage unique. Rien de tout cela n'entre au journal."""
