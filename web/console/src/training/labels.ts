/** Labels as people look for them: by title, by what people call them, or by their code. */
import type { LabelOut } from '@esa/contract'

export const OUT_OF_SCOPE = 'out_of_scope'

export interface FoundLabel {
  label: LabelOut
  /** The name that was meant, where the title does not show why it is here. */
  name: string | null
}

/** The better it fits the lower; null for what does not hold every typed word. */
function distance({ title, names, label }: LabelOut, typed: readonly string[]): number | null {
  const all = [title, ...names, label].join('\n').toLowerCase()
  if (!typed.every((word) => all.includes(word))) return null
  const first = typed[0]!
  if (title.toLowerCase().startsWith(first)) return 0
  if (title.toLowerCase().includes(first)) return 1
  return names.some((name) => name.toLowerCase().includes(first)) ? 2 : 3
}

/** The best first, else in the order of the list; that it is none of ours can always be chosen, at the end. */
export function searchLabels(labels: readonly LabelOut[], query: string): FoundLabel[] {
  const typed = query.toLowerCase().split(/\s+/).filter(Boolean)
  const none = labels.filter(({ label }) => label === OUT_OF_SCOPE).map((label) => ({ label, name: null }))
  const others = labels.filter(({ label }) => label !== OUT_OF_SCOPE)
  if (!typed.length) return [...none, ...others.map((label) => ({ label, name: null }))]
  const ranked = others
    .map((label) => ({ label, far: distance(label, typed) }))
    .filter(({ far }) => far !== null)
    .sort((a, b) => a.far! - b.far!)
  const found = ranked.map(({ label, far }) => ({
    label,
    name: (far === 2 && label.names.find((name) => name.toLowerCase().includes(typed[0]!))) || null,
  }))
  return [...found, ...none]
}
