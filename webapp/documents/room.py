"""What documents do for other rooms."""

from webapp.documents.orders import orders_of
from webapp.documents.verbs import delivering, issuing, on_site
from webapp.documents.writing.onsite import form_part
from webapp.room import Room

ROOM = Room(
    "documents",
    form_parts=(form_part,),
    followers=(on_site.on_submission,),
    voiders=(issuing.on_void,),
    orders=(orders_of,),
    judges={"document": delivering.still_to_confirm},
)
