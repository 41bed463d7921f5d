import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ACCEPT_WITHIN, GAP_PATIENCE, TYPING_ENDS } from '../src/net/client'
import { memoryStore } from '@esa/net/storage'
import { Bench, message, pushed, ready, session, settle } from './fakes'

beforeEach(() => {
  vi.useFakeTimers()
  vi.spyOn(Math, 'random').mockReturnValue(1) // the longest back-off
})
afterEach(() => void vi.useRealTimers())

describe('messages', () => {
  it('are ordered by number and each shown once', async () => {
    const b = new Bench()
    const socket = await b.start(ready(4))
    for (const seq of [2, 1, 4, 2, 3, 4]) socket.push(pushed(seq))
    expect(b.seqs()).toEqual([1, 2, 3, 4])
    expect(b.shown.replaying).toBe(false)
  })

  it('are resumed after the last contiguous number', async () => {
    const b = new Bench()
    const socket = await b.start(ready(5))
    for (const seq of [1, 2, 4, 5]) socket.push(pushed(seq))
    const next = await b.again(ready(5))
    expect(next.of('hello')).toEqual([{ type: 'hello', token: 'token-1', after: 2 }])
    for (const seq of [3, 4, 5]) next.push(pushed(seq))
    expect(b.seqs()).toEqual([1, 2, 3, 4, 5])
    expect((await b.again(ready(5))).of('hello')[0]!.after).toBe(5)
  })

  it('are asked for from the start after a reload', async () => {
    const store = memoryStore()
    const first = new Bench(store)
    ;(await first.start(ready(1))).push(pushed(1))
    const second = new Bench(store)
    expect((await second.start(ready(1))).of('hello')[0]!.after).toBe(0)
  })

  it('with a hole that stays are asked for again, once', async () => {
    const b = new Bench()
    const socket = await b.start(ready(3))
    socket.push(pushed(1))
    socket.push(pushed(3))
    await vi.advanceTimersByTimeAsync(GAP_PATIENCE)
    expect(b.sockets).toHaveLength(2)
    const next = await b.open(ready(3))
    expect(next.of('hello')[0]!.after).toBe(1)
    next.push(pushed(3))
    await vi.advanceTimersByTimeAsync(GAP_PATIENCE * 3)
    next.push({ type: 'pong' })
    expect(b.sockets).toHaveLength(2)
    expect(b.seqs()).toEqual([1, 3])
  })

  it('that only overtook each other cause nothing', async () => {
    const b = new Bench()
    const socket = await b.start(ready(2))
    socket.push(pushed(2))
    await vi.advanceTimersByTimeAsync(GAP_PATIENCE - 1)
    socket.push(pushed(1))
    await vi.advanceTimersByTimeAsync(GAP_PATIENCE)
    expect(b.sockets).toHaveLength(1)
  })

  it('of another conversation replace all', async () => {
    const other = '22222222-2222-4222-8222-222222222222'
    const b = new Bench()
    const socket = await b.start(ready(2))
    socket.push(pushed(1))
    socket.push(pushed(2))
    b.client.choose(2, { id: '1', title: '甲' })
    b.client.say('乙')
    b.answer = () => Promise.resolve(session({ conversation: other, token: 'token-2' }))
    const next = await b.again(ready(1, { conversation: other }))
    expect(next.of('hello')[0]).toMatchObject({ token: 'token-2', after: 0 })
    next.push(pushed(1))
    expect(b.seqs()).toEqual([1])
    // The press belonged to the other one; the words are still meant.
    expect(next.of('choose')).toEqual([])
    expect(next.of('send')).toMatchObject([{ text: '乙' }])
  })

  it('are read anew when the server knows fewer than we do', async () => {
    const b = new Bench()
    const socket = await b.start(ready(3))
    for (const seq of [1, 2, 3]) socket.push(pushed(seq))
    await b.again(ready(1))
    b.client.connection.wake()
    const next = await b.open(ready(1))
    expect(next.of('hello')[0]!.after).toBe(0)
    next.push(pushed(1))
    expect(b.seqs()).toEqual([1])
  })

  it('of a long history are drawn together', async () => {
    const b = new Bench()
    let drawn = 0
    b.client.subscribe(() => drawn++)
    const socket = await b.start(ready(500))
    const before = drawn
    for (let seq = 1; seq <= 500; seq++) socket.push(pushed(seq))
    expect(drawn - before).toBeLessThan(5)
    expect(b.shown.messages).toHaveLength(500)
  })
})

