/** The matters that a filter leaves, in the order that somebody asked for. */
import type { CoverageOut } from '@esa/contract'
import type { Todo } from './words.zh'

export type Column = 'title' | 'examples' | 'missing' | 'facts' | 'ratings' | 'misread' | 'open' | 'todo'

export interface Wanted {
  domain: string
  todo: string
  core: string
  q: string
}

/** What is worst first, whatever the column counts. */
const urgency: Record<Exclude<Column, 'title'>, (one: CoverageOut) => number> = {
  examples: ({ examples, least }) => 1 - examples / Math.max(1, least),
  missing: ({ missing }) => missing.length,
  facts: ({ expired, expiring }) => expired * 1000 + expiring,
  // Without ratings there is nothing to be sorry for.
  ratings: ({ rated, useful }) => (rated ? 1 - useful / rated : -1),
  misread: ({ misread }) => misread,
  open: ({ open }) => open,
  todo: ({ todo }) => todo.length,
}

export function matching(matters: readonly CoverageOut[], { domain, todo, core, q }: Wanted): CoverageOut[] {
  const typed = q.trim().toLowerCase()
  return matters.filter(
    (one) =>
      (!domain || one.domain === domain) &&
      (!todo || one.todo.includes(todo as Todo)) &&
      (!core || one.core) &&
      (one.title.toLowerCase().includes(typed) || one.matter.includes(typed)),
  )
}

/** `upwards`: the least urgent first, and titles from their end. Equal ones stay as the server ordered them. */
export function sorted(matters: readonly CoverageOut[], column: Column, upwards: boolean): CoverageOut[] {
  const turn = upwards ? -1 : 1
  const compare =
    column === 'title'
      ? (a: CoverageOut, b: CoverageOut) => a.title.localeCompare(b.title, 'zh-CN')
      : (a: CoverageOut, b: CoverageOut) => urgency[column](b) - urgency[column](a)
  return [...matters].sort((a, b) => turn * compare(a, b))
}

/** How many matters have each thing to do, in the order of urgency that `kinds` has. */
export function counted(matters: readonly CoverageOut[], kinds: readonly Todo[]): { kind: Todo; count: number }[] {
  const counts = kinds.map((kind) => ({ kind, count: matters.filter(({ todo }) => todo.includes(kind)).length }))
  return counts.filter(({ count }) => count > 0)
}
