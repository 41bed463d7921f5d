/** How change sets are shown, and in which order. */
import type { SetDetail, SetOut } from '@esa/contract'
import { words } from '../../words.zh'

export const stateChip: Record<SetOut['state'], string> = {
  draft: '', submitted: 'soon', approved: 'accent', rejected: 'late', released: 'calm',
}

export const titleOfSet = ({ title, author_name }: SetOut): string => title || words.training.changes.untitled(author_name)

/** How many changes do not fit what is there now. */
export const clashesOf = ({ changes }: SetDetail): number => changes.filter(({ clash, undone_at }) => clash && !undone_at).length

/** Which of all drafts is one's own; there is never more than one. */
export const ownDraft = (drafts: readonly SetOut[], member: string | undefined): SetOut | null =>
  drafts.find(({ author, state }) => state === 'draft' && author === member) ?? null
