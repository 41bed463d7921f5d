/**
 * The desk as its page sees it: the socket, the cases, the followed conversations and what is not yet
 * confirmed. No Vue; the page subscribes and gets an unchanging snapshot.
 */
import type { Case, Member, Noting, Refused, Reminder, StaffClientFrame, StaffServerFrame, WorkMoved } from '@esa/contract'
import { Connection, type ConnectionState, type Socket } from '@esa/net/connection'
import { Outbox } from '@esa/net/outbox'
import type { Store } from '@esa/net/storage'
import { newKey } from '@esa/net/uuid'
import { isWords, type Act, type Entry, type Intent } from './acts'
import { Cases } from './cases'
import { Room, type RoomView } from './room'

/** A sent frame that is neither accepted nor refused by then: the connection is not to be trusted. */
export const ACCEPT_WITHIN = 15_000
/** A missing message is asked for again after this long. */
export const GAP_PATIENCE = 4_000
/** What arrives within this time is drawn at once. */
export const DRAW_EVERY = 16
const LONGEST_HOLD = 60
/** A visitor whose page went away says nothing any more. */
export const TYPING_ENDS = 8_000

export interface Snapshot {
  readonly connection: ConnectionState
  readonly member: Member | null
  readonly cases: readonly Case[]
  /** The list has been read once. */
  readonly loaded: boolean
  readonly rooms: ReadonlyMap<string, RoomView>
  readonly pending: readonly Entry[]
  /** Why an action was refused, by conversation. */
  readonly refusals: ReadonlyMap<string, string>
}

export interface DeskParts {
  store: Store
  /** The token; `renew` when the server did not like it: ask whether it still holds. */
  session(renew: boolean): Promise<{ token: string }>
  cases(): Promise<readonly Case[]>
  socket(): Socket
  /** The server has ended the session; `sentence` says why. */
  onExpired(sentence: string): void
  onReminder(reminder: Reminder): void
  /** A training, an evaluation or a release is further than before. */
  onWork(work: WorkMoved): void
  /** An action is stored. */
  onDone(act: Act): void
}

type Timer = ReturnType<typeof setTimeout> | undefined

export class DeskClient {
  readonly connection: Connection<StaffClientFrame, StaffServerFrame>
  private readonly parts: DeskParts
  private readonly outbox: Outbox<Act>
  private readonly cases = new Cases()
  private readonly rooms = new Map<string, Room>()
  /** What this socket follows; another one begins anew. */
  private readonly watching = new Set<string>()
  private readonly refusals = new Map<string, string>()
  private readonly listeners = new Set<(snapshot: Snapshot) => void>()
  private member: Member | null = null
  private open: string | null = null
  private loaded = false
  /** Every reading of the list gets a number: of two that overlap the later one counts. */
  private reading = 0
  private drawTimer: Timer
  private acceptTimer: Timer
  private holdTimer: Timer
  private gapTimer: Timer
  private readonly typingTimers = new Map<string, Timer>()

  constructor(parts: DeskParts) {
    this.parts = parts
    this.outbox = new Outbox(parts.store)
    this.connection = new Connection<StaffClientFrame, StaffServerFrame>({
      session: (renew) => parts.session(renew),
      socket: () => parts.socket(),
      hello: (token) => ({ type: 'hello', token }),
      onFrame: (frame) => this.receive(frame),
      onState: (state) => this.moved(state),
    })
  }

  subscribe(listener: (snapshot: Snapshot) => void): () => void {
    this.listeners.add(listener)
    listener(this.snapshot())
    return () => this.listeners.delete(listener)
  }

  stop(): void {
    this.connection.stop()
    const timers = [this.drawTimer, this.acceptTimer, this.holdTimer, this.gapTimer, ...this.typingTimers.values()]
    for (const timer of timers) clearTimeout(timer)
    this.listeners.clear()
  }

  /** Look into a conversation, whoever holds it. */
  look(conversation: string | null): void {
    this.open = conversation
    this.follow()
    this.draw()
  }

