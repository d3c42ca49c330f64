"""What is recorded of imports of lists."""

from webapp.audit.declared import Event, Thing

IMPORT = Thing("import", "导入")
IMPORT_UPLOADED = Event("import.uploaded", "上传导入文件", IMPORT)
IMPORT_EXPLAINED = Event("import.explained", "对应导入的列", IMPORT)
IMPORT_CONFIRMED = Event("import.confirmed", "确认导入", IMPORT)
IMPORT_CANCELLED = Event("import.cancelled", "取消导入", IMPORT)
IMPORT_APPLIED = Event("import.applied", "执行导入", IMPORT)
IMPORT_UNDONE = Event("import.undone", "撤销导入", IMPORT)
PASSWORDS_SHOWN = Event("import.passwords_shown", "显示导入人员的初始密码", IMPORT)
