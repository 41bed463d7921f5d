/**
 * What somebody did and the server has not confirmed. Kept in storage until `accepted`, one item a
 * storage key, so that two tabs do not overwrite each other; sent in order, one at a time, always
 * with the key it was born with, so that a repetition is stored once.
 */
import { readJson, type Store } from './storage'

/** Whatever else a frame holds, its key tells it from all others. */
export interface Keyed {
  readonly type: string
  readonly key: string
}

/**
 * waiting: to be sent · sending: on the wire · held: the server asked to come again later ·
 * accepted: stored, its message is on the way · failed: refused, who wrote it decides
 */
export type EntryState = 'waiting' | 'sending' | 'held' | 'accepted' | 'failed'

export interface Entry<F extends Keyed> {
  readonly frame: F
  /** What is seen meanwhile: the words, or the button's title. */
  readonly label: string
  readonly order: number
  readonly conversation: string | null
  readonly state: EntryState
  readonly reason: string | null
  readonly seq: number | null
}

const START = 'out.'

function isEntry<F extends Keyed>(value: unknown): value is Entry<F> {
  const entry = value as Partial<Entry<F>> | null
  return typeof entry?.frame?.key === 'string' && typeof entry.order === 'number'
}

export class Outbox<F extends Keyed> {
  private entries: readonly Entry<F>[]
  private readonly store: Store

  constructor(store: Store) {
    this.store = store
    this.entries = store
      .names(START)
      .map((name) => readJson(store, name, isEntry<F>))
      .filter((entry) => entry !== null)
      .sort((a, b) => a.order - b.order)
      // What was on the wire when the page went away may or may not have arrived: send it again.
      .map((entry) => (entry.state === 'failed' ? entry : { ...entry, state: 'waiting' as const }))
  }

  /** Oldest first. */
  get list(): readonly Entry<F>[] {
    return this.entries
  }

  add(frame: F, label: string, conversation: string | null): void {
    const previous = this.entries[this.entries.length - 1]?.order ?? 0
    const order = Math.max(Date.now(), previous + 1)
    const entry: Entry<F> = { frame, label, order, conversation, state: 'waiting', reason: null, seq: null }
    this.entries = [...this.entries, entry]
    this.save(entry)
  }

  /** The frame to send now, or nothing while one is on the wire or held back: order matters. */
  next(): F | null {
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

  /** A failed one that nobody wants any more. */
  discard(key: string): void {
    if (this.entries.some((entry) => entry.frame.key === key && entry.state === 'failed')) this.settle(key)
  }

  /** Lets go of what has lost its sense. */
  drop(senseless: (entry: Entry<F>) => boolean): void {
    for (const entry of this.entries.filter(senseless)) this.settle(entry.frame.key)
  }

  private update(key: string, change: Partial<Entry<F>>): void {
    this.entries = this.entries.map((entry) => {
      if (entry.frame.key !== key) return entry
      const changed = { ...entry, ...change }
      if (changed.state !== 'accepted') this.save(changed)
      return changed
    })
  }

  private save(entry: Entry<F>): void {
    this.store.set(START + entry.frame.key, JSON.stringify(entry))
  }

  private forget(key: string): void {
    this.store.remove(START + key)
  }
}
