import type { FigureReport, Figures } from '@esa/contract'
import { describe, expect, it } from 'vitest'
import { cardsOf, drawn, type Card } from '../src/figures/cards'
import { daysBefore, today } from '../src/figures/days'
import { optionOf } from '../src/figures/options'

const nothing = { part: 0, whole: 0, share: null }
const NONE: Figures = {
  handed_over: 0,
  taken: 0,
  closed: 0,
  wait_median: null,
  wait_p90: null,
  reply_median: null,
  reply_p90: null,
  reply_soon: nothing,
  left_queue: nothing,
  first_time: nothing,
  without_staff: nothing,
  useful: nothing,
  tickets_opened: 0,
  tickets_done: 0,
  tickets_in_time: nothing,
  reasons: [],
  dispositions: [],
}

function report(some: Partial<Figures>): FigureReport {
  return {
    first: '2026-03-09',
    last: '2026-03-10',
    group: null,
    total: { ...NONE, ...some },
    days: [
      { day: '2026-03-09', figures: NONE },
      { day: '2026-03-10', figures: { ...NONE, ...some } },
    ],
    members: [],
    meanings: Object.keys(NONE).map((name) => ({ name, title: `题 ${name}`, definition: `${name}。` })),
  }
}

const card = (some: Partial<Figures>, key: string): Card => cardsOf(report(some)).find((one) => one.key === key)!

describe('a card', () => {
  it('stands for every figure, with its definition', () => {
    const defined = cardsOf(report({})).flatMap(({ definitions }) => definitions)
    expect(defined.sort()).toEqual(Object.keys(NONE).map((name) => `${name}。`).sort())
  })

  it('of a share says of how many', () => {
    const { value, aside, lines } = card({ first_time: { part: 2, whole: 3, share: 2 / 3 } }, 'first_time')
    expect([value, aside, lines[0]!.values]).toEqual(['66.7%', '2 / 3', [null, 2 / 3]])
  })

  it('of times has both of them', () => {
    const { title, value, aside, lines } = card({ wait_median: 30, wait_p90: 75 }, 'wait_median')
    expect([title, value, aside]).toEqual(['等待时间', '30 秒', '90 分位 1 分 15 秒'])
    expect(lines.map(({ values }) => values)).toEqual([[null, 30], [null, 75]])
  })

  it('says nothing and draws nothing where nothing was', () => {
    const cards = cardsOf(report({}))
    expect(cards.filter(drawn)).toEqual([])
    expect(card({}, 'useful').value).toBeNull()
  })

  it('draws a share of zero, which is not nothing', () => {
    expect(drawn(card({ useful: { part: 0, whole: 2, share: 0 } }, 'useful'))).toBe(true)
  })

  it('reads every number of its chart aloud, and no day without one', () => {
    const colours = { ink: '', aside: '', line: '', accent: '', second: '', surface: '' }
    const option = optionOf(card({ useful: { part: 1, whole: 2, share: 0.5 } }, 'useful'), colours)
    expect(option.aria).toEqual({ enabled: true, label: { description: '图表，题 useful。03-10 50.0%' } })
  })
})

describe('days', () => {
  it('begin at midnight in Shanghai', () => {
    expect(today(Date.parse('2026-03-09T15:59:59Z'))).toBe('2026-03-09')
    expect(today(Date.parse('2026-03-09T16:00:00Z'))).toBe('2026-03-10')
  })

  it('are counted back over months', () => {
    expect(daysBefore('2026-03-01', 1)).toBe('2026-02-28')
  })
})