describe('outbox', () => {
  it('shows a message until the pushed one with its key arrives', async () => {
    const b = new Bench()
    const socket = await b.start()
    b.client.say('你好')
    const { key } = socket.of('send')[0]!
    expect(b.shown.pending).toMatchObject([{ label: '你好', state: 'sending' }])
    socket.push({ type: 'accepted', key, seq: 1 })
    expect(b.shown.pending).toMatchObject([{ state: 'accepted' }])
    socket.push(pushed(1, { author: 'visitor', key }))
    expect(b.shown.pending).toEqual([])
    expect(b.seqs()).toEqual([1])
  })

  it('is content with the push alone, and with the number alone', async () => {
    const b = new Bench()
    const socket = await b.start()
    b.client.say('甲')
    socket.push(pushed(1, { author: 'visitor', key: socket.of('send')[0]!.key }))
    expect(b.shown.pending).toEqual([])
    b.client.askPerson('转人工')
    socket.push({ type: 'accepted', key: socket.of('ask_person')[0]!.key, seq: 2 })
    socket.push(pushed(2, { author: 'system', body: { kind: 'notice', text: '排队中', event: 'queued' } }))
    expect(b.shown.pending).toEqual([])
  })

  it('keeps order: one on the wire at a time', async () => {
    const b = new Bench()
    const socket = await b.start()
    for (const text of ['一', '二', '三']) b.client.say(text)
    expect(socket.of('send').map(({ text }) => text)).toEqual(['一'])
    socket.push({ type: 'accepted', key: socket.of('send')[0]!.key, seq: 1 })
    socket.push({ type: 'accepted', key: socket.of('send')[1]!.key, seq: 2 })
    expect(socket.of('send').map(({ text }) => text)).toEqual(['一', '二', '三'])
  })

  it('sends again after a reconnect with the same keys, in order', async () => {
    const b = new Bench()
    const socket = await b.start()
    b.client.say('一')
    const { key } = socket.of('send')[0]!
    socket.drop()
    b.client.say('二')
    expect(b.shown.pending.map(({ state }) => state)).toEqual(['waiting', 'waiting'])
    b.client.connection.wake()
    const next = await b.open()
    expect(next.of('send')).toEqual([{ type: 'send', key, text: '一' }])
    next.push({ type: 'accepted', key, seq: 1 })
    expect(next.of('send')[1]).toMatchObject({ text: '二' })
  })

  it('survives a reload until accepted, not longer', async () => {
    const store = memoryStore()
    const first = new Bench(store)
    const socket = await first.start()
    first.client.say('一')
    first.client.say('二')
    const { key } = socket.of('send')[0]!
    const second = new Bench(store)
    expect(second.shown.pending.map(({ label }) => label)).toEqual(['一', '二'])
    const next = await second.start()
    expect(next.of('send')[0]!.key).toBe(key)
    next.push({ type: 'accepted', key, seq: 1 })
    next.push({ type: 'accepted', key: next.of('send')[1]!.key, seq: 2 })
    expect(new Bench(store).shown.pending).toEqual([])
  })

  it('retries by itself when told how long to wait, holding back what follows', async () => {
    const b = new Bench()
    const socket = await b.start()
    b.client.say('一')
    b.client.say('二')
    const { key } = socket.of('send')[0]!
    socket.push({ type: 'refused', key, code: 'rate', message: '太快了', retry_after: 3 })
    expect(b.shown.pending).toMatchObject([{ state: 'held', reason: '太快了' }, { state: 'waiting' }])
    await vi.advanceTimersByTimeAsync(2_900)
    expect(socket.of('send')).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(200)
    expect(socket.of('send').map(({ text }) => text)).toEqual(['一', '一'])
    expect(socket.of('send')[1]!.key).toBe(key)
  })

  it('marks others as failed, lets the rest pass, and retries on request', async () => {
    const b = new Bench()
    const socket = await b.start()
    b.client.say('坏')
    b.client.say('好')
    const { key } = socket.of('send')[0]!
    socket.push({ type: 'refused', key, code: 'too_long', message: '太长' })
    expect(b.shown.pending[0]).toMatchObject({ state: 'failed', reason: '太长' })
    expect(socket.of('send').map(({ text }) => text)).toEqual(['坏', '好'])
    socket.push({ type: 'accepted', key: socket.of('send')[1]!.key, seq: 1 })
    socket.push(pushed(1, { author: 'visitor', key: socket.of('send')[1]!.key }))
    await vi.advanceTimersByTimeAsync(5_000)
    expect(socket.of('send')).toHaveLength(2)
    b.client.retry(key)
    expect(socket.of('send')[2]).toMatchObject({ key, text: '坏' })
  })

  it('forgets a failed one on request, also for the next reload', async () => {
    const store = memoryStore()
    const b = new Bench(store)
    const socket = await b.start()
    b.client.say('坏')
    const { key } = socket.of('send')[0]!
    socket.push({ type: 'refused', key, code: 'x', message: '不行' })
    expect(new Bench(store).shown.pending[0]).toMatchObject({ state: 'failed' })
    b.client.discard(key)
    expect(b.shown.pending).toEqual([])
    expect(new Bench(store).shown.pending).toEqual([])
  })

  it('takes a refusal without key for the frame on the wire', async () => {
    const b = new Bench()
    const socket = await b.start()
    b.client.say('怪')
    socket.push({ type: 'refused', code: 'bad_frame', message: '读不懂' })
    expect(b.shown.pending[0]).toMatchObject({ state: 'failed', reason: '读不懂' })
  })

  it('does not trust a connection on which nothing is accepted', async () => {
    const b = new Bench()
    const socket = await b.start()
    b.client.say('一')
    await vi.advanceTimersByTimeAsync(ACCEPT_WITHIN)
    expect(b.shown.connection.name).toBe('offline')
    b.client.connection.wake()
    const next = await b.open()
    expect(next.of('send')[0]!.key).toBe(socket.of('send')[0]!.key)
  })

  it('asks for a person once, however often the button is pressed', async () => {
    const b = new Bench()
    const socket = await b.start()
    b.client.askPerson('转人工')
    b.client.askPerson('转人工')
    expect(socket.of('ask_person')).toHaveLength(1)
    expect(b.shown.pending).toHaveLength(1)
  })
})

