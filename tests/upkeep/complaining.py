"""mashang whose libraries complain: a warning of two lines, one of Pillow, a thread and a destructor that fail."""

import threading
import warnings

from PIL import Image

from webapp import app, cli
from webapp.evidence.pictures import derivatives

made = app.create_app


class Broken:
    def __del__(self) -> None:
        raise ValueError("in a destructor")


def fail() -> None:
    raise ValueError("in a\nthread")


def complaining() -> object:
    found = made()
    # What a thread does that catches warnings: the filter that makes them errors is gone.
    warnings.simplefilter("always")
    warnings.warn("first line\nsecond line", DeprecationWarning, stacklevel=1)
    Image.MAX_IMAGE_PIXELS = derivatives.MAX_PIXELS
    Image._decompression_bomb_check((8000, 8000))
    thread = threading.Thread(target=fail, name="one")
    thread.start()
    thread.join()
    broken = Broken()
    del broken
    return found


app.create_app = complaining  # type: ignore[assignment]

if __name__ == "__main__":
    cli.main()
