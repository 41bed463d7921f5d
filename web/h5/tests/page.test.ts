/** The parts of the page, given a state. */
import { cards, fetchCards } from '@esa/chat'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { h, nextTick, ref } from 'vue'
import { bannerOf } from '../src/banner'
import ChatHeader from '../src/ChatHeader.vue'
import type { Snapshot } from '../src/net/client'
import type { Entry } from '../src/net/acts'
import { needsTime, timeLine } from '../src/times'
import { memoryStore } from '@esa/net/storage'
import TranscriptView from '../src/TranscriptView.vue'
import { owed } from '../src/useWaiting'
import { words } from '../src/words'
import { find, mount } from './mount'
import { message } from './fakes'

const calm: Snapshot = {
  connection: { name: 'ready' },
  assistant: '小助手',
  district: '示例区',
  fileBytes: 10_485_760,
  owner: 'bot',
  person: null,
  place: null,
  read: 0,
  engine: 'ready',
  notice: null,
  messages: [],
  pending: [],
  typing: null,
  replaying: false,
}

function entry(change: Partial<Entry>): Entry {
  return {
    frame: { type: 'send', key: 'key-00001', text: '你好' },
    label: '你好',
    order: 1,
    conversation: null,
    state: 'sending',
    reason: null,
    seq: null,
    ...change,
  }
}

describe('banner', () => {
  it('is not there when all is well', () => expect(bannerOf(calm, false, true)).toBeNull())

  it('tells of a lost connection, and of a lost network', () => {
    const lost = { ...calm, connection: { name: 'offline', attempt: 1, message: null } as const }
    expect(bannerOf(lost, false, true)).toEqual({ tone: 'warn', text: words.offline, reconnect: true })
    expect(bannerOf(lost, false, false)).toMatchObject({ text: words.noNetwork, reconnect: false })
    const trying = { ...calm, connection: { name: 'connecting', attempt: 2 } as const }
    expect(bannerOf(trying, false, true)?.text).toBe(words.offline)
  })

  it('prefers the sentence of the server', () => {
    const refused = { ...calm, connection: { name: 'offline', attempt: 1, message: '请稍后再试' } as const }
    expect(bannerOf(refused, false, true)?.text).toBe('请稍后再试')
    expect(bannerOf({ ...calm, engine: 'down', notice: '维护中' }, false, true)?.text).toBe('维护中')
  })

  it('has own words for the engine, and spares those who talk to a person', () => {
    expect(bannerOf({ ...calm, engine: 'starting' }, false, true)?.text).toBe(words.engine.starting)
    expect(bannerOf({ ...calm, engine: 'down' }, false, true)?.text).toBe(words.engine.down)
    expect(bannerOf({ ...calm, engine: 'down', owner: 'staff' }, false, true)).toBeNull()
  })

  it('mentions a first connection only when it takes long', () => {
    const first = { ...calm, connection: { name: 'connecting', attempt: 0 } as const }
    expect(bannerOf(first, false, true)).toBeNull()
    expect(bannerOf(first, true, true)?.text).toBe(words.connecting)
  })
})

beforeAll(async () => {
  fetchCards()
  await vi.waitFor(() => expect(cards.value).not.toBeNull())
})

