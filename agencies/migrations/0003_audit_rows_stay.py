"""The database refuses to delete rows of the trail too, one by one, all at once, or by writing over them."""

from django.db import migrations

POSTGRESQL = """
CREATE FUNCTION refuse_audit_delete() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION 'audit rows are not deleted' USING ERRCODE = 'integrity_constraint_violation'; END
$$ LANGUAGE plpgsql;
CREATE TRIGGER audit_rows_stay BEFORE DELETE ON agencies_auditevent
FOR EACH ROW EXECUTE FUNCTION refuse_audit_delete();
CREATE TRIGGER audit_table_stays BEFORE TRUNCATE ON agencies_auditevent
FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_delete();
"""
# INSERT OR REPLACE removes the row that stood there without asking the trigger of deletions.
SQLITE = [
    """
    CREATE TRIGGER audit_rows_stay BEFORE DELETE ON agencies_auditevent
    BEGIN SELECT RAISE(ABORT, 'audit rows are not deleted'); END
    """,
    """
    CREATE TRIGGER audit_rows_are_not_replaced BEFORE INSERT ON agencies_auditevent
    WHEN EXISTS (SELECT 1 FROM agencies_auditevent WHERE id = NEW.id)
    BEGIN SELECT RAISE(ABORT, 'audit rows are not changed'); END
    """,
]
UNDO = {
    "postgresql": [
        "DROP TRIGGER audit_rows_stay ON agencies_auditevent",
        "DROP TRIGGER audit_table_stays ON agencies_auditevent",
        "DROP FUNCTION refuse_audit_delete()",
    ],
    "sqlite": ["DROP TRIGGER audit_rows_stay", "DROP TRIGGER audit_rows_are_not_replaced"],
}


def run(schema_editor, statements):
    with schema_editor.connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def install(apps, schema_editor):
    run(schema_editor, [POSTGRESQL] if schema_editor.connection.vendor == "postgresql" else SQLITE)


def remove(apps, schema_editor):
    run(schema_editor, UNDO[schema_editor.connection.vendor])


class Migration(migrations.Migration):
    dependencies = [("agencies", "0002_audit_is_append_only")]

    operations = [migrations.RunPython(install, remove)]
