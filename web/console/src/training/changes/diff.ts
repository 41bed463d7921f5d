/** What differs between two short texts, character by character. */

export interface Part {
  readonly text: string
  /** Only in this one of the two. */
  readonly own: boolean
}

/** Two texts of which the shorter one has less than this in common with the other were written apart. */
const SHARED = 0.5

/** The longest common part of what follows each pair of places. */
function lengths(a: readonly string[], b: readonly string[]): number[][] {
  const table = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0))
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      table[i]![j] = a[i] === b[j] ? table[i + 1]![j + 1]! + 1 : Math.max(table[i + 1]![j]!, table[i]![j + 1]!)
    }
  }
  return table
}

function add(parts: Part[], text: string, own: boolean): void {
  const last = parts.at(-1)
  if (last?.own === own) parts[parts.length - 1] = { text: last.text + text, own }
  else parts.push({ text, own })
}

const whole = (text: string): Part[] => (text ? [{ text, own: true }] : [])

/** Both texts in parts: what they share, and what only one of them has. */
export function diff(before: string, after: string): { before: Part[]; after: Part[] } {
  const [a, b] = [[...before], [...after]]
  const table = lengths(a, b)
  // Characters that two different sentences happen to share would only be in the way.
  if (table[0]![0]! < SHARED * Math.min(a.length, b.length)) return { before: whole(before), after: whole(after) }
  const found = { before: [] as Part[], after: [] as Part[] }
  let [i, j] = [0, 0]
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      add(found.before, a[i++]!, false)
      add(found.after, b[j++]!, false)
    } else if (j === b.length || (i < a.length && table[i + 1]![j]! >= table[i]![j + 1]!)) {
      add(found.before, a[i++]!, true)
    } else {
      add(found.after, b[j++]!, true)
    }
  }
  return found
}
