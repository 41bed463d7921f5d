/**
 * The frames of the socket without a socket, for networks whose proxies let none through. To its user it
 * is one. Now and then it looks whether a real one passes; if so, that one takes over.
 */
import type { ClientFrame, Hello, Poll, ServerFrame } from '@esa/contract'
import type { Socket } from '@esa/net/connection'
import { ApiRefused } from '@esa/net/http'
import { post } from './http'
import type { OutFrame } from './acts'

export const LOOK_EVERY = 120_000
/** The server holds a poll until there is news; what answers nothing to read at once is not asked in a loop. */
const PAUSE = 200

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

export class Polling implements Socket {
  onopen: (() => void) | null = null
  onmessage: ((event: { data: unknown }) => void) | null = null
  onclose: (() => void) | null = null
  onerror: (() => void) | null = null
  /** As the client greeted; `after` goes with what has arrived since. */
  private hello!: Hello
  private shown: Poll['shown'] = null
  private held = new AbortController()
  /** A real one, which is tried or has taken over. */
  private socket: Socket | null = null
  private over = false
  private readonly open: () => Socket
  private readonly works: () => void
  private readonly timer: ReturnType<typeof setInterval>

  constructor(open: () => Socket, works: () => void) {
    this.open = open
    this.works = works
    this.timer = setInterval(() => this.look(), LOOK_EVERY)
    void Promise.resolve().then(() => this.onopen?.())
  }

  send(data: string): void {
    const frame = JSON.parse(data) as ClientFrame
    if (this.over) this.socket?.send(data)
    else if (frame.type === 'hello') {
      this.hello = frame
      void this.listen()
    } else if (frame.type === 'ping') {
      // Asked by somebody who knows nothing, the server answers at once.
      this.shown = null
      this.held.abort()
    } else if ('key' in frame) void this.post(frame) // signs of who types or reads are for sockets
  }

  close(): void {
    this.stop()
    this.socket?.close()
  }

  private stop(): void {
    this.over = true
    clearInterval(this.timer)
    this.held.abort()
  }

  private async listen(): Promise<void> {
    while (!this.over) {
      const { signal } = (this.held = new AbortController())
      try {
        const { token, after } = this.hello
        const frames = await post<ServerFrame[]>('events', { after, shown: this.shown }, signal, token)
        for (const frame of frames) this.hear(frame)
        if (frames.every(({ type }) => type === 'status' || type === 'typing')) await sleep(PAUSE)
      } catch (error) {
        if (signal.aborted) continue
        if (!(error instanceof ApiRefused && error.message)) return this.onclose?.()
        this.works()
        // We know more than the log holds, so it is another one: read it from the start.
        if (error.status === 409) {
          this.hello = { ...this.hello, after: 0 }
          this.shown = null
        } else if (error.retryAfter) await sleep(error.retryAfter * 1000)
        else return this.onclose?.()
      }
    }
  }

  private async post(frame: OutFrame): Promise<void> {
    try {
      this.hear(await post<ServerFrame>('frames', frame, null, this.hello.token))
    } catch (error) {
      // Without our server's word about the frame it is sent again, to a line that holds.
      if (!(error instanceof ApiRefused && error.message && error.status !== 401)) return this.onclose?.()
      const { code, message, retryAfter } = error
      this.hear({ type: 'refused', key: frame.key, code, message, retry_after: retryAfter })
    }
  }

  private hear(frame: ServerFrame): void {
    this.works()
    if (frame.type === 'message') this.hello = { ...this.hello, after: frame.message.seq }
    else if (frame.type === 'ready' || frame.type === 'status') {
      const { owner, engine, person = null, place = null, read = 0 } = frame
      this.shown = { owner, engine, person, place, read, noticed: 'notice' in frame && frame.notice != null }
    }
    this.onmessage?.({ data: JSON.stringify(frame) })
  }

  private look(): void {
    this.socket?.close()
    const socket = (this.socket = this.open())
    socket.onopen = () => socket.send(JSON.stringify(this.hello))
    socket.onmessage = (event) => {
      if ((JSON.parse(String(event.data)) as ServerFrame).type !== 'ready') return
      this.stop()
      socket.onmessage = (next) => this.onmessage?.(next)
      socket.onclose = socket.onerror = () => this.onclose?.()
      this.onmessage?.(event)
    }
  }
}
