import type { CannedReply } from '@esa/contract'
import { describe, expect, it } from 'vitest'
import { dayOf, lasting } from '../src/clock'
import { filled, matching, searched } from '../src/desk/canned'
import { dueOf } from '../src/desk/due'
import { linesOf } from '../src/desk/lines'
import { found, held, message } from './fakes'

const NOW = Date.parse('2026-11-24T02:10:00Z')

describe('canned replies', () => {
  const replies: CannedReply[] = [
    { id: 'tax', title: '开票问题', text: '请告诉我原文', group: 'tax' },
    { id: 'hello', title: '开头问候', text: '您好，我是{staff}' },
    { id: 'reg', title: '开业', text: '祝{enterprise}顺利', group: 'registration' },
  ]

  it('are looked for after a slash at the very beginning', () => {
    expect([searched('/'), searched('／问候'), searched('1/2'), searched('/a\nb')]).toEqual(['', '问候', null, null])
  })

  it('are found by all typed words, the case’s own group first', () => {
    expect(matching(replies, '', 'registration').map(({ id }) => id)).toEqual(['reg', 'hello', 'tax'])
    expect(matching(replies, '开 祝', null).map(({ id }) => id)).toEqual(['reg'])
  })

  it('are filled with what is known, whatever it holds', () => {
    const filling = { name: '王女士', enterprise: '$&公司', staff: '陈静' }
    expect(filled('{name}，{enterprise}，{staff}，{other}', filling)).toBe('王女士，$&公司，陈静，{other}')
  })
})

describe('what is due', () => {
  it('grows while a case waits', () => {
    const after = (minutes: number) => dueOf(found('a'), false, Date.parse('2026-11-24T02:00:00Z') + minutes * 60_000)?.tone
    expect([after(1), after(3), after(6)]).toEqual(['calm', 'soon', 'late'])
  })

  it('is the first reply, until there is one', () => {
    const claimed = held('a', { reply_due_at: '2026-11-24T02:10:30Z' })
    expect(dueOf(claimed, false, NOW)).toMatchObject({ tone: 'calm', text: '首次回复还剩 30 秒' })
    expect(dueOf(claimed, false, NOW + 20_000)?.tone).toBe('soon')
    expect(dueOf(claimed, false, NOW + 40_000)?.tone).toBe('late')
    expect(dueOf(claimed, true, NOW)).toBeNull()
    expect(dueOf({ ...claimed, reply_due_at: null }, false, NOW)).toBeNull()
  })
})

describe('times', () => {
  it('last in the largest unit that says enough', () => {
    expect([lasting(-5), lasting(59_000), lasting(61_000), lasting(1_500_000), lasting(3_660_000)]).toEqual([
      '0 秒', '59 秒', '1 分 1 秒', '25 分钟', '1 小时 1 分',
    ])
  })

  it('name the day as people do', () => {
    const now = new Date(2026, 10, 24, 12).getTime()
    const day = (...parts: [number, number, number]) => dayOf(new Date(...parts, 9).toISOString(), now)
    expect([day(2026, 10, 24), day(2026, 10, 23), day(2026, 9, 1), day(2025, 0, 2)]).toEqual([
      '今天', '昨天', '10 月 1 日', '2025 年 1 月 2 日',
    ])
  })
})

describe('lines of the transcript', () => {
  it('put notes between messages by their time, and name a voice once', () => {
    const note = { id: 'n', at: '2026-11-24T02:01:30Z', author_name: '李强', text: '备注' }
    const at = (minute: number) => `2026-11-24T02:0${minute}:00Z`
    const messages = [1, 2, 3].map((seq) => message(seq, { at: at(seq - 1) }))
    const lines = linesOf({ messages: [...messages, message(4, { at: at(3) })], notes: [note] }, NOW)
    expect(lines.map(({ kind, id }) => `${kind} ${id}`)).toEqual([
      'day day-今天', 'message m-1', 'message m-2', 'note n', 'message m-3', 'message m-4',
    ])
    expect(lines.flatMap((line) => (line.kind === 'message' ? [line.first] : []))).toEqual([true, false, true, false])
  })

  it('say from where on it is new to whoever has looked before', () => {
    const messages = [1, 2, 3].map((seq) => message(seq, seq === 2 ? { author: 'staff' } : {}))
    const kinds = (seen: number) => linesOf({ messages, notes: [] }, NOW, seen).map(({ kind }) => kind)
    expect(kinds(0)).not.toContain('new')
    expect(kinds(3)).not.toContain('new')
    expect(kinds(1)).toEqual(['day', 'message', 'message', 'new', 'message'])
  })

  it('begin a new day with its name', () => {
    const messages = [message(1, { at: '2026-11-22T02:00:00Z' }), message(2, { at: '2026-11-24T02:00:00Z' })]
    expect(linesOf({ messages, notes: [] }, NOW).map(({ kind }) => kind)).toEqual(['day', 'message', 'day', 'message'])
  })
})
