import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import {
  backoff,
  Connection,
  READY_WITHIN,
  PING_EVERY,
  PONG_WITHIN,
  PROBE_WITHIN,
  type ConnectionState,
} from '@esa/net/connection'
import type { ClientFrame, ServerFrame } from '@esa/contract'
import { ApiRefused } from '@esa/net/http'
import { FakeSocket, ready, session, settle } from './fakes'

beforeEach(() => {
  vi.useFakeTimers()
  vi.spyOn(Math, 'random').mockReturnValue(1) // the longest back-off
})
afterEach(() => void vi.useRealTimers())

function bench(open = vi.fn((_: boolean) => Promise.resolve(session()))) {
  const sockets: FakeSocket[] = []
  const states: ConnectionState[] = []
  const frames: string[] = []
  let after = 0
  const connection = new Connection<ClientFrame, ServerFrame>({
    session: open,
    socket: () => {
      const socket = new FakeSocket()
      sockets.push(socket)
      return socket
    },
    hello: (token) => ({ type: 'hello' as const, token, after }),
    onFrame: (frame) => frames.push(frame.type),
    onState: (state) => states.push(state),
  })
  return {
    connection,
    open,
    sockets,
    states,
    frames,
    seen: (seq: number) => (after = seq),
    last: () => sockets[sockets.length - 1]!,
    async greet() {
      await settle()
      this.last().open()
      await settle()
      this.last().push(ready())
    },
  }
}

describe('back-off', () => {
  it('starts at half a second, doubles, ends at fifteen', () => {
    expect([0, 1, 2, 3, 4, 5, 6, 20].map((n) => backoff(n, 1))).toEqual([
      500, 1000, 2000, 4000, 8000, 15_000, 15_000, 15_000,
    ])
  })

  it('is spread over half of its length', () => {
    expect(backoff(0, 0)).toBe(250)
    expect(backoff(9, 0)).toBe(7500)
  })
})

describe('connecting', () => {
  it('says hello when both session and socket are there, whichever comes last', async () => {
    let give!: (value: ReturnType<typeof session>) => void
    const b = bench(vi.fn(() => new Promise<ReturnType<typeof session>>((resolve) => (give = resolve))))
    b.connection.start()
    b.last().open()
    await settle()
    expect(b.last().sent).toEqual([])
    give(session({ token: 'abc' }))
    await settle()
    expect(b.last().sent).toEqual([{ type: 'hello', token: 'abc', after: 0 }])
  })

  it('is ready only after Ready, and sends nothing before', async () => {
    const b = bench()
    b.connection.start()
    expect(b.connection.send({ type: 'ping' })).toBe(false)
    await b.greet()
    expect(b.connection.state).toEqual({ name: 'ready' })
    expect(b.connection.send({ type: 'ask_person', key: 'k'.repeat(8) })).toBe(true)
    expect(b.last().last()).toMatchObject({ type: 'ask_person' })
  })

  it('gives up a try that leads nowhere', async () => {
    const b = bench()
    b.connection.start()
    await vi.advanceTimersByTimeAsync(READY_WITHIN)
    expect(b.connection.state.name).toBe('offline')
    expect(b.sockets[0]!.closed).toBe(true)
    await vi.advanceTimersByTimeAsync(500)
    expect(b.sockets).toHaveLength(2)
  })

  it('shows the server sentence when the session is refused, and waits as long as it says', async () => {
    const b = bench(vi.fn(() => Promise.reject(new ApiRefused(429, { code: 'busy', message: '请求太频繁' }, 7))))
    b.connection.start()
    await settle()
    expect(b.connection.state).toEqual({ name: 'offline', attempt: 1, message: '请求太频繁' })
    await vi.advanceTimersByTimeAsync(6_900)
    expect(b.open).toHaveBeenCalledTimes(1)
    await vi.advanceTimersByTimeAsync(200)
    expect(b.open).toHaveBeenCalledTimes(2)
  })

  it('keeps a browser error to itself', async () => {
    const b = bench(vi.fn(() => Promise.reject(new TypeError('Failed to fetch'))))
    b.connection.start()
    await settle()
    expect(b.connection.state).toMatchObject({ name: 'offline', message: null })
  })

  it('renews the session after a refused hello', async () => {
    const b = bench()
    b.connection.start()
    await settle()
    b.last().open()
    await settle()
    b.last().push({ type: 'refused', code: 'bad_token', message: '会话已失效' })
    expect(b.connection.state).toMatchObject({ name: 'offline', message: '会话已失效' })
    await vi.advanceTimersByTimeAsync(500)
    expect(b.open.mock.calls).toEqual([[false], [true]])
    await b.greet()
    b.last().drop()
    await vi.advanceTimersByTimeAsync(15_000)
    expect(b.open.mock.calls[2]).toEqual([false])
  })
})

