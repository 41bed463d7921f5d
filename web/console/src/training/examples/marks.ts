/** Entities marked in a text. Places are counted in code points, as the server counts them. */
import type { MarkedIn } from '@esa/contract'

export interface Span {
  readonly start: number
  readonly end: number
}

export interface Piece {
  readonly text: string
  readonly entity: string | null
}

/** What a browser calls a place in a text: it counts units of UTF-16. */
export const placeOf = (text: string, unit: number): number => [...text.slice(0, unit)].length

export const cut = (text: string, { start, end }: Span): string => [...text].slice(start, end).join('')

/** A selection without the blanks at its ends; null when nothing is left. */
export function trimmed(text: string, { start, end }: Span): Span | null {
  const letters = [...text]
  while (start < end && !letters[start]!.trim()) start++
  while (start < end && !letters[end - 1]!.trim()) end--
  return start < end ? { start, end } : null
}

/** The text in pieces, marked or not. */
export function pieces(text: string, marks: readonly MarkedIn[]): Piece[] {
  const found: Piece[] = []
  let at = 0
  for (const { start, end, entity } of inOrder(marks)) {
    if (start > at) found.push({ text: cut(text, { start: at, end: start }), entity: null })
    found.push({ text: cut(text, { start, end }), entity })
    at = end
  }
  const rest = cut(text, { start: at, end: text.length })
  return rest ? [...found, { text: rest, entity: null }] : found
}

/** One more, in place of those that it overlaps. */
export function marked(marks: readonly MarkedIn[], added: MarkedIn): MarkedIn[] {
  return inOrder([...marks.filter(({ start, end }) => end <= added.start || start >= added.end), added])
}

/** The marks after the text has been changed: they move with their words, and go with them. */
export function moved(marks: readonly MarkedIn[], before: string, after: string): MarkedIn[] {
  const [old, young] = [[...before], [...after]]
  const most = Math.min(old.length, young.length)
  let head = 0
  while (head < most && old[head] === young[head]) head++
  let tail = 0
  while (tail < most - head && old[old.length - 1 - tail] === young[young.length - 1 - tail]) tail++
  const by = young.length - old.length
  return marks.flatMap((mark) => {
    if (mark.end <= head) return [mark]
    return mark.start >= old.length - tail ? [{ ...mark, start: mark.start + by, end: mark.end + by }] : []
  })
}

/** Without the blanks around it; one end after the other, for the words between them stay what they are. */
export function stripped({ text, entities }: { text: string; entities: readonly MarkedIn[] }) {
  const begun = text.trimEnd()
  const bare = begun.trimStart()
  return { text: bare, entities: moved(moved(entities, text, begun), begun, bare) }
}

const inOrder = (marks: readonly MarkedIn[]) => [...marks].sort((a, b) => a.start - b.start)
