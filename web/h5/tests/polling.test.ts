/** The client over the real transports; sockets and requests end at a server that is played here. */
import type { Accepted, ClientFrame, Poll, ServerFrame } from '@esa/contract'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ChatClient, type Snapshot } from '../src/net/client'
import { FIRST_DELAY, PING_EVERY, READY_WITHIN } from '@esa/net/connection'
import { Lines } from '../src/net/open'
import { LOOK_EVERY } from '../src/net/polling'
import { memoryStore } from '@esa/net/storage'
import { FakeSocket, message, ready, session, settle } from './fakes'

class HeardSocket extends FakeSocket {
  private listener: () => void = () => undefined

  addEventListener(_: string, listener: unknown): void {
    this.listener = listener as () => void
  }

  override push(frame: ServerFrame): void {
    this.listener()
    super.push(frame)
  }
}

type Answer = { status?: number; wait?: number; body: unknown }
type Sent = Extract<ClientFrame, { type: 'send' }>

/** Holds polls, stores what is posted once a key, and does as it is told beside that. */
class Server {
  readonly polls: Poll[] = []
  readonly posts: Sent[] = []
  readonly tokens = new Set<string | null>()
  readonly log: Sent[] = []
  /** Answers to give before anything else happens, by path. */
  readonly next: Record<string, (Answer | 'dead')[]> = { events: [], frames: [] }
  private wake: () => void = () => undefined

  readonly fetch = async (path: string, init: RequestInit): Promise<Response> => {
    const name = path.replace('/api/visitor/', '')
    const body = JSON.parse(String(init.body)) as unknown
    this.tokens.add(new Headers(init.headers).get('authorization'))
    if (name === 'events') this.polls.push(body as Poll)
    else this.posts.push(body as Sent)
    const said = this.next[name]!.shift()
    if (said === 'dead') throw new TypeError('network')
    if (said) return response(said)
    return response({ body: name === 'events' ? await this.poll(body as Poll, init.signal!) : this.store(body as Sent) })
  }

  private store(frame: Sent): Accepted {
    if (!this.log.some(({ key }) => key === frame.key)) this.log.push(frame)
    this.wake()
    return { type: 'accepted', key: frame.key, seq: this.log.findIndex(({ key }) => key === frame.key) + 1 }
  }

  private async poll({ after, shown }: Poll, signal: AbortSignal): Promise<ServerFrame[]> {
    if (shown && after >= this.log.length) {
      await new Promise<void>((resolve, reject) => {
        this.wake = resolve
        signal.addEventListener('abort', () => reject(new DOMException('gone', 'AbortError')))
      })
    }
    const messages = this.log
      .map(({ key, text }, i) => message(i + 1, { key, author: 'visitor', body: { kind: 'text', text } }))
      .slice(after)
    return [...(shown ? [] : [ready(this.log.length)]), ...messages.map((m) => ({ type: 'message' as const, message: m }))]
  }
}

function response({ status = 200, wait, body }: Answer): Response {
  const headers: Record<string, string> = wait ? { 'retry-after': String(wait) } : {}
  return new Response(JSON.stringify(body), { status, headers })
}

function bench(store = memoryStore()) {
  const server = new Server()
  const sockets: HeardSocket[] = []
  const lines = new Lines(() => {
    sockets.push(new HeardSocket())
    return sockets[sockets.length - 1]!
  })
  vi.stubGlobal('fetch', server.fetch)
  const opens: boolean[] = []
  const open = (renew: boolean) => {
    opens.push(renew)
    return Promise.resolve(session())
  }
  const client = new ChatClient({ store, session: open, socket: () => lines.open() })
  const seen: { shown: Snapshot } = { shown: client.snapshot() }
  client.subscribe((snapshot) => (seen.shown = snapshot))
  return { client, server, sockets, opens, seen }
}

/** Two sockets that open and bring nothing, then polling. */
async function blocked(b: ReturnType<typeof bench>): Promise<void> {
  b.client.connection.start()
  await settle()
  b.sockets[0]!.open()
  await vi.advanceTimersByTimeAsync(READY_WITHIN + FIRST_DELAY)
  b.sockets[1]!.open()
  await vi.advanceTimersByTimeAsync(READY_WITHIN + 2 * FIRST_DELAY)
}

const texts = (b: ReturnType<typeof bench>) =>
  b.seen.shown.messages.map(({ body }) => (body.kind === 'text' ? body.text : body.kind))