describe('reconnecting', () => {
  it('waits longer after each failure, and starts over after a connection that held', async () => {
    const b = bench()
    b.connection.start()
    for (const wait of [500, 1000, 2000]) {
      const before = b.sockets.length
      b.last().drop()
      await vi.advanceTimersByTimeAsync(wait - 1)
      expect(b.sockets).toHaveLength(before)
      await vi.advanceTimersByTimeAsync(1)
      expect(b.sockets).toHaveLength(before + 1)
    }
    await b.greet()
    await vi.advanceTimersByTimeAsync(6_000)
    b.last().drop()
    expect(b.connection.state).toMatchObject({ name: 'offline', attempt: 1 })
  })

  it('does not start over after a connection that broke at once', async () => {
    const b = bench()
    b.connection.start()
    await b.greet()
    b.last().drop()
    await vi.advanceTimersByTimeAsync(500)
    await b.greet()
    b.last().drop()
    expect(b.connection.state).toMatchObject({ attempt: 2 })
  })

  it('resumes after what is known by then', async () => {
    const b = bench()
    b.connection.start()
    await b.greet()
    b.seen(41)
    b.last().drop()
    await vi.advanceTimersByTimeAsync(500)
    b.last().open()
    await settle()
    expect(b.last().last()).toMatchObject({ type: 'hello', after: 41 })
  })

  it('comes back at once when the network or the page wakes up', async () => {
    const b = bench()
    b.connection.start()
    b.last().drop()
    b.connection.wake()
    expect(b.sockets).toHaveLength(2)
    await vi.advanceTimersByTimeAsync(1_000)
    expect(b.sockets).toHaveLength(2)
  })

  it('ignores what an abandoned socket still says', async () => {
    const b = bench()
    b.connection.start()
    await b.greet()
    const old = b.last()
    old.drop()
    old.push(ready())
    expect(b.connection.state.name).toBe('offline')
  })

  it('stops for good', async () => {
    const b = bench()
    b.connection.start()
    await b.greet()
    b.connection.stop()
    b.connection.wake()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(b.sockets).toHaveLength(1)
    expect(b.last().closed).toBe(true)
  })
})

describe('dead peers', () => {
  it('pings every 25 seconds and stays while answers come', async () => {
    const b = bench()
    b.connection.start()
    await b.greet()
    for (let i = 1; i <= 3; i++) {
      await vi.advanceTimersByTimeAsync(PING_EVERY)
      expect(b.last().of('ping')).toHaveLength(i)
      b.last().push({ type: 'pong' })
    }
    expect(b.sockets).toHaveLength(1)
  })

  it('drops a peer that does not answer', async () => {
    const b = bench()
    b.connection.start()
    await b.greet()
    await vi.advanceTimersByTimeAsync(PING_EVERY + PONG_WITHIN)
    expect(b.connection.state.name).toBe('offline')
  })

  it('takes any frame for a sign of life', async () => {
    const b = bench()
    b.connection.start()
    await b.greet()
    await vi.advanceTimersByTimeAsync(PING_EVERY)
    b.last().push({ type: 'typing', author: 'bot', on: true })
    await vi.advanceTimersByTimeAsync(PONG_WITHIN)
    expect(b.connection.state.name).toBe('ready')
  })

  it('asks a socket that slept, and does not wait long', async () => {
    const b = bench()
    b.connection.start()
    await b.greet()
    b.connection.wake()
    expect(b.last().last()).toEqual({ type: 'ping' })
    await vi.advanceTimersByTimeAsync(PROBE_WITHIN)
    expect(b.connection.state.name).toBe('offline')
  })

  it('survives a frame that is no JSON', async () => {
    const b = bench()
    b.connection.start()
    await b.greet()
    b.last().onmessage?.({ data: 'nonsense' })
    expect(b.connection.state.name).toBe('ready')
  })
})
