import yaml
import google.cloud
import os
import numpy
import requests
try:
    import ujson
except ImportError:
    pass
