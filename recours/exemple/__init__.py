"""Un registre d'exemple croyable : organisme, personnes et recours inventés, entrés par la porte de tout le monde."""

from recours.exemple.construction import construire

__all__ = ["construire"]