describe('a rating', () => {
  const useful = (b: Bench) => b.shown.messages.map((one) => one.useful ?? null)

  it('comes with its message, and changes when it is changed in another tab', async () => {
    const b = new Bench()
    const socket = await b.start(ready(2))
    socket.push(pushed(1))
    socket.push(pushed(2, { useful: true }))
    expect(useful(b)).toEqual([null, true])
    socket.push({ type: 'rated', seq: 2, useful: false })
    expect(useful(b)).toEqual([null, false])
  })

  it('is kept once it is accepted, and asks for no message', async () => {
    const b = new Bench()
    const socket = await b.start(ready(1))
    socket.push(pushed(1))
    b.client.rate(1, false)
    expect(socket.of('rate')).toMatchObject([{ seq: 1, useful: false }])
    socket.push({ type: 'accepted', key: socket.of('rate')[0]!.key, seq: 1 })
    expect(useful(b)).toEqual([false])
    expect(b.shown.pending).toEqual([])
    expect(b.seqs()).toEqual([1])
  })

  it('given without connection is sent later, and of several only the last', async () => {
    const b = new Bench()
    const socket = await b.start(ready(2))
    socket.push(pushed(1))
    socket.push(pushed(2))
    socket.drop()
    b.client.rate(1, true)
    b.client.rate(2, true)
    b.client.rate(1, false)
    b.client.connection.wake()
    const next = await b.open(ready(2))
    next.push({ type: 'accepted', key: next.of('rate')[0]!.key, seq: 2 })
    expect(next.of('rate').map(({ seq, useful: said }) => [seq, said])).toEqual([
      [2, true],
      [1, false],
    ])
  })

  it('that was refused leaves the one before', async () => {
    const b = new Bench()
    const socket = await b.start(ready(1))
    socket.push(pushed(1, { useful: true }))
    b.client.rate(1, false)
    const { key } = socket.of('rate')[0]!
    socket.push({ type: 'refused', key, code: 'not_an_answer', message: '不能评价' })
    expect(useful(b)).toEqual([true])
    expect(b.shown.pending).toMatchObject([{ state: 'failed', reason: '不能评价' }])
  })
})

describe('who answers', () => {
  it('follows Ready and Status', async () => {
    const b = new Bench()
    const socket = await b.start(ready(0, { engine: 'starting' }))
    expect(b.shown).toMatchObject({ owner: 'bot', engine: 'starting', assistant: '助手', district: '示例区' })
    socket.push({ type: 'status', owner: 'queue', engine: 'ready', notice: '前面还有 2 位' })
    expect(b.shown).toMatchObject({ owner: 'queue', engine: 'ready', notice: '前面还有 2 位' })
    socket.push({ type: 'status', owner: 'staff', engine: 'ready' })
    expect(b.shown).toMatchObject({ owner: 'staff', notice: null })
  })

  it('types until the message, the end, the connection or patience ends', async () => {
    const b = new Bench()
    const socket = await b.start()
    const types = () => socket.push({ type: 'typing', author: 'bot', on: true })
    types()
    expect(b.shown.typing).toBe('bot')
    socket.push(pushed(1, { author: 'visitor' }))
    expect(b.shown.typing).toBe('bot')
    socket.push(pushed(2))
    expect(b.shown.typing).toBeNull()
    types()
    socket.push({ type: 'typing', author: 'bot', on: false })
    expect(b.shown.typing).toBeNull()
    types()
    for (let i = 0; i < 2; i++) {
      await vi.advanceTimersByTimeAsync(TYPING_ENDS / 2)
      socket.push({ type: 'pong' })
    }
    expect(b.shown.typing).toBeNull()
    types()
    socket.drop()
    expect(b.shown.typing).toBeNull()
  })

  it('keeps what is known while offline', async () => {
    const b = new Bench()
    const socket = await b.start(ready(1))
    socket.push({ type: 'message', message: message(1) })
    socket.drop()
    await settle()
    expect(b.shown).toMatchObject({ assistant: '助手', owner: 'bot' })
    expect(b.seqs()).toEqual([1])
  })
})