describe('header', () => {
  const open = (props: Record<string, unknown>) =>
    mount(ChatHeader, { assistant: '小助手', district: '示例区', action: null, closable: false, store: memoryStore(), ...props })

  it('names the assistant, the district and who answers', () => {
    const text = open({ owner: 'bot' }).textContent
    for (const part of ['小助手', '示例区', '自动助手', '转人工']) expect(text).toContain(part)
    expect(open({ owner: 'queue' }).textContent).toContain('正在排队等候人工')
    expect(open({ owner: 'staff' }).textContent).toContain('人工服务中')
  })

  it('says by name who answers, and where one stands in the queue', () => {
    expect(open({ owner: 'staff', person: '陈静' }).textContent).toContain('工作人员陈静为您服务')
    const queued = (place: object) => open({ owner: 'queue', place }).textContent
    expect(queued({ position: 3, minutes: null })).toContain('排队第 3 位')
    expect(queued({ position: 2, minutes: 4 })).toContain('排队第 2 位，大约 4 分钟')
  })

  it('asks for a person, or leaves the queue', () => {
    const onAskPerson = vi.fn()
    const onLeaveQueue = vi.fn()
    find(open({ owner: 'bot', onAskPerson, onLeaveQueue }), '.head-person').click()
    expect([onAskPerson.mock.calls.length, onLeaveQueue.mock.calls.length]).toEqual([1, 0])
    const queued = find(open({ owner: 'queue', onAskPerson, onLeaveQueue }), '.head-person')
    expect(queued.textContent).toContain('取消排队')
    queued.click()
    expect([onAskPerson.mock.calls.length, onLeaveQueue.mock.calls.length]).toEqual([1, 1])
  })

  it('does not ask twice while one request is under way', () => {
    const onAskPerson = vi.fn()
    const button = find(open({ owner: 'bot', action: 'ask_person', onAskPerson }), '.head-person')
    button.click()
    expect(button.getAttribute('aria-disabled')).toBe('true')
    expect(onAskPerson).not.toHaveBeenCalled()
  })

  it('has a close button only inside another page', () => {
    expect(open({ owner: 'bot' }).querySelector('.head-close')).toBeNull()
    expect(find(open({ owner: 'bot', closable: true }), '.head-close').getAttribute('aria-label')).toBe(words.close)
  })
})

