"""The database itself refuses to change or delete an audit row; the head of the chain is put in place."""

from django.db import migrations

SQLITE = (
    "CREATE TRIGGER core_auditrow_no_update BEFORE UPDATE ON core_auditrow "
    "BEGIN SELECT RAISE(ABORT, 'audit rows are only appended'); END",
    "CREATE TRIGGER core_auditrow_no_delete BEFORE DELETE ON core_auditrow "
    "BEGIN SELECT RAISE(ABORT, 'audit rows are only appended'); END",
)
POSTGRESQL = (
    "CREATE FUNCTION core_auditrow_refuse() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'audit rows are only appended'; END $$",
    "CREATE TRIGGER core_auditrow_no_change BEFORE UPDATE OR DELETE ON core_auditrow "
    "FOR EACH ROW EXECUTE FUNCTION core_auditrow_refuse()",
)


def guard(apps, schema_editor):
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement, params=None)
    apps.get_model("core", "AuditHead").objects.get_or_create(id=1)


def unguard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER core_auditrow_no_change ON core_auditrow")
        schema_editor.execute("DROP FUNCTION core_auditrow_refuse()")
    else:
        schema_editor.execute("DROP TRIGGER core_auditrow_no_update")
        schema_editor.execute("DROP TRIGGER core_auditrow_no_delete")


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]
    operations = [migrations.RunPython(guard, unguard)]
