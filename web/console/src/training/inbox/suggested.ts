/** What a sentence may mean, put together from everything that says something about it. */
import type { ItemDetail, LabelOut } from '@esa/contract'

/** Each has a digit of its own. */
export const MOST = 5

export interface Suggested {
  label: string
  /** How likely the model found it. */
  probability: number | null
  /** How near the nearest example of it is. */
  similarity: number | null
  /** Staff settled on it. */
  staff: boolean
}

/** What people settled on is first, then what the model ranks, then what only examples say. */
export function suggestedOf({ item, ranking, nearest }: ItemDetail, labels: readonly LabelOut[]): Suggested[] {
  const staff = labels.find(({ matter }) => matter !== null && matter === item.staff_matter)?.label
  const order = [staff, ...ranking.map(({ label }) => label), item.near_label, ...nearest.map(({ label }) => label)]
  const known = new Set(labels.map(({ label }) => label))
  const wanted = [...new Set(order)].filter((label): label is string => !!label && known.has(label) && label !== 'out_of_scope')
  const found = wanted.map((label) => ({
    label,
    probability: ranking.find((ranked) => ranked.label === label)?.probability ?? null,
    similarity: nearest.find((near) => near.label === label)?.similarity ?? null,
    staff: label === staff,
  }))
  // What has next to nothing for it makes room for what has more.
  return found.sort((a, b) => weight(b) - weight(a)).slice(0, MOST)
}

function weight({ staff, probability, similarity }: Suggested): number {
  return (staff ? 2 : 0) + (probability ?? 0) + Math.max(0, (similarity ?? 0) - 0.8)
}