describe('transcript', () => {
  const open = (change: Partial<Snapshot>, props: Record<string, unknown> = {}) =>
    mount(TranscriptView, { chat: { ...calm, ...change }, waiting: 'no', ...props })

  it('is a log of stored messages, with pending ones after it', () => {
    const place = open({ messages: [message(1), message(2, { author: 'visitor' })], pending: [entry({})] })
    const log = find(place, 'div[role=log]')
    expect([...log.querySelectorAll('[data-seq]')].map((row) => row.getAttribute('data-seq'))).toEqual(['1', '2'])
    expect(log.textContent).not.toContain(words.sending)
    expect(find(place, '.pending').textContent).toContain(words.sending)
  })

  it('offers to try a failed one again, or to drop it', () => {
    const onRetry = vi.fn()
    const onDiscard = vi.fn()
    const place = open({ pending: [entry({ state: 'failed', reason: '太长' })] }, { onRetry, onDiscard })
    const [retry, discard] = place.querySelectorAll<HTMLButtonElement>('.pending button')
    expect(find(place, '.pending').textContent).toContain('太长')
    expect(retry!.textContent).toBe('重试')
    retry!.click()
    discard!.click()
    expect([onRetry.mock.calls, onDiscard.mock.calls]).toEqual([[['key-00001']], [['key-00001']]])
  })

  it('passes on the pressed button with its message, once at a time', async () => {
    const onChoose = vi.fn()
    const body = { kind: 'text', text: '哪一件？', choices: [{ id: '1', title: '甲' }] } as const
    const messages = [message(3, { body: { ...body, choices: [...body.choices] } })]
    find(open({ messages }, { onChoose }), '.choice').click()
    expect(onChoose).toHaveBeenCalledWith(3, { id: '1', title: '甲' })
    const frame = { type: 'choose', key: 'key-00002', seq: 3, choice: '1' } as const
    const busy = open({ messages, pending: [entry({ frame, label: '甲' })] })
    await nextTick()
    expect(find<HTMLButtonElement>(busy, '.choice').disabled).toBe(true)
  })

  it('closes the buttons of a form step that has been answered, not those of an answer', () => {
    const choices = [{ id: '1', title: '上午' }]
    const place = open({
      messages: [
        message(1, { body: { kind: 'text', text: '欢迎', choices: [{ id: '1', title: '甲' }] } }),
        message(2, { body: { kind: 'form', text: '何时？', slot: 'when', step: 1, steps: 2, choices } }),
        message(3, { author: 'visitor', body: { kind: 'text', text: '上午' } }),
        message(4, { body: { kind: 'form', text: '然后？', slot: 'then', step: 2, steps: 2, choices } }),
      ],
    })
    const state = [...place.querySelectorAll<HTMLButtonElement>('.choice')].map((button) => button.disabled)
    expect(state).toEqual([false, true, false])
    expect(find(place, '[data-seq="2"] .choice-chosen').textContent).toContain('上午')
  })

  const answer = (useful: boolean | null = null) =>
    message(4, { useful, body: { kind: 'answer', text: '不收费。', matter: 'x', title: '题' } })
  const rating = (useful: boolean, state: Entry['state'] = 'sending') =>
    entry({ frame: { type: 'rate', key: 'key-00003', seq: 4, useful }, label: '', state, reason: '不行' })
  const pressedMarks = (place: HTMLElement) =>
    [...place.querySelectorAll('.rating-mark[aria-pressed="true"]')].map(({ textContent }) => textContent?.trim())

  it('passes on a rating with its message, and the wish for a person', () => {
    const onRate = vi.fn()
    const onAskPerson = vi.fn()
    const place = open({ messages: [answer(false)] }, { onRate, onAskPerson })
    find(place, '.rating-mark').click()
    find(place, '.rating-person').click()
    expect(onRate.mock.calls).toEqual([[4, true]])
    expect(onAskPerson).toHaveBeenCalledOnce()
  })

  it('shows a rating at once, where it was given and nowhere else', () => {
    const place = open({ messages: [answer(true)], pending: [rating(false)] })
    expect(pressedMarks(place)).toEqual(['没用'])
    expect(place.querySelector('.pending')).toBeNull()
  })

  it('says that a rating was refused, and shows the one that holds', () => {
    const place = open({ messages: [answer(true)], pending: [rating(false, 'failed')] })
    expect(pressedMarks(place)).toEqual(['有用'])
    expect(find(place, '.pending').textContent).toContain(words.actionFailed.rate)
  })

  it('offers no person to those who wait for one or talk to one', () => {
    for (const owner of ['queue', 'staff'] as const) {
      expect(open({ messages: [answer(false)], owner }).querySelector('.rating-person')).toBeNull()
    }
  })

  it('does not move the reader when an answer is rated', async () => {
    const chat = ref<Snapshot>({ ...calm, messages: [answer()] })
    const place = mount(() => h(TranscriptView, { chat: chat.value, waiting: 'no' }), {})
    const box = find(place, '.talk-scroll')
    await nextTick() // a history that was here before the page is shown from its end
    Object.defineProperty(box, 'scrollHeight', { value: 1000 })
    chat.value = { ...calm, messages: [answer(false)] }
    await nextTick()
    await nextTick() // scrolling waits for what was drawn
    expect(pressedMarks(place)).toEqual(['没用'])
    expect(box.scrollTop).toBe(0)
    chat.value = { ...chat.value, typing: 'bot' }
    await nextTick()
    await nextTick()
    expect(box.scrollTop).toBe(1000)
  })

  it('says who types, and that it takes long', () => {
    expect(find(open({ typing: 'staff' }), '.waiting').textContent).toContain(words.typing.staff)
    expect(find(open({}, { waiting: 'long' }), '.waiting').textContent).toContain(words.workingLong)
  })
})

it('the assistant owes an answer to the last words of the visitor', () => {
  const messages = [message(1), message(2, { author: 'visitor' })]
  expect(owed({ ...calm, messages })).toBe(2)
  expect(owed({ ...calm, messages, owner: 'queue' })).toBeNull()
  expect(owed({ ...calm, messages: [message(1)] })).toBeNull()
})

it('a line with the time stands after a pause', () => {
  expect(needsTime(null, '2026-11-24T02:00:00Z')).toBe(true)
  expect(needsTime('2026-11-24T02:00:00Z', '2026-11-24T02:09:00Z')).toBe(false)
  expect(needsTime('2026-11-24T02:00:00Z', '2026-11-24T02:11:00Z')).toBe(true)
  const at = (day: number, year = 2026) => timeLine(new Date(year, 10, day, 9, 5).toISOString(), new Date(2026, 10, 24))
  expect([at(24), at(23), at(20), at(20, 2025)]).toEqual([
    '今天 9:05',
    '昨天 9:05',
    '11月20日 9:05',
    '2025年11月20日 9:05',
  ])
})
