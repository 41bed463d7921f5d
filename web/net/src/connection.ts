/**
 * The socket's life as a state machine, without Vue and without the DOM:
 *
 *   connecting ──Ready──► ready ──close, silence──► offline ──back-off, wake──► connecting
 *
 * It knows nothing of messages; it keeps one socket alive and says what it is doing.
 */
import type { Ping, Refused } from '@esa/contract'

export const FIRST_DELAY = 500
export const LAST_DELAY = 15_000
const CONNECT_TIMEOUT = 12_000
/** With a session in hand, a try that brings no Ready by then leads nowhere. */
export const READY_WITHIN = 6_000
export const PING_EVERY = 25_000
export const PONG_WITHIN = 8_000
/** After waking up nobody waits eight seconds to learn that the socket died in the background. */
export const PROBE_WITHIN = 3_000
/** Only a connection that held this long makes the next back-off start from the beginning. */
const STABLE_AFTER = 5_000

export type ConnectionState =
  | { name: 'connecting'; attempt: number }
  | { name: 'ready' }
  | { name: 'offline'; attempt: number; message: string | null }

/** The part of a WebSocket that is used, whatever carries the frames. */
export interface Socket {
  send(data: string): void
  close(): void
  onopen: (() => void) | null
  onmessage: ((event: { data: unknown }) => void) | null
  onclose: (() => void) | null
  onerror: (() => void) | null
}

/** `Out` and `In` are the frames of one side of the contract; both sides greet, and both know pings. */
export interface ConnectionParts<Out, In> {
  /** A session; `renew` when the server did not like the last one. */
  session(renew: boolean): Promise<{ token: string }>
  socket(): Socket
  /** The first frame, made anew for every socket. */
  hello(token: string): Out
  onFrame(frame: In): void
  onState(state: ConnectionState): void
}

/** Half a second, doubling to fifteen; the jitter keeps many clients from returning at once. */
export function backoff(attempt: number, random: number): number {
  return Math.min(LAST_DELAY, FIRST_DELAY * 2 ** attempt) * (0.5 + random / 2)
}

export class Connection<Out, In extends { type: string }> {
  private readonly parts: ConnectionParts<Out, In>
  private current: ConnectionState = { name: 'connecting', attempt: 0 }
  private socket: Socket | null = null
  private stopped = true
  private stale = false
  private greeted = false
  private attempt = 0
  private readySince = 0
  /** Every new try gets a number, so that what an older one still reports is ignored. */
  private epoch = 0
  private deadline: ReturnType<typeof setTimeout> | undefined
  private ping: ReturnType<typeof setInterval> | undefined

  constructor(parts: ConnectionParts<Out, In>) {
    this.parts = parts
  }

  get state(): ConnectionState {
    return this.current
  }

  start(): void {
    if (!this.stopped) return
    this.stopped = false
    this.connect()
  }

  stop(): void {
    this.stopped = true
    this.abandon()
  }

  /** False when there is no open connection: the caller keeps the frame. */
  send(frame: Out): boolean {
    if (this.current.name !== 'ready' || !this.socket) return false
    this.write(frame)
    return true
  }

  /** The network or the page came back: do not wait for the back-off, do not trust an old socket. */
  wake(): void {
    if (this.stopped) return
    if (this.current.name === 'offline') this.connect()
    else if (this.current.name === 'ready') this.probe(PROBE_WITHIN)
  }

  /** Something is missing that the server holds: come back and ask for it. */
  resync(): void {
    if (!this.stopped && this.current.name === 'ready') this.connect()
  }

  /** An answer is overdue although the socket looks open. */
  suspect(): void {
    if (!this.stopped && this.current.name === 'ready') this.fail(null)
  }

  /** Session and handshake go at the same time: on a slow network that is a round trip less. */
  private connect(): void {
    this.abandon()
    const epoch = this.epoch
    const mine = () => epoch === this.epoch
    this.change({ name: 'connecting', attempt: this.attempt })
    this.deadline = setTimeout(() => this.fail(null), CONNECT_TIMEOUT)

    let open = false
    let token: string | null = null
    const greet = () => {
      if (!open || token === null) return
      this.greeted = true
      this.write(this.parts.hello(token))
    }
    const socket = this.parts.socket()
    this.socket = socket
    socket.onopen = () => {
      open = true
      greet()
    }
    socket.onmessage = (event) => this.receive(event.data)
    socket.onclose = socket.onerror = () => this.fail(null)

    this.parts.session(this.stale).then(
      (session) => {
        if (!mine()) return
        this.stale = false
        token = session.token
        clearTimeout(this.deadline)
        this.deadline = setTimeout(() => this.fail(null), READY_WITHIN)
        greet()
      },
      (error: { message?: string; retryAfter?: number | null }) => {
        if (!mine()) return
        const known = error.retryAfter !== undefined
        this.fail(known ? error.message || null : null, error.retryAfter ?? null)
      },
    )
  }

  private receive(data: unknown): void {
    let frame: In
    try {
      frame = JSON.parse(String(data)) as In
    } catch {
      return // not ours; the ping tells whether the peer still makes sense
    }
    if (this.current.name === 'ready') {
      clearTimeout(this.deadline) // any word is a sign of life
    } else if (frame.type === 'ready') {
      this.readySince = Date.now()
      clearTimeout(this.deadline)
      clearInterval(this.ping)
      this.ping = setInterval(() => this.probe(PONG_WITHIN), PING_EVERY)
      this.change({ name: 'ready' })
    } else if (frame.type === 'refused') {
      // The Hello was refused: show the token again to the session endpoint, which decides.
      const refused = frame as In & Refused
      this.stale = true
      this.fail(refused.message, refused.retry_after ?? null)
      return
    }
    this.parts.onFrame(frame)
  }

  private probe(within: number): void {
    this.write({ type: 'ping' })
    clearTimeout(this.deadline)
    this.deadline = setTimeout(() => this.fail(null), within)
  }

  private fail(message: string | null, retryAfter: number | null = null): void {
    const wasReady = this.current.name === 'ready'
    // Greeted, but never became ready: perhaps the token is the reason.
    if (!wasReady && this.greeted) this.stale = true
    if (wasReady && Date.now() - this.readySince >= STABLE_AFTER) this.attempt = 0
    this.abandon()
    if (this.stopped) return
    const wait = backoff(this.attempt, Math.random())
    this.deadline = setTimeout(() => this.connect(), Math.max(wait, (retryAfter ?? 0) * 1000))
    this.attempt++
    this.change({ name: 'offline', attempt: this.attempt, message })
  }

  /** Lets go of the socket and of everything that was planned for it. */
  private abandon(): void {
    this.epoch++
    clearTimeout(this.deadline)
    clearInterval(this.ping)
    const socket = this.socket
    this.socket = null
    this.greeted = false
    if (!socket) return
    socket.onopen = socket.onmessage = socket.onclose = socket.onerror = null
    socket.close()
  }

  private write(frame: Out | Ping): void {
    try {
      this.socket?.send(JSON.stringify(frame))
    } catch {
      // A socket that is closing reports it through onclose.
    }
  }

  private change(state: ConnectionState): void {
    this.current = state
    this.parts.onState(state)
  }
}
