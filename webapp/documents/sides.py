"""One person does not stand on both sides of a delivery: who issued a document does not receive it by an account they opened."""

from __future__ import annotations

from collections.abc import Collection

from webapp.accounts.members.credentials import has_issued, issuers_of
from webapp.documents.queries import Row
from webapp.documents.verbs.consenting import consent_of
from webapp.reminders.notices import people_of

OWN_RECEIPT = (
    "您的账号由签发这份文书的{name}开通（或重置过密码），不能由同一人签发、又经这个账号确认送达。"
    "请联系{bureau}（{phone}），由另一名监督人员当面或邮寄送达；内容请照常查看，整改照常报告。"
)
OWN_CONSENT = (
    "这家单位同意电子送达的账号，或者它的全部账号，都由{name}开通（或重置过密码）：{name}签发的文书不算电子送达。"
    "请由另一名持执法证的人员签发，或者当面、邮寄送达后记录；本机构没有别的持证人员的，请上级机构的持证人员办理。"
)


async def receipt_barred(account: int, document: Row) -> str:
    """Why the confirmation by this account would be none; "" when it counts."""
    if document["issued_by"] is None or not await has_issued(document["issued_by"], account):
        return ""
    phone = document["bureau_phone"] or "电话见文书"
    return OWN_RECEIPT.format(name=document["issuer_name"], bureau=document["bureau_name"], phone=phone)


async def counted_consent(issuer: int, enterprise: int, people: Collection[int]) -> Row | None:
    """The consent under which a document of this issuer is delivered to these accounts; None when there is none such.

    Neither an account that the issuer opened agrees for the enterprise, nor does one receive for it.
    """
    consent = await consent_of(enterprise)
    if consent is None or not people:
        return None
    issued = await issuers_of([consent["person"], *people])
    mine = {person for person, by in issued.items() if issuer in by}
    return None if consent["person"] in mine or mine.issuperset(people) else consent


async def consent_barred(issuer: int, name: str, enterprise: int) -> str:
    """Why a consent that is on file will not deliver what this person issues; "" when it does, or there is none."""
    people = [person["id"] for person in (await people_of([enterprise]))[enterprise]]
    if not people or await consent_of(enterprise) is None:
        return ""
    counted = await counted_consent(issuer, enterprise, people)
    return "" if counted else OWN_CONSENT.format(name=name)
