from .views import index
from . import models, money as m
