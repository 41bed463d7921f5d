/** Messages the visitor has not seen, while the panel around us is closed. */
import type { Message } from '@esa/contract'
import type { Store } from '@esa/net/storage'

const NAME = 'seen'

export class Unread {
  private seen: number
  private readonly store: Store

  constructor(store: Store) {
    this.store = store
    this.seen = Number(store.get(NAME)) || 0
  }

  look(messages: readonly Message[]): void {
    const last = messages[messages.length - 1]?.seq ?? 0
    if (last === this.seen) return
    this.seen = last
    this.store.set(NAME, String(last))
  }

  /** Zero for somebody who never opened the chat: a welcome is no reason for a badge. */
  count(messages: readonly Message[]): number {
    if (this.seen === 0) return 0
    return messages.filter(({ seq, author }) => seq > this.seen && (author === 'bot' || author === 'staff')).length
  }
}
