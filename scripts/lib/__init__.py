"""What the scripts of make's targets share. An old Python is told so before it reads the rest."""
from lib import need

need.python()
