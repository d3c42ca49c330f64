"""Reading people, bureaus and sessions, within somebody's reach."""

from typing import Any

from webapp.accounts.bureaus.tree import below, in_order, options
from webapp.accounts.people import User
from webapp.accounts.reach import bureau_condition
from webapp.accounts.rules import EMPLOYER, ROLES, device_name
from webapp.accounts.tables import Bureau, Person, Session
from webapp.clock import now
from webapp.db.sql.like import contains
from webapp.db.sql.paging import PAGE, Page, cut, decode
from webapp.errors import NotFound
from webapp.folding import fold

COLUMNS = (
    Person.id,
    Person.username,
    Person.name,
    Person.role,
    Person.badge,
    Person.phone,
    Person.email,
    Person.active,
    Person.must_change,
    Person.last_login,
    Person.bureau,
    Person.bureau.name.as_alias("bureau_name"),
)


async def people(
    user: User,
    *,
    text: str = "",
    role: str = "",
    bureau: int | None = None,
    active: str = "",
    after: str = "",
) -> Page[dict[str, Any]]:
    """People of bureaus in reach, by user name; `text` is part of a name, user name, phone or badge."""
    query = Person.select(*COLUMNS).where(bureau_condition(user, Person.bureau))
    if role:
        query = query.where(Person.role == role)
    if bureau:
        query = query.where(Person.bureau == bureau)
    if active:
        query = query.where(Person.active == (active == "yes"))
    if text:
        query = query.where(
            contains(Person.name, text)
            | contains(Person.username, text.lower())
            | contains(Person.phone, text)
            | contains(Person.badge, text)
            | Person.id.is_in(
                [row["id"] for row in await badges() if fold(text) in fold(row["badge"])][:PAGE] or [-1]
            )
        )
    if key := decode(after, 1):
        query = query.where(Person.username > str(key[0]))
    page = cut(await query.order_by(Person.username).limit(PAGE + 1), "username")
    for row in page.rows:
        row["role_name"] = ROLES[row["role"]]
    return page


async def badges() -> list[dict[str, Any]]:
    """Everybody in use with a 执法证号: id, name, badge, bureau, bureau_name."""
    return await (
        Person.select(
            Person.id, Person.name, Person.badge, Person.bureau, Person.bureau.name.as_alias("bureau_name")
        )
        .where((Person.badge != "") & Person.active.eq(True))
        .order_by(Person.id)
    )


async def same_badge(user: User, person: dict[str, Any]) -> list[str]:
    """Who else in reach has the 执法证号 of a person, from before that was refused."""
    if not person["badge"] or not person["active"]:
        return []
    return [
        f"{row['name']}（{row['bureau_name']}）"
        for row in await badges()
        if row["id"] != person["id"]
        and fold(row["badge"]) == fold(person["badge"])
        and row["bureau"] in user.bureaus
    ]


async def person_for(user: User, person: int) -> dict[str, Any]:
    """Somebody of a bureau in reach; NotFound otherwise."""
    row = (
        await Person.select(*COLUMNS)
        .where((Person.id == person) & (Person.role != EMPLOYER) & bureau_condition(user, Person.bureau))
        .first()
    )
    if row is None:
        raise NotFound
    return row | {"role_name": ROLES[row["role"]]}


async def bureaus(user: User, *, active: bool = False) -> list[dict[str, Any]]:
    """The tree of the own bureau, each before those below it; `level` counts from the own bureau (0)."""
    query = Bureau.select().where(bureau_condition(user, Bureau.id))
    return in_order(await (query.where(Bureau.active.eq(True)) if active else query))


async def bureau_options(user: User, *, active: bool = True) -> list[tuple[str, str]]:
    """(id, name) for a select box, indented by level."""
    return options(await bureaus(user, active=active))


async def parent_options(user: User, bureau: dict[str, Any]) -> list[tuple[str, str]]:
    """Who may stand above a bureau instead: bureaus in reach that are not below it; none for the own bureau."""
    if bureau["id"] == user.bureau:
        return []
    rows = await bureaus(user)
    under = below({row["id"]: row["parent"] for row in rows}, bureau["id"])
    return options(row for row in rows if row["id"] not in under and row["active"])


async def name_of(bureau: int | None) -> str:
    """The name of a bureau, also of one above the reach; "" for none."""
    row = await Bureau.select(Bureau.name).where(Bureau.id == bureau).first() if bureau else None
    return str(row["name"]) if row else ""


async def bureau_for(user: User, bureau: int) -> dict[str, Any]:
    """A bureau in reach; NotFound otherwise."""
    row = await Bureau.select().where((Bureau.id == bureau) & bureau_condition(user, Bureau.id)).first()
    if row is None:
        raise NotFound
    return row


async def sessions_of(user: User) -> list[dict[str, Any]]:
    """Where the person is signed in: id, device, address, last_seen, created_at, here; the newest first."""
    rows = (
        await Session.select(
            Session.id, Session.device, Session.address, Session.last_seen, Session.created_at
        )
        .where((Session.person == user.id) & (Session.expires_at > now()))
        .order_by(Session.last_seen, ascending=False)
        .limit(PAGE)
    )
    for row in rows:
        row["device"] = device_name(row["device"])
        row["here"] = row["id"] == user.session
    return rows


async def contact_of(user: User) -> dict[str, Any]:
    """The person's own name, phone and e-mail."""
    row = await Person.select(Person.name, Person.phone, Person.email).where(Person.id == user.id).first()
    if row is None:
        raise NotFound
    return row
