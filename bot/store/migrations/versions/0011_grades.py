"""what enterprises think of a case, and the calls that follow a bad grade"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.store.base import UTCDateTime

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('service_case') as batch:
        batch.add_column(
            sa.Column(
                'grade',
                sa.Integer(),
                nullable=True,
                comment='好差评: 5 very content, 1 not at all',
            )
        )
        batch.add_column(
            sa.Column(
                'grade_reason', sa.Text(), nullable=True, comment="In the enterprise's words"
            )
        )
        batch.add_column(sa.Column('graded_at', UTCDateTime(), nullable=True))
        batch.add_column(
            sa.Column(
                'follow_up_due_at',
                UTCDateTime(),
                nullable=True,
                comment='Who is not content is called until then',
            )
        )
        batch.add_column(sa.Column('followed_up_at', UTCDateTime(), nullable=True))
        batch.add_column(sa.Column('followed_up_by', sa.String(36), nullable=True))
        batch.create_foreign_key(
            'fk_service_case_followed_up_by', 'staff', ['followed_up_by'], ['id']
        )
        batch.create_index('ix_service_case_follow_up_due_at', ['follow_up_due_at'])


def downgrade() -> None:
    with op.batch_alter_table('service_case') as batch:
        batch.drop_index('ix_service_case_follow_up_due_at')
        batch.drop_constraint('fk_service_case_followed_up_by', type_='foreignkey')
        for name in (
            'followed_up_by',
            'followed_up_at',
            'follow_up_due_at',
            'graded_at',
            'grade_reason',
            'grade',
        ):
            batch.drop_column(name)
