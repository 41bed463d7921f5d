/** The labels most often confused, as a matrix that fits a page. */
import type { Comparison } from '@esa/contract'

export type Confused = Comparison['confused'][number]

const MOST = 12

export interface Matrix {
  /** What it should have been: rows. What it was read as: columns. */
  rows: readonly string[]
  columns: readonly string[]
  at: (row: string, column: string) => Confused | null
  most: number
}

/** The heaviest pairs decide which labels are shown. */
export function matrixOf(confused: readonly Confused[]): Matrix {
  const heaviest = [...confused].sort((a, b) => b.n - a.n)
  const rows = new Set<string>()
  const columns = new Set<string>()
  for (const { label, got } of heaviest) {
    if ((rows.has(label) || rows.size < MOST) && (columns.has(got) || columns.size < MOST)) {
      rows.add(label)
      columns.add(got)
    }
  }
  const pairs = new Map(confused.map((one) => [`${one.label} ${one.got}`, one]))
  return {
    rows: [...rows],
    columns: [...columns],
    at: (row, column) => pairs.get(`${row} ${column}`) ?? null,
    most: Math.max(1, ...confused.map(({ n }) => n)),
  }
}
