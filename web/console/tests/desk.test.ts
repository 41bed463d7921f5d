import { memoryStore } from '@esa/net/storage'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ACCEPT_WITHIN, GAP_PATIENCE, TYPING_ENDS } from '../src/net/desk'
import { A, B, Bench, found, held, ME, pushed } from './fakes'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const say = (conversation: string, text: string) => ({ type: 'say' as const, conversation, text })

describe('what is followed', () => {
  it('is what the member holds and what is looked at', async () => {
    const bench = new Bench()
    const socket = await bench.start([held(A), found(B)])
    expect(socket.of('watch').map(({ conversation }) => conversation)).toEqual([A])
    bench.client.look(B)
    expect(socket.of('watch').at(-1)).toMatchObject({ conversation: B, after: 0 })
    bench.client.look(null)
    expect(socket.of('unwatch').map(({ conversation }) => conversation)).toEqual([B])
  })

  it('goes on after the last message when the socket comes back', async () => {
    const bench = new Bench()
    const socket = await bench.start([held(A, { last_seq: 2 })])
    socket.push(pushed(A, 1))
    socket.push(pushed(A, 2))
    const next = await bench.again()
    expect(next.of('watch')).toEqual([{ type: 'watch', conversation: A, after: 2 }])
    next.push(pushed(A, 2))
    next.push(pushed(A, 3))
    await bench.settle()
    expect(bench.shown.rooms.get(A)?.messages.map(({ seq }) => seq)).toEqual([1, 2, 3])
  })

  it('asks once for a message that is missing', async () => {
    const bench = new Bench()
    const socket = await bench.start([held(A)])
    socket.push(pushed(A, 1))
    socket.push(pushed(A, 3))
    await vi.advanceTimersByTimeAsync(GAP_PATIENCE)
    expect(socket.of('watch').at(-1)).toMatchObject({ after: 1 })
    expect(socket.of('watch')).toHaveLength(2)
  })
})

describe('the visitor', () => {
  const typing = (bench: Bench) => bench.shown.rooms.get(A)?.typing

  it('writes until a message of theirs comes, or they have stopped', async () => {
    const bench = new Bench()
    const socket = await bench.start([held(A)])
    socket.push({ type: 'visitor_typing', conversation: A, on: true })
    await bench.settle()
    expect(typing(bench)).toBe(true)
    socket.push(pushed(A, 1))
    await bench.settle()
    expect(typing(bench)).toBe(false)
    socket.push({ type: 'visitor_typing', conversation: A, on: true })
    socket.push({ type: 'visitor_typing', conversation: A, on: false })
    await bench.settle()
    expect(typing(bench)).toBe(false)
  })

  it('who went away while writing is not shown for ever', async () => {
    const bench = new Bench()
    const socket = await bench.start([held(A)])
    socket.push({ type: 'visitor_typing', conversation: A, on: true })
    await vi.advanceTimersByTimeAsync(TYPING_ENDS)
    await bench.settle()
    expect(typing(bench)).toBe(false)
  })

  it('has read up to where the server says', async () => {
    const bench = new Bench()
    const socket = await bench.start([held(A)])
    socket.push({ type: 'visitor_read', conversation: A, seq: 3 })
    await bench.settle()
    expect(bench.shown.rooms.get(A)?.read).toBe(3)
  })
})

describe('the list of cases', () => {
  it('takes what changes and lets go of what colleagues take', async () => {
    const bench = new Bench()
    const socket = await bench.start([found(A)])
    socket.push({ type: 'case', conversation: B, case: found(B, { priority: 1 }) })
    await bench.settle()
    expect(bench.shown.cases.map(({ conversation }) => conversation)).toEqual([B, A])
    const taken = found(A, { owner: 'staff', assignee: 'somebody', assignee_name: '李强' })
    socket.push({ type: 'case', conversation: A, case: taken })
    socket.push({ type: 'case', conversation: B, case: null })
    await bench.settle()
    expect(bench.shown.cases).toEqual([])
  })

  it('keeps what colleagues hold in sight of a supervisor', async () => {
    const bench = new Bench()
    const socket = await bench.start([], { role: 'supervisor' })
    socket.push({ type: 'case', conversation: A, case: found(A, { owner: 'staff', assignee: 'somebody' }) })
    await bench.settle()
    expect(bench.shown.cases).toHaveLength(1)
  })

  it('is read again when something may have been missed', async () => {
    const bench = new Bench()
    const socket = await bench.start([])
    bench.list = [found(A)]
    socket.push({ type: 'cases' })
    await bench.settle()
    expect(bench.shown.cases).toHaveLength(1)
  })
})

