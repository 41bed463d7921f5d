/**
 * The conversation as the page sees it: connection, transcript and outbox put together. No Vue; the
 * page subscribes and gets an unchanging snapshot.
 */
import type { Author, Choice, ClientFrame, EngineState, Owner, Place, Ready, ServerFrame, Session, Stand } from '@esa/contract'
import { Connection, type ConnectionState, type Socket } from '@esa/net/connection'
import { Outbox } from '@esa/net/outbox'
import type { Store } from '@esa/net/storage'
import { Transcript } from '@esa/net/transcript'
import { newKey } from '@esa/net/uuid'
import type { Entry, OutFrame } from './acts'

/** A missing message is asked for again after this long. */
export const GAP_PATIENCE = 4_000
/** A sent frame that is neither accepted nor refused by then: the connection is not to be trusted. */
export const ACCEPT_WITHIN = 15_000
/** Somebody who types longer than this has probably left. */
export const TYPING_ENDS = 45_000
/** During the replay of a long history the page is drawn at most this often. */
const REPLAY_DRAW = 40
const SHORTEST_WAIT = 1
const LONGEST_WAIT = 60

export interface Snapshot {
  readonly connection: ConnectionState
  /** From the last Ready; null until the first one. */
  readonly assistant: string | null
  readonly district: string | null
  /** Of one file at most. */
  readonly fileBytes: number
  readonly owner: Owner | null
  readonly engine: EngineState | null
  /** Who answers while the owner is staff. */
  readonly person: string | null
  /** While the owner is queue, as far as the server knows it. */
  readonly place: Place | null
  /** The last message that staff have seen. */
  readonly read: number
  readonly notice: string | null
  readonly messages: Transcript['list']
  readonly pending: readonly Entry[]
  readonly typing: Author | null
  /** The history of before is still arriving. */
  readonly replaying: boolean
}

export interface ClientParts {
  store: Store
  session(renew: boolean): Promise<Session>
  socket(): Socket
}

type Timer = ReturnType<typeof setTimeout> | undefined

export class ChatClient {
  readonly connection: Connection<ClientFrame, ServerFrame>
  private readonly transcript = new Transcript()
  private readonly outbox: Outbox<OutFrame>
  private readonly listeners = new Set<(snapshot: Snapshot) => void>()
  private conversation: string | null = null
  private face: Pick<Ready, 'assistant' | 'district' | 'file_bytes'> | null = null
  private stand: Stand | null = null
  private notice: string | null = null
  private typing: Author | null = null
  /** The highest number the server has spoken of. */
  private expected = 0
  /** The history of before has arrived once. */
  private replayed = false
  /** A gap that asking again did not fill is not asked for for ever. */
  private askedAt = -1
  private drawTimer: Timer
  private gapTimer: Timer
  private acceptTimer: Timer
  private holdTimer: Timer
  private typingTimer: Timer

  constructor(parts: ClientParts) {
    this.outbox = new Outbox(parts.store)
    this.connection = new Connection({
      session: async (renew) => {
        const session = await parts.session(renew)
        this.enter(session.conversation)
        return session
      },
      socket: () => parts.socket(),
      hello: (token) => ({ type: 'hello', token, after: this.transcript.contiguous }),
      onFrame: (frame) => this.receive(frame),
      onState: (state) => this.moved(state),
    })
  }

  subscribe(listener: (snapshot: Snapshot) => void): () => void {
    this.listeners.add(listener)
    listener(this.snapshot())
    return () => this.listeners.delete(listener)
  }

  say(text: string): void {
    this.put({ type: 'send', key: newKey(), text }, text)
  }

  choose(seq: number, choice: Choice): void {
    this.put({ type: 'choose', key: newKey(), seq, choice: choice.id }, choice.title)
  }

  askPerson(label: string): void {
    this.putOnce('ask_person', label)
  }

  leaveQueue(label: string): void {
    this.putOnce('leave_queue', label)
  }

  /** The last word counts: an earlier one that is still here need not be sent any more. */
  rate(seq: number, useful: boolean): void {
    for (const { frame, state } of this.outbox.list) {
      if (frame.type === 'rate' && frame.seq === seq && state !== 'sending') this.outbox.settle(frame.key)
    }
    this.put({ type: 'rate', key: newKey(), seq, useful }, '')
  }

  retry(key: string): void {
    this.outbox.retry(key)
    this.pump()
    this.draw()
  }

  discard(key: string): void {
    this.outbox.discard(key)
    this.draw()
  }

  snapshot(): Snapshot {
    return {
      connection: this.connection.state,
      assistant: this.face?.assistant ?? null,
      district: this.face?.district ?? null,
      fileBytes: this.face?.file_bytes ?? 0,
      owner: this.stand?.owner ?? null,
      engine: this.stand?.engine ?? null,
      person: this.stand?.person ?? null,
      place: this.stand?.place ?? null,
      read: this.stand?.read ?? 0,
      notice: this.notice,
      messages: this.transcript.list,
      pending: this.outbox.list,
      typing: this.typing,
      replaying: !this.replayed,
    }
  }

  private get behind(): boolean {
    const have = this.transcript.contiguous
    return have < this.expected && have !== this.askedAt
  }

  /** Pressing 转人工 twice means it once; a failed one is tried again. */
  private putOnce(type: 'ask_person' | 'leave_queue', label: string): void {
    const present = this.outbox.list.find((entry) => entry.frame.type === type)
    if (!present) this.put({ type, key: newKey() }, label)
    else if (present.state === 'failed') this.retry(present.frame.key)
  }

