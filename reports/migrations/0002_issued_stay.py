"""The database refuses to change or delete an issued report, its signed files, and words of people once written."""

from django.db import migrations

TABLES = ("reports_issuedreport", "reports_signedreport", "reports_wording", "reports_addition")
FUNCTION = """
CREATE FUNCTION refuse_report_change() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION 'what was issued is not changed' USING ERRCODE = 'integrity_constraint_violation'; END
$$ LANGUAGE plpgsql
"""


def run(schema_editor, statements):
    with schema_editor.connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def install(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        made = [
            f"CREATE TRIGGER {table}_stays BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_report_change()"
            for table in TABLES
        ]
        return run(schema_editor, [FUNCTION, *made])
    return run(
        schema_editor,
        [
            f"CREATE TRIGGER {table}_{name} BEFORE {moment} ON {table} "
            "BEGIN SELECT RAISE(ABORT, 'what was issued is not changed'); END"
            for table in TABLES
            for name, moment in (("stays", "UPDATE"), ("is_not_deleted", "DELETE"))
        ],
    )


def remove(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        made = [f"DROP TRIGGER {table}_stays ON {table}" for table in TABLES]
        return run(schema_editor, [*made, "DROP FUNCTION refuse_report_change()"])
    return run(
        schema_editor, [f"DROP TRIGGER {table}_{name}" for table in TABLES for name in ("stays", "is_not_deleted")]
    )


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_initial")]

    operations = [migrations.RunPython(install, remove)]
