"""The one Piccolo app of the project, for migrations."""

from piccolo.conf.apps import AppConfig

from webapp.db.conf import tables
from webapp.settings import PROJECT

APP_CONFIG = AppConfig(
    app_name="webapp",
    migrations_folder_path=str(PROJECT / "piccolo_migrations"),
    table_classes=tables(),
)
