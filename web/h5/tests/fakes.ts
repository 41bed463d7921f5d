/** A server's end of the socket, and messages to send through it. */
import type { ClientFrame, Message, Ready, ServerFrame, Session } from '@esa/contract'
import { vi } from 'vitest'
import { ChatClient, type Snapshot } from '../src/net/client'
import type { Socket } from '@esa/net/connection'
import { memoryStore, type Store } from '@esa/net/storage'

export const CONVERSATION = '11111111-1111-4111-8111-111111111111'

export class FakeSocket implements Socket {
  onopen: (() => void) | null = null
  onmessage: ((event: { data: unknown }) => void) | null = null
  onclose: (() => void) | null = null
  onerror: (() => void) | null = null
  readonly sent: ClientFrame[] = []
  closed = false

  send(data: string): void {
    this.sent.push(JSON.parse(data) as ClientFrame)
  }

  close(): void {
    this.closed = true
  }

  open(): void {
    this.onopen?.()
  }

  push(frame: ServerFrame): void {
    this.onmessage?.({ data: JSON.stringify(frame) })
  }

  /** The network or the server ends it. */
  drop(): void {
    this.onclose?.()
  }

  last(): ClientFrame | undefined {
    return this.sent[this.sent.length - 1]
  }

  of<T extends ClientFrame['type']>(type: T): Extract<ClientFrame, { type: T }>[] {
    return this.sent.filter((frame): frame is Extract<ClientFrame, { type: T }> => frame.type === type)
  }
}

export function session(change: Partial<Session> = {}): Session {
  return { token: 'token-1', conversation: CONVERSATION, expires: '2099-01-01T00:00:00Z', ...change }
}

export function ready(lastSeq = 0, change: Partial<Ready> = {}): Ready {
  return {
    type: 'ready',
    conversation: CONVERSATION,
    last_seq: lastSeq,
    owner: 'bot',
    engine: 'ready',
    assistant: '助手',
    district: '示例区',
    file_bytes: 10_485_760,
    ...change,
  }
}

export function message(seq: number, change: Partial<Message> = {}): Message {
  return { seq, at: '2026-11-24T02:00:00Z', author: 'bot', body: { kind: 'text', text: `第 ${seq} 条` }, ...change }
}

export function pushed(seq: number, change: Partial<Message> = {}): ServerFrame {
  return { type: 'message', message: message(seq, change) }
}

/** Lets promises run under fake timers, without moving the clock. */
export const settle = () => vi.advanceTimersByTimeAsync(0)

export class Bench {
  readonly sockets: FakeSocket[] = []
  readonly opens: boolean[] = []
  readonly client: ChatClient
  shown!: Snapshot
  answer: () => Promise<Session> = () => Promise.resolve(session())

  constructor(store: Store = memoryStore()) {
    this.client = new ChatClient({
      store,
      session: (renew) => {
        this.opens.push(renew)
        return this.answer()
      },
      socket: () => {
        const socket = new FakeSocket()
        this.sockets.push(socket)
        return socket
      },
    })
    this.client.subscribe((snapshot) => (this.shown = snapshot))
  }

  get socket(): FakeSocket {
    return this.sockets[this.sockets.length - 1]!
  }

  async open(frame: Ready = ready()): Promise<FakeSocket> {
    await settle()
    this.socket.open()
    await settle()
    this.socket.push(frame)
    return this.socket
  }

  async start(frame: Ready = ready()): Promise<FakeSocket> {
    this.client.connection.start()
    return this.open(frame)
  }

  /** The socket is lost, the network comes back, the next one is open. */
  async again(frame: Ready = ready()): Promise<FakeSocket> {
    this.socket.drop()
    this.client.connection.wake()
    return this.open(frame)
  }

  seqs(): number[] {
    return this.shown.messages.map(({ seq }) => seq)
  }
}