describe('words', () => {
  it('go one after the other, and stay in sight until their message is here', async () => {
    const bench = new Bench()
    const socket = await bench.start([held(A)])
    bench.client.act(say(A, '一'), '一')
    bench.client.act(say(A, '二'), '二')
    expect(socket.of('say')).toHaveLength(1)
    const { key } = socket.of('say')[0]!
    expect(key.length).toBeGreaterThanOrEqual(8)
    expect(key.length).toBeLessThanOrEqual(50)
    socket.push({ type: 'accepted', key, seq: 1 })
    expect(socket.of('say')).toHaveLength(2)
    await bench.settle()
    expect(bench.shown.pending.map(({ label }) => label)).toEqual(['一', '二'])
    socket.push(pushed(A, 1, { author: 'staff', key: `${ME}:${key}` }))
    await bench.settle()
    expect(bench.shown.pending.map(({ label }) => label)).toEqual(['二'])
  })

  it('are sent again with the same key after a lost socket, and after a reload', async () => {
    const store = memoryStore()
    const bench = new Bench(store)
    const socket = await bench.start([held(A)])
    bench.client.act(say(A, '在吗'), '在吗')
    const { key } = socket.of('say')[0]!
    expect((await bench.again()).of('say')[0]?.key).toBe(key)
    bench.client.stop()
    expect((await new Bench(store).start([held(A)])).of('say')[0]?.key).toBe(key)
  })

  it('that are refused stay with the sentence, and go again with the same key when asked to', async () => {
    const bench = new Bench()
    const socket = await bench.start([held(A)])
    bench.client.act(say(A, '在吗'), '在吗')
    const { key } = socket.of('say')[0]!
    socket.push({ type: 'refused', key, code: 'not_yours', message: '这个会话现在不在您手上。' })
    await bench.settle()
    expect(bench.shown.pending[0]).toMatchObject({ state: 'failed', reason: '这个会话现在不在您手上。' })
    bench.client.retry(key)
    expect(socket.of('say').map((frame) => frame.key)).toEqual([key, key])
    socket.push({ type: 'refused', key, code: 'not_yours', message: '不在' })
    bench.client.discard(key)
    await bench.settle()
    expect(bench.shown.pending).toEqual([])
  })

  it('that come too fast wait for as long as the server asks', async () => {
    const bench = new Bench()
    const socket = await bench.start([held(A)])
    bench.client.act(say(A, '在吗'), '在吗')
    const { key } = socket.of('say')[0]!
    socket.push({ type: 'refused', key, code: 'busy', message: '请稍等', retry_after: 2 })
    await vi.advanceTimersByTimeAsync(2_000)
    expect(socket.of('say')).toHaveLength(2)
  })

  it('that nobody answers make the socket suspect', async () => {
    const bench = new Bench()
    await bench.start([held(A)])
    bench.client.act(say(A, '在吗'), '在吗')
    await vi.advanceTimersByTimeAsync(ACCEPT_WITHIN)
    expect(bench.sockets.length).toBeGreaterThanOrEqual(1)
    expect(bench.client.connection.state.name).not.toBe('ready')
  })

  it('a note is settled when it is stored: it comes back by a frame of its own', async () => {
    const bench = new Bench()
    const socket = await bench.start([held(A)])
    bench.client.act({ type: 'note', conversation: A, text: '着急' }, '着急')
    socket.push({ type: 'accepted', key: socket.of('note')[0]!.key, seq: 4 })
    const note = { id: B, at: '2026-11-24T02:00:00Z', author_name: '陈静', text: '着急' }
    socket.push({ type: 'noted', conversation: A, note })
    bench.client.addNotes(A, [note])
    await bench.settle()
    expect(bench.shown.pending).toEqual([])
    expect(bench.shown.rooms.get(A)?.notes).toEqual([note])
  })
})

describe('actions', () => {
  it('pressed twice are sent once, and are told when they are stored', async () => {
    const bench = new Bench()
    const socket = await bench.start([found(A)])
    bench.client.act({ type: 'claim', conversation: A })
    bench.client.act({ type: 'claim', conversation: A })
    expect(socket.of('claim')).toHaveLength(1)
    socket.push({ type: 'accepted', key: socket.of('claim')[0]!.key, seq: 9 })
    await bench.settle()
    expect(bench.done.map(({ type }) => type)).toEqual(['claim'])
    expect(bench.shown.pending).toEqual([])
  })

  it('that are refused leave their sentence at the conversation until it is put away', async () => {
    const bench = new Bench()
    const socket = await bench.start([found(A)])
    bench.client.act({ type: 'claim', conversation: A })
    const { key } = socket.of('claim')[0]!
    socket.push({ type: 'refused', key, code: 'taken', message: '这个会话已经有人接了' })
    await bench.settle()
    expect(bench.shown.refusals.get(A)).toBe('这个会话已经有人接了')
    expect(bench.shown.pending).toEqual([])
    bench.client.forgive(A)
    await bench.settle()
    expect(bench.shown.refusals.size).toBe(0)
  })
})

describe('the socket', () => {
  it('shows the token again when the greeting was refused', async () => {
    const bench = new Bench()
    bench.client.connection.start()
    await bench.settle()
    bench.socket.onopen?.()
    await bench.settle()
    bench.socket.push({ type: 'refused', code: 'signed_out', message: '登录已过期' })
    bench.client.connection.wake()
    await bench.settle()
    expect(bench.renewals).toEqual([false, true])
  })

  it('tells of the end of the session, of reminders, and of nothing that has no key', async () => {
    const bench = new Bench()
    const socket = await bench.start([held(A)])
    bench.client.act(say(A, '在吗'), '在吗')
    socket.push({ type: 'refused', code: 'not_yours', message: '不在您手上' })
    await bench.settle()
    expect(bench.shown.pending[0]?.state).toBe('sending')
    socket.push({ type: 'reminder', conversation: A, about: 'silent' })
    expect(bench.reminders).toHaveLength(1)
    socket.push({ type: 'refused', code: 'signed_out', message: '登录已过期' })
    expect(bench.expired).toBe('登录已过期')
  })

  it('carries the wish to be given cases, and keeps it when there is none', async () => {
    const bench = new Bench()
    const socket = await bench.start([])
    bench.client.setAvailable(true)
    await bench.settle()
    expect(socket.of('available')).toEqual([{ type: 'available', on: true }])
    expect(bench.shown.member?.available).toBe(true)
    socket.onclose?.()
    bench.client.setAvailable(false)
    await bench.settle()
    expect(bench.shown.member?.available).toBe(true)
  })
})
