/** Which figures share a card, and what stands on it. */
import type { Figures, FigureReport } from '@esa/contract'
import { lasting } from '../clock'
import { words } from '../words.zh'

type Name = keyof Figures
type Kind = 'count' | 'share' | 'time' | 'list'
type Section = keyof typeof words.figures.sections

interface Plan {
  section: Section
  kind: Kind
  names: readonly Name[]
  /** Of a card of two figures; one alone is called as the server calls it. */
  title?: string
}

export interface Line {
  name: string
  values: readonly (number | null)[]
}

export interface Card {
  key: string
  section: Section
  kind: Kind
  title: string
  value: string | null
  aside: string
  definitions: readonly string[]
  /** Days below bars and lines, or what is counted beside ranks. */
  labels: readonly string[]
  lines: readonly Line[]
}

const PLANS: readonly Plan[] = [
  { section: 'staff', kind: 'count', names: ['handed_over'] },
  { section: 'staff', kind: 'count', names: ['taken'] },
  { section: 'staff', kind: 'count', names: ['closed'] },
  { section: 'staff', kind: 'time', names: ['wait_median', 'wait_p90'], title: words.figures.joined.wait },
  { section: 'staff', kind: 'time', names: ['reply_median', 'reply_p90'], title: words.figures.joined.reply },
  { section: 'staff', kind: 'share', names: ['reply_soon'] },
  { section: 'staff', kind: 'share', names: ['left_queue'] },
  { section: 'staff', kind: 'list', names: ['reasons'] },
  { section: 'results', kind: 'share', names: ['first_time'] },
  { section: 'results', kind: 'list', names: ['dispositions'] },
  { section: 'results', kind: 'count', names: ['tickets_opened'] },
  { section: 'results', kind: 'count', names: ['tickets_done'] },
  { section: 'results', kind: 'share', names: ['tickets_in_time'] },
  { section: 'assistant', kind: 'share', names: ['without_staff'] },
  { section: 'assistant', kind: 'share', names: ['useful'] },
]

/** A number that a chart can draw; null where there was nothing to measure. */
function numberOf(figures: Figures, name: Name): number | null {
  const value = figures[name]
  if (typeof value === 'number' || value === null) return value
  return 'share' in value ? value.share : value.length
}

export function shown(kind: Kind, value: number): string {
  if (kind === 'share') return words.figures.percent(value)
  return kind === 'time' ? lasting(value * 1_000) : String(value)
}

function asideOf(total: Figures, plan: Plan): string {
  const [first, second] = plan.names
  const value = total[first!]
  if (plan.kind === 'share' && value && typeof value === 'object' && 'share' in value) {
    return value.whole ? words.figures.of(value.part, value.whole) : ''
  }
  const other = second ? numberOf(total, second) : null
  return other === null ? '' : `${words.figures.p90} ${shown(plan.kind, other)}`
}

function linesOf(report: FigureReport, plan: Plan): Pick<Card, 'labels' | 'lines'> {
  const listed = report.total[plan.names[0]!]
  if (Array.isArray(listed)) {
    const values = listed.map(({ count }) => count)
    return { labels: listed.map(({ label }) => label), lines: values.length ? [{ name: '', values }] : [] }
  }
  const called = plan.names.length > 1 ? [words.figures.median, words.figures.p90] : ['']
  return {
    labels: report.days.map(({ day }) => day.slice(5)),
    lines: plan.names.map((name, index) => ({
      name: called[index]!,
      values: report.days.map(({ figures }) => numberOf(figures, name)),
    })),
  }
}

export function cardsOf(report: FigureReport): Card[] {
  const meanings = new Map(report.meanings.map((meaning) => [meaning.name, meaning]))
  return PLANS.map((plan) => {
    const own = plan.names.map((name) => meanings.get(name))
    const value = plan.kind === 'list' ? null : numberOf(report.total, plan.names[0]!)
    const title = plan.title ?? own[0]?.title ?? plan.names[0]!
    return {
      key: plan.names[0]!,
      section: plan.section,
      kind: plan.kind,
      title,
      value: value === null ? null : shown(plan.kind, value),
      aside: asideOf(report.total, plan),
      definitions: own.map((meaning) => meaning?.definition ?? ''),
      ...linesOf(report, plan),
    }
  })
}

/** Whether there is anything to draw: days without any conversation are no chart, a share of zero is one. */
export const drawn = ({ kind, lines }: Card): boolean =>
  lines.some(({ values }) => values.some((value) => (kind === 'count' ? value : value !== null)))