beforeEach(() => {
  vi.useFakeTimers()
  vi.spyOn(Math, 'random').mockReturnValue(1) // the longest back-off
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe('falling back', () => {
  it('polls after two sockets in a row that opened and passed nothing', async () => {
    const b = bench()
    await blocked(b)
    expect(b.sockets).toHaveLength(2)
    expect(b.seen.shown.connection.name).toBe('ready')
    expect(b.server.polls.map(({ after, shown }) => [after, shown?.owner ?? null])).toEqual([[0, null], [0, 'bot']])
    expect([...b.server.tokens]).toEqual(['Bearer token-1'])
  })

  it('polls after two sockets that were refused', async () => {
    const b = bench()
    b.client.connection.start()
    await settle()
    b.sockets[0]!.drop()
    await vi.advanceTimersByTimeAsync(FIRST_DELAY)
    b.sockets[1]!.drop()
    await vi.advanceTimersByTimeAsync(2 * FIRST_DELAY)
    expect(b.seen.shown.connection.name).toBe('ready')
  })

  it('keeps to sockets while they bring something', async () => {
    const b = bench()
    b.client.connection.start()
    for (let i = 0; i < 5; i++) {
      await settle()
      b.sockets[i]!.open()
      await settle()
      b.sockets[i]!.push(ready())
      b.sockets[i]!.drop()
      b.client.connection.wake()
    }
    expect(b.server.polls).toEqual([])
  })

  it('goes back to sockets when polling fails as well', async () => {
    const b = bench()
    b.server.next.events!.push('dead')
    await blocked(b)
    await vi.advanceTimersByTimeAsync(4 * FIRST_DELAY)
    expect(b.sockets).toHaveLength(3)
  })

  it('sends what was written meanwhile, once', async () => {
    const b = bench()
    b.client.connection.start()
    b.client.say('第一句')
    await blocked(b)
    b.client.say('第二句')
    await settle()
    expect(b.server.log.map(({ text }) => text)).toEqual(['第一句', '第二句'])
    expect(texts(b)).toEqual(['第一句', '第二句'])
    expect(b.seen.shown.pending).toEqual([])
  })
})

describe('polling', () => {
  it('repeats with the same key what got no answer', async () => {
    const b = bench()
    await blocked(b)
    b.server.next.frames!.push('dead')
    b.client.say('还在吗')
    await vi.advanceTimersByTimeAsync(20_000)
    expect(b.server.posts).toHaveLength(2)
    expect(b.server.posts[0]).toEqual(b.server.posts[1])
    expect(texts(b)).toEqual(['还在吗'])
  })

  it('waits as long as the server says, with frames and with polls', async () => {
    const b = bench()
    b.server.next.events!.push({ status: 429, wait: 4, body: { code: 'busy', message: '请稍等' } })
    await blocked(b)
    expect(b.server.polls).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(4_000)
    expect(b.server.polls.length).toBeGreaterThan(1)
    b.server.next.frames!.push({ status: 429, wait: 3, body: { code: 'busy', message: '请稍等' } })
    b.client.say('说得太快')
    await vi.advanceTimersByTimeAsync(2_900)
    expect(b.seen.shown.pending[0]).toMatchObject({ state: 'held', reason: '请稍等' })
    await vi.advanceTimersByTimeAsync(100)
    expect(b.server.log).toHaveLength(1)
  })

  it('shows why a frame was refused', async () => {
    const b = bench()
    await blocked(b)
    b.server.next.frames!.push({ status: 409, body: { code: 'too_long', message: '太长' } })
    b.client.say('长')
    await settle()
    expect(b.seen.shown.pending[0]).toMatchObject({ state: 'failed', reason: '太长' })
  })

  it('renews a session that holds no longer', async () => {
    const b = bench()
    await blocked(b)
    b.server.next.frames!.push({ status: 401, body: { code: 'token', message: '过期' } })
    b.server.next.events!.push({ status: 401, body: { code: 'token', message: '过期' } })
    b.client.say('还认得我吗')
    await vi.advanceTimersByTimeAsync(10_000)
    expect(b.opens[b.opens.length - 1]).toBe(true)
    expect(b.server.log).toHaveLength(1)
  })

  it('reads a log from the start that is shorter than what it knows', async () => {
    const b = bench()
    b.server.next.events!.push({ status: 409, body: { code: 'seq', message: '没有' } })
    await blocked(b)
    expect(b.server.polls.slice(0, 2).map(({ after }) => after)).toEqual([0, 0])
    expect(b.seen.shown.connection.name).toBe('ready')
  })

  it('asks anew instead of a ping, and takes silence for a dead line', async () => {
    const b = bench()
    await blocked(b)
    const asked = b.server.polls.length
    await vi.advanceTimersByTimeAsync(PING_EVERY)
    expect(b.server.polls[asked]).toEqual({ after: 0, shown: null })
    expect(b.seen.shown.connection.name).toBe('ready')
  })

  it('hands over to a socket as soon as one passes', async () => {
    const b = bench()
    await blocked(b)
    b.client.say('一')
    await vi.advanceTimersByTimeAsync(LOOK_EVERY)
    const socket = b.sockets[2]!
    socket.open()
    expect(socket.sent).toEqual([{ type: 'hello', token: 'token-1', after: 1 }])
    socket.push(ready(1))
    await settle()
    const asked = b.server.polls.length
    b.client.say('二')
    await settle()
    expect(socket.of('send').map(({ text }) => text)).toEqual(['二'])
    expect(b.server.posts).toHaveLength(1)
    expect(b.server.polls).toHaveLength(asked)
    socket.drop()
    expect(b.seen.shown.connection.name).toBe('offline')
  })
})
