from django.db import migrations

POSTGRESQL = """
CREATE FUNCTION refuse_audit_update() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION 'audit rows are not changed' USING ERRCODE = 'integrity_constraint_violation'; END
$$ LANGUAGE plpgsql;
CREATE TRIGGER audit_append_only BEFORE UPDATE ON agencies_auditevent
FOR EACH ROW EXECUTE FUNCTION refuse_audit_update();
"""
SQLITE = """
CREATE TRIGGER audit_append_only BEFORE UPDATE ON agencies_auditevent
BEGIN SELECT RAISE(ABORT, 'audit rows are not changed'); END;
"""
UNDO = {
    "postgresql": "DROP TRIGGER audit_append_only ON agencies_auditevent; DROP FUNCTION refuse_audit_update();",
    "sqlite": "DROP TRIGGER audit_append_only;",
}


def install(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(POSTGRESQL if vendor == "postgresql" else SQLITE)


def remove(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(UNDO[schema_editor.connection.vendor])


class Migration(migrations.Migration):
    dependencies = [("agencies", "0001_initial")]

    operations = [migrations.RunPython(install, remove)]
