"""The trigger by which a visit began when the phone says, where nobody has said otherwise."""

BEGAN_SQLITE = [
    "CREATE TRIGGER inspection_began AFTER INSERT ON inspection WHEN NEW.began_at IS NULL BEGIN UPDATE inspection "
    "SET began_at = started_at WHERE id = NEW.id; END",
]
BEGAN_POSTGRES = [
    "CREATE FUNCTION inspection_began() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN NEW.began_at := NEW.started_at; RETURN NEW; END $$",
    "CREATE TRIGGER inspection_began BEFORE INSERT ON inspection FOR EACH ROW WHEN (NEW.began_at IS NULL) "
    "EXECUTE FUNCTION inspection_began()",
]
