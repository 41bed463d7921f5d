/** The messages known so far: ordered by sequence number, each once. */
import type { Message } from '@esa/contract'

export class Transcript {
  private messages: Message[] = []
  private readonly known = new Set<number>()
  private unbroken = 0

  /** Highest n such that 1…n are all here; the server resumes after it. */
  get contiguous(): number {
    return this.unbroken
  }

  get last(): number {
    return this.messages[this.messages.length - 1]?.seq ?? 0
  }

  /** The same array until something is added. */
  get list(): readonly Message[] {
    return this.messages
  }

  has(seq: number): boolean {
    return this.known.has(seq)
  }

  /** False if it was here already. What is stored never changes, so the first one stays. */
  add(message: Message): boolean {
    if (this.known.has(message.seq)) return false
    this.known.add(message.seq)
    let place = this.messages.length
    while (place > 0 && this.messages[place - 1]!.seq > message.seq) place--
    this.messages = [...this.messages.slice(0, place), message, ...this.messages.slice(place)]
    while (this.known.has(this.unbroken + 1)) this.unbroken++
    return true
  }

  /** The visitor's rating is the one thing about a message that changes. */
  rate(seq: number, useful: boolean): void {
    this.messages = this.messages.map((message) => (message.seq === seq ? { ...message, useful } : message))
  }

  clear(): void {
    this.messages = []
    this.known.clear()
    this.unbroken = 0
  }
}