  act(intent: Intent, label = ''): void {
    this.refusals.delete(intent.conversation)
    // Pressed twice means once; words may be said twice.
    const twin = ({ frame, state }: Entry) =>
      frame.type === intent.type && frame.conversation === intent.conversation && state !== 'failed'
    if (!isWords(intent) && this.outbox.list.some(twin)) return
    this.outbox.add({ ...intent, key: newKey() }, label, intent.conversation)
    this.pump()
    this.draw()
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

  forgive(conversation: string): void {
    this.refusals.delete(conversation)
    this.draw()
  }

  setAvailable(on: boolean): void {
    if (!this.member || !this.connection.send({ type: 'available', on })) return
    this.member = { ...this.member, available: on }
    this.draw()
  }

  typing(conversation: string, on: boolean): void {
    this.connection.send({ type: 'typing', conversation, on })
  }

  read(conversation: string, seq: number): void {
    this.connection.send({ type: 'read', conversation, seq })
  }

  /** Notes that were read with everything else around the conversation. */
  addNotes(conversation: string, notes: readonly Noting[]): void {
    this.room(conversation).note(notes)
    this.draw()
  }

  /** The list, read again. What fails is read with the next socket. */
  async readCases(): Promise<void> {
    const mine = ++this.reading
    const found = await this.parts.cases().catch(() => null)
    if (mine !== this.reading || found === null) return
    this.cases.replace(found)
    this.loaded = true
    this.follow()
    this.draw()
  }

  snapshot(): Snapshot {
    return {
      connection: this.connection.state,
      member: this.member,
      cases: this.cases.list,
      loaded: this.loaded,
      rooms: new Map(Array.from(this.rooms, ([id, room]) => [id, room.view()])),
      pending: this.outbox.list,
      refusals: new Map(this.refusals),
    }
  }

  private room(conversation: string): Room {
    const known = this.rooms.get(conversation) ?? new Room()
    this.rooms.set(conversation, known)
    return known
  }

  /** Follows what the member holds and what is looked at, and nothing else. */
  private follow(): void {
    if (this.connection.state.name !== 'ready') return
    const wanted = new Set(
      this.cases.list.filter(({ assignee }) => assignee === this.member?.id).map(({ conversation }) => conversation),
    )
    if (this.open) wanted.add(this.open)
    for (const conversation of this.watching) {
      if (wanted.has(conversation)) continue
      this.watching.delete(conversation)
      this.rooms.delete(conversation)
      this.connection.send({ type: 'unwatch', conversation })
    }
    for (const conversation of wanted) if (!this.watching.has(conversation)) this.watch(conversation)
  }

  private watch(conversation: string): void {
    const room = this.room(conversation)
    room.expected = Math.max(room.expected, this.cases.get(conversation)?.last_seq ?? 0)
    this.watching.add(conversation)
    this.connection.send({ type: 'watch', conversation, after: room.transcript.contiguous })
  }

  /** Messages may overtake each other for a moment; a hole that stays is asked for. */
  private watchGaps(): void {
    if (this.gapTimer !== undefined || !Array.from(this.rooms.values()).some(({ behind }) => behind)) return
    this.gapTimer = setTimeout(() => {
      this.gapTimer = undefined
      for (const [id, room] of this.rooms) if (this.watching.has(id) && room.behind) this.askAgain(id, room)
    }, GAP_PATIENCE)
  }

  /** Once: what the server does not have is not waited for. */
  private askAgain(conversation: string, room: Room): void {
    room.expected = 0
    this.connection.send({ type: 'watch', conversation, after: room.transcript.contiguous })
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
      this.watching.clear()
      this.outbox.lost()
    }
    this.draw()
  }

  private receive(frame: StaffServerFrame): void {
    switch (frame.type) {
      case 'ready':
        this.member = frame.member
        this.follow()
        void this.readCases()
        break
      case 'case':
        this.cases.change(frame.conversation, frame.case, this.member)
        this.follow()
        break
      case 'cases':
        void this.readCases()
        break
      case 'message':
        this.room(frame.conversation).add(frame.message)
        if (frame.message.author === 'visitor') this.types(frame.conversation, false)
        this.settle(frame.conversation, frame.message.seq, frame.message.key ?? null)
        break
      case 'visitor_typing':
        this.types(frame.conversation, frame.on)
        break
      case 'visitor_read':
        this.room(frame.conversation).read = frame.seq
        break
      case 'noted':
        this.room(frame.conversation).note([frame.note])
        break
      case 'reminder':
        this.parts.onReminder(frame)
        break
      case 'training':
      case 'evaluation':
      case 'release':
        return this.parts.onWork(frame)
      case 'accepted':
        this.accepted(frame.key, frame.seq)
        break
      case 'refused':
        this.refused(frame)
        break
      case 'pong':
        return
    }
    this.pump()
    this.watchGaps()
    this.draw()
  }

  private accepted(key: string, seq: number): void {
    if (key === this.outbox.onWire) clearTimeout(this.acceptTimer)
    const entry = this.outbox.list.find(({ frame }) => frame.key === key)
    if (!entry) return
    const { frame } = entry
    this.outbox.accepted(key, seq)
    // Words stay in sight until their message is here; a note comes back without a number.
    const shown = frame.type === 'note' || this.rooms.get(frame.conversation)?.transcript.has(seq)
    if (!isWords(frame) || shown) this.outbox.settle(key)
    this.parts.onDone(frame)
  }

  private types(conversation: string, on: boolean): void {
    const room = this.room(conversation)
    room.typing = on
    clearTimeout(this.typingTimers.get(conversation))
    if (!on) return
    const over = () => {
      room.typing = false
      this.draw()
    }
    this.typingTimers.set(conversation, setTimeout(over, TYPING_ENDS))
  }

  private settle(conversation: string, seq: number, key: string | null): void {
    for (const { frame, seq: stored } of this.outbox.list) {
      if (frame.conversation !== conversation) continue
      // The log keeps a key with its member before it.
      if (stored !== seq && !key?.endsWith(frame.key)) continue
      if (frame.key === this.outbox.onWire) clearTimeout(this.acceptTimer)
      this.outbox.settle(frame.key)
    }
  }

  private refused({ key, code, message, retry_after }: Refused): void {
    if (code === 'signed_out') return this.parts.onExpired(message)
    // What has no key is about reading or typing, and the next such frame makes it good.
    const entry = this.outbox.list.find(({ frame }) => frame.key === key)
    if (!entry || !key) return
    if (key === this.outbox.onWire) clearTimeout(this.acceptTimer)
    if (typeof retry_after === 'number') return this.hold(key, message, retry_after)
    this.outbox.failed(key, message)
    if (isWords(entry.frame)) return
    this.outbox.discard(key)
    this.refusals.set(entry.frame.conversation, message)
  }

  private hold(key: string, message: string, seconds: number): void {
    this.outbox.held(key, message)
    clearTimeout(this.holdTimer)
    this.holdTimer = setTimeout(() => this.retry(key), Math.min(LONGEST_HOLD, Math.max(1, seconds)) * 1000)
  }

  private draw(): void {
    this.drawTimer ??= setTimeout(() => {
      this.drawTimer = undefined
      const snapshot = this.snapshot()
      for (const listener of this.listeners) listener(snapshot)
    }, DRAW_EVERY)
  }
}
