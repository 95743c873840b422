"""Commitments get parties as of the day, amendments, links with terms, fulfilments, files and trust roots."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0002_audit_is_append_only"),
        ("agencies", "__first__"),
        ("commitments", "0002_initial"),
        ("kpis", "0004_commitment_imports"),
    ]

    operations = [
        migrations.AlterField(
            model_name="signingevent",
            name="agency",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="agencies.agency",
                verbose_name="to whom is promised",
            ),
        ),
        migrations.AlterField(
            model_name="signingevent",
            name="plan",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="signing_events",
                to="kpis.plan",
                verbose_name="plan",
            ),
        ),
        migrations.AddField(
            model_name="commitment",
            name="agency_name",
            field=models.CharField(default="", max_length=200, verbose_name="agency's name on that day"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="commitment",
            name="counterparty",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="counterparty's account",
            ),
        ),
        migrations.AddField(
            model_name="commitment",
            name="counterparty_agency_name",
            field=models.CharField(blank=True, max_length=200, verbose_name="counterparty's agency on that day"),
        ),
        migrations.AddField(
            model_name="commitment",
            name="recorded_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="recorded as signed at"),
        ),
        migrations.AddField(
            model_name="commitment",
            name="recorded_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="recorded as signed by",
            ),
        ),
        migrations.AddField(
            model_name="commitment",
            name="signatory",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="signatory's account",
            ),
        ),
        migrations.AddField(
            model_name="commitment",
            name="state",
            field=models.CharField(
                choices=[("draft", "Not signed yet"), ("signed", "Signed")],
                default="draft",
                max_length=6,
                verbose_name="state",
            ),
        ),
        migrations.AlterField(
            model_name="commitment",
            name="agency",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="commitments",
                to="agencies.agency",
                verbose_name="agency",
            ),
        ),
        migrations.AlterField(
            model_name="commitment",
            name="event",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="commitments",
                to="commitments.signingevent",
                verbose_name="signing event",
            ),
        ),
        migrations.AddIndex(
            model_name="commitment",
            index=models.Index(fields=["agency", "event"], name="commitment_by_agency"),
        ),
        migrations.CreateModel(
            name="Amendment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=60, verbose_name="number")),
                ("dated_on", models.DateField(verbose_name="date")),
                ("note", models.TextField(blank=True, verbose_name="note")),
                ("made_at", models.DateTimeField(verbose_name="recorded at")),
                ("is_illustrative", models.BooleanField(default=False, verbose_name="illustrative")),
                (
                    "commitment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="amendments",
                        to="commitments.commitment",
                        verbose_name="commitment",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="recorded by",
                    ),
                ),
            ],
            options={
                "verbose_name": "amendment",
                "verbose_name_plural": "amendments",
                "ordering": ["commitment", "dated_on", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("commitment", "number"), name="amendment_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(("number", ""), _negated=True), name="amendment_has_a_number"
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="commitmentitem",
            name="way",
            field=models.CharField(
                choices=[
                    ("assigned", "When the linked items are met"),
                    ("document", "When a document is issued"),
                    ("confirmed", "When the other party confirms it"),
                ],
                default="confirmed",
                max_length=9,
                verbose_name="fulfilled",
            ),
        ),
        migrations.AlterField(
            model_name="commitmentitem",
            name="commitment",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="items",
                to="commitments.commitment",
                verbose_name="commitment",
            ),
        ),
        migrations.AddField(
            model_name="commitmentitem",
            name="added_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="added_items",
                to="commitments.amendment",
                verbose_name="added by",
            ),
        ),
        migrations.AddField(
            model_name="commitmentitem",
            name="withdrawn_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="withdrawn_items",
                to="commitments.amendment",
                verbose_name="withdrawn by",
            ),
        ),
        migrations.CreateModel(
            name="ItemLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_part", models.BooleanField(default=False, verbose_name="a part of it")),
                (
                    "operator",
                    models.CharField(
                        blank=True,
                        choices=[
                            (">", ">"),
                            (">=", "≥"),
                            ("<", "<"),
                            ("<=", "≤"),
                            ("=", "="),
                            ("between", "between"),
                            ("done", "done"),
                        ],
                        max_length=8,
                        verbose_name="operator",
                    ),
                ),
                (
                    "low",
                    models.DecimalField(blank=True, decimal_places=3, max_digits=15, null=True, verbose_name="low"),
                ),
                (
                    "high",
                    models.DecimalField(blank=True, decimal_places=3, max_digits=15, null=True, verbose_name="high"),
                ),
                (
                    "baseline",
                    models.DecimalField(
                        blank=True, decimal_places=3, max_digits=15, null=True, verbose_name="baseline"
                    ),
                ),
                ("unit", models.CharField(blank=True, max_length=60, verbose_name="unit")),
                ("raw", models.CharField(blank=True, max_length=400, verbose_name="target as signed")),
                ("deadline", models.DateField(blank=True, null=True, verbose_name="deadline")),
                (
                    "accountable",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="accountable person",
                    ),
                ),
                (
                    "assignment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="commitment_links",
                        to="kpis.assignment",
                        verbose_name="assigned item",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="links",
                        to="commitments.commitmentitem",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.agency",
                        verbose_name="lead agency",
                    ),
                ),
            ],
            options={
                "verbose_name": "link to an assigned item",
                "verbose_name_plural": "links to assigned items",
                "ordering": ["item", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("item", "assignment"), name="item_link_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("high", None), ("low", None), ("operator__in", ["", "done"])),
                            models.Q(("high__isnull", False), ("low__isnull", False), ("operator", "between")),
                            models.Q(
                                models.Q(("operator__in", ["", "between", "done"]), _negated=True),
                                ("high", None),
                                ("low__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="item_link_has_the_values_of_its_operator",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AmendmentChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "aspect",
                    models.CharField(
                        choices=[
                            ("target", "Target"),
                            ("deadline", "Deadline"),
                            ("owner", "Accountable"),
                            ("text", "Wording"),
                            ("added", "Added item"),
                            ("withdrawn", "Withdrawn item"),
                        ],
                        max_length=9,
                        verbose_name="what",
                    ),
                ),
                ("old", models.JSONField(default=dict, verbose_name="before")),
                ("new", models.JSONField(default=dict, verbose_name="after")),
                (
                    "amendment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="changes", to="commitments.amendment"
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes",
                        to="commitments.commitmentitem",
                    ),
                ),
                (
                    "link",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes",
                        to="commitments.itemlink",
                    ),
                ),
            ],
            options={
                "verbose_name": "change by an amendment",
                "verbose_name_plural": "changes by amendments",
                "ordering": ["amendment", "item__order", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("link", None)),
                        fields=("amendment", "item", "aspect"),
                        name="amendment_item_aspect_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("link__isnull", False)),
                        fields=("amendment", "link", "aspect"),
                        name="amendment_link_aspect_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Fulfilment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("fulfilled_on", models.DateField(verbose_name="fulfilled on")),
                ("document_number", models.CharField(blank=True, max_length=60, verbose_name="number of the document")),
                ("document_on", models.DateField(blank=True, null=True, verbose_name="date of the document")),
                ("note", models.TextField(blank=True, verbose_name="note")),
                (
                    "state",
                    models.CharField(
                        choices=[("claimed", "Claimed"), ("confirmed", "Confirmed"), ("refused", "Refused")],
                        default="claimed",
                        max_length=9,
                        verbose_name="state",
                    ),
                ),
                ("claimed_at", models.DateTimeField(verbose_name="said at")),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="decided at")),
                ("decision_reason", models.TextField(blank=True, verbose_name="reason")),
                ("revoked_at", models.DateTimeField(blank=True, null=True, verbose_name="revoked at")),
                ("is_illustrative", models.BooleanField(default=False, verbose_name="illustrative")),
                (
                    "claimed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="said by",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="decided by",
                    ),
                ),
                (
                    "revoked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="revoked by",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="fulfilments",
                        to="commitments.commitmentitem",
                    ),
                ),
            ],
            options={
                "verbose_name": "fulfilment of an item",
                "verbose_name_plural": "fulfilments of items",
                "ordering": ["item", "claimed_at", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "refused"), _negated=True),
                        fields=("item",),
                        name="fulfilment_one_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state", "claimed"), ("decided_at__isnull", False), _connector="OR"),
                        name="fulfilment_decided_is_dated",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("revoked_at", None), ("state", "refused"), _connector="OR"),
                        name="fulfilment_revoked_is_refused",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SignedFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("file", models.FileField(max_length=200, upload_to="commitments", verbose_name="file")),
                ("file_name", models.CharField(max_length=200, verbose_name="name of the file")),
                ("sha256", models.CharField(max_length=64)),
                ("size", models.PositiveIntegerField(verbose_name="size")),
                ("pages", models.PositiveIntegerField(default=0, verbose_name="pages")),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("altered", "The stored file was changed"),
                            ("broken", "The signed content was changed"),
                            ("changed_after", "Something was added after signing"),
                            ("untrusted", "The signer's certificate is not trusted"),
                            ("not_valid_then", "The certificate was not valid on that day"),
                            ("wrong_signer", "Signed by somebody else"),
                            ("unsigned", "No digital signature"),
                            ("valid", "Digital signature valid"),
                        ],
                        max_length=14,
                        verbose_name="digital signature",
                    ),
                ),
                ("findings", models.JSONField(default=dict)),
                ("verified_at", models.DateTimeField(verbose_name="verified at")),
                ("uploaded_at", models.DateTimeField(verbose_name="uploaded at")),
                ("is_illustrative", models.BooleanField(default=False, verbose_name="illustrative")),
                (
                    "amendment",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to="commitments.amendment",
                        verbose_name="amendment",
                    ),
                ),
                (
                    "commitment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to="commitments.commitment",
                        verbose_name="commitment",
                    ),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="uploaded by",
                    ),
                ),
            ],
            options={
                "verbose_name": "signed file",
                "verbose_name_plural": "signed files",
                "ordering": ["commitment", "uploaded_at", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("commitment", "sha256"), name="signed_file_once"),
                    models.CheckConstraint(
                        condition=models.Q(models.Q(("sha256", ""), _negated=True), ("size__gt", 0)),
                        name="signed_file_has_a_hash",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Attestation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(verbose_name="at")),
                ("note", models.CharField(blank=True, max_length=400, verbose_name="note")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attestations",
                        to="commitments.signedfile",
                    ),
                ),
            ],
            options={
                "verbose_name": "attestation",
                "verbose_name_plural": "attestations",
                "ordering": ["file", "at", "pk"],
                "constraints": [models.UniqueConstraint(fields=("file", "by"), name="attestation_once_a_person")],
            },
        ),
        migrations.CreateModel(
            name="TrustRoot",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("certificate", models.TextField(verbose_name="certificate (PEM)")),
                ("sha256", models.CharField(max_length=64, verbose_name="fingerprint (SHA-256)")),
                ("subject", models.CharField(max_length=400, verbose_name="subject")),
                ("valid_from", models.DateTimeField(verbose_name="valid from")),
                ("valid_to", models.DateTimeField(verbose_name="valid to")),
                ("added_at", models.DateTimeField(verbose_name="added at")),
                ("retired_at", models.DateTimeField(blank=True, null=True, verbose_name="retired at")),
                ("is_illustrative", models.BooleanField(default=False, verbose_name="illustrative")),
                (
                    "added_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="added by",
                    ),
                ),
                (
                    "province",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.agency",
                        verbose_name="province",
                    ),
                ),
                (
                    "retired_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="retired by",
                    ),
                ),
            ],
            options={
                "verbose_name": "trusted certificate",
                "verbose_name_plural": "trusted certificates",
                "ordering": ["province", "name", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("retired_at", None)), fields=("province", "sha256"), name="trust_root_once"
                    )
                ],
            },
        ),
    ]
