/** Entities marked in a text. The server counts in code points, a text field in UTF-16. */
import type { MarkedIn } from '@esa/contract'

export interface Piece {
  text: string
  entity: string | null
}

/** What is selected in a field as code points, without the white space around it; null for nothing. */
export function spanOf(text: string, from: number, to: number): [number, number] | null {
  const selected = text.slice(from, to)
  const inner = selected.trim()
  if (!inner) return null
  const before = text.slice(0, from) + selected.slice(0, selected.indexOf(inner))
  const start = [...before].length
  return [start, start + [...inner].length]
}

export function pieceOf(text: string, { start, end }: Pick<MarkedIn, 'start' | 'end'>): string {
  return [...text].slice(start, end).join('')
}

/** A new mark takes the place of those that it touches. */
export function withMark(marks: readonly MarkedIn[], mark: MarkedIn): MarkedIn[] {
  const others = marks.filter(({ start, end }) => end <= mark.start || start >= mark.end)
  return [...others, mark].sort((a, b) => a.start - b.start)
}

/** The marks after an edit: those behind it move along, those that it touches are gone. */
export function moved(marks: readonly MarkedIn[], before: string, after: string): MarkedIn[] {
  const [old, now] = [[...before], [...after]]
  const shorter = Math.min(old.length, now.length)
  let head = 0
  while (head < shorter && old[head] === now[head]) head++
  let tail = 0
  while (tail < shorter - head && old[old.length - 1 - tail] === now[now.length - 1 - tail]) tail++
  const by = now.length - old.length
  return marks.flatMap((mark) => {
    if (mark.end <= head) return [mark]
    if (mark.start < old.length - tail) return []
    return [{ ...mark, start: mark.start + by, end: mark.end + by }]
  })
}

/** The text cut where marks begin and end. */
export function piecesOf(text: string, marks: readonly MarkedIn[]): Piece[] {
  const points = [...text]
  const pieces: Piece[] = []
  let at = 0
  const add = (to: number, entity: string | null) => {
    if (to > at) pieces.push({ text: points.slice(at, to).join(''), entity })
    at = Math.max(at, to)
  }
  for (const { start, end, entity } of marks) {
    add(start, null)
    add(end, entity)
  }
  add(points.length, null)
  return pieces
}