  private put(frame: OutFrame, label: string): void {
    this.outbox.add(frame, label, this.conversation)
    this.pump()
    this.draw()
  }

  private pump(): void {
    const frame = this.outbox.next()
    if (!frame || !this.connection.send(frame)) return
    this.outbox.sent(frame.key)
    clearTimeout(this.acceptTimer)
    this.acceptTimer = setTimeout(() => this.connection.suspect(), ACCEPT_WITHIN)
  }

  private moved(state: ConnectionState): void {
    if (state.name !== 'ready') {
      clearTimeout(this.acceptTimer)
      clearTimeout(this.gapTimer)
      this.gapTimer = undefined
      this.outbox.lost()
      this.setTyping(null)
    }
    this.draw()
  }

  private receive(frame: ServerFrame): void {
    switch (frame.type) {
      case 'ready':
        this.ready(frame)
        break
      case 'accepted':
        if (frame.key === this.outbox.onWire) clearTimeout(this.acceptTimer)
        this.expected = Math.max(this.expected, frame.seq)
        this.rated(frame.key)
        this.outbox.accepted(frame.key, frame.seq)
        // An action may be stored as a line that carries no key; its number tells as well.
        if (this.transcript.has(frame.seq)) this.outbox.settle(frame.key)
        break
      case 'message':
        this.expected = Math.max(this.expected, frame.message.seq)
        if (!this.transcript.add(frame.message)) return
        if (frame.message.author !== 'visitor') this.setTyping(null)
        this.settle(frame.message.seq, frame.message.key ?? null)
        break
      case 'rated':
        this.transcript.rate(frame.seq, frame.useful)
        break
      case 'typing':
        this.setTyping(frame.on && frame.author !== 'visitor' ? frame.author : null)
        break
      case 'status':
        this.stand = frame
        this.notice = frame.notice ?? null
        break
      case 'refused':
        // A frame that could not be read comes back without its key; only one is under way.
        this.refused(frame.key ?? this.outbox.onWire, frame.message, frame.retry_after ?? null)
        break
      case 'pong':
        return
    }
    this.replayed ||= !this.behind
    this.pump()
    this.watchGap()
    this.draw()
  }

  /** Our own rating is stored: shown at once, for until the server tells it would look taken back. */
  private rated(key: string): void {
    const own = this.outbox.list.find((entry) => entry.frame.key === key)?.frame
    if (own?.type === 'rate') this.transcript.rate(own.seq, own.useful)
  }

  private ready(frame: Ready): void {
    const strange = this.enter(frame.conversation) || frame.last_seq < this.transcript.contiguous
    this.face = frame
    this.stand = frame
    this.notice = null
    this.expected = frame.last_seq
    if (!strange) return
    // We resumed in the middle of a conversation that is not the one we know: read it from the start.
    this.transcript.clear()
    this.askedAt = -1
    this.connection.suspect()
  }

  /** True if another conversation was known before. */
  private enter(conversation: string): boolean {
    const other = this.conversation !== null && this.conversation !== conversation
    if (other) {
      this.transcript.clear()
      this.expected = 0
      this.askedAt = -1
    }
    this.conversation = conversation
    // A press on a button of another conversation means nothing here; words do.
    this.outbox.drop(
      (entry) =>
        entry.conversation !== null &&
        entry.conversation !== conversation &&
        (entry.frame.type !== 'send' || entry.state === 'accepted'),
    )
    return other
  }

  private settle(seq: number, key: string | null): void {
    const numbered = this.outbox.list.find((entry) => entry.seq === seq)
    if (numbered) this.outbox.settle(numbered.frame.key)
    if (key === null) return
    if (key === this.outbox.onWire) clearTimeout(this.acceptTimer)
    this.outbox.settle(key)
  }

  private refused(key: string | null, message: string, retryAfter: number | null): void {
    if (key === null) return
    if (key === this.outbox.onWire) clearTimeout(this.acceptTimer)
    if (retryAfter === null) {
      this.outbox.failed(key, message)
      return
    }
    this.outbox.held(key, message)
    const seconds = Math.min(LONGEST_WAIT, Math.max(SHORTEST_WAIT, retryAfter))
    clearTimeout(this.holdTimer)
    this.holdTimer = setTimeout(() => this.retry(key), seconds * 1000)
  }

  private setTyping(author: Author | null): void {
    this.typing = author
    clearTimeout(this.typingTimer)
    if (author === null) return
    this.typingTimer = setTimeout(() => {
      this.typing = null
      this.draw()
    }, TYPING_ENDS)
  }

  /** Messages may overtake each other for a moment, but a hole that stays is asked for once. */
  private watchGap(): void {
    clearTimeout(this.gapTimer)
    this.gapTimer = undefined
    if (!this.behind) return
    this.gapTimer = setTimeout(() => {
      this.askedAt = this.transcript.contiguous
      this.connection.resync()
    }, GAP_PATIENCE)
  }

  private draw(): void {
    // One message more is on its way in ordinary talk; many more, or the first ones, are a history.
    if (this.behind && (!this.replayed || this.expected - this.transcript.contiguous > 2)) {
      this.drawTimer ??= setTimeout(() => this.drawNow(), REPLAY_DRAW)
    } else this.drawNow()
  }

  private drawNow(): void {
    clearTimeout(this.drawTimer)
    this.drawTimer = undefined
    const snapshot = this.snapshot()
    for (const listener of this.listeners) listener(snapshot)
  }
}
