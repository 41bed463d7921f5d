"""what trainers look at, decide and change"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import bot.store.tables

revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('inbox_cursor',
    sa.Column('name', sa.String(length=20), nullable=False),
    sa.Column('at', bot.store.base.UTCDateTime(timezone=True), nullable=False),
    sa.Column('lease_owner', sa.String(length=36), nullable=True),
    sa.Column('lease_until', bot.store.base.UTCDateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_inbox_cursor'))
    )
    op.create_table('change_set',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('author', sa.String(length=36), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False, comment='Counts the changes to the set'),
    sa.Column('created_at', bot.store.base.UTCDateTime(timezone=True), nullable=False),
    sa.Column('approved_at', bot.store.base.UTCDateTime(timezone=True), nullable=True, comment='Sets are applied in this order'),
    sa.Column('release', sa.String(length=80), nullable=True, comment='The model that has it first'),
    sa.Column('validation', sa.JSON(), nullable=True, comment='What Rasa said of base and set together'),
    sa.CheckConstraint("state IN ('draft', 'submitted', 'approved', 'rejected', 'released')", name=op.f('ck_change_set_state')),
    sa.ForeignKeyConstraint(['author'], ['staff.id'], name=op.f('fk_change_set_author')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_change_set'))
    )
    with op.batch_alter_table('change_set', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_change_set_author'), ['author'], unique=False)
        batch_op.create_index(batch_op.f('ix_change_set_created_at'), ['created_at'], unique=False)
        batch_op.create_index('ix_change_set_state', ['state', 'approved_at'], unique=False)
        batch_op.create_index('uq_change_set_draft', ['author'], unique=True, sqlite_where=sa.text("state = 'draft'"), postgresql_where=sa.text("state = 'draft'"))

    op.create_table('inbox_item',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('key', sa.String(length=64), nullable=False, comment='What same ones share'),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False, comment='Counts the decisions'),
    sa.Column('count', sa.Integer(), nullable=False, comment='How often it was said'),
    sa.Column('first_at', bot.store.base.UTCDateTime(timezone=True), nullable=False),
    sa.Column('last_at', bot.store.base.UTCDateTime(timezone=True), nullable=False),
    sa.Column('label', sa.String(length=80), nullable=True, comment='How it was read last'),
    sa.Column('domain', sa.String(length=20), nullable=True),
    sa.Column('matter', sa.String(length=60), nullable=True),
    sa.Column('facet', sa.String(length=20), nullable=True),
    sa.Column('confidence', sa.Double(), nullable=True),
    sa.Column('outcome', sa.String(length=20), nullable=True),
    sa.Column('model', sa.String(length=80), nullable=True),
    sa.Column('ranking', sa.JSON(), nullable=False),
    sa.Column('staff_matter', sa.String(length=60), nullable=True, comment='What staff settled on when the assistant had not'),
    sa.Column('near_label', sa.String(length=80), nullable=True, comment='What the nearest examples say instead'),
    sa.Column('vector', sa.LargeBinary(), nullable=True, comment='float16, for clusters'),
    sa.Column('claimed_by', sa.String(length=36), nullable=True),
    sa.Column('claimed_at', bot.store.base.UTCDateTime(timezone=True), nullable=True),
    sa.Column('decided_by', sa.String(length=36), nullable=True),
    sa.Column('decided_at', bot.store.base.UTCDateTime(timezone=True), nullable=True),
    sa.Column('decided_model', sa.String(length=80), nullable=True),
    sa.CheckConstraint("state IN ('open', 'done', 'skipped')", name=op.f('ck_inbox_item_state')),
    sa.ForeignKeyConstraint(['claimed_by'], ['staff.id'], name=op.f('fk_inbox_item_claimed_by')),
    sa.ForeignKeyConstraint(['decided_by'], ['staff.id'], name=op.f('fk_inbox_item_decided_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_inbox_item')),
    sa.UniqueConstraint('key', name=op.f('uq_inbox_item_key'))
    )
    with op.batch_alter_table('inbox_item', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_inbox_item_domain'), ['domain'], unique=False)
        batch_op.create_index(batch_op.f('ix_inbox_item_matter'), ['matter'], unique=False)
        batch_op.create_index('ix_inbox_item_state_count', ['state', 'count', 'id'], unique=False)
        batch_op.create_index('ix_inbox_item_state_last', ['state', 'last_at', 'id'], unique=False)

    op.create_table('change',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('set_id', sa.String(length=36), nullable=False),
    sa.Column('at', bot.store.base.UTCDateTime(timezone=True), nullable=False),
    sa.Column('staff_id', sa.String(length=36), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('before', sa.JSON(), nullable=True),
    sa.Column('after', sa.JSON(), nullable=True),
    sa.Column('matter', sa.String(length=60), nullable=True, comment='Whose name a synonym is'),
    sa.Column('note', sa.Text(), nullable=True),
    sa.Column('item_id', sa.String(length=36), nullable=True),
    sa.Column('said', sa.Text(), nullable=True, comment='The sentence that was corrected'),
    sa.Column('warnings', sa.JSON(), nullable=False, comment='What the author was warned of'),
    sa.Column('undone_at', bot.store.base.UTCDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['item_id'], ['inbox_item.id'], name=op.f('fk_change_item_id')),
    sa.ForeignKeyConstraint(['set_id'], ['change_set.id'], name=op.f('fk_change_set_id')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_change_staff_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_change'))
    )
    with op.batch_alter_table('change', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_change_item_id'), ['item_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_change_set_id'), ['set_id'], unique=False)

    op.create_table('change_set_event',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('set_id', sa.String(length=36), nullable=False),
    sa.Column('at', bot.store.base.UTCDateTime(timezone=True), nullable=False),
    sa.Column('staff_id', sa.String(length=36), nullable=True),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('text', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['set_id'], ['change_set.id'], name=op.f('fk_change_set_event_set_id')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_change_set_event_staff_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_change_set_event'))
    )
    with op.batch_alter_table('change_set_event', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_change_set_event_set_id'), ['set_id'], unique=False)

    op.create_table('inbox_sighting',
    sa.Column('source', sa.String(length=60), nullable=False),
    sa.Column('item_id', sa.String(length=36), nullable=False),
    sa.Column('at', bot.store.base.UTCDateTime(timezone=True), nullable=False),
    sa.Column('channel', sa.String(length=20), nullable=False),
    sa.Column('label', sa.String(length=80), nullable=True),
    sa.Column('confidence', sa.Double(), nullable=True),
    sa.Column('outcome', sa.String(length=20), nullable=True),
    sa.Column('model', sa.String(length=80), nullable=True),
    sa.ForeignKeyConstraint(['item_id'], ['inbox_item.id'], name=op.f('fk_inbox_sighting_item_id')),
    sa.PrimaryKeyConstraint('source', name=op.f('pk_inbox_sighting'))
    )
    with op.batch_alter_table('inbox_sighting', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_inbox_sighting_channel'), ['channel'], unique=False)
        batch_op.create_index(batch_op.f('ix_inbox_sighting_item_id'), ['item_id'], unique=False)

    op.create_table('inbox_decision',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('item_id', sa.String(length=36), nullable=False),
    sa.Column('at', bot.store.base.UTCDateTime(timezone=True), nullable=False),
    sa.Column('staff_id', sa.String(length=36), nullable=True, comment='Empty: misread again by a later model'),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('label', sa.String(length=80), nullable=True),
    sa.Column('change_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['change_id'], ['change.id'], name=op.f('fk_inbox_decision_change_id')),
    sa.ForeignKeyConstraint(['item_id'], ['inbox_item.id'], name=op.f('fk_inbox_decision_item_id')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_inbox_decision_staff_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_inbox_decision'))
    )
    with op.batch_alter_table('inbox_decision', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_inbox_decision_item_id'), ['item_id'], unique=False)

    op.create_table('inbox_reason',
    sa.Column('source', sa.String(length=60), nullable=False),
    sa.Column('reason', sa.String(length=20), nullable=False),
    sa.Column('item_id', sa.String(length=36), nullable=False),
    sa.ForeignKeyConstraint(['item_id'], ['inbox_item.id'], name=op.f('fk_inbox_reason_item_id')),
    sa.ForeignKeyConstraint(['source'], ['inbox_sighting.source'], name=op.f('fk_inbox_reason_source')),
    sa.PrimaryKeyConstraint('source', 'reason', name=op.f('pk_inbox_reason'))
    )
    with op.batch_alter_table('inbox_reason', schema=None) as batch_op:
        batch_op.create_index('ix_inbox_reason_item', ['item_id', 'reason'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('inbox_reason', schema=None) as batch_op:
        batch_op.drop_index('ix_inbox_reason_item')

    op.drop_table('inbox_reason')
    with op.batch_alter_table('inbox_decision', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_inbox_decision_item_id'))

    op.drop_table('inbox_decision')
    with op.batch_alter_table('inbox_sighting', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_inbox_sighting_item_id'))
        batch_op.drop_index(batch_op.f('ix_inbox_sighting_channel'))

    op.drop_table('inbox_sighting')
    with op.batch_alter_table('change_set_event', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_change_set_event_set_id'))

    op.drop_table('change_set_event')
    with op.batch_alter_table('change', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_change_set_id'))
        batch_op.drop_index(batch_op.f('ix_change_item_id'))

    op.drop_table('change')
    with op.batch_alter_table('inbox_item', schema=None) as batch_op:
        batch_op.drop_index('ix_inbox_item_state_last')
        batch_op.drop_index('ix_inbox_item_state_count')
        batch_op.drop_index(batch_op.f('ix_inbox_item_matter'))
        batch_op.drop_index(batch_op.f('ix_inbox_item_domain'))

    op.drop_table('inbox_item')
    with op.batch_alter_table('change_set', schema=None) as batch_op:
        batch_op.drop_index('uq_change_set_draft', sqlite_where=sa.text("state = 'draft'"), postgresql_where=sa.text("state = 'draft'"))
        batch_op.drop_index('ix_change_set_state')
        batch_op.drop_index(batch_op.f('ix_change_set_created_at'))
        batch_op.drop_index(batch_op.f('ix_change_set_author'))

    op.drop_table('change_set')
    op.drop_table('inbox_cursor')
