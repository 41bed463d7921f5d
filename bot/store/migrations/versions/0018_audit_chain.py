"""the audit is one chain of hashes, of more than persons, and only ever added to"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from bot.store.audit_tables import BEGINNING, chained
from bot.store.base import UTCDateTime

revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None

_REFUSED = 'audit_event is only ever added to'
_SQLITE = (
    # Also for INSERT OR REPLACE, which fires no trigger of a DELETE.
    f"""CREATE TRIGGER audit_event_no_replace BEFORE INSERT ON audit_event
    WHEN EXISTS (SELECT 1 FROM audit_event WHERE id = NEW.id)
    BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END""",
    f"""CREATE TRIGGER audit_event_no_update BEFORE UPDATE ON audit_event
    BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END""",
    f"""CREATE TRIGGER audit_event_no_delete BEFORE DELETE ON audit_event
    BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END""",
)
_POSTGRESQL = (
    'ALTER TABLE audit_event RENAME CONSTRAINT pk_audit_chain TO pk_audit_event',
    f"""CREATE FUNCTION audit_event_refuse() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION '{_REFUSED}'; END $$""",
    """CREATE TRIGGER audit_event_no_change BEFORE UPDATE OR DELETE ON audit_event
    FOR EACH ROW EXECUTE FUNCTION audit_event_refuse()""",
    """CREATE TRIGGER audit_event_no_truncate BEFORE TRUNCATE ON audit_event
    FOR EACH STATEMENT EXECUTE FUNCTION audit_event_refuse()""",
)
_INDEXED = ('at', 'subject', 'conversation_id', 'staff_id')


def _old() -> sa.Table:
    """The table of before, for reading and for making it anew."""
    return sa.Table(
        'audit_event',
        sa.MetaData(),
        sa.Column('id', sa.Integer(), primary_key=True),
        sa.Column('at', UTCDateTime(), nullable=False),
        sa.Column('kind', sa.String(30), nullable=False),
        sa.Column('conversation_id', sa.String(36), nullable=False),
        sa.Column('staff_id', sa.String(36), nullable=True),
        sa.Column('detail', sa.JSON(), nullable=False),
    )


def _fill(table: sa.Table, rows: list[dict[str, Any]]) -> None:
    if rows:
        op.bulk_insert(table, rows)


def upgrade() -> None:
    new = op.create_table(
        'audit_chain',
        sa.Column(
            'id',
            sa.Integer(),
            nullable=False,
            autoincrement=False,
            comment='Its place, without gaps from 1 on',
        ),
        sa.Column('at', UTCDateTime(), nullable=False),
        sa.Column('kind', sa.String(30), nullable=False),
        sa.Column(
            'subject',
            sa.String(64),
            nullable=True,
            comment='Id of the case, ticket, account or release',
        ),
        sa.Column('conversation_id', sa.String(36), nullable=True),
        sa.Column(
            'staff_id',
            sa.String(36),
            nullable=True,
            comment='Empty: the person, a platform, a clock or a command',
        ),
        sa.Column('detail', sa.JSON(), nullable=False, comment='Ids, numbers and codes only'),
        sa.Column('previous', sa.String(64), nullable=False, comment='Hash of the line before'),
        sa.Column(
            'hash', sa.String(64), nullable=False, comment='Of everything else in this line'
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_chain')),
    )
    lines: list[dict[str, Any]] = []
    previous, old = BEGINNING, _old()
    for place, row in enumerate(op.get_bind().execute(sa.select(old).order_by(old.c.id)), 1):
        lines.append(chained({**row._mapping, 'id': place, 'subject': None}, previous))
        previous = lines[-1]['hash']
    _fill(new, lines)
    op.drop_table('audit_event')
    op.rename_table('audit_chain', 'audit_event')
    for column in _INDEXED:
        op.create_index(f'ix_audit_event_{column}', 'audit_event', [column])
    for statement in _SQLITE if op.get_bind().dialect.name == 'sqlite' else _POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    """Only lines about persons have a place in the table of before."""
    old = _old()
    kept = sa.select(old).where(old.c.conversation_id.is_not(None)).order_by(old.c.id)
    rows = [dict(row._mapping) for row in op.get_bind().execute(kept)]
    op.drop_table('audit_event')
    if op.get_bind().dialect.name == 'postgresql':
        op.execute('DROP FUNCTION audit_event_refuse')
    op.create_table(
        'audit_event',
        sa.Column('id', sa.Integer(), primary_key=True),
        sa.Column('at', UTCDateTime(), nullable=False),
        sa.Column('kind', sa.String(30), nullable=False),
        sa.Column(
            'conversation_id', sa.String(36), sa.ForeignKey('conversation.id'), nullable=False
        ),
        sa.Column(
            'staff_id',
            sa.String(36),
            sa.ForeignKey('staff.id'),
            nullable=True,
            comment='Empty: the person, or a platform',
        ),
        sa.Column('detail', sa.JSON(), nullable=False, comment='Ids, numbers and codes only'),
    )
    _fill(old, rows)
    for column in ('at', 'conversation_id', 'staff_id'):
        op.create_index(f'ix_audit_event_{column}', 'audit_event', [column])
