"""What of this room is vouched for: see webapp/db/vouching.py."""

from webapp.accounts.tables import (
    Activation,
    Bureau,
    BureauArea,
    Credential,
    LoginFailure,
    Membership,
    Person,
    Session,
)
from webapp.db.vouching import Apart, Vouched

VOUCHED = [
    Vouched(Bureau, "机构"),
    Vouched(BureauArea, "辖区"),
    Vouched(
        Person,
        "人员",
        apart={
            "last_login": "told by the event of the login; decides nothing",
            "sort_key": "made of the name for ordering",
        },
    ),
    Vouched(Membership, "用人单位的成员"),
    Vouched(Activation, "激活码"),
    Vouched(Credential, "账号的开通记录"),
    Apart(Session, "who is signed in where just now; every request moves it"),
    Apart(LoginFailure, "counts failed logins for a quarter of an hour"),
]
