/** The server's end of the desk's socket. */
import type { Case, Member, Message, Reminder, StaffClientFrame, StaffServerFrame, WorkMoved } from '@esa/contract'
import type { Socket } from '@esa/net/connection'
import { memoryStore, type Store } from '@esa/net/storage'
import { vi } from 'vitest'
import type { Act } from '../src/net/acts'
import { DeskClient, DRAW_EVERY, type Snapshot } from '../src/net/desk'

export const ME = '00000000-0000-4000-8000-000000000001'
export const A = 'aaaaaaaa-0000-4000-8000-000000000000'
export const B = 'bbbbbbbb-0000-4000-8000-000000000000'

export class FakeSocket implements Socket {
  onopen: (() => void) | null = null
  onmessage: ((event: { data: unknown }) => void) | null = null
  onclose: (() => void) | null = null
  onerror: (() => void) | null = null
  readonly sent: StaffClientFrame[] = []

  send(data: string): void {
    this.sent.push(JSON.parse(data) as StaffClientFrame)
  }

  close(): void {}

  push(frame: StaffServerFrame): void {
    this.onmessage?.({ data: JSON.stringify(frame) })
  }

  of<T extends StaffClientFrame['type']>(type: T): Extract<StaffClientFrame, { type: T }>[] {
    return this.sent.filter((frame): frame is Extract<StaffClientFrame, { type: T }> => frame.type === type)
  }
}

export function member(change: Partial<Member> = {}): Member {
  return { id: ME, name: '陈静', role: 'staff', groups: ['registration'], capacity: 5, available: false, ...change }
}

export function found(conversation: string, change: Partial<Case> = {}): Case {
  return {
    conversation,
    owner: 'queue',
    assignee: null,
    assignee_name: null,
    last_seq: 0,
    channel: 'web',
    group: 'registration',
    priority: 0,
    contact_name: null,
    enterprise_name: null,
    reason: 'asked',
    matter: null,
    summary: '公章丢了',
    queued_at: '2026-11-24T02:00:00Z',
    claimed_at: null,
    first_reply_at: null,
    reply_due_at: null,
    ...change,
  }
}

export const held = (conversation: string, change: Partial<Case> = {}) =>
  found(conversation, { owner: 'staff', assignee: ME, assignee_name: '陈静', ...change })

export function message(seq: number, change: Partial<Message> = {}): Message {
  return { seq, at: '2026-11-24T02:00:00Z', author: 'visitor', body: { kind: 'text', text: `第 ${seq} 句` }, ...change }
}

export const pushed = (conversation: string, seq: number, change: Partial<Message> = {}): StaffServerFrame => ({
  type: 'message',
  conversation,
  message: message(seq, change),
})

export class Bench {
  readonly sockets: FakeSocket[] = []
  readonly reminders: Reminder[] = []
  readonly done: Act[] = []
  readonly work: WorkMoved[] = []
  readonly renewals: boolean[] = []
  expired = ''
  list: Case[] = []
  shown!: Snapshot
  readonly client: DeskClient

  constructor(store: Store = memoryStore()) {
    this.client = new DeskClient({
      store,
      session: async (renew) => {
        this.renewals.push(renew)
        return { token: 'token' }
      },
      cases: async () => this.list,
      socket: () => {
        this.sockets.push(new FakeSocket())
        return this.socket
      },
      onExpired: (sentence) => (this.expired = sentence),
      onReminder: (reminder) => this.reminders.push(reminder),
      onWork: (moved) => this.work.push(moved),
      onDone: (act) => this.done.push(act),
    })
    this.client.subscribe((snapshot) => (this.shown = snapshot))
  }

  get socket(): FakeSocket {
    return this.sockets[this.sockets.length - 1]!
  }

  /** Promises run, and what is to be drawn is drawn. */
  async settle(): Promise<void> {
    await vi.advanceTimersByTimeAsync(DRAW_EVERY)
    await vi.advanceTimersByTimeAsync(DRAW_EVERY)
  }

  async start(list: Case[] = [], change: Partial<Member> = {}): Promise<FakeSocket> {
    this.list = list
    this.client.connection.start()
    return this.open(change)
  }

  /** The socket is lost, and the next one is open. */
  async again(): Promise<FakeSocket> {
    this.socket.onclose?.()
    this.client.connection.wake()
    return this.open()
  }

  private async open(change: Partial<Member> = {}): Promise<FakeSocket> {
    await this.settle()
    this.socket.onopen?.()
    await this.settle()
    this.socket.push({ type: 'ready', member: member(change) })
    await this.settle()
    return this.socket
  }
}
