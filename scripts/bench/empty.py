"""A bare Litestar application with one empty page, to hold the form's figure against."""

from litestar import Litestar, MediaType, get


@get(["/", "/health"], media_type=MediaType.HTML, sync_to_thread=False)
def empty() -> str:
    return "<!doctype html><title>.</title>"


app = Litestar([empty], openapi_config=None)
