"""A shared machine is slow at times: that is not what these properties are about."""

from hypothesis import settings

settings.register_profile("patient", deadline=None)
settings.load_profile("patient")
