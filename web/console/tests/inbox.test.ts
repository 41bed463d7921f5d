import type { ItemDetail, ItemOut, LabelOut, MarkedIn } from '@esa/contract'
import { memoryStore } from '@esa/net/storage'
import { describe, expect, it } from 'vitest'
import { draftOf, dropDraft, fresh, keepDraft } from '../src/training/inbox/drafts'
import { moved, pieceOf, piecesOf, spanOf, withMark } from '../src/training/marks'
import { filterOf, narrowed, NONE, queryOf, wantedOf } from '../src/training/inbox/query'
import { suggestedOf } from '../src/training/inbox/suggested'

const mark = (start: number, end: number, entity = 'amount'): MarkedIn => ({ start, end, entity })

describe('marks', () => {
  it('are counted in code points, without the white space around what is selected', () => {
    const text = '𠮷野 要开 5 万的票'
    const from = text.indexOf(' 5')
    expect(spanOf(text, from, from + 4)).toEqual([6, 9])
    expect(pieceOf(text, { start: 6, end: 9 })).toBe('5 万')
    expect(spanOf(text, 3, 3)).toBeNull()
    expect(spanOf(text, 4, 5)).toEqual([3, 4])
  })

  it('replace those that they touch and stand in order', () => {
    expect(withMark([mark(0, 2), mark(6, 8)], mark(1, 4))).toEqual([mark(1, 4), mark(6, 8)])
    expect(withMark([mark(4, 6)], mark(2, 4, 'date'))).toEqual([mark(2, 4, 'date'), mark(4, 6)])
  })

  it('move along with an edit before them, and go with an edit inside', () => {
    const text = '开五万的票要多久'
    expect(moved([mark(1, 3)], text, `请问${text}`)).toEqual([mark(3, 5)])
    expect(moved([mark(1, 3)], text, `${text}呢`)).toEqual([mark(1, 3)])
    expect(moved([mark(1, 3)], text, '开五十万的票要多久')).toEqual([])
    expect(moved([mark(1, 3)], text, '')).toEqual([])
  })

  it('cut the text into pieces', () => {
    expect(piecesOf('开五万的票', [mark(1, 3)])).toEqual([
      { text: '开', entity: null },
      { text: '五万', entity: 'amount' },
      { text: '的票', entity: null },
    ])
  })
})

describe('what is wanted of the inbox', () => {
  it('stands in the address where it is not as ever', () => {
    const filter = { ...NONE, reason: 'low', q: '刻章', view: 'clusters' as const }
    expect(queryOf(filter)).toEqual({ reason: 'low', q: '刻章', view: 'clusters' })
    expect(filterOf(queryOf(filter))).toEqual(filter)
    expect(filterOf({ state: 'lost', from: 'yesterday', item: 'x', order: ['last'] })).toEqual(NONE)
  })

  it('is asked for with whole days in Shanghai, and an order for single sentences only', () => {
    expect(wantedOf({ ...NONE, from: '2026-11-01', to: '2026-11-30' })).toEqual({
      ...{ state: 'open', order: 'last' },
      since: '2026-11-01T00:00:00+08:00',
      until: '2026-12-01T00:00:00+08:00',
    })
    expect(wantedOf({ ...NONE, view: 'clusters', q: '  ' })).toEqual({ state: 'open' })
  })

  it('is narrowed by anything but the state', () => {
    expect([narrowed(NONE), narrowed({ ...NONE, state: 'done' }), narrowed({ ...NONE, q: '税' })]).toEqual([false, false, true])
  })
})

describe('what is begun', () => {
  const item = { id: 'a', text: '刻章' } as ItemOut

  it('is kept until it is as it was, or decided', () => {
    const store = memoryStore()
    keepDraft(store, item, { ...fresh(item), label: 'tax/tax_a' })
    expect(draftOf(store, item).label).toBe('tax/tax_a')
    keepDraft(store, item, fresh(item))
    expect(store.names('')).toEqual([])
    keepDraft(store, item, { ...fresh(item), note: '新事项' })
    dropDraft(store, item.id)
    expect(draftOf(store, item)).toEqual(fresh(item))
  })
})

describe('what a sentence may mean', () => {
  const label = (code: string, matter: string | null) => ({ label: code, title: code, matter }) as LabelOut
  const labels = [label('tax/a', 'a'), label('tax/b', 'b'), label('tax/c', 'c'), label('out_of_scope', null)]

  it('puts people before the model and the model before faint likeness', () => {
    const detail = {
      item: { staff_matter: 'c', near_label: 'tax/b' },
      ranking: [{ label: 'tax/a', probability: 0.55 }, { label: 'out_of_scope', probability: 0.3 }, { label: 'gone', probability: 0.1 }],
      nearest: [{ label: 'tax/b', similarity: 0.93 }, { label: 'tax/b', similarity: 0.9 }],
    } as ItemDetail
    expect(suggestedOf(detail, labels)).toEqual([
      { label: 'tax/c', probability: null, similarity: null, staff: true },
      { label: 'tax/a', probability: 0.55, similarity: null, staff: false },
      { label: 'tax/b', probability: null, similarity: 0.93, staff: false },
    ])
  })
})
