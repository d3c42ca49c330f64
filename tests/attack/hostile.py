"""What the hostile tests share."""

from tests.evidence.pictures import encoded

JSON = {"accept": "application/json"}


JPEG = encoded("JPEG", "Portrait_3", 160)
