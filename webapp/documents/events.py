"""What is recorded of documents, seals, templates and consents."""

from webapp.audit.declared import Event, Thing
from webapp.documents import kinds
from webapp.documents.rules import State

DOCUMENT = Thing("document", "文书", "/documents/{}", {"kind": kinds.labels, "state": State})
DOCUMENTS = Thing("documents", "文书")
STYLE = Thing("document_style", "文书编号规则")
SEAL = Thing("bureau_seal", "印章")
CONSENT = Thing("consent", "电子送达确认书")
TEMPLATE = Thing("document_template", "文书模板")

DRAFTED = Event("document.drafted", "起草文书", DOCUMENT, quiet=True)
EDITED = Event("document.edited", "修改文书草稿", DOCUMENT, quiet=True)
REFRESHED = Event("document.refreshed", "按记录重新生成文书", DOCUMENT, quiet=True)
DISCARDED = Event("document.discarded", "删除文书草稿", DOCUMENT, quiet=True)
ISSUED = Event("document.issued", "签发文书", DOCUMENT, colour="blue", icon="file")
VOIDED = Event("document.voided", "作废文书", DOCUMENT, icon="x")
SIGNED = Event("document.signed", "文书签名", DOCUMENT, quiet=True)
SIGN_REFUSED = Event("document.sign_refused", "拒绝在文书上签名", DOCUMENT, colour="amber", icon="alert")
SEALED = Event("document.sealed", "加盖印章", DOCUMENT, quiet=True)
DELIVERED = Event("document.delivered", "送达文书", DOCUMENT, colour="green", icon="check-circle")
RECEIPT_CONFIRMED = Event("document.confirmed", "确认收到文书", DOCUMENT, colour="green", icon="check-circle")
LINK_MADE = Event("document.link_made", "生成文书链接", DOCUMENT, quiet=True)
LINK_REVOKED = Event("document.link_revoked", "撤回文书链接", DOCUMENT, quiet=True)
LINK_OPENED = Event("document.link_opened", "打开文书链接", DOCUMENT, quiet=True)
PACKED = Event("document.packed", "打包下载文书", DOCUMENTS)
STYLE_EDITED = Event("document_style.edited", "修改文书编号规则", STYLE)
SEAL_ADDED = Event("bureau_seal.added", "上传印章", SEAL)
SEAL_CHANGED = Event("bureau_seal.changed", "修改印章使用范围", SEAL)
SEAL_ENDED = Event("bureau_seal.ended", "停用印章", SEAL)
CONSENT_GIVEN = Event("consent.given", "同意电子送达", CONSENT, colour="blue", icon="check")
CONSENT_ENDED = Event("consent.ended", "撤回电子送达同意", CONSENT, icon="x")
TEMPLATE_REPLACED = Event("document_template.replaced", "更换文书模板", TEMPLATE)
TEMPLATE_REMOVED = Event("document_template.removed", "恢复自带文书模板", TEMPLATE)
