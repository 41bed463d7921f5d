/**
 * What the visitor did and the server has not confirmed. Kept in storage until `accepted`, one item a
 * storage key, so that two tabs do not overwrite each other; sent in order, one at a time, always
 * with the key it was born with, so that a repetition is stored once.
 */
import type { AskPerson, Choose, LeaveQueue, Rate, Send } from '@esa/contract'
import { readJson, type Store } from './storage'

export type OutFrame = Send | Choose | AskPerson | LeaveQueue | Rate

/**
 * waiting: to be sent · sending: on the wire · held: the server asked to come again later ·
 * accepted: stored, its message is on the way · failed: refused, the visitor decides
 */
export type EntryState = 'waiting' | 'sending' | 'held' | 'accepted' | 'failed'

export interface Entry {
  readonly frame: OutFrame
  /** What the visitor sees meanwhile: the words, or the button's title. */
  readonly label: string
  readonly order: number
  readonly conversation: string | null
  readonly state: EntryState
  readonly reason: string | null
  readonly seq: number | null
}

const START = 'out.'

function isEntry(value: unknown): value is Entry {
  const entry = value as Partial<Entry> | null
  return typeof entry?.frame?.key === 'string' && typeof entry.order === 'number'
}

export class Outbox {
  private entries: readonly Entry[]
  private readonly store: Store

  constructor(store: Store) {
    this.store = store
    this.entries = store
      .names(START)
      .map((name) => readJson(store, name, isEntry))
      .filter((entry) => entry !== null)
      .sort((a, b) => a.order - b.order)
      // What was on the wire when the page went away may or may not have arrived: send it again.
      .map((entry) => (entry.state === 'failed' ? entry : { ...entry, state: 'waiting' as const }))
  }

  /** Oldest first. */
  get list(): readonly Entry[] {
    return this.entries
  }

  add(frame: OutFrame, label: string, conversation: string | null): void {
    const previous = this.entries[this.entries.length - 1]?.order ?? 0
    const order = Math.max(Date.now(), previous + 1)
    const entry: Entry = { frame, label, order, conversation, state: 'waiting', reason: null, seq: null }
    this.entries = [...this.entries, entry]
    this.save(entry)
  }

  /** The frame to send now, or nothing while one is on the wire or held back: order matters. */
  next(): OutFrame | null {
    const first = this.entries.find((entry) => entry.state !== 'accepted' && entry.state !== 'failed')
    return first?.state === 'waiting' ? first.frame : null
  }

  /** The key that waits for the server's word. */
  get onWire(): string | null {
    return this.entries.find((entry) => entry.state === 'sending')?.frame.key ?? null
  }

  sent(key: string): void {
    this.update(key, { state: 'sending' })
  }

  accepted(key: string, seq: number): void {
    this.update(key, { state: 'accepted', seq, reason: null })
    this.forget(key)
  }

  /** Its message is in the transcript. True if it was one of ours. */
  settle(key: string): boolean {
    const before = this.entries.length
    this.entries = this.entries.filter((entry) => entry.frame.key !== key)
    if (this.entries.length === before) return false
    this.forget(key)
    return true
  }

  held(key: string, reason: string): void {
    this.update(key, { state: 'held', reason })
  }

  failed(key: string, reason: string): void {
    this.update(key, { state: 'failed', reason })
  }

  /** The socket is gone: what was on the wire goes again. */
  lost(): void {
    for (const entry of this.entries) {
      if (entry.state === 'sending') this.update(entry.frame.key, { state: 'waiting' })
    }
  }

  /** Send a held or failed one again; same key, for the refusal says that nothing was stored. */
  retry(key: string): void {
    const entry = this.entries.find((one) => one.frame.key === key)
    if (entry?.state === 'failed' || entry?.state === 'held') {
      this.update(key, { state: 'waiting', reason: null })
    }
  }

  /** A failed one that the visitor does not want any more. */
  discard(key: string): void {
    if (this.entries.some((entry) => entry.frame.key === key && entry.state === 'failed')) this.settle(key)
  }

  /**
   * This is the conversation now. A press on a button of another one means nothing here; words do.
   * True if something was dropped.
   */
  enter(conversation: string): boolean {
    const strange = this.entries.filter(
      (entry) =>
        entry.conversation !== null &&
        entry.conversation !== conversation &&
        (entry.frame.type !== 'send' || entry.state === 'accepted'),
    )
    for (const entry of strange) this.settle(entry.frame.key)
    return strange.length > 0
  }

  private update(key: string, change: Partial<Entry>): void {
    this.entries = this.entries.map((entry) => {
      if (entry.frame.key !== key) return entry
      const changed = { ...entry, ...change }
      if (changed.state !== 'accepted') this.save(changed)
      return changed
    })
  }

  private save(entry: Entry): void {
    this.store.set(START + entry.frame.key, JSON.stringify(entry))
  }

  private forget(key: string): void {
    this.store.remove(START + key)
  }
}
