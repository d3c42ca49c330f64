"""A server with one page that has one photo strip, around the real evidence. Run: python -m … PORT FOLDER."""

import asyncio
import sys
from pathlib import Path

import uvicorn
from litestar import Response, get
from litestar.params import FromQuery

from tests import cast
from tests.evidence.room import OWNER, make_room
from webapp.db.connect import ENGINE
from webapp.evidence import queries, service
from webapp.evidence.rules import PhotoKind
from webapp.evidence.views import shots
from webapp.reference import prepare
from webapp.web.files.manifest import manifest
from webapp.web.files.static import static_file
from webapp.web.templates import environment

PAGE = """{% extends "web/bare.html" %}
{% from "evidence/_photos.html" import photo_strip %}
{% block head %}<script type="module" src="{{ static("js/photos.js") }}"></script>{% endblock %}
{% block main %}<h1>现场检查</h1>
{{ photo_strip("/visit/photos", "3.2", "sign", shots, "警示标识照片", required=true, readonly=readonly, kinds=kinds) }}
{% endblock %}"""


@get("/visit")
async def page(readonly: FromQuery[bool] = False) -> Response[str]:
    rows = (await queries.photos_of(OWNER.kind, [OWNER.id]))[OWNER.id]
    html = (
        environment()
        .from_string(PAGE)
        .render(
            shots=shots(rows, "/visit/photos"),
            readonly=readonly,
            kinds=PhotoKind.choices(),
            flashes=[],
            user=None,
        )
    )
    return Response(html, media_type="text/html")


async def serve(port: int) -> None:
    await prepare()
    await cast.make()
    await service.start()
    config = uvicorn.Config(
        make_room(page, static_file, manifest),
        host="127.0.0.1",
        port=port,
        log_level="warning",
        lifespan="off",
    )
    try:
        await uvicorn.Server(config).serve()
    finally:
        await service.stop()
        await ENGINE.close()


if __name__ == "__main__":
    (Path(sys.argv[2]) / "keys").mkdir(parents=True)
    (Path(sys.argv[2]) / "keys" / "seal.key").write_text(cast.KEY)
    asyncio.run(serve(int(sys.argv[1])))
