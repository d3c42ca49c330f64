"""The indexes that Piccolo cannot say, and the guards of the append-only tables."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.table import Table

ID = "2026-11-21T00:00:01:000000"
VERSION = "1.38.0"
DESCRIPTION = "indexes and guards"

BOTH = [
    "CREATE INDEX ix_event_thing ON event (thing, thing_id, id)",
    "CREATE INDEX ix_event_enterprise_id ON event (enterprise, id)",
    "CREATE INDEX ix_event_person_id ON event (person, id)",
    "CREATE UNIQUE INDEX ux_membership_person_enterprise ON membership (person, enterprise)",
    "CREATE UNIQUE INDEX ux_checklist_version_number ON checklist_version (checklist, number)",
    "CREATE UNIQUE INDEX ux_checklist_item_code ON checklist_item (version, code)",
    "CREATE INDEX ix_enterprise_open ON enterprise (open_findings DESC, id)",
    "CREATE UNIQUE INDEX ux_enterprise_code_workplace ON enterprise (credit_code, workplace) WHERE credit_code IS NOT NULL",
    "CREATE INDEX ix_enterprise_bureau_name ON enterprise (bureau, name, id)",
    "CREATE INDEX ix_enterprise_name ON enterprise (name, id)",
    "CREATE UNIQUE INDEX ux_enterprise_hazard_pair ON enterprise_hazard (enterprise, factor)",
    "CREATE UNIQUE INDEX ux_qr_code_current ON qr_code (enterprise) WHERE revoked_at IS NULL",
    "CREATE INDEX ix_import_row_page ON import_row (job, verdict, number)",
    "CREATE INDEX ix_photo_owner ON photo (owner_kind, owner_id)",
    "CREATE INDEX ix_photo_waiting ON photo (received_at) WHERE derived = 'waiting'",
    "CREATE INDEX ix_photo_failed ON photo (received_at) WHERE derived = 'failed'",
    "CREATE INDEX ix_photo_size ON photo (size)",
    "CREATE INDEX ix_finding_bureau_due ON finding (bureau, state, due_on, id)",
    "CREATE INDEX ix_finding_bureau_ended ON finding (bureau, state, ended_at, id)",
    "CREATE INDEX ix_finding_waiting ON finding (bureau, due_on, id) WHERE (state = 'reported' OR (state = 'open' AND (asked_due IS NOT NULL OR objected)))",
    "CREATE INDEX ix_finding_state_due ON finding (state, due_on, id, bureau, violation, responsible, enterprise, asked_due, objected)",
    "CREATE INDEX ix_finding_state_ended ON finding (state, ended_at, id, bureau, violation, responsible, enterprise)",
    "CREATE INDEX ix_finding_enterprise_state ON finding (enterprise, state, due_on)",
    "CREATE INDEX ix_finding_responsible_state ON finding (responsible, state)",
    "CREATE INDEX ix_report_finding ON report (finding, sent_at)",
    "CREATE UNIQUE INDEX ux_recheck_once ON recheck (finding, inspection)",
    "CREATE INDEX ix_inspection_bureau_started ON inspection (bureau, started_at, id, state, kind)",
    "CREATE INDEX ix_inspection_patrol ON inspection (started_at, id) WHERE kind = 'patrol'",
    "CREATE INDEX ix_inspection_enterprise_started ON inspection (enterprise, started_at)",
    "CREATE INDEX ix_inspection_started ON inspection (started_at, id)",
    "CREATE INDEX ix_inspection_state_started ON inspection (state, started_at)",
    "CREATE INDEX ix_inspection_lead_state ON inspection (lead, state)",
    "CREATE UNIQUE INDEX ux_answer_revision ON answer (inspection, item, revision)",
    "CREATE UNIQUE INDEX ux_answer_entry ON answer (inspection, item, entry)",
    "CREATE UNIQUE INDEX ux_arrived_entry ON arrived_entry (inspection, entry)",
    "CREATE UNIQUE INDEX ux_slot_key ON slot (inspection, key)",
    "CREATE UNIQUE INDEX ux_draft_recheck_finding ON draft_recheck (inspection, finding)",
    "CREATE UNIQUE INDEX ux_document_style_kind ON document_style (bureau, kind)",
    "CREATE UNIQUE INDEX ux_number_series_stem ON number_series (bureau, stem)",
    "CREATE UNIQUE INDEX ux_bureau_seal_current ON bureau_seal (bureau) WHERE ended_at IS NULL",
    "CREATE UNIQUE INDEX ux_document_serial ON document (series, serial) WHERE serial IS NOT NULL",
    "CREATE INDEX ix_document_state_issued ON document (state, issued_at, id)",
    "CREATE INDEX ix_document_enterprise_created ON document (enterprise, created_at, id)",
    "CREATE INDEX ix_document_created ON document (created_at, id)",
    "CREATE UNIQUE INDEX ux_document_supersedes ON document (supersedes) WHERE supersedes IS NOT NULL AND state IN ('draft', 'issued')",
    "CREATE UNIQUE INDEX ux_consent_standing ON consent (enterprise) WHERE ended_at IS NULL",
    "CREATE UNIQUE INDEX ux_document_template ON document_template (bureau, kind)",
    "CREATE UNIQUE INDEX ux_notice_key ON notice (person, key)",
    "CREATE INDEX ix_notice_person_id ON notice (person, id)",
    "CREATE INDEX ix_notice_unread ON notice (person) WHERE read_at IS NULL",
    "CREATE INDEX ix_notice_given_up ON notice (id) WHERE mail_after IS NULL AND mail_error <> ''",
    "CREATE INDEX ix_notice_unmailed ON notice (mail_after) WHERE mail_after IS NOT NULL",
    "CREATE UNIQUE INDEX ux_day_list_entry_pair ON day_list_entry (day_list, enterprise)",
    'CREATE INDEX ix_day_list_lead_on ON day_list (lead, "on")',
    'CREATE INDEX ix_day_list_second_on ON day_list (second, "on")',
]

SQLITE = [
    "CREATE TRIGGER event_no_update BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'event is append-only'); END",
    "CREATE TRIGGER event_no_delete BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'event is append-only'); END",
    "CREATE TRIGGER seal_no_update BEFORE UPDATE ON seal BEGIN SELECT RAISE(ABORT, 'seal is append-only'); END",
    "CREATE TRIGGER seal_no_delete BEFORE DELETE ON seal BEGIN SELECT RAISE(ABORT, 'seal is append-only'); END",
    "CREATE TRIGGER finding_bureau AFTER INSERT ON finding WHEN NEW.bureau IS NULL BEGIN UPDATE finding SET bureau = (SELECT bureau FROM enterprise WHERE id = NEW.enterprise) WHERE id = NEW.id; END",
    "CREATE TRIGGER finding_moved AFTER UPDATE OF bureau ON enterprise WHEN NEW.bureau <> OLD.bureau BEGIN UPDATE finding SET bureau = NEW.bureau WHERE enterprise = NEW.id; END",
    "CREATE TRIGGER inspection_bureau AFTER INSERT ON inspection WHEN NEW.bureau IS NULL BEGIN UPDATE inspection SET bureau = (SELECT bureau FROM enterprise WHERE id = NEW.enterprise) WHERE id = NEW.id; END",
    "CREATE TRIGGER inspection_moved AFTER UPDATE OF bureau ON enterprise WHEN NEW.bureau <> OLD.bureau BEGIN UPDATE inspection SET bureau = NEW.bureau WHERE enterprise = NEW.id; END",
]

POSTGRES = [
    "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$",
    "CREATE TRIGGER event_no_update BEFORE UPDATE ON event FOR EACH ROW EXECUTE FUNCTION refuse_change()",
    "CREATE TRIGGER event_no_delete BEFORE DELETE ON event FOR EACH ROW EXECUTE FUNCTION refuse_change()",
    "CREATE TRIGGER event_no_truncate BEFORE TRUNCATE ON event FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
    "CREATE TRIGGER seal_no_update BEFORE UPDATE ON seal FOR EACH ROW EXECUTE FUNCTION refuse_change()",
    "CREATE TRIGGER seal_no_delete BEFORE DELETE ON seal FOR EACH ROW EXECUTE FUNCTION refuse_change()",
    "CREATE TRIGGER seal_no_truncate BEFORE TRUNCATE ON seal FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
    "ALTER TABLE enterprise ALTER COLUMN bureau SET STATISTICS 1000",
    "CREATE FUNCTION finding_bureau() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.bureau := (SELECT bureau FROM enterprise WHERE id = NEW.enterprise FOR SHARE); RETURN NEW; END $$",
    "CREATE TRIGGER finding_bureau BEFORE INSERT ON finding FOR EACH ROW WHEN (NEW.bureau IS NULL) EXECUTE FUNCTION finding_bureau()",
    "CREATE FUNCTION finding_moved() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN UPDATE finding SET bureau = NEW.bureau WHERE enterprise = NEW.id; RETURN NULL; END $$",
    "CREATE TRIGGER finding_moved AFTER UPDATE OF bureau ON enterprise FOR EACH ROW WHEN (NEW.bureau <> OLD.bureau) EXECUTE FUNCTION finding_moved()",
    "ALTER TABLE finding ALTER COLUMN bureau SET STATISTICS 1000",
    "CREATE FUNCTION inspection_bureau() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.bureau := (SELECT bureau FROM enterprise WHERE id = NEW.enterprise FOR SHARE); RETURN NEW; END $$",
    "CREATE TRIGGER inspection_bureau BEFORE INSERT ON inspection FOR EACH ROW WHEN (NEW.bureau IS NULL) EXECUTE FUNCTION inspection_bureau()",
    "CREATE FUNCTION inspection_moved() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN UPDATE inspection SET bureau = NEW.bureau WHERE enterprise = NEW.id; RETURN NULL; END $$",
    "CREATE TRIGGER inspection_moved AFTER UPDATE OF bureau ON enterprise FOR EACH ROW WHEN (NEW.bureau <> OLD.bureau) EXECUTE FUNCTION inspection_moved()",
    "ALTER TABLE inspection ALTER COLUMN bureau SET STATISTICS 1000",
]


class RawTable(Table):
    """Something to run SQL through."""


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="webapp", description=DESCRIPTION)

    async def run():
        engine = RawTable._meta.db.engine_type
        for statement in BOTH + (SQLITE if engine == "sqlite" else POSTGRES):
            await RawTable.raw(statement)

    manager.add_raw(run)
    return manager
